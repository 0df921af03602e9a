//! Why octets can't be compared by a rule.

use thiserror::Error;

use super::rule::MatchingRule;
use crate::schema::Syntax;

/// A value or assertion that a matching rule can't judge. In a filter it makes the item Undefined (RFC 4511 section
/// 4.5.1.7); in a Compare it is an error (openldap.md 22).
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
pub enum InvalidValue {
    /// The octets are no value of the syntax.
    #[error("value does not conform to the `{}` syntax", .0.description())]
    Syntax(Syntax),
    /// A character that string preparation prohibits (RFC 4518 section 2.4), for instance one that Unicode 3.2 lacks.
    #[error("character U+{:04X} is prohibited in string preparation", u32::from(*.0))]
    ProhibitedCharacter(char),
    /// A short name that no definition of the schema has (RFC 4517 section 4.2.26).
    #[error("short name is not one of the schema")]
    UnknownDescriptor,
    /// A rule that is published because attribute types name it, but takes no assertions: comparing certificates by their
    /// fields (RFC 4523 section 3) is not done here.
    #[error("matching rule `{}` takes no assertions", .0.name())]
    Unsupported(MatchingRule),
    /// A rule that is asked for substrings and is no substrings rule.
    #[error("matching rule `{}` is no substrings rule", .0.name())]
    NotSubstrings(MatchingRule),
}
