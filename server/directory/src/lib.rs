//! A pure X.500 core: names, schema, matching, filters, entries and snapshots.
//!
//! It knows what the RFCs say of a directory's content and nothing of who serves it: no clock, no randomness, no I/O, no
//! sessions and no access control. All that comes from a peer is octets, and no octets make it panic, recurse without
//! bound or take more than linear memory.
//!
//! | what | where | source |
//! |---|---|---|
//! | attribute types, object classes, syntaxes | [`Schema`] | RFC 4512 section 4 |
//! | when values are equal, ordered, contained | [`MatchingRule`] | RFC 4517, RFC 4518 |
//! | names as text and in normal form | [`Dn`], [`Rdn`] | RFC 4514 |
//! | types with options | [`AttributeDescription`] | RFC 4512 section 2.5 |
//! | entries, encoded for answers | [`Entry`] | RFC 4511 section 4.1.7 |
//! | filters as asked, as text, as evaluated | [`Filter`], [`CompiledFilter`] | RFC 4511 section 4.5.1.7, RFC 4515 |
//! | attribute lists | [`AttributeSelection`] | RFC 4511 section 4.5.1.8 |
//! | a directory at one moment, and the next | [`Snapshot`], [`SnapshotEditor`] | |
//! | searches that stop and go on | [`SearchCursor`] | RFC 4511 section 4.5 |
//! | the encoding of what is served | [`ber`] | RFC 4511 section 5.1 |
//!
//! Names, descriptions, entries and compiled filters refer to attribute types by their place in one [`Schema`]: all that
//! are used together must come from the same one.
//!
//! # Examples
//!
//! A directory of one entry, asked a question in the words of a client:
//!
//! ```
//! use std::sync::Arc;
//! use jcldap_directory::{
//!     AttributeSelection, Dn, Entry, Filter, Schema, SearchQuery, SearchScope, Snapshot,
//! };
//!
//! let schema = Arc::new(Schema::standard().build()?);
//! let attribute_type = |name: &str| schema.attribute_type(name.as_bytes()).unwrap().id;
//! let leela = Entry::builder(Dn::parse(b"uid=leela,ou=Users", &schema)?)
//!     .value(attribute_type("uid"), "leela")
//!     .value(attribute_type("mail"), "leela@planetexpress.test")
//!     .build(&schema)?;
//! let mut builder = Snapshot::builder(schema.clone());
//! builder.insert(leela)?;
//! let snapshot = builder.build();
//!
//! let query = SearchQuery {
//!     base: Dn::parse(b"OU=users", &schema)?,
//!     scope: SearchScope::WholeSubtree,
//!     filter: Filter::parse("(mail=LEELA@*)")?.compile(&schema, &|_| true),
//! };
//! let selection = AttributeSelection::new(&["userid"], &schema);
//! let (_, entry) = snapshot.cursor(&query).next(&snapshot).unwrap();
//! let selected = entry.attributes().filter(|attribute| selection.selects(attribute, &schema));
//! assert_eq!(selected.map(|attribute| attribute.description()).collect::<Vec<_>>(), ["uid"]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod attribute_description;
pub mod ber;
mod dn;
mod entry;
mod filter;
mod index;
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
pub use filter::{
    CompiledFilter, Filter, FilterError, FilterErrorKind, FilterNormalForm, MAX_FILTER_DEPTH, Truth,
};
pub use index::{IndexKind, IndexedAttribute};
pub use matching::{InvalidValue, MatchingRule, MatchingRuleKind, SubstringComponent, Substrings};
pub use schema::{
    AttributeType, AttributeTypeId, AttributeUsage, DescriptionError, DescriptionProblem,
    ObjectClass, ObjectClassKind, Schema, SchemaBuilder, SchemaError, Syntax,
};
pub use search::{SearchCursor, SearchQuery, SearchScope, Step};
pub use selection::AttributeSelection;
pub use snapshot::{EntryId, Snapshot, SnapshotBuilder, SnapshotEditor, SnapshotError};
