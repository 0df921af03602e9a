//! Entries: a name and attributes, encoded once for every answer that they will be part of.
//!
//! An [`Entry`] never changes. Its attributes are held as the `PartialAttribute` elements (RFC 4511 section 4.1.7) of a
//! search result entry, so that an answer copies slices and encodes nothing. An [`EntryBuilder`] checks values against
//! the schema; whether they fit the object classes is not checked, for entries are projected, never added by a client.

mod attribute;
mod builder;
mod error;
mod stored;

#[cfg(test)]
mod tests;

pub use attribute::{EntryAttribute, Values};
pub use builder::EntryBuilder;
pub use error::{EntryError, EntryProblem};
pub use stored::Entry;
