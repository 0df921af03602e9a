//! Integers of any size, compared in their decimal form (RFC 4517 section 3.3.16: unlimited magnitude).
//!
//! The syntax allows one spelling for each number, so the text is the normal form.

use std::cmp::Ordering;
use std::str;

/// The order of two valid integers.
pub(super) fn compare(a: &[u8], b: &[u8]) -> Ordering {
    match (a.strip_prefix(b"-"), b.strip_prefix(b"-")) {
        (None, None) => compare_magnitudes(a, b),
        (Some(a), Some(b)) => compare_magnitudes(b, a),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
    }
}

/// Without leading zeros, the longer of two numbers is the greater.
fn compare_magnitudes(a: &[u8], b: &[u8]) -> Ordering {
    a.len().cmp(&b.len()).then_with(|| a.cmp(b))
}

/// Whether every bit of the assertion is set in the value. Bits are those of 64-bit two's complement, as in the directories
/// that made the rule; a number out of that range matches nothing.
pub(super) fn has_all_bits(value: &[u8], assertion: &[u8]) -> bool {
    bits(value, assertion).is_some_and(|(value, assertion)| value & assertion == assertion)
}

/// Whether some bit of the assertion is set in the value; bits as in [`has_all_bits`].
pub(super) fn has_any_bit(value: &[u8], assertion: &[u8]) -> bool {
    bits(value, assertion).is_some_and(|(value, assertion)| value & assertion != 0)
}

fn bits(value: &[u8], assertion: &[u8]) -> Option<(i64, i64)> {
    let parse = |octets| str::from_utf8(octets).ok()?.parse().ok();
    Some((parse(value)?, parse(assertion)?))
}
