//! The small octet grammars that descriptions and syntaxes are made of (RFC 4512 section 1.4, RFC 4517 section 3.2).

/// `descr`: a letter, then letters, digits and hyphens (RFC 4512 section 1.4).
pub(crate) fn is_descriptor(octets: &[u8]) -> bool {
    matches!(octets, [first, rest @ ..] if first.is_ascii_alphabetic()
        && rest.iter().all(|octet| octet.is_ascii_alphanumeric() || *octet == b'-'))
}

/// `numericoid`: two or more numbers without leading zeros, joined by dots (RFC 4512 section 1.4).
pub(crate) fn is_numeric_oid(octets: &[u8]) -> bool {
    octets.contains(&b'.') && octets.split(|octet| *octet == b'.').all(is_number)
}

/// `oid`: either form (RFC 4512 section 1.4).
pub(crate) fn is_oid(octets: &[u8]) -> bool {
    is_descriptor(octets) || is_numeric_oid(octets)
}

/// `number`: decimal digits without a leading zero (RFC 4512 section 1.4).
pub(crate) fn is_number(octets: &[u8]) -> bool {
    match octets {
        [b'0'] => true,
        [first, ..] => *first != b'0' && octets.iter().all(u8::is_ascii_digit),
        [] => false,
    }
}

/// `Integer` (RFC 4517 section 3.3.16): `-0` and leading zeros are not one.
pub(crate) fn is_integer(octets: &[u8]) -> bool {
    match octets {
        [b'-', magnitude @ ..] => magnitude != b"0" && is_number(magnitude),
        _ => is_number(octets),
    }
}

/// `PrintableString` (RFC 4517 section 3.2): one or more printable characters.
pub(crate) fn is_printable_string(octets: &[u8]) -> bool {
    !octets.is_empty() && octets.iter().copied().all(is_printable)
}

fn is_printable(octet: u8) -> bool {
    octet.is_ascii_alphanumeric() || b"'()+,-.=/:? ".contains(&octet)
}

/// `BitString` (RFC 4517 section 3.3.2).
pub(crate) fn is_bit_string(octets: &[u8]) -> bool {
    octets
        .strip_prefix(b"'")
        .and_then(|rest| rest.strip_suffix(b"'B"))
        .is_some_and(|bits| bits.iter().all(|bit| matches!(bit, b'0' | b'1')))
}

/// `UUID` (RFC 4530 section 2.1, RFC 4122 section 3): hexadecimal digits of either case as 8-4-4-4-12.
pub(crate) fn is_uuid(octets: &[u8]) -> bool {
    octets.len() == 36
        && octets.iter().enumerate().all(|(index, octet)| match index {
            8 | 13 | 18 | 23 => *octet == b'-',
            _ => octet.is_ascii_hexdigit(),
        })
}

/// A line of a value whose lines are joined by `$`: `$` and `\` only as `\24` and `\5C` (RFC 4517 section 3.3.28).
pub(crate) fn is_escaped_line(line: &[u8]) -> bool {
    let mut rest = line;
    while let Some(position) = rest.iter().position(|octet| *octet == b'\\') {
        match rest.get(position + 1..position + 3) {
            Some(b"24" | b"5C" | b"5c") => rest = rest.get(position + 3..).unwrap_or_default(),
            _ => return false,
        }
    }
    true
}

/// The octets without the spaces around them (`WSP`).
pub(crate) fn trim_spaces(octets: &[u8]) -> &[u8] {
    let mut trimmed = octets;
    while let [b' ', rest @ ..] | [rest @ .., b' '] = trimmed {
        trimmed = rest;
    }
    trimmed
}
