//! Reading BER elements strictly: one-octet tags and definite lengths, nothing past the end (RFC 4511 5.1).

use thiserror::Error;

use super::tag;

/// One element: its identifier octet and what it holds.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Element<'a> {
    /// The identifier octet.
    pub tag: u8,
    /// The content octets.
    pub content: &'a [u8],
}

impl<'a> Element<'a> {
    /// The elements inside.
    pub fn elements(self) -> Elements<'a> {
        Elements::new(self.content)
    }

    /// The value of an INTEGER or ENUMERATED, whatever the tag.
    pub fn as_integer(self) -> Result<i64, BerError> {
        let [first, rest @ ..] = self.content else {
            return Err(BerError::IntegerLength(0));
        };
        if rest.len() >= size_of::<i64>() {
            return Err(BerError::IntegerLength(self.content.len()));
        }
        // The first octet carries the sign (X.690 8.3.3).
        let sign = i64::from(i8::from_be_bytes([*first]));
        Ok(rest
            .iter()
            .fold(sign, |value, &octet| (value << 8) | i64::from(octet)))
    }

    /// The value of a BOOLEAN: every octet but zero is TRUE.
    pub fn as_boolean(self) -> Result<bool, BerError> {
        match self.content {
            [octet] => Ok(*octet != 0),
            content => Err(BerError::BooleanLength(content.len())),
        }
    }
}

/// Elements that stand one after the other.
#[derive(Clone, Copy, Debug)]
pub struct Elements<'a> {
    rest: &'a [u8],
}

impl<'a> Elements<'a> {
    /// Reads `octets` from their first to their last.
    pub fn new(octets: &'a [u8]) -> Self {
        Self { rest: octets }
    }

    /// The length of the first element in all, once `octets` are enough to tell it.
    ///
    /// # Errors
    ///
    /// When no octet that may follow makes this an element.
    pub fn length_of_first(octets: &[u8]) -> Result<Option<usize>, BerError> {
        match header(octets) {
            Ok(header) => Ok(Some(header.octets.saturating_add(header.content))),
            Err(BerError::Truncated) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The next element, whatever its tag; `None` at the end.
    pub fn next_element(&mut self) -> Result<Option<Element<'a>>, BerError> {
        let Some(&tag) = self.rest.first() else {
            return Ok(None);
        };
        let header = header(self.rest)?;
        let after_header = self.rest.get(header.octets..).ok_or(BerError::Truncated)?;
        let (content, rest) = after_header
            .split_at_checked(header.content)
            .ok_or(BerError::Truncated)?;
        self.rest = rest;
        Ok(Some(Element { tag, content }))
    }

    /// The next element, which must have this tag.
    pub fn expect(&mut self, tag: u8) -> Result<Element<'a>, BerError> {
        match self.next_element()? {
            Some(element) if element.tag == tag => Ok(element),
            Some(element) => Err(BerError::Tag {
                got: element.tag,
                expected: tag,
            }),
            None => Err(BerError::Missing { expected: tag }),
        }
    }

    /// The next element if it has this tag; else nothing is consumed.
    pub fn optional(&mut self, tag: u8) -> Result<Option<Element<'a>>, BerError> {
        if self.rest.first() == Some(&tag) {
            self.next_element()
        } else {
            Ok(None)
        }
    }

    /// The content of the next element, which must be an OCTET STRING.
    pub fn octet_string(&mut self) -> Result<&'a [u8], BerError> {
        Ok(self.expect(tag::OCTET_STRING)?.content)
    }

    /// Nothing may be left.
    pub fn end(mut self) -> Result<(), BerError> {
        match self.next_element()? {
            Some(element) => Err(BerError::Trailing { got: element.tag }),
            None => Ok(()),
        }
    }

    /// Every element that is left, each with this tag.
    pub fn all(mut self, tag: u8) -> Result<Vec<Element<'a>>, BerError> {
        let mut elements = Vec::new();
        while !self.rest.is_empty() {
            elements.push(self.expect(tag)?);
        }
        Ok(elements)
    }
}

