//! The normal form of names: keys that are equal for equal names, and of which "below" is "begins with".
//!
//! The key of a name is that of each of its RDNs, root-most first. An RDN's key is `type=value` for each of its values,
//! sorted, with the type's canonical name in lower case and the value's normal form, and ends with [`END_OF_RDN`], which
//! occurs nowhere else. A key is always UTF-8, so that text and key can share one string.

use std::fmt::Write;

/// Appends an attribute type and the normal form of its value.
pub(super) fn write_ava(out: &mut String, attribute_type: &str, normalized_value: &[u8]) {
    out.extend(
        attribute_type
            .chars()
            .map(|character| character.to_ascii_lowercase()),
    );
    out.push('=');
    for chunk in normalized_value.utf8_chunks() {
        for character in chunk.valid().chars() {
            match character {
                END_OF_RDN | END_OF_AVA | ESCAPE => write_escape(out, character as u8),
                _ => out.push(character),
            }
        }
        for &octet in chunk.invalid() {
            write_escape(out, octet);
        }
    }
}

/// Appends the key of an RDN, given those of its values.
pub(super) fn write_rdn(out: &mut String, avas: &mut [String]) {
    avas.sort_unstable();
    for (place, ava) in avas.iter().enumerate() {
        if place > 0 {
            out.push(END_OF_AVA);
        }
        out.push_str(ava);
    }
    out.push(END_OF_RDN);
}

/// The key of the root-most `depth` RDNs.
pub(super) fn ancestor(key: &str, depth: usize) -> &str {
    let length = key
        .split_inclusive(END_OF_RDN)
        .take(depth)
        .map(str::len)
        .sum();
    key.get(..length).unwrap_or_default()
}

/// The number of RDNs.
pub(super) fn depth(key: &str) -> usize {
    key.bytes()
        .filter(|&octet| octet == END_OF_RDN as u8)
        .count()
}

fn write_escape(out: &mut String, octet: u8) {
    out.push(ESCAPE);
    // Writing to a string can't fail.
    let _ = write!(out, "{octet:02x}");
}

const END_OF_RDN: char = '\0';
const END_OF_AVA: char = '\u{1}';
const ESCAPE: char = '\u{2}';
