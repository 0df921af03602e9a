//! The normal forms of the caseIgnore and caseExact families: insignificant space handling (RFC 4518 section 2.6.1).
//!
//! There are two. The compact form (no space around, one between words) is for equality and ordering, since short of
//! substrings it tells the same values apart (RFC 4518 appendix B), and most values are in it already. The spaced form is
//! the RFC's own: one space around, two between words; substrings are found in it.

use std::borrow::Cow;
use std::str;

use super::combining_marks::is_combining_mark;
use super::error::InvalidValue;
use super::string_preparation::prepare;
use super::substrings::SubstringComponent;
use crate::schema::Syntax;

/// Whether the map step folds case (RFC 4518 section 2.2).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum CaseFolding {
    /// For the caseIgnore rules.
    Fold,
    /// For the caseExact rules.
    Keep,
}

/// The compact form. A value of nothing but spaces becomes a single one.
///
/// # Errors
///
/// When the value is not UTF-8 or has a prohibited character.
pub(super) fn normalize(value: &[u8], folding: CaseFolding) -> Result<Cow<'_, [u8]>, InvalidValue> {
    if is_compact_ascii(value, folding) {
        return Ok(Cow::Borrowed(value));
    }
    let prepared = prepare_octets(value, folding)?;
    let mut compact = Vec::with_capacity(prepared.len());
    join_words(&prepared, b" ", folding, &mut compact);
    if compact.is_empty() {
        compact.push(b' ');
    }
    Ok(Cow::Owned(compact))
}

/// The spaced form of an attribute value. A value of nothing but spaces becomes two.
///
/// # Errors
///
/// As [`normalize`].
pub(super) fn normalize_spaced(
    value: &[u8],
    folding: CaseFolding,
) -> Result<Vec<u8>, InvalidValue> {
    let prepared = prepare_octets(value, folding)?;
    let mut spaced = Vec::with_capacity(prepared.len() + 4);
    spaced.push(b' ');
    join_words(&prepared, b"  ", folding, &mut spaced);
    spaced.push(b' ');
    Ok(spaced)
}

/// A component of a substrings assertion in the spaced form: its outer spaces are kept, as one, where they stand for
/// something, and put there where the value's outer space will be.
///
/// # Errors
///
/// As [`normalize`].
pub(super) fn prepare_component(
    value: &[u8],
    component: SubstringComponent,
    folding: CaseFolding,
) -> Result<Vec<u8>, InvalidValue> {
    let prepared = prepare_octets(value, folding)?;
    if words(&prepared).next().is_none() {
        return Ok(vec![b' ']);
    }
    let starts_with_space = component == SubstringComponent::Initial
        || spaces(&prepared)
            .next()
            .is_some_and(|position| position == 0);
    let ends_with_space = component == SubstringComponent::Final || prepared.ends_with(' ');
    let mut spaced = Vec::with_capacity(prepared.len() + 2);
    if starts_with_space {
        spaced.push(b' ');
    }
    join_words(&prepared, b"  ", folding, &mut spaced);
    if ends_with_space {
        spaced.push(b' ');
    }
    Ok(spaced)
}

/// Appends the words to an empty buffer, or behind its one space. ASCII is folded here; the rest is folded already.
fn join_words(prepared: &str, separator: &[u8], folding: CaseFolding, joined: &mut Vec<u8>) {
    for (index, word) in words(prepared).enumerate() {
        if index > 0 {
            joined.extend_from_slice(separator);
        }
        joined.extend_from_slice(word.as_bytes());
    }
    if folding == CaseFolding::Fold {
        joined.make_ascii_lowercase();
    }
}

/// What stands between spaces.
fn words(prepared: &str) -> impl Iterator<Item = &str> {
    let mut start = 0;
    spaces(prepared)
        .chain([prepared.len()])
        .map(move |end| {
            let word = prepared.get(start..end).unwrap_or_default();
            start = end + 1;
            word
        })
        .filter(|word| !word.is_empty())
}

/// Where the spaces are: SPACE that no combining mark follows (RFC 4518 section 2.6.1).
fn spaces(prepared: &str) -> impl Iterator<Item = usize> {
    prepared.match_indices(' ').filter_map(|(position, space)| {
        let after = prepared.get(position + space.len()..)?;
        (!after.starts_with(is_combining_mark)).then_some(position)
    })
}

/// The text up to insignificant space handling, but for the case of ASCII.
fn prepare_octets(value: &[u8], folding: CaseFolding) -> Result<Cow<'_, str>, InvalidValue> {
    let text = str::from_utf8(value).map_err(|_| InvalidValue::Syntax(Syntax::DirectoryString))?;
    // In printable ASCII there is nothing to map, normalize or prohibit, but case.
    if value.iter().all(|octet| matches!(octet, b' '..=b'~')) {
        return Ok(Cow::Borrowed(text));
    }
    prepare(text, folding).map(Cow::Owned)
}

/// Whether a value is ASCII and its own compact form.
pub(super) fn is_compact_ascii(value: &[u8], folding: CaseFolding) -> bool {
    let mut after_space = true;
    for octet in value {
        match octet {
            b' ' if after_space => return false,
            b'A'..=b'Z' if folding == CaseFolding::Fold => return false,
            b' '..=b'~' => after_space = *octet == b' ',
            _ => return false,
        }
    }
    !after_space
}
