//! The paged results control (RFC 2696).

use super::ber::{self, Element, INTEGER, OCTET_STRING, SEQUENCE};
use super::message::{Control, Message};

/// Its object identifier, in requests and answers.
pub const PAGED_RESULTS: &str = "1.2.840.113556.1.4.319";

impl Control {
    /// Asks for a page of `size` entries; an empty cookie asks for the first.
    pub fn page(size: i64, critical: bool, cookie: &[u8]) -> Self {
        let size = ber::integer(INTEGER, size);
        let cookie = ber::element(OCTET_STRING, cookie);
        let value = ber::constructed(SEQUENCE, &[size, cookie]);
        Self::new(PAGED_RESULTS, critical, Some(&value))
    }
}

/// The cookie that came with an answer, if one did; an empty one says that there are no more pages.
///
/// # Panics
///
/// When the control that it came in is not as `openldap.md 11` says.
pub fn cookie(message: &Message) -> Option<Vec<u8>> {
    let control = message
        .controls
        .iter()
        .find(|control| control.oid == PAGED_RESULTS)?;
    let octets = control.value_octets().expect("the control has a value");
    let (value, _) = Element::split(&octets).expect("the value is a SEQUENCE");
    let parts = value.children();
    assert_eq!(parts[0].integer(), 0, "the size of a response control");
    Some(parts[1].contents.to_vec())
}