/// Why octets are no BER element of the kind that was expected.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
pub enum BerError {
    /// The octets end inside an element.
    #[error("octets end inside an element")]
    Truncated,
    /// LDAP's tags all fit into one octet.
    #[error("tag of more than one octet")]
    LongTag,
    /// RFC 4511 5.1 allows the definite form alone.
    #[error("length of indefinite form")]
    IndefiniteLength,
    /// A length that no message has.
    #[error("length in {0} octets")]
    LongLength(u8),
    /// Another element than the one that belongs here.
    #[error("tag {got:#04x} where {expected:#04x} was expected")]
    Tag {
        /// The tag that was there.
        got: u8,
        /// The tag that belongs there.
        expected: u8,
    },
    /// Nothing where an element belongs.
    #[error("nothing where tag {expected:#04x} was expected")]
    Missing {
        /// The tag that belongs there.
        expected: u8,
    },
    /// Something behind the last element that belongs there.
    #[error("tag {got:#04x} where nothing was expected")]
    Trailing {
        /// The tag that was there.
        got: u8,
    },
    /// An integer without octets, or one that no field of LDAP can hold.
    #[error("integer of {0} octets")]
    IntegerLength(usize),
    /// A truth value that isn't one octet.
    #[error("boolean of {0} octets")]
    BooleanLength(usize),
}

struct Header {
    octets: usize,
    content: usize,
}

fn header(octets: &[u8]) -> Result<Header, BerError> {
    let (&tag, rest) = octets.split_first().ok_or(BerError::Truncated)?;
    if tag & 0x1f == 0x1f {
        return Err(BerError::LongTag);
    }
    let (&length, rest) = rest.split_first().ok_or(BerError::Truncated)?;
    if length < 0x80 {
        return Ok(Header {
            octets: 2,
            content: usize::from(length),
        });
    }
    let count = length & 0x7f;
    match count {
        0 => Err(BerError::IndefiniteLength),
        1..=4 => {
            let count = usize::from(count);
            let digits = rest.get(..count).ok_or(BerError::Truncated)?;
            let content = digits
                .iter()
                .fold(0_usize, |length, &octet| (length << 8) | usize::from(octet));
            Ok(Header {
                octets: 2 + count,
                content,
            })
        }
        _ => Err(BerError::LongLength(count)),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::ber;

    #[test]
    fn what_is_no_element_is_refused_with_its_reason() {
        for (octets, error) in [
            (vec![0x30], BerError::Truncated),
            (vec![0x04, 2, b'a'], BerError::Truncated),
            (vec![0x1f, 0x81, 0x01, 0], BerError::LongTag),
            (vec![0x30, 0x80, 0, 0], BerError::IndefiniteLength),
            (vec![0x30, 0x85, 0, 0, 0, 0, 0], BerError::LongLength(5)),
        ] {
            assert_eq!(
                Elements::new(&octets).next_element(),
                Err(error),
                "{octets:02x?}"
            );
        }
    }

    #[test]
    fn a_length_is_known_as_soon_as_its_octets_are() {
        assert_eq!(Elements::length_of_first(&[0x30, 0x82, 1]), Ok(None));
        assert_eq!(
            Elements::length_of_first(&[0x30, 0x82, 1, 0]),
            Ok(Some(260))
        );
    }

    proptest! {
        #[test]
        fn integers_come_back_as_written(value in any::<i64>()) {
            let octets = ber::integer(value);
            prop_assert_eq!(Elements::new(&octets).expect(tag::INTEGER).unwrap().as_integer(), Ok(value));
        }

        #[test]
        fn strings_come_back_as_written(value in proptest::collection::vec(any::<u8>(), 0..300)) {
            let octets = ber::octet_string(&value);
            prop_assert_eq!(Elements::new(&octets).octet_string(), Ok(value.as_slice()));
        }

        #[test]
        fn no_octets_make_it_panic(octets in proptest::collection::vec(any::<u8>(), 0..64)) {
            let mut elements = Elements::new(&octets);
            while let Ok(Some(element)) = elements.next_element() {
                let _ = (element.as_integer(), element.as_boolean());
            }
        }
    }
}
