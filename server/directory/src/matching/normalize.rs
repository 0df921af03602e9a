//! From octets to normal forms, and what a rule says of two normal forms.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::str;

use super::case_string::{self, CaseFolding};
use super::error::InvalidValue;
use super::rule::{MatchingRule, MatchingRuleKind};
use super::substrings::{SubstringComponent, Substrings};
use super::{generalized_time, integer, name, string_list};
use crate::schema::{Schema, Syntax, first_component};

/// Octets in normal form, borrowed where they were in it already.
type Normalized<'a> = Result<Cow<'a, [u8]>, InvalidValue>;

impl MatchingRule {
    /// The normal form of an attribute value: under an equality rule, values are equal exactly when their normal forms are
    /// the same octets. Normal forms of different rules don't compare.
    ///
    /// A value with a character that string preparation prohibits is a value all the same (RFC 4517 section 3.3.6). Its
    /// normal form under an equality rule differs from every other value's and every assertion's; other rules refuse it.
    ///
    /// # Errors
    ///
    /// When the octets are no value that the rule can judge.
    pub fn normalize<'a>(self, value: &'a [u8], schema: &'a Schema) -> Normalized<'a> {
        match self {
            Self::DirectoryStringFirstComponentMatch => {
                case_string::normalize(first_component_of(value)?, CaseFolding::Fold)
            }
            Self::IntegerFirstComponentMatch => {
                validated(Syntax::Integer, first_component_of(value)?)
            }
            Self::ObjectIdentifierFirstComponentMatch => {
                numeric_oid(first_component_of(value)?, schema)
            }
            Self::CertificateExactMatch
            | Self::CertificateListExactMatch
            | Self::CertificatePairExactMatch
            | Self::AlgorithmIdentifierMatch => Ok(Cow::Borrowed(value)),
            Self::CaseExactIa5SubstringsMatch => {
                require(Syntax::Ia5String, value)?;
                case_string::normalize_spaced(value, CaseFolding::Keep).map(Cow::Owned)
            }
            Self::CaseIgnoreIa5SubstringsMatch => {
                require(Syntax::Ia5String, value)?;
                case_string::normalize_spaced(value, CaseFolding::Fold).map(Cow::Owned)
            }
            Self::CaseExactSubstringsMatch => {
                case_string::normalize_spaced(value, CaseFolding::Keep).map(Cow::Owned)
            }
            Self::CaseIgnoreSubstringsMatch => {
                case_string::normalize_spaced(value, CaseFolding::Fold).map(Cow::Owned)
            }
            Self::CaseIgnoreListSubstringsMatch => {
                string_list::normalize_spaced(value).map(Cow::Owned)
            }
            Self::NumericStringSubstringsMatch => {
                Self::NumericStringMatch.normalize_assertion(value, schema)
            }
            Self::TelephoneNumberSubstringsMatch => {
                Self::TelephoneNumberMatch.normalize_assertion(value, schema)
            }
            Self::CaseExactMatch | Self::CaseIgnoreListMatch | Self::CaseIgnoreMatch => {
                match self.normalize_assertion(value, schema) {
                    Err(InvalidValue::ProhibitedCharacter(_)) => Ok(Cow::Owned(unprepared(value))),
                    normalized => normalized,
                }
            }
            _ => self.normalize_assertion(value, schema),
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
        match self {
            Self::BitStringMatch
            | Self::BooleanMatch
            | Self::CsnMatch
            | Self::CsnOrderingMatch
            | Self::IntegerBitAndMatch
            | Self::IntegerBitOrMatch
            | Self::IntegerFirstComponentMatch
            | Self::IntegerMatch
            | Self::IntegerOrderingMatch
            | Self::OctetStringMatch
            | Self::OctetStringOrderingMatch => validated(self.assertion_syntax(), assertion),
            Self::CaseExactIa5Match => {
                require(Syntax::Ia5String, assertion)?;
                case_string::normalize(assertion, CaseFolding::Keep)
            }
            Self::CaseIgnoreIa5Match => {
                require(Syntax::Ia5String, assertion)?;
                case_string::normalize(assertion, CaseFolding::Fold)
            }
            Self::CaseExactMatch | Self::CaseExactOrderingMatch => {
                require(Syntax::DirectoryString, assertion)?;
                case_string::normalize(assertion, CaseFolding::Keep)
            }
            Self::CaseIgnoreMatch
            | Self::CaseIgnoreOrderingMatch
            | Self::DirectoryStringFirstComponentMatch => {
                require(Syntax::DirectoryString, assertion)?;
                case_string::normalize(assertion, CaseFolding::Fold)
            }
            Self::CaseIgnoreListMatch => string_list::normalize(assertion).map(Cow::Owned),
            Self::DistinguishedNameMatch => name::normalize(assertion, schema).map(Cow::Owned),
            Self::UniqueMemberMatch => name::normalize_with_uid(assertion, schema).map(Cow::Owned),
            Self::GeneralizedTimeMatch | Self::GeneralizedTimeOrderingMatch => {
                generalized_time::normalize(assertion)
            }
            Self::NumericStringMatch | Self::NumericStringOrderingMatch => {
                require(Syntax::NumericString, assertion)?;
                Ok(without(assertion, |octet| octet == b' '))
            }
            Self::TelephoneNumberMatch => {
                require(Syntax::TelephoneNumber, assertion)?;
                Ok(folded(without(assertion, |octet| {
                    matches!(octet, b' ' | b'-')
                })))
            }
            Self::ObjectIdentifierMatch | Self::ObjectIdentifierFirstComponentMatch => {
                numeric_oid(assertion, schema)
            }
            Self::UuidMatch | Self::UuidOrderingMatch => {
                require(Syntax::Uuid, assertion)?;
                Ok(folded(Cow::Borrowed(assertion)))
            }
            Self::CaseExactIa5SubstringsMatch
            | Self::CaseExactSubstringsMatch
            | Self::CaseIgnoreIa5SubstringsMatch
            | Self::CaseIgnoreListSubstringsMatch
            | Self::CaseIgnoreSubstringsMatch
            | Self::NumericStringSubstringsMatch
            | Self::TelephoneNumberSubstringsMatch => {
                Substrings::parse(self, assertion).map(|substrings| Cow::Owned(substrings.encode()))
            }
            Self::CertificateExactMatch
            | Self::CertificateListExactMatch
            | Self::CertificatePairExactMatch
            | Self::AlgorithmIdentifierMatch => Err(InvalidValue::Unsupported(self)),
        }
    }

    /// The order of two normal forms of this rule: of integers by number, of times by instant, of all else by octets.
    pub fn compare(self, a: &[u8], b: &[u8]) -> Ordering {
        match self {
            Self::IntegerMatch
            | Self::IntegerFirstComponentMatch
            | Self::IntegerOrderingMatch
            | Self::IntegerBitAndMatch
            | Self::IntegerBitOrMatch => integer::compare(a, b),
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
        let folding = match self {
            Self::NumericStringSubstringsMatch => {
                require(Syntax::NumericString, value)?;
                let digits = without(value, |octet| octet == b' ');
                return Ok(Cow::Owned(digits.into_owned()));
            }
            Self::TelephoneNumberSubstringsMatch => {
                require(Syntax::TelephoneNumber, value)?;
                let number = folded(without(value, |octet| matches!(octet, b' ' | b'-')));
                return Ok(Cow::Owned(number.into_owned()));
            }
            Self::CaseExactIa5SubstringsMatch => {
                require(Syntax::Ia5String, value)?;
                CaseFolding::Keep
            }
            Self::CaseIgnoreIa5SubstringsMatch => {
                require(Syntax::Ia5String, value)?;
                CaseFolding::Fold
            }
            Self::CaseExactSubstringsMatch => CaseFolding::Keep,
            Self::CaseIgnoreSubstringsMatch | Self::CaseIgnoreListSubstringsMatch => {
                CaseFolding::Fold
            }
            _ => return Err(InvalidValue::Unsupported(self)),
        };
        require(Syntax::DirectoryString, value)?;
        case_string::prepare_component(value, component, folding).map(Cow::Owned)
    }
}

/// The octets of a value that can't be prepared, behind one that no prepared string begins with.
fn unprepared(value: &[u8]) -> Vec<u8> {
    [&[0xFF], value].concat()
}

fn require(syntax: Syntax, octets: &[u8]) -> Result<(), InvalidValue> {
    syntax.validate(octets)
}

/// For syntaxes whose values have one spelling each.
fn validated(syntax: Syntax, octets: &[u8]) -> Normalized<'_> {
    require(syntax, octets)?;
    Ok(Cow::Borrowed(octets))
}

fn numeric_oid<'a>(oid: &'a [u8], schema: &'a Schema) -> Normalized<'a> {
    require(Syntax::ObjectIdentifier, oid)?;
    schema
        .numeric_oid(oid)
        .map(Cow::Borrowed)
        .ok_or(InvalidValue::UnknownDescriptor)
}

fn first_component_of(value: &[u8]) -> Result<&[u8], InvalidValue> {
    let invalid = InvalidValue::Syntax(Syntax::AttributeTypeDescription);
    let text = str::from_utf8(value).map_err(|_| invalid)?;
    let component = first_component(text).map_err(|_| invalid)?;
    Ok(component.as_bytes())
}

/// The octets without those that are insignificant. The syntaxes that this serves are ASCII, so of the spaces and hyphens of
/// RFC 4518 sections 2.6.2 and 2.6.3 only SPACE and HYPHEN-MINUS can occur, and no combining marks.
fn without(octets: &[u8], insignificant: impl Fn(u8) -> bool) -> Cow<'_, [u8]> {
    if octets.iter().copied().any(&insignificant) {
        Cow::Owned(
            octets
                .iter()
                .copied()
                .filter(|octet| !insignificant(*octet))
                .collect(),
        )
    } else {
        Cow::Borrowed(octets)
    }
}

/// ASCII in lower case.
fn folded(octets: Cow<'_, [u8]>) -> Cow<'_, [u8]> {
    if octets.iter().any(u8::is_ascii_uppercase) {
        Cow::Owned(octets.to_ascii_lowercase())
    } else {
        octets
    }
}
