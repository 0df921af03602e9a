//! A pure X.500 core: names, schema, matching, filters, entries and snapshots.

mod attribute_description;
pub mod ber;
mod dn;
mod entry;
mod filter;
mod matching;
mod schema;
mod search;
mod selection;
mod snapshot;

#[cfg(test)]
mod test_schema;

pub use attribute_description::AttributeDescription;
pub use dn::{Ava, Dn, DnError, Rdn};
pub use entry::{Entry, EntryAttribute, EntryBuilder, EntryError, EntryProblem, Values};
pub use filter::{CompiledFilter, Filter, FilterError, FilterErrorKind, MAX_FILTER_DEPTH, Truth};
pub use matching::{InvalidValue, MatchingRule, MatchingRuleKind, SubstringComponent, Substrings};
pub use schema::{
    AttributeType, AttributeTypeId, AttributeUsage, DescriptionError, DescriptionProblem,
    ObjectClass, ObjectClassKind, Schema, SchemaBuilder, SchemaError, Syntax,
};
pub use search::{SearchCursor, SearchQuery, SearchScope, Step};
pub use selection::AttributeSelection;
pub use snapshot::{EntryId, Snapshot, SnapshotBuilder, SnapshotEditor, SnapshotError};
