//! Substrings assertions: components prepared once, then looked for in normal forms (RFC 4517 section 4.2.13).

use super::error::InvalidValue;
use super::rule::MatchingRule;
use crate::schema::Syntax;

/// Where in the value a component of a substrings assertion belongs (RFC 4511 section 4.5.1.7.2).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum SubstringComponent {
    /// At the beginning.
    Initial,
    /// Anywhere.
    Any,
    /// At the end.
    Final,
}

/// Stands between the components of an encoded assertion. It never occurs in UTF-8.
const COMPONENT_SEPARATOR: u8 = 0xFE;

/// A substrings assertion whose components are prepared for one rule.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Substrings {
    initial: Option<Vec<u8>>,
    any: Vec<Vec<u8>>,
    last: Option<Vec<u8>>,
}

impl Substrings {
    /// Prepares the components of a substrings filter for a substrings rule.
    ///
    /// # Errors
    ///
    /// As [`MatchingRule::prepare_substring`].
    pub fn prepare<'a>(
        rule: MatchingRule,
        initial: Option<&[u8]>,
        any: impl IntoIterator<Item = &'a [u8]>,
        last: Option<&[u8]>,
    ) -> Result<Self, InvalidValue> {
        let prepared = |component, value: &[u8]| {
            rule.prepare_substring(component, value)
                .map(std::borrow::Cow::into_owned)
        };
        Ok(Self {
            initial: initial
                .map(|value| prepared(SubstringComponent::Initial, value))
                .transpose()?,
            any: any
                .into_iter()
                .map(|value| prepared(SubstringComponent::Any, value))
                .collect::<Result<_, _>>()?,
            last: last
                .map(|value| prepared(SubstringComponent::Final, value))
                .transpose()?,
        })
    }

    /// Reads `initial*any*final`, `*` and `\` escaped as `\2A` and `\5C` (RFC 4517 section 3.3.30).
    pub(super) fn parse(rule: MatchingRule, assertion: &[u8]) -> Result<Self, InvalidValue> {
        let invalid = InvalidValue::Syntax(Syntax::SubstringAssertion);
        let mut parts = assertion
            .split(|octet| *octet == b'*')
            .map(|part| unescape(part).ok_or(invalid))
            .collect::<Result<Vec<_>, _>>()?;
        if parts.len() < 2 {
            return Err(invalid);
        }
        let present = |part: Vec<u8>| (!part.is_empty()).then_some(part);
        let last = parts.pop().and_then(present);
        let initial = present(parts.remove(0));
        Self::prepare(
            rule,
            initial.as_deref(),
            parts.iter().map(Vec::as_slice),
            last.as_deref(),
        )
    }

    /// Whether a value matches, given by its normal form under the same substrings rule: the components are found in
    /// disjoint portions, in order, the initial one at the beginning and the final one at the end.
    pub fn matches(&self, normalized_value: &[u8]) -> bool {
        let Some(mut rest) =
            normalized_value.strip_prefix(self.initial.as_deref().unwrap_or_default())
        else {
            return false;
        };
        // The final portion is taken first, so that no other component can use it.
        match rest.strip_suffix(self.last.as_deref().unwrap_or_default()) {
            Some(before) => rest = before,
            None => return false,
        }
        for component in &self.any {
            match find(rest, component) {
                Some(position) => {
                    rest = rest.get(position + component.len()..).unwrap_or_default();
                }
                None => return false,
            }
        }
        true
    }

    /// The longest component: every value that matches has these octets in its normal form, one behind the other.
    pub(crate) fn longest_part(&self) -> &[u8] {
        let parts = self.initial.iter().chain(&self.any).chain(&self.last);
        parts
            .max_by_key(|part| part.len())
            .map_or(&[], Vec::as_slice)
    }

    /// As octets, for callers that hold assertions of all rules alike.
    pub(super) fn encode(&self) -> Vec<u8> {
        let mut encoded = self.initial.clone().unwrap_or_default();
        for component in &self.any {
            encoded.push(COMPONENT_SEPARATOR);
            encoded.extend_from_slice(component);
        }
        encoded.push(COMPONENT_SEPARATOR);
        encoded.extend_from_slice(self.last.as_deref().unwrap_or_default());
        encoded
    }

    /// Undoes [`Self::encode`]. An absent initial or final component and an empty one match alike.
    pub(super) fn decode(encoded: &[u8]) -> Self {
        let mut parts: Vec<Vec<u8>> = encoded
            .split(|octet| *octet == COMPONENT_SEPARATOR)
            .map(<[u8]>::to_vec)
            .collect();
        let last = parts.pop();
        let any = parts.split_off(parts.len().min(1));
        Self {
            initial: parts.pop(),
            any,
            last,
        }
    }
}

fn find(octets: &[u8], wanted: &[u8]) -> Option<usize> {
    if wanted.is_empty() {
        return Some(0);
    }
    octets
        .windows(wanted.len())
        .position(|window| window == wanted)
}

fn unescape(part: &[u8]) -> Option<Vec<u8>> {
    let mut unescaped = Vec::with_capacity(part.len());
    let mut rest = part;
    while let Some((first, after)) = rest.split_first() {
        rest = match (first, after) {
            (b'\\', [b'2', b'A' | b'a', after @ ..]) => {
                unescaped.push(b'*');
                after
            }
            (b'\\', [b'5', b'C' | b'c', after @ ..]) => {
                unescaped.push(b'\\');
                after
            }
            (b'\\', _) => return None,
            _ => {
                unescaped.push(*first);
                after
            }
        };
    }
    Some(unescaped)
}
