//! Writing BER elements: definite lengths in the fewest octets, as OpenLDAP's own tools write them.

use super::tag;

/// An element with these identifier and content octets.
pub fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut octets = Vec::with_capacity(content.len() + 6);
    octets.push(tag);
    push_length(&mut octets, content.len());
    octets.extend_from_slice(content);
    octets
}

/// An element whose content is other elements, one after the other.
pub fn sequence(tag: u8, elements: &[Vec<u8>]) -> Vec<u8> {
    element(tag, &elements.concat())
}

/// An OCTET STRING under its universal tag.
pub fn octet_string(octets: &[u8]) -> Vec<u8> {
    element(tag::OCTET_STRING, octets)
}

/// An INTEGER under its universal tag.
pub fn integer(value: i64) -> Vec<u8> {
    element(tag::INTEGER, &integer_content(value))
}

/// An ENUMERATED value.
pub fn enumerated(value: i64) -> Vec<u8> {
    element(tag::ENUMERATED, &integer_content(value))
}

/// A BOOLEAN, TRUE as all ones (RFC 4511 5.1).
pub fn boolean(value: bool) -> Vec<u8> {
    element(tag::BOOLEAN, &[if value { 0xff } else { 0 }])
}

/// Two's complement in the fewest octets (X.690 8.3).
fn integer_content(value: i64) -> Vec<u8> {
    let octets = value.to_be_bytes();
    let redundant = octets
        .windows(2)
        .take_while(|pair| matches!(pair, [0x00, 0x00..=0x7f] | [0xff, 0x80..=0xff]))
        .count();
    octets.into_iter().skip(redundant).collect()
}

fn push_length(octets: &mut Vec<u8>, length: usize) {
    if let Ok(short @ 0..=0x7f) = u8::try_from(length) {
        octets.push(short);
        return;
    }
    let long: Vec<u8> = length
        .to_be_bytes()
        .into_iter()
        .skip_while(|&octet| octet == 0)
        .collect();
    // A length has at most eight octets, so that the count fits beside the bit that announces it.
    octets.push(0x80 | u8::try_from(long.len()).unwrap_or(0x7f));
    octets.extend(long);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn x690_8_3_integers_take_the_fewest_octets() {
        for (value, content) in [
            (0, vec![0x00]),
            (127, vec![0x7f]),
            (128, vec![0x00, 0x80]),
            (-1, vec![0xff]),
            (-128, vec![0x80]),
            (-129, vec![0xff, 0x7f]),
            (2_147_483_647, vec![0x7f, 0xff, 0xff, 0xff]),
            (i64::MIN, vec![0x80, 0, 0, 0, 0, 0, 0, 0]),
        ] {
            assert_eq!(integer_content(value), content, "{value}");
        }
    }

    #[test]
    fn x690_8_1_3_lengths_take_the_fewest_octets() {
        for (length, octets) in [
            (0, vec![0x00]),
            (127, vec![0x7f]),
            (128, vec![0x81, 0x80]),
            (256, vec![0x82, 0x01, 0x00]),
        ] {
            let mut written = Vec::new();
            push_length(&mut written, length);
            assert_eq!(written, octets, "{length}");
        }
    }

    #[test]
    fn a_sequence_holds_its_elements_in_order() {
        let written = sequence(
            tag::SEQUENCE,
            &[integer(5), boolean(true), octet_string(b"a")],
        );
        assert_eq!(written, [0x30, 9, 2, 1, 5, 1, 1, 0xff, 4, 1, b'a']);
    }
}
