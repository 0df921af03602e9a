//! The one form in which names are written (`openldap.md 26`).

use std::fmt::Write;

/// Appends `type=value`, with the value escaped.
///
/// Hexadecimal pairs stand for `, + " \ < > ; =`, for a number sign or space at the beginning and for a space at the end;
/// for control characters, which would break a line of a log; and for octets that aren't UTF-8. All else, parentheses and
/// other scripts included, is written as it is.
pub(super) fn write_ava(out: &mut String, attribute_type: &str, value: &[u8]) {
    out.push_str(attribute_type);
    out.push('=');
    let mut position = 0;
    for chunk in value.utf8_chunks() {
        for character in chunk.valid().chars() {
            let is_first = position == 0;
            position += character.len_utf8();
            let is_last = position == value.len();
            let needs_escape = match character {
                ',' | '+' | '"' | '\\' | '<' | '>' | ';' | '=' => true,
                '#' => is_first,
                ' ' => is_first || is_last,
                _ => character.is_ascii_control(),
            };
            if needs_escape {
                write_hex_pairs(out, character.encode_utf8(&mut [0; 4]).as_bytes());
            } else {
                out.push(character);
            }
        }
        position += chunk.invalid().len();
        write_hex_pairs(out, chunk.invalid());
    }
}

fn write_hex_pairs(out: &mut String, octets: &[u8]) {
    for octet in octets {
        // Writing to a string can't fail.
        let _ = write!(out, "\\{octet:02X}");
    }
}
