//! Matching rules: when two values are the same, which comes first, and what contains what (RFC 4517 section 4).
//!
//! A rule turns octets into a normal form, and all comparison is on normal forms, so that an index and a scan can't
//! disagree. Nothing here knows of entries or filters; what can't be normalised is the caller's Undefined.

mod applicability;
mod case_string;
mod combining_marks;
mod equality;
mod error;
pub(crate) mod generalized_time;
mod integer;
mod name;
mod normalize;
mod preparation;
mod rule;
#[cfg(test)]
mod rule_tests;
mod string_list;
mod string_preparation;
#[cfg(test)]
mod string_tests;
mod substrings;
#[cfg(test)]
mod time_tests;

pub use error::InvalidValue;
pub use rule::{MatchingRule, MatchingRuleKind};
pub use substrings::{SubstringComponent, Substrings};
