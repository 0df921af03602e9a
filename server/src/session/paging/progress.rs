//! How far a paged search has come.

use jcldap_directory::EntryId;

use crate::session::sorting::SortedKey;

/// How far the pages sent so far have come.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(in crate::session) struct Progress {
    /// How many entries they had; sizeLimit counts over all pages (`openldap.md 11`).
    pub(in crate::session) sent: u32,
    /// Behind which entry the next page begins.
    pub(in crate::session) position: Position,
    /// How many changes had made the snapshot of the latest page.
    pub(in crate::session) changes: u64,
}

/// The place of an entry in the results of a search.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(in crate::session) struct Position {
    /// The entry.
    pub(in crate::session) id: EntryId,
    /// What it was sorted by; `None` where entries come in the order of their ids.
    pub(in crate::session) key: Option<SortedKey>,
}
