//! The values of the server side sorting controls (RFC 2891 section 1).

use jcldap_directory::ber;

use super::InvalidControl;
use crate::wire::ResultCode;
use crate::wire::ber::{BerError, Reader, tag};

/// One key of a `SortKeyList`, as the client wrote it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SortKey {
    /// The attribute description.
    pub attribute: Vec<u8>,
    /// The name or object identifier of the ordering rule; that of the attribute if absent.
    pub ordering_rule: Option<Vec<u8>>,
    /// Greatest first.
    pub reverse: bool,
}

/// A `SortResult`: what came of the sorting.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SortResult {
    /// success, or why there is no order.
    pub code: ResultCode,
    /// The attribute description of the first key in error.
    pub attribute: Option<Vec<u8>>,
}

/// Reads the value of a request control: the keys, the highest in precedence first.
pub fn decode_sort_keys(value: Option<&[u8]>) -> Result<Vec<SortKey>, InvalidControl> {
    let value = value.ok_or(InvalidControl::SortWithoutValue)?;
    if value.is_empty() {
        return Err(InvalidControl::SortValueEmpty);
    }
    match read_keys(value) {
        Ok(keys) if !keys.is_empty() => Ok(keys),
        Ok(_) | Err(_) => Err(InvalidControl::SortUndecodable),
    }
}

fn read_keys(value: &[u8]) -> Result<Vec<SortKey>, BerError> {
    let mut list = Reader::new(value).sequence()?;
    let mut keys = Vec::new();
    while !list.is_empty() {
        let mut key = list.sequence()?;
        let attribute = key.octets()?;
        let ordering_rule = key.optional(ORDERING_RULE)?.map(<[u8]>::to_vec);
        let reverse = match key.optional(REVERSE_ORDER)? {
            Some(content) => crate::wire::ber::boolean(content)?,
            None => false,
        };
        key.ignore_rest()?;
        keys.push(SortKey {
            attribute,
            ordering_rule,
            reverse,
        });
    }
    Ok(keys)
}

impl SortResult {
    /// The value of the response control.
    pub fn encode(&self) -> Vec<u8> {
        let mut content = Vec::new();
        ber::write_integer(&mut content, tag::ENUMERATED, i64::from(self.code.number()));
        if let Some(attribute) = &self.attribute {
            ber::write(&mut content, ATTRIBUTE_TYPE, attribute);
        }
        let mut value = Vec::new();
        ber::write(&mut value, tag::SEQUENCE, &content);
        value
    }
}

/// `orderingRule [0] MatchingRuleId`
const ORDERING_RULE: u8 = tag::context(0);
/// `reverseOrder [1] BOOLEAN`
const REVERSE_ORDER: u8 = tag::context(1);
/// `attributeType [0] AttributeDescription`
const ATTRIBUTE_TYPE: u8 = tag::context(0);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn rfc2891_section_1_1_as_octets() {
        let octets = [
            &[0x30, 0x18][..],
            &[0x30, 0x04, 0x04, 0x02, b's', b'n'],
            &[0x30, 0x10, 0x04, 0x03, b'u', b'i', b'd', 0x80, 0x06],
            b"1.2.13",
            &[0x81, 0x01, 0xff],
        ]
        .concat();
        // The second key is 5 + 8 + 3 = 16 octets long, the list 6 + 18 = 24.
        let sn = SortKey {
            attribute: b"sn".to_vec(),
            ordering_rule: None,
            reverse: false,
        };
        let uid = SortKey {
            attribute: b"uid".to_vec(),
            ordering_rule: Some(b"1.2.13".to_vec()),
            reverse: true,
        };
        assert_eq!(decode_sort_keys(Some(&octets)), Ok(vec![sn, uid]));
    }

    #[test]
    fn rfc2891_section_1_2_as_octets() {
        let success = SortResult {
            code: ResultCode::SUCCESS,
            attribute: None,
        };
        assert_eq!(success.encode(), [0x30, 0x03, 0x0a, 0x01, 0x00]);
        let unknown = SortResult {
            code: ResultCode::NO_SUCH_ATTRIBUTE,
            attribute: Some(b"foo".to_vec()),
        };
        assert_eq!(
            unknown.encode(),
            [0x30, 0x08, 0x0a, 0x01, 0x10, 0x80, 0x03, b'f', b'o', b'o']
        );
    }

    #[test]
    fn what_is_no_list_of_keys() {
        assert_eq!(
            decode_sort_keys(None),
            Err(InvalidControl::SortWithoutValue)
        );
        assert_eq!(
            decode_sort_keys(Some(&[])),
            Err(InvalidControl::SortValueEmpty)
        );
        for octets in [
            &[0x30][..],
            &[0x30, 0x00],
            &[0x30, 0x02, 0x04, 0x00],
            &[0x30, 0x02, 0x30, 0x00],
        ] {
            assert_eq!(
                decode_sort_keys(Some(octets)),
                Err(InvalidControl::SortUndecodable)
            );
        }
    }

    proptest! {
        #[test]
        fn any_octets_are_read_without_a_panic(octets in any::<Vec<u8>>()) {
            let _ = decode_sort_keys(Some(&octets));
        }
    }
}
