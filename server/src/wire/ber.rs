//! A strict reader for the part of BER that LDAP uses (RFC 4511 section 5.1).
//!
//! Definite lengths only, tags of one octet only, and no element may reach beyond the one that holds it. The reader
//! never copies, never recurses and never allocates; what a tag means is its callers' business.

/// The tags of an LDAP message: the universal ones, and those that a message type numbers itself.
pub(super) mod tag {
    pub(in crate::wire) use jcldap_directory::ber::tag::*;

    /// A primitive element of the context-specific class.
    pub(in crate::wire) const fn context(number: u8) -> u8 {
        0x80 | number
    }

    /// A constructed element of the context-specific class.
    pub(in crate::wire) const fn context_constructed(number: u8) -> u8 {
        0xa0 | number
    }
}

/// Low five bits that announce a tag of several octets, which LDAP never uses.
const MULTIPLE_OCTET_TAG: u8 = 0x1f;

/// What is wrong with an encoding.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum BerError {
    /// An element of another type stands where this one was expected.
    #[error("unexpected element")]
    UnexpectedTag,
    /// An element claims more octets than its surroundings hold, or one is missing.
    #[error("element ends early")]
    Truncated,
    /// Indefinite, or longer than four octets: not allowed, or not worth reading.
    #[error("length not in a definite form of at most four octets")]
    UnsupportedLength,
    /// A tag of several octets.
    #[error("tag of more than one octet")]
    UnsupportedTag,
    /// An INTEGER or ENUMERATED without content, or one of more than eight octets.
    #[error("integer of no octet, or of more than eight")]
    InvalidInteger,
    /// A BOOLEAN that is not one octet long.
    #[error("boolean not one octet long")]
    InvalidBoolean,
}

/// One element: its identifier octet and its content octets.
#[derive(Clone, Copy, Debug)]
pub(super) struct Element<'a> {
    pub(super) tag: u8,
    pub(super) content: &'a [u8],
}

impl<'a> Element<'a> {
    pub(super) fn reader(self) -> Reader<'a> {
        Reader::new(self.content)
    }
}

/// Reads the elements of one constructed element, in order.
#[derive(Clone, Debug)]
pub(super) struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(super) const fn new(content: &'a [u8]) -> Self {
        Self { rest: content }
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// The tag of the next element, if there is one.
    pub(super) fn peek_tag(&self) -> Option<u8> {
        self.rest.first().copied()
    }

    /// Takes the next element, whatever its tag.
    pub(super) fn element(&mut self) -> Result<Element<'a>, BerError> {
        let (&tag, after_tag) = self.rest.split_first().ok_or(BerError::Truncated)?;
        if tag & MULTIPLE_OCTET_TAG == MULTIPLE_OCTET_TAG {
            return Err(BerError::UnsupportedTag);
        }
        let Some((length, after_length)) = read_length(after_tag)? else {
            return Err(BerError::Truncated);
        };
        let (content, rest) = after_length
            .split_at_checked(length)
            .ok_or(BerError::Truncated)?;
        self.rest = rest;
        Ok(Element { tag, content })
    }

    /// Takes the next element, which must carry `tag`, and gives its content.
    pub(super) fn expect(&mut self, tag: u8) -> Result<&'a [u8], BerError> {
        let element = self.element()?;
        if element.tag == tag {
            Ok(element.content)
        } else {
            Err(BerError::UnexpectedTag)
        }
    }

    /// Takes the next element if it carries `tag`: an OPTIONAL or DEFAULT component.
    pub(super) fn optional(&mut self, tag: u8) -> Result<Option<&'a [u8]>, BerError> {
        if self.peek_tag() == Some(tag) {
            self.expect(tag).map(Some)
        } else {
            Ok(None)
        }
    }

    pub(super) fn sequence(&mut self) -> Result<Self, BerError> {
        self.expect(tag::SEQUENCE).map(Self::new)
    }

    pub(super) fn octets(&mut self) -> Result<Vec<u8>, BerError> {
        self.expect(tag::OCTET_STRING).map(<[u8]>::to_vec)
    }

    pub(super) fn integer(&mut self) -> Result<i64, BerError> {
        integer(self.expect(tag::INTEGER)?)
    }

    pub(super) fn enumerated(&mut self) -> Result<i64, BerError> {
        integer(self.expect(tag::ENUMERATED)?)
    }

    pub(super) fn boolean(&mut self) -> Result<bool, BerError> {
        boolean(self.expect(tag::BOOLEAN)?)
    }

    /// Checks that what is left is a run of whole elements and drops it: RFC 4511 section 4 has trailing components
    /// of a SEQUENCE that are not recognised ignored.
    pub(super) fn ignore_rest(mut self) -> Result<(), BerError> {
        while !self.is_empty() {
            self.element()?;
        }
        Ok(())
    }
}

