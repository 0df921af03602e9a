//! Controls (RFC 4511 4.1.11), and the one that the suite itself has to attach and read: paging (RFC 2696).

use super::response::{self, ResponseError};
use crate::ber::{self, BerError, Element, Elements, tag};

/// The simple paged results control (RFC 2696).
pub const PAGED_RESULTS: &str = "1.2.840.113556.1.4.319";

/// A control as it stands in a message, either way.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Control {
    /// The controlType.
    pub oid: String,
    /// Whether it must be understood.
    pub criticality: bool,
    /// The controlValue; absent isn't empty.
    pub value: Option<Vec<u8>>,
}

impl Control {
    /// The control as RFC 4511 4.1.11 has it, a FALSE criticality left out.
    pub fn encode(&self) -> Vec<u8> {
        let mut parts = vec![ber::octet_string(self.oid.as_bytes())];
        if self.criticality {
            parts.push(ber::boolean(true));
        }
        if let Some(value) = &self.value {
            parts.push(ber::octet_string(value));
        }
        ber::sequence(tag::SEQUENCE, &parts)
    }

    /// The elements of a controlValue that is a SEQUENCE and nothing else.
    pub(super) fn sequence(&self) -> Result<Elements<'_>, BerError> {
        let mut value = Elements::new(self.value.as_deref().unwrap_or_default());
        let sequence = value.expect(tag::SEQUENCE)?;
        value.end()?;
        Ok(sequence.elements())
    }

    /// Reads the elements of a Control.
    pub(super) fn decode(mut elements: Elements<'_>) -> Result<Self, ResponseError> {
        let oid = response::text(elements.octet_string()?)?;
        let criticality = elements.optional(tag::BOOLEAN)?;
        if let Some(element) = criticality
            && let &[octet] = element.content
            && octet != 0xff
        {
            return Err(ResponseError::Criticality(octet));
        }
        let criticality = criticality.map(Element::as_boolean).transpose()?;
        let criticality = criticality.unwrap_or_default();
        let value = elements.optional(tag::OCTET_STRING)?;
        Ok(Self {
            oid,
            criticality,
            value: value.map(|element| element.content.to_vec()),
        })
    }
}

/// The value of the paging control, in requests and responses (RFC 2696 2).
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct PagedResults {
    /// The page size in a request, an estimate of the total in a response.
    pub size: i64,
    /// Empty in a first request and in a last response.
    pub cookie: Vec<u8>,
}

impl PagedResults {
    /// The control that asks for a page.
    pub fn request(&self, criticality: bool) -> Control {
        let value = [ber::integer(self.size), ber::octet_string(&self.cookie)];
        Control {
            oid: PAGED_RESULTS.to_owned(),
            criticality,
            value: Some(ber::sequence(tag::SEQUENCE, &value)),
        }
    }

    /// Reads the control of a response.
    pub fn from_response(control: &Control) -> Result<Self, BerError> {
        let mut elements = control.sequence()?;
        let size = elements.expect(tag::INTEGER)?.as_integer()?;
        let cookie = elements.octet_string()?.to_vec();
        elements.end()?;
        Ok(Self { size, cookie })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_paging_request_reads_back() {
        let paged = PagedResults {
            size: 500,
            cookie: b"next".to_vec(),
        };
        assert_eq!(
            PagedResults::from_response(&paged.request(false)),
            Ok(paged)
        );
    }

    #[test]
    fn rfc2696_2_a_value_of_another_form_is_refused() {
        for value in [
            &[][..],
            &[0x30, 3, 2, 1, 0],
            &[0x30, 5, 4, 0, 2, 1, 0],
            &[0x30, 7, 2, 1, 0, 4, 0, 4, 0],
            &[0x30, 5, 2, 1, 0, 4, 0, 0],
        ] {
            let control = Control {
                oid: PAGED_RESULTS.to_owned(),
                criticality: false,
                value: Some(value.to_vec()),
            };
            assert!(
                PagedResults::from_response(&control).is_err(),
                "{value:02x?}"
            );
        }
    }

    #[test]
    fn an_absent_value_is_not_an_empty_one() {
        let mut control = Control {
            oid: "1.2".to_owned(),
            criticality: true,
            value: None,
        };
        assert_eq!(
            control.encode(),
            [0x30, 8, 4, 3, b'1', b'.', b'2', 1, 1, 0xff]
        );
        control.value = Some(Vec::new());
        assert_eq!(
            control.encode(),
            [0x30, 10, 4, 3, b'1', b'.', b'2', 1, 1, 0xff, 4, 0]
        );
    }
}
