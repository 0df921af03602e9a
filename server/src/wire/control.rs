//! Controls as they stand in a request (RFC 4511 section 4.1.11).
//!
//! What a control means is the session's business; here it is an identifier, a criticality and octets.

use super::ber::{BerError, Reader, tag};

/// A control of a request.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Control {
    /// The controlType: an object identifier in dotted form, as the peer wrote it.
    pub oid: Vec<u8>,
    /// Whether the operation must not be done by a server that does not know the control.
    pub criticality: bool,
    /// The controlValue; absent is not the same as empty.
    pub value: Option<Vec<u8>>,
}

/// Reads the content of a message's `[0] Controls`.
pub(super) fn controls(content: &[u8]) -> Result<Vec<Control>, BerError> {
    let mut reader = Reader::new(content);
    let mut controls = Vec::new();
    while !reader.is_empty() {
        let mut control = reader.sequence()?;
        let oid = control.octets()?;
        let criticality = match control.peek_tag() {
            Some(tag::BOOLEAN) => control.boolean()?,
            _ => false,
        };
        let value = control.optional(tag::OCTET_STRING)?.map(<[u8]>::to_vec);
        control.ignore_rest()?;
        controls.push(Control {
            oid,
            criticality,
            value,
        });
    }
    Ok(controls)
}
