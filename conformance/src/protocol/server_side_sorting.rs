//! The values of the server side sorting controls (RFC 2891).

use super::{Control, ResultCode};
use crate::ber::{self, BerError, tag};

/// The response control (RFC 2891 1.2).
pub const SORT_RESPONSE: &str = "1.2.840.113556.1.4.474";

/// One key of the request control (RFC 2891 1.1).
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SortKey {
    /// The attributeType.
    pub attribute: Vec<u8>,
    /// The orderingRule.
    pub ordering_rule: Option<Vec<u8>>,
    /// The reverseOrder.
    pub reverse_order: bool,
}

impl SortKey {
    /// The `SortKeyList` of these keys, a FALSE reverseOrder left out.
    pub fn encode_list(keys: &[Self]) -> Vec<u8> {
        let keys: Vec<_> = keys.iter().map(Self::encode).collect();
        ber::sequence(tag::SEQUENCE, &keys)
    }

    fn encode(&self) -> Vec<u8> {
        let mut parts = vec![ber::octet_string(&self.attribute)];
        if let Some(rule) = &self.ordering_rule {
            parts.push(ber::element(tag::context(0), rule));
        }
        if self.reverse_order {
            parts.push(ber::element(tag::context(1), &[0xff]));
        }
        ber::sequence(tag::SEQUENCE, &parts)
    }
}

/// The value of the response control.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SortResult {
    /// The sortResult.
    pub result_code: ResultCode,
    /// The attributeType: of the key in error.
    pub attribute: Option<String>,
}

impl SortResult {
    /// Reads the control of a response.
    pub fn from_response(control: &Control) -> Result<Self, BerError> {
        let mut elements = control.sequence()?;
        let result_code = elements.expect(tag::ENUMERATED)?.as_integer()?;
        let attribute = elements.optional(tag::context(0))?;
        elements.end()?;
        Ok(Self {
            result_code: ResultCode(result_code),
            attribute: attribute
                .map(|element| String::from_utf8_lossy(element.content).into_owned()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rfc2891_1_1_keys_say_what_differs_from_the_default() {
        let key = |ordering_rule, reverse_order| SortKey {
            attribute: b"sn".to_vec(),
            ordering_rule,
            reverse_order,
        };
        let keys = [key(None, false), key(Some(b"2.5".to_vec()), true)];
        let value = [
            0x30, 20, 0x30, 4, 4, 2, b's', b'n', 0x30, 12, 4, 2, b's', b'n', 0x80, 3, b'2', b'.',
            b'5', 0x81, 1, 0xff,
        ];
        assert_eq!(SortKey::encode_list(&keys), value);
    }

    #[test]
    fn rfc2891_1_2_a_result_is_read_with_the_type_in_error() {
        let read = |value: &[u8]| {
            SortResult::from_response(&Control {
                oid: SORT_RESPONSE.to_owned(),
                criticality: false,
                value: Some(value.to_vec()),
            })
        };
        let result = SortResult {
            result_code: ResultCode(16),
            attribute: Some("x".to_owned()),
        };
        assert_eq!(read(&[0x30, 6, 0x0a, 1, 16, 0x80, 1, b'x']), Ok(result));
        for malformed in [
            &[][..],
            &[0x30, 3, 2, 1, 0],
            &[0x30, 3, 0x0a, 1, 0, 4, 0],
            &[0x30, 6, 0x0a, 1, 0, 2, 1, 0],
        ] {
            assert!(read(malformed).is_err(), "{malformed:02x?}");
        }
    }
}
