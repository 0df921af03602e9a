//! The Basic Encoding Rules as LDAP restricts them (RFC 4511 section 5.1): definite lengths, single-octet tags.
//!
//! Entries are encoded with these writers once, when they are built, and the server writes the rest of a response with
//! the same ones. [`split_first`] steps over what was written here. It is not a reader of messages: it takes an
//! over-long length as it comes and checks nothing about the content, so what a peer sends must not go through it.

/// The identifier octets (RFC 4511 section 5.1, X.690 section 8.1.2) of the universal types that LDAP uses.
pub mod tag {
    /// BOOLEAN.
    pub const BOOLEAN: u8 = 0x01;
    /// INTEGER.
    pub const INTEGER: u8 = 0x02;
    /// OCTET STRING, primitive.
    pub const OCTET_STRING: u8 = 0x04;
    /// ENUMERATED.
    pub const ENUMERATED: u8 = 0x0a;
    /// SEQUENCE and SEQUENCE OF, constructed.
    pub const SEQUENCE: u8 = 0x30;
    /// SET and SET OF, constructed.
    pub const SET: u8 = 0x31;
}

/// The number of octets that identifier, length and content take together.
pub const fn encoded_length(content_length: usize) -> usize {
    1 + length_octets(content_length) + content_length
}

/// The number of octets that [`write_integer`] takes for this value, identifier and length included.
pub const fn encoded_integer_length(value: i64) -> usize {
    encoded_length(size_of::<i64>() - redundant_octets(value))
}

/// Appends the identifier octet and the length; the caller appends `content_length` octets of content.
pub fn write_header(out: &mut Vec<u8>, tag: u8, content_length: usize) {
    out.push(tag);
    if let Ok(short @ ..=LONGEST_SHORT_FORM) = u8::try_from(content_length) {
        out.push(short);
    } else {
        let significant = significant_octets(content_length);
        // At most eight octets are significant, so the count fits beside the long form's marker.
        out.push(LONG_FORM | u8::try_from(significant).unwrap_or(u8::MAX));
        let octets = content_length.to_be_bytes();
        out.extend(octets.iter().skip(octets.len() - significant));
    }
}

/// Appends a whole element.
pub fn write(out: &mut Vec<u8>, tag: u8, content: &[u8]) {
    write_header(out, tag, content.len());
    out.extend_from_slice(content);
}

/// Appends an INTEGER or ENUMERATED in the fewest octets (X.690 section 8.3.2).
pub fn write_integer(out: &mut Vec<u8>, tag: u8, value: i64) {
    let octets = value.to_be_bytes();
    let redundant = redundant_octets(value);
    write_header(out, tag, octets.len() - redundant);
    out.extend(octets.iter().skip(redundant));
}

/// Appends a BOOLEAN; True is 0xFF (RFC 4511 section 5.1).
pub fn write_boolean(out: &mut Vec<u8>, tag: u8, value: bool) {
    write(out, tag, &[if value { 0xff } else { 0x00 }]);
}

/// One element, borrowed from the octets that hold it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Element<'a> {
    /// The identifier octet.
    pub tag: u8,
    /// The content octets.
    pub content: &'a [u8],
    /// Identifier, length and content.
    pub encoded: &'a [u8],
}

/// The first element and what follows it, or `None` when the octets don't begin with a whole one.
pub fn split_first(octets: &[u8]) -> Option<(Element<'_>, &[u8])> {
    let (&tag, after_tag) = octets.split_first()?;
    let (&first, after_first) = after_tag.split_first()?;
    let (content_length, body) = if first <= LONGEST_SHORT_FORM {
        (usize::from(first), after_first)
    } else {
        let (length, body) = after_first.split_at_checked(usize::from(first & !LONG_FORM))?;
        if length.is_empty() || length.len() > size_of::<usize>() {
            return None;
        }
        (
            length
                .iter()
                .fold(0, |sum, &octet| (sum << 8) | usize::from(octet)),
            body,
        )
    };
    let (content, rest) = body.split_at_checked(content_length)?;
    let (encoded, _) = octets.split_at_checked(octets.len() - rest.len())?;
    Some((
        Element {
            tag,
            content,
            encoded,
        },
        rest,
    ))
}

/// The number of octets that the length field takes.
const fn length_octets(content_length: usize) -> usize {
    if content_length <= LONGEST_SHORT_FORM as usize {
        1
    } else {
        1 + significant_octets(content_length)
    }
}

