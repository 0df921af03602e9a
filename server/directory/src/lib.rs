//! A pure X.500 core: names, schema, matching, filters, entries and snapshots.

pub mod ber;
mod filter;
mod matching;
mod schema;

pub use filter::{Filter, FilterError, FilterErrorKind, MAX_FILTER_DEPTH, Truth};
pub use matching::{InvalidValue, MatchingRule, MatchingRuleKind, SubstringComponent, Substrings};
pub use schema::{
    AttributeType, AttributeTypeId, AttributeUsage, DescriptionError, DescriptionProblem,
    ObjectClass, ObjectClassKind, Schema, SchemaBuilder, SchemaError, Syntax,
};