/// Reads a length and gives it with the octets behind it; `None` while more octets are needed.
pub(super) fn read_length(input: &[u8]) -> Result<Option<(usize, &[u8])>, BerError> {
    let Some((&first, rest)) = input.split_first() else {
        return Ok(None);
    };
    if first < 0x80 {
        return Ok(Some((usize::from(first), rest)));
    }
    let count = usize::from(first & 0x7f);
    if !(1..=4).contains(&count) {
        return Err(BerError::UnsupportedLength);
    }
    let Some((octets, rest)) = rest.split_at_checked(count) else {
        return Ok(None);
    };
    let length = octets
        .iter()
        .fold(0_u32, |length, &octet| (length << 8) | u32::from(octet));
    let length = usize::try_from(length).map_err(|_| BerError::UnsupportedLength)?;
    Ok(Some((length, rest)))
}

/// Whether `encoded` holds more elements than this, counting those within others. What is no element ends the count.
pub(super) fn has_more_elements_than(limit: usize, encoded: &[u8]) -> bool {
    const CONSTRUCTED: u8 = 0x20;

    let mut rest = encoded;
    for _ in 0..=limit {
        let Some((tag, after_tag)) = rest.split_first() else {
            return false;
        };
        let Ok(Some((length, content))) = read_length(after_tag) else {
            return false;
        };
        // What a constructed element holds comes next; what a primitive one holds is passed over.
        let passed = if tag & CONSTRUCTED == 0 { length } else { 0 };
        let Some(behind) = content.get(passed..) else {
            return false;
        };
        rest = behind;
    }
    true
}

/// The value of an INTEGER's or ENUMERATED's content octets.
pub(super) fn integer(content: &[u8]) -> Result<i64, BerError> {
    let (&first, _) = content.split_first().ok_or(BerError::InvalidInteger)?;
    if content.len() > 8 {
        return Err(BerError::InvalidInteger);
    }
    let sign = if first & 0x80 == 0 { 0 } else { -1 };
    Ok(content
        .iter()
        .fold(sign, |value, &octet| (value << 8) | i64::from(octet)))
}

/// The value of a BOOLEAN's content: RFC 4511 section 5.1 asks senders for 0xFF; any other octet but 0 is read alike.
pub(super) fn boolean(content: &[u8]) -> Result<bool, BerError> {
    match content {
        [octet] => Ok(*octet != 0),
        _ => Err(BerError::InvalidBoolean),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_in_short_and_long_form() {
        assert_eq!(read_length(&[0x26, 1]).unwrap(), Some((0x26, &[1][..])));
        assert_eq!(read_length(&[0x81, 0x26]).unwrap(), Some((0x26, &[][..])));
        assert_eq!(
            read_length(&[0x84, 0x01, 0, 0, 0]).unwrap(),
            Some((1 << 24, &[][..]))
        );
        assert_eq!(read_length(&[0x82, 0x01]).unwrap(), None);
        assert_eq!(
            read_length(&[0x80]),
            Err(BerError::UnsupportedLength),
            "the indefinite form"
        );
        assert_eq!(
            read_length(&[0x85, 0, 0, 0, 0, 1]),
            Err(BerError::UnsupportedLength)
        );
    }

    #[test]
    fn integers_are_two_s_complement() {
        assert_eq!(integer(&[0x7f]).unwrap(), 127);
        assert_eq!(integer(&[0xff]).unwrap(), -1);
        assert_eq!(integer(&[0x00, 0xff]).unwrap(), 255);
        assert_eq!(integer(&[0x7f, 0xff, 0xff, 0xff]).unwrap(), 2_147_483_647);
        assert_eq!(integer(&[0x80, 0, 0, 0, 0, 0, 0, 0]).unwrap(), i64::MIN);
        assert_eq!(integer(&[]), Err(BerError::InvalidInteger));
        assert_eq!(integer(&[0; 9]), Err(BerError::InvalidInteger));
    }

    #[test]
    fn elements_are_counted_within_others() {
        let encoded = [0x30, 0x08, 0x04, 0x01, 0x30, 0x30, 0x00, 0xa0, 0x01, 0x05];
        // The octet 0x30 within the string is none; the last one ends early.
        assert!(has_more_elements_than(3, &encoded));
        assert!(!has_more_elements_than(4, &encoded));
        assert!(!has_more_elements_than(0, &[]));
    }

    #[test]
    fn an_element_cannot_reach_beyond_its_surroundings() {
        let mut reader = Reader::new(&[0x04, 0x03, b'a', b'b']);
        assert_eq!(reader.octets(), Err(BerError::Truncated));
        let mut reader = Reader::new(&[0x1f, 0x81, 0x00, 0x00]);
        assert_eq!(reader.element().unwrap_err(), BerError::UnsupportedTag);
    }
}
