//! From octets to normal forms, and what a rule says of two normal forms.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::str;

use super::error::InvalidValue;
use super::preparation::{Preparation, folded};
use super::rule::{MatchingRule, MatchingRuleKind};
use super::substrings::{SubstringComponent, Substrings};
use super::{generalized_time, integer, name};
use crate::schema::{Schema, Syntax, first_component};

/// Octets in normal form, borrowed where they were in it already.
type Normalized<'a> = Result<Cow<'a, [u8]>, InvalidValue>;

impl MatchingRule {
    /// The normal form of an attribute value: under an equality rule, values are equal exactly when their normal forms are
    /// the same octets. Normal forms of different rules don't compare; that of a substrings rule is for [`Substrings`] to
    /// look in.
    ///
    /// A value with a character that string preparation prohibits is a value all the same (RFC 4517 section 3.3.6). Its
    /// normal form under an equality rule differs from every other value's and every assertion's; other rules refuse it.
    ///
    /// # Errors
    ///
    /// When the octets are no value that the rule can judge.
    pub fn normalize<'a>(self, value: &'a [u8], schema: &'a Schema) -> Normalized<'a> {
        if !self.takes_assertions() {
            return Ok(Cow::Borrowed(value));
        }
        match self {
            Self::DirectoryStringFirstComponentMatch
            | Self::IntegerFirstComponentMatch
            | Self::ObjectIdentifierFirstComponentMatch => {
                self.normalize_assertion(first_component_of(value)?, schema)
            }
            Self::CaseExactMatch | Self::CaseIgnoreListMatch | Self::CaseIgnoreMatch => {
                match self.normalize_assertion(value, schema) {
                    Err(InvalidValue::ProhibitedCharacter(_)) => Ok(Cow::Owned(unprepared(value))),
                    normalized => normalized,
                }
            }
            _ => match (self.kind(), Preparation::of(self)) {
                (MatchingRuleKind::Substrings, Some(preparation)) => preparation.searched(value),
                _ => self.normalize_assertion(value, schema),
            },
        }
    }

    /// The normal form of an assertion: what [`Self::matches`] and [`Self::compare`] take beside a value's normal form.
    ///
    /// The assertion of a substrings rule is in the Substring Assertion syntax (`initial*any*final`), as extensible matches
    /// carry it; a substrings filter goes through [`Substrings::prepare`].
    ///
    /// # Errors
    ///
    /// When the octets are no assertion that the rule can judge.
    pub fn normalize_assertion<'a>(
        self,
        assertion: &'a [u8],
        schema: &'a Schema,
    ) -> Normalized<'a> {
        if !self.takes_assertions() {
            return Err(InvalidValue::Unsupported(self));
        }
        if self.kind() == MatchingRuleKind::Substrings {
            return Ok(Cow::Owned(Substrings::parse(self, assertion)?.encode()));
        }
        if let Some(preparation) = Preparation::of(self) {
            return preparation.whole(assertion);
        }
        match self {
            Self::DistinguishedNameMatch => name::normalize(assertion, schema).map(Cow::Owned),
            Self::GeneralizedTimeMatch | Self::GeneralizedTimeOrderingMatch => {
                generalized_time::normalize(assertion)
            }
            Self::ObjectIdentifierMatch | Self::ObjectIdentifierFirstComponentMatch => {
                self.assertion_syntax().validate(assertion)?;
                let oid = schema.numeric_oid(assertion);
                oid.map(Cow::Borrowed)
                    .ok_or(InvalidValue::UnknownDescriptor)
            }
            Self::UniqueMemberMatch => name::normalize_with_uid(assertion, schema).map(Cow::Owned),
            Self::UuidMatch | Self::UuidOrderingMatch => {
                self.assertion_syntax().validate(assertion)?;
                Ok(folded(Cow::Borrowed(assertion)))
            }
            // The other syntaxes have one spelling for each value.
            _ => {
                self.assertion_syntax().validate(assertion)?;
                Ok(Cow::Borrowed(assertion))
            }
        }
    }

    /// The order of two normal forms of this rule: of integers by number, of times by instant, of all else by octets.
    pub fn compare(self, a: &[u8], b: &[u8]) -> Ordering {
        match self.assertion_syntax() {
            Syntax::Integer => integer::compare(a, b),
            _ => a.cmp(b),
        }
    }

    /// Whether the rule, used by itself as extensible matches do, says that a value matches an assertion, both in normal
    /// form: equal for an equality rule, earlier for an ordering rule (RFC 4517 section 4.2).
    pub fn matches(self, value: &[u8], assertion: &[u8]) -> bool {
        match (self, self.kind()) {
            (Self::IntegerBitAndMatch, _) => integer::has_all_bits(value, assertion),
            (Self::IntegerBitOrMatch, _) => integer::has_any_bit(value, assertion),
            (_, MatchingRuleKind::Ordering) => self.compare(value, assertion) == Ordering::Less,
            (_, MatchingRuleKind::Substrings) => Substrings::decode(assertion).matches(value),
            _ => value == assertion,
        }
    }

    /// A component of a substrings assertion, prepared so that it is found as octets within a value's normal form under the
    /// same (substrings) rule. [`Substrings`] does the finding.
    ///
    /// # Errors
    ///
    /// When the octets are no assertion of the matching equality rule (RFC 4517 section 4.1), or the rule is not a
    /// substrings rule.
    pub fn prepare_substring(
        self,
        component: SubstringComponent,
        value: &[u8],
    ) -> Result<Cow<'_, [u8]>, InvalidValue> {
        match (self.kind(), Preparation::of(self)) {
            (MatchingRuleKind::Substrings, Some(preparation)) => {
                preparation.component(value, component)
            }
            _ => Err(InvalidValue::NotSubstrings(self)),
        }
    }
}

/// The octets of a value that can't be prepared, behind one that no prepared string begins with.
fn unprepared(value: &[u8]) -> Vec<u8> {
    [&[0xFF], value].concat()
}

fn first_component_of(value: &[u8]) -> Result<&[u8], InvalidValue> {
    let invalid = InvalidValue::Syntax(Syntax::AttributeTypeDescription);
    let text = str::from_utf8(value).map_err(|_| invalid)?;
    let component = first_component(text).map_err(|_| invalid)?;
    Ok(component.as_bytes())
}
