//! Filters, from their text (RFC 4515) to octets (RFC 4511 section 4.5.1).

use super::ber::{self, OCTET_STRING};

/// The filter that `text` writes.
///
/// # Panics
///
/// When the text is no filter.
pub fn encode(text: &str) -> Vec<u8> {
    let (filter, rest) = filter(text);
    assert_eq!(rest, "", "text behind the filter `{text}`");
    filter
}

fn filter(text: &str) -> (Vec<u8>, &str) {
    let inner = text
        .strip_prefix('(')
        .unwrap_or_else(|| panic!("`{text}` does not begin with a parenthesis"));
    match inner.as_bytes().first() {
        Some(b'&') => set(0xa0, &inner[1..]),
        Some(b'|') => set(0xa1, &inner[1..]),
        Some(b'!') => {
            let (negated, rest) = filter(&inner[1..]);
            (ber::element(0xa2, &negated), closed(rest))
        }
        _ => {
            let end = inner
                .find(')')
                .unwrap_or_else(|| panic!("`{text}` does not end"));
            (item(&inner[..end]), &inner[end + 1..])
        }
    }
}

fn set(tag: u8, mut text: &str) -> (Vec<u8>, &str) {
    let mut filters = Vec::new();
    while text.starts_with('(') {
        let (next, rest) = filter(text);
        filters.push(next);
        text = rest;
    }
    (ber::constructed(tag, &filters), closed(text))
}

fn closed(text: &str) -> &str {
    text.strip_prefix(')')
        .unwrap_or_else(|| panic!("expected a closing parenthesis at `{text}`"))
}

fn item(text: &str) -> Vec<u8> {
    let (attribute, value) = text
        .split_once('=')
        .unwrap_or_else(|| panic!("no `=` in `{text}`"));
    if let Some(attribute) = attribute.strip_suffix('>') {
        assertion(0xa5, attribute, value)
    } else if let Some(attribute) = attribute.strip_suffix('<') {
        assertion(0xa6, attribute, value)
    } else if let Some(attribute) = attribute.strip_suffix('~') {
        assertion(0xa8, attribute, value)
    } else if let Some(head) = attribute.strip_suffix(':') {
        extensible(head, value)
    } else if value == "*" {
        ber::element(0x87, attribute.as_bytes())
    } else if value.contains('*') {
        substrings(attribute, value)
    } else {
        assertion(0xa3, attribute, value)
    }
}

fn assertion(tag: u8, attribute: &str, value: &str) -> Vec<u8> {
    let attribute = ber::element(OCTET_STRING, attribute.as_bytes());
    let value = ber::element(OCTET_STRING, &octets(value));
    ber::constructed(tag, &[attribute, value])
}

fn substrings(attribute: &str, value: &str) -> Vec<u8> {
    let parts: Vec<&str> = value.split('*').collect();
    let last = parts.len() - 1;
    let parts: Vec<Vec<u8>> = parts
        .iter()
        .enumerate()
        .filter(|(_, part)| !part.is_empty())
        .map(|(place, part)| {
            let tag = match place {
                0 => 0x80,
                place if place == last => 0x82,
                _ => 0x81,
            };
            ber::element(tag, &octets(part))
        })
        .collect();
    let attribute = ber::element(OCTET_STRING, attribute.as_bytes());
    ber::constructed(0xa4, &[attribute, ber::constructed(ber::SEQUENCE, &parts)])
}

/// `attribute:dn:rule` in front of `:=`, where each part may be missing.
fn extensible(head: &str, value: &str) -> Vec<u8> {
    let mut parts = head.split(':');
    let attribute = parts.next().unwrap_or_default();
    let mut rule = None;
    let mut dn = false;
    for part in parts {
        if part == "dn" {
            dn = true;
        } else {
            rule = Some(part);
        }
    }
    let mut elements = Vec::new();
    if let Some(rule) = rule {
        elements.push(ber::element(0x81, rule.as_bytes()));
    }
    if !attribute.is_empty() {
        elements.push(ber::element(0x82, attribute.as_bytes()));
    }
    elements.push(ber::element(0x83, &octets(value)));
    if dn {
        elements.push(ber::element(0x84, &[0xff]));
    }
    ber::constructed(0xa9, &elements)
}

/// The octets of an assertion value: `\` and two hex digits stand for an octet.
pub(super) fn octets(text: &str) -> Vec<u8> {
    let mut octets = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((&first, behind)) = rest.split_first() {
        if first == b'\\' {
            let (digits, behind) = behind
                .split_at_checked(2)
                .unwrap_or_else(|| panic!("an escape of `{text}` is cut off"));
            let digits = std::str::from_utf8(digits).expect("hex digits are ASCII");
            octets.push(u8::from_str_radix(digits, 16).expect("an escape is two hex digits"));
            rest = behind;
        } else {
            octets.push(first);
            rest = behind;
        }
    }
    octets
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Octets written by hand from RFC 4511 section 4.5.1.
    #[test]
    fn each_kind_has_its_tag() {
        for (text, expected) in [
            ("(a=b)", &b"\xa3\x06\x04\x01a\x04\x01b"[..]),
            ("(a>=b)", b"\xa5\x06\x04\x01a\x04\x01b"),
            ("(a<=b)", b"\xa6\x06\x04\x01a\x04\x01b"),
            ("(a~=b)", b"\xa8\x06\x04\x01a\x04\x01b"),
            ("(a=*)", b"\x87\x01a"),
            ("(&)", b"\xa0\x00"),
            ("(|(a=*))", b"\xa1\x03\x87\x01a"),
            ("(!(a=*))", b"\xa2\x03\x87\x01a"),
            ("(a=\\2a\\00)", b"\xa3\x07\x04\x01a\x04\x02*\x00"),
            (
                "(a=b*c*d)",
                b"\xa4\x0e\x04\x01a\x30\x09\x80\x01b\x81\x01c\x82\x01d",
            ),
            ("(a=*c*)", b"\xa4\x08\x04\x01a\x30\x03\x81\x01c"),
            ("(a:=b)", b"\xa9\x06\x82\x01a\x83\x01b"),
            (
                "(a:dn:1.2:=b)",
                b"\xa9\x0e\x81\x031.2\x82\x01a\x83\x01b\x84\x01\xff",
            ),
            ("(:1.2:=b)", b"\xa9\x08\x81\x031.2\x83\x01b"),
        ] {
            assert_eq!(encode(text), expected, "{text}");
        }
    }
}
