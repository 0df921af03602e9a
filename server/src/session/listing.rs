//! The entries that a search finds, one at a time, in the order that its client wants.

use std::sync::Arc;
use std::vec;

use jcldap_directory::{Entry, SearchCursor, Snapshot, Step};

use super::paging::Position;
use super::sorting::{Collected, Sorting, TooMany};

/// Where a search stands among what it finds.
pub(super) enum Listing {
    /// Entries come as they are found.
    Found(SearchCursor),
    /// All are to be found before the first comes.
    Sorting(SearchCursor, Sorting),
    /// All are found.
    Sorted(vec::IntoIter<Collected>),
}

/// What a step came to.
pub(super) enum Listed<'a> {
    /// The next entry, and its place.
    Entry(Position, &'a Arc<Entry>),
    /// As many entries were visited as allowed.
    Yielded,
    /// There are no more.
    Exhausted,
}

impl Listing {
    /// The next entry that `is_shown`. Each entry visited takes one from `visits`.
    ///
    /// # Errors
    ///
    /// There are too many entries to sort.
    pub(super) fn next<'a>(
        &mut self,
        snapshot: &'a Snapshot,
        visits: &mut usize,
        is_shown: impl Fn(&Entry) -> bool,
    ) -> Result<Listed<'a>, TooMany> {
        loop {
            match self {
                Self::Found(cursor) => match cursor.step(snapshot, visits) {
                    Step::Found(_, entry) if !is_shown(entry) => {}
                    Step::Found(id, entry) => {
                        return Ok(Listed::Entry(Position { id, key: None }, entry));
                    }
                    Step::Yielded => return Ok(Listed::Yielded),
                    Step::Exhausted => return Ok(Listed::Exhausted),
                },
                Self::Sorting(cursor, sorting) => match cursor.step(snapshot, visits) {
                    Step::Found(_, entry) if !is_shown(entry) => {}
                    Step::Found(id, entry) => sorting.add(id, entry, snapshot.schema())?,
                    Step::Yielded => return Ok(Listed::Yielded),
                    Step::Exhausted => *self = Self::Sorted(sorting.finish()),
                },
                Self::Sorted(collected) => {
                    let Some(next) = collected.next() else {
                        return Ok(Listed::Exhausted);
                    };
                    // The snapshot is the one that it was found in.
                    if let Some(entry) = snapshot.entry_by_id(next.id()) {
                        return Ok(Listed::Entry(next.into_position(), entry));
                    }
                }
            }
        }
    }
}
