//! The value of the simple paged results control (RFC 2696 section 2).

use jcldap_directory::ber;

use super::InvalidControl;
use crate::wire::ber::{Reader, tag};

/// A `realSearchControlValue`. Requests and answers have the same form.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct PagedResults {
    /// The page size that the client asks for; in an answer, an estimate of how many entries there are, 0 for none.
    pub size: u32,
    /// Empty in a first request and in a last answer.
    pub cookie: Vec<u8>,
}

impl PagedResults {
    /// Reads a control value.
    pub fn decode(value: Option<&[u8]>) -> Result<Self, InvalidControl> {
        let value = value.ok_or(InvalidControl::PagedResultsWithoutValue)?;
        if value.is_empty() {
            return Err(InvalidControl::PagedResultsValueEmpty);
        }
        let undecodable = |_| InvalidControl::PagedResultsUndecodable;
        let mut sequence = Reader::new(value).sequence().map_err(undecodable)?;
        let size = sequence.integer().map_err(undecodable)?;
        let cookie = sequence.octets().map_err(undecodable)?;
        sequence.ignore_rest().map_err(undecodable)?;
        // INTEGER (0..maxInt)
        let size = i32::try_from(size)
            .and_then(u32::try_from)
            .map_err(|_| InvalidControl::PagedResultsSize)?;
        Ok(Self { size, cookie })
    }

    /// The control value.
    pub fn encode(&self) -> Vec<u8> {
        let size = i64::from(self.size);
        let content = ber::encoded_integer_length(size) + ber::encoded_length(self.cookie.len());
        let mut value = Vec::with_capacity(ber::encoded_length(content));
        ber::write_header(&mut value, tag::SEQUENCE, content);
        ber::write_integer(&mut value, tag::INTEGER, size);
        ber::write(&mut value, tag::OCTET_STRING, &self.cookie);
        value
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn rfc2696_section_2_as_octets() {
        let first = [0x30, 0x06, 0x02, 0x02, 0x01, 0xf4, 0x04, 0x00];
        let value = PagedResults {
            size: 500,
            cookie: Vec::new(),
        };
        assert_eq!(PagedResults::decode(Some(&first)), Ok(value.clone()));
        assert_eq!(value.encode(), first);

        let answer = [0x30, 0x08, 0x02, 0x01, 0x00, 0x04, 0x03, b'a', 0x00, 0xff];
        let value = PagedResults {
            size: 0,
            cookie: b"a\0\xff".to_vec(),
        };
        assert_eq!(value.encode(), answer);
        assert_eq!(PagedResults::decode(Some(&answer)), Ok(value));
    }

    #[test]
    fn openldap_md_11_what_is_no_such_value() {
        use InvalidControl::*;
        for (value, problem) in [
            (None, PagedResultsWithoutValue),
            (Some(&[][..]), PagedResultsValueEmpty),
            (Some(&[0x30]), PagedResultsUndecodable),
            (Some(&[0x30, 0x00]), PagedResultsUndecodable),
            (
                Some(&[0x30, 0x03, 0x02, 0x01, 0x05]),
                PagedResultsUndecodable,
            ),
            (
                Some(&[0x31, 0x05, 0x02, 0x01, 0x05, 0x04, 0x00]),
                PagedResultsUndecodable,
            ),
            (
                Some(&[0x30, 0x05, 0x02, 0x01, 0x05, 0x04, 0x01]),
                PagedResultsUndecodable,
            ),
            (
                Some(&[0x30, 0x05, 0x02, 0x01, 0xff, 0x04, 0x00]),
                PagedResultsSize,
            ),
            (
                Some(&[0x30, 0x09, 0x02, 0x05, 0x00, 0x80, 0, 0, 0, 0x04, 0x00]),
                PagedResultsSize,
            ),
        ] {
            assert_eq!(PagedResults::decode(value), Err(problem), "{value:?}");
        }
        let greatest = [0x30, 0x08, 0x02, 0x04, 0x7f, 0xff, 0xff, 0xff, 0x04, 0x00];
        assert_eq!(
            PagedResults::decode(Some(&greatest)).unwrap().size,
            2_147_483_647
        );
    }

    proptest! {
        #[test]
        fn any_octets_are_read_without_a_panic(octets in any::<Vec<u8>>()) {
            if let Ok(value) = PagedResults::decode(Some(&octets)) {
                prop_assert_eq!(PagedResults::decode(Some(&value.encode())), Ok(value));
            }
        }
    }
}