/// How many of the eight octets of an integer say nothing that the next one doesn't: the sign must still be readable
/// from the first octet that is kept.
const fn redundant_octets(value: i64) -> usize {
    let sign_bits = if value < 0 {
        value.leading_ones()
    } else {
        value.leading_zeros()
    };
    (sign_bits.saturating_sub(1) / 8) as usize
}

const fn significant_octets(value: usize) -> usize {
    size_of::<usize>() - (value.leading_zeros() / 8) as usize
}

/// The bit that marks the long form of a length (X.690 section 8.1.3.5).
const LONG_FORM: u8 = 0x80;

const LONGEST_SHORT_FORM: u8 = 0x7f;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn header(content_length: usize) -> Vec<u8> {
        let mut out = Vec::new();
        write_header(&mut out, tag::OCTET_STRING, content_length);
        out
    }

    fn integer(value: i64) -> Vec<u8> {
        let mut out = Vec::new();
        write_integer(&mut out, tag::INTEGER, value);
        out
    }

    #[test]
    fn x690_section_8_1_3_lengths_take_the_fewest_octets() {
        assert_eq!(header(0), [0x04, 0x00]);
        assert_eq!(header(38), [0x04, 0x26]);
        assert_eq!(header(127), [0x04, 0x7f]);
        assert_eq!(header(128), [0x04, 0x81, 0x80]);
        assert_eq!(header(201), [0x04, 0x81, 0xc9]);
        assert_eq!(header(255), [0x04, 0x81, 0xff]);
        assert_eq!(header(256), [0x04, 0x82, 0x01, 0x00]);
        assert_eq!(header(65_536), [0x04, 0x83, 0x01, 0x00, 0x00]);
    }

    #[test]
    fn x690_section_8_3_integers_take_the_fewest_octets() {
        assert_eq!(integer(0), [0x02, 0x01, 0x00]);
        assert_eq!(integer(127), [0x02, 0x01, 0x7f]);
        assert_eq!(integer(128), [0x02, 0x02, 0x00, 0x80]);
        assert_eq!(integer(-128), [0x02, 0x01, 0x80]);
        assert_eq!(integer(-129), [0x02, 0x02, 0xff, 0x7f]);
        assert_eq!(integer(2_147_483_647), [0x02, 0x04, 0x7f, 0xff, 0xff, 0xff]);
        assert_eq!(integer(i64::MIN), [0x02, 0x08, 0x80, 0, 0, 0, 0, 0, 0, 0]);
        for value in [0, 127, 128, -128, -129, 2_147_483_647, i64::MIN] {
            assert_eq!(encoded_integer_length(value), integer(value).len());
        }
    }

    #[test]
    fn rfc4511_section_5_1_true_is_ff() {
        let mut out = Vec::new();
        write_boolean(&mut out, tag::BOOLEAN, true);
        write_boolean(&mut out, 0x84, false);
        assert_eq!(out, [0x01, 0x01, 0xff, 0x84, 0x01, 0x00]);
    }

    #[test]
    fn a_cut_or_indefinite_element_is_none() {
        assert_eq!(split_first(&[]), None);
        assert_eq!(split_first(&[0x04]), None);
        assert_eq!(split_first(&[0x04, 0x02, 0x61]), None);
        assert_eq!(split_first(&[0x30, 0x80, 0x00, 0x00]), None);
        assert_eq!(split_first(&[0x04, 0x82, 0x01]), None);
        assert_eq!(split_first(&[0x04, 0x89, 1, 0, 0, 0, 0, 0, 0, 0, 0]), None);
    }

    proptest! {
        #[test]
        fn what_is_written_is_split_again(tag in any::<u8>(), length in 0_usize..70_000, rest in any::<[u8; 3]>()) {
            let content = vec![0x5a; length];
            let mut out = Vec::new();
            write(&mut out, tag, &content);
            prop_assert_eq!(out.len(), encoded_length(length));
            let encoded = out.clone();
            out.extend(rest);
            let expected = Element { tag, content: &content, encoded: &encoded };
            prop_assert_eq!(split_first(&out), Some((expected, &rest[..])));
        }

        #[test]
        fn any_octets_are_split_without_a_panic(octets in any::<Vec<u8>>()) {
            if let Some((element, rest)) = split_first(&octets) {
                prop_assert_eq!(element.encoded.len() + rest.len(), octets.len());
            }
        }
    }
}
