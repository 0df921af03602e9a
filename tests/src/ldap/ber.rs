//! The part of the Basic Encoding Rules that LDAP uses (RFC 4511 section 5.1; X.690), both ways.

/// Universal tags.
pub const BOOLEAN: u8 = 0x01;
/// See [`BOOLEAN`].
pub const INTEGER: u8 = 0x02;
/// See [`BOOLEAN`].
pub const OCTET_STRING: u8 = 0x04;
/// See [`BOOLEAN`].
pub const ENUMERATED: u8 = 0x0a;
/// See [`BOOLEAN`].
pub const SEQUENCE: u8 = 0x30;
/// See [`BOOLEAN`].
pub const SET: u8 = 0x31;

/// One element: tag and contents.
pub fn element(tag: u8, contents: &[u8]) -> Vec<u8> {
    let mut out = vec![tag];
    let length = contents.len().to_be_bytes();
    let significant = length.iter().skip_while(|octet| **octet == 0);
    let significant: Vec<u8> = significant.copied().collect();
    match &significant[..] {
        [] => out.push(0),
        [short @ 0..0x80] => out.push(*short),
        long => {
            out.push(0x80 | u8::try_from(long.len()).expect("a length has few octets"));
            out.extend_from_slice(long);
        }
    }
    out.extend_from_slice(contents);
    out
}

/// An element that holds others.
pub fn constructed(tag: u8, elements: &[Vec<u8>]) -> Vec<u8> {
    element(tag, &elements.concat())
}

/// An INTEGER or ENUMERATED in as few octets as it takes.
pub fn integer(tag: u8, value: i64) -> Vec<u8> {
    let octets = value.to_be_bytes();
    let redundant =
        |pair: &[u8]| (pair[0] == 0 && pair[1] < 0x80) || (pair[0] == 0xff && pair[1] >= 0x80);
    let skipped = octets.windows(2).take_while(|pair| redundant(pair)).count();
    element(tag, &octets[skipped..])
}

/// A BOOLEAN.
pub fn boolean(value: bool) -> Vec<u8> {
    element(BOOLEAN, &[if value { 0xff } else { 0 }])
}

/// The octets that hex digits stand for; spaces between them are left out.
pub fn hex(digits: &str) -> Vec<u8> {
    let digits: Vec<u32> = digits
        .chars()
        .filter(|digit| *digit != ' ')
        .map(|digit| digit.to_digit(16).expect("a hex digit"))
        .collect();
    digits
        .chunks(2)
        .map(|pair| u8::try_from(pair[0] * 16 + pair[1]).expect("two hex digits are an octet"))
        .collect()
}

/// The octets as hex digits.
pub fn hex_digits(octets: &[u8]) -> String {
    let digits: Vec<String> = octets.iter().map(|octet| format!("{octet:02x}")).collect();
    digits.concat()
}

/// An element that was read.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Element<'a> {
    /// The identifier octet.
    pub tag: u8,
    /// What is in it.
    pub contents: &'a [u8],
}

impl<'a> Element<'a> {
    /// The first element of `octets` and what comes behind it; `None` if it is not whole.
    pub fn split(octets: &'a [u8]) -> Option<(Self, &'a [u8])> {
        let (&tag, rest) = octets.split_first()?;
        let (&first, rest) = rest.split_first()?;
        let (length, rest) = if first < 0x80 {
            (usize::from(first), rest)
        } else {
            let (length, rest) = rest.split_at_checked(usize::from(first & 0x7f))?;
            let length = length
                .iter()
                .fold(0_usize, |length, octet| (length << 8) | usize::from(*octet));
            (length, rest)
        };
        let (contents, rest) = rest.split_at_checked(length)?;
        Some((Self { tag, contents }, rest))
    }

    /// The elements in it, to the end of its contents.
    pub fn children(&self) -> Vec<Self> {
        let mut children = Vec::new();
        let mut rest = self.contents;
        while let Some((child, behind)) = Self::split(rest) {
            children.push(child);
            rest = behind;
        }
        assert!(rest.is_empty(), "octets behind the last element: {rest:x?}");
        children
    }

    /// Its contents as a number.
    pub fn integer(&self) -> i64 {
        let negative = self.contents.first().is_some_and(|first| *first >= 0x80);
        let start = if negative { -1 } else { 0 };
        self.contents
            .iter()
            .fold(start, |value, octet| (value << 8) | i64::from(*octet))
    }

    /// Its contents as text; what is no UTF-8 is replaced.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(self.contents).into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn x_690_8_3_integers_take_the_fewest_octets() {
        for (value, octets) in [
            (0, "020100"),
            (127, "02017f"),
            (128, "02020080"),
            (-1, "0201ff"),
            (-129, "0202ff7f"),
            (2_147_483_647, "02047fffffff"),
        ] {
            let encoded = integer(INTEGER, value);
            assert_eq!(hex_digits(&encoded), octets);
            assert_eq!(Element::split(&encoded).unwrap().0.integer(), value);
        }
    }

    #[test]
    fn x_690_8_1_3_lengths_of_both_forms() {
        assert_eq!(element(OCTET_STRING, &[7; 0x7f])[..2], [4, 0x7f]);
        assert_eq!(element(OCTET_STRING, &[7; 0x80])[..3], [4, 0x81, 0x80]);
        let long = element(OCTET_STRING, &[7; 0x1234]);
        assert_eq!(long[..4], [4, 0x82, 0x12, 0x34]);
        let (read, rest) = Element::split(&long).unwrap();
        assert_eq!((read.contents.len(), rest), (0x1234, &[][..]));
        assert_eq!(Element::split(&long[..100]), None);
    }
}
