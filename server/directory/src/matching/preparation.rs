//! How the character string rules prepare what they compare: one table of rules, and what it means for whole values, for
//! values to be searched in, and for components to be searched for (RFC 4517 section 4.2, RFC 4518 section 2.6).

use std::borrow::Cow;

use super::case_string::{self, CaseFolding};
use super::error::InvalidValue;
use super::rule::MatchingRule;
use super::string_list;
use super::substrings::SubstringComponent;
use crate::schema::Syntax;

/// What a character string rule does with strings.
#[derive(Clone, Copy)]
pub(super) enum Preparation {
    /// Insignificant space handling, of strings in this syntax.
    Case(Syntax, CaseFolding),
    /// The same for each line of a list, case folded.
    CaseIgnoreList,
    /// Spaces don't count.
    NumericString,
    /// Neither do hyphens, nor case.
    TelephoneNumber,
}

impl Preparation {
    /// That of a rule; `None` if it is no character string rule.
    pub(super) fn of(rule: MatchingRule) -> Option<Self> {
        use MatchingRule as Rule;
        Some(match rule {
            Rule::CaseExactIa5Match | Rule::CaseExactIa5SubstringsMatch => {
                Self::Case(Syntax::Ia5String, CaseFolding::Keep)
            }
            Rule::CaseIgnoreIa5Match | Rule::CaseIgnoreIa5SubstringsMatch => {
                Self::Case(Syntax::Ia5String, CaseFolding::Fold)
            }
            Rule::CaseExactMatch
            | Rule::CaseExactOrderingMatch
            | Rule::CaseExactSubstringsMatch => {
                Self::Case(Syntax::DirectoryString, CaseFolding::Keep)
            }
            Rule::CaseIgnoreMatch
            | Rule::CaseIgnoreOrderingMatch
            | Rule::CaseIgnoreSubstringsMatch
            | Rule::DirectoryStringFirstComponentMatch => {
                Self::Case(Syntax::DirectoryString, CaseFolding::Fold)
            }
            Rule::CaseIgnoreListMatch | Rule::CaseIgnoreListSubstringsMatch => Self::CaseIgnoreList,
            Rule::NumericStringMatch
            | Rule::NumericStringOrderingMatch
            | Rule::NumericStringSubstringsMatch => Self::NumericString,
            Rule::TelephoneNumberMatch | Rule::TelephoneNumberSubstringsMatch => {
                Self::TelephoneNumber
            }
            _ => return None,
        })
    }

    /// A value or assertion to be compared as a whole.
    pub(super) fn whole(self, value: &[u8]) -> Result<Cow<'_, [u8]>, InvalidValue> {
        match self {
            Self::Case(syntax, folding) => {
                syntax.validate(value)?;
                case_string::normalize(value, folding)
            }
            Self::CaseIgnoreList => string_list::normalize(value).map(Cow::Owned),
            Self::NumericString => {
                Syntax::NumericString.validate(value)?;
                Ok(without(value, b" "))
            }
            Self::TelephoneNumber => {
                Syntax::TelephoneNumber.validate(value)?;
                Ok(folded(without(value, b" -")))
            }
        }
    }

    /// A value in which substrings are to be found.
    pub(super) fn searched(self, value: &[u8]) -> Result<Cow<'_, [u8]>, InvalidValue> {
        match self {
            Self::Case(syntax, folding) => {
                syntax.validate(value)?;
                case_string::normalize_spaced(value, folding).map(Cow::Owned)
            }
            Self::CaseIgnoreList => string_list::normalize_spaced(value).map(Cow::Owned),
            Self::NumericString | Self::TelephoneNumber => self.whole(value),
        }
    }

    /// A component to be found in a value. None is empty (RFC 4517 section 3.3.30).
    pub(super) fn component(
        self,
        value: &[u8],
        component: SubstringComponent,
    ) -> Result<Cow<'_, [u8]>, InvalidValue> {
        let (syntax, folding) = match self {
            Self::Case(syntax, folding) => (syntax, folding),
            Self::CaseIgnoreList => (Syntax::DirectoryString, CaseFolding::Fold),
            Self::NumericString | Self::TelephoneNumber => return self.whole(value),
        };
        Syntax::DirectoryString.validate(value)?;
        syntax.validate(value)?;
        case_string::prepare_component(value, component, folding).map(Cow::Owned)
    }
}

/// ASCII in lower case.
pub(super) fn folded(octets: Cow<'_, [u8]>) -> Cow<'_, [u8]> {
    if octets.iter().any(u8::is_ascii_uppercase) {
        Cow::Owned(octets.to_ascii_lowercase())
    } else {
        octets
    }
}

/// The octets but for the insignificant ones. The syntaxes that this serves are ASCII, so of the spaces and hyphens of
/// RFC 4518 sections 2.6.2 and 2.6.3 only SPACE and HYPHEN-MINUS can occur, and no combining marks.
fn without<'a>(octets: &'a [u8], insignificant: &[u8]) -> Cow<'a, [u8]> {
    if octets.iter().any(|octet| insignificant.contains(octet)) {
        let significant = octets.iter().filter(|octet| !insignificant.contains(octet));
        Cow::Owned(significant.copied().collect())
    } else {
        Cow::Borrowed(octets)
    }
}
