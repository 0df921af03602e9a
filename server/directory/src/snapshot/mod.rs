//! The directory at one moment: immutable, shared, and cheap to derive the next one from.
//!
//! A [`Snapshot`] holds its entries in a persistent vector by [`EntryId`] and their ids in a persistent map by name. A
//! [`SnapshotEditor`] changes a copy that shares all but the nodes on the way to what is changed: some microseconds for an
//! entry, whatever the size of the directory, while searches go on over the snapshot they have. The crate `imbl` provides
//! both; tables of the standard library would be copied whole for each change, or locked.
//!
//! Ids are never used twice and never change, so they are what an index is made of: for each attribute type and normal
//! form a set of ids, kept by the editor beside the entries, from which
//! [`SearchCursor`](crate::SearchCursor) takes its candidates instead of from all. No caller would notice.

mod editor;
mod entry_id;
mod stored;

#[cfg(test)]
mod tests;

pub use editor::{SnapshotBuilder, SnapshotEditor, SnapshotError};
pub use entry_id::EntryId;
pub use stored::Snapshot;
