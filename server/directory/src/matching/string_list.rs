//! Lists of strings, which postal addresses are: lines joined by `$` (RFC 4517 sections 3.3.28, 4.2.9 and 4.2.10).

use super::case_string::{self, CaseFolding};
use super::error::InvalidValue;
use crate::schema::Syntax;

/// Stands between lines of a normal form. It never occurs in UTF-8, so no substring can reach over it.
const LINE_SEPARATOR: u8 = 0xFF;

/// For caseIgnoreListMatch.
pub(super) fn normalize(value: &[u8]) -> Result<Vec<u8>, InvalidValue> {
    normalize_lines(value, |line, normalized| {
        normalized.extend_from_slice(&case_string::normalize(line, CaseFolding::Fold)?);
        Ok(())
    })
}

/// For caseIgnoreListSubstringsMatch.
pub(super) fn normalize_spaced(value: &[u8]) -> Result<Vec<u8>, InvalidValue> {
    normalize_lines(value, |line, normalized| {
        normalized.append(&mut case_string::normalize_spaced(line, CaseFolding::Fold)?);
        Ok(())
    })
}

fn normalize_lines(
    value: &[u8],
    normalize_line: impl Fn(&[u8], &mut Vec<u8>) -> Result<(), InvalidValue>,
) -> Result<Vec<u8>, InvalidValue> {
    Syntax::PostalAddress.validate(value)?;
    let mut normalized = Vec::with_capacity(value.len());
    for (index, line) in value.split(|octet| *octet == b'$').enumerate() {
        if index > 0 {
            normalized.push(LINE_SEPARATOR);
        }
        normalize_line(&unescape(line), &mut normalized)?;
    }
    Ok(normalized)
}

/// Undoes `\24` and `\5C`, which the syntax has been checked to allow alone.
fn unescape(line: &[u8]) -> Vec<u8> {
    let mut unescaped = Vec::with_capacity(line.len());
    let mut rest = line;
    while let Some((first, after)) = rest.split_first() {
        let (octet, after) = match (first, after) {
            (b'\\', [b'2', b'4', after @ ..]) => (b'$', after),
            (b'\\', [b'5', _, after @ ..]) => (b'\\', after),
            _ => (*first, after),
        };
        unescaped.push(octet);
        rest = after;
    }
    unescaped
}
