//! Collects the entries that a search finds, and puts them in order.

use std::cmp::Ordering;
use std::mem;
use std::vec;

use jcldap_directory::{Entry, EntryId, Schema};

use super::order::SortOrder;
use super::sorted_key::SortedKey;
use crate::session::paging::Position;

/// How many octets one search may take up to sort what it finds.
const MAX_OCTETS: usize = 16 * 1024 * 1024;

/// The entries found so far.
#[derive(Debug)]
pub(in crate::session) struct Sorting {
    order: SortOrder,
    /// Where the page begins: what does not come behind it is left out.
    behind: Option<Position>,
    /// How many of the first ones are enough.
    wanted: usize,
    found: Vec<Collected>,
    octets: usize,
}

/// An entry that was found, and what it is sorted by.
#[derive(Debug)]
pub(in crate::session) struct Collected {
    key: SortedKey,
    id: EntryId,
}

/// What was found takes more memory than a search may have.
#[derive(Debug)]
pub(in crate::session) struct TooMany;

impl Sorting {
    /// Nothing found yet. Of what comes `behind` a position, if given, the first `wanted` are enough.
    pub(in crate::session) fn new(
        order: SortOrder,
        behind: Option<Position>,
        wanted: usize,
    ) -> Self {
        Self {
            order,
            behind,
            wanted,
            found: Vec::new(),
            octets: 0,
        }
    }

    /// Adds an entry.
    pub(in crate::session) fn add(
        &mut self,
        id: EntryId,
        entry: &Entry,
        schema: &Schema,
    ) -> Result<(), TooMany> {
        let collected = Collected {
            key: self.order.key_of(entry, schema),
            id,
        };
        if let Some(Position { id, key: Some(key) }) = &self.behind
            && compare(&self.order, (&collected.key, collected.id), (key, *id)).is_le()
        {
            return Ok(());
        }
        self.octets = self.octets.saturating_add(collected.octets());
        self.found.push(collected);
        // Twice as many as wanted are let in before the rest is dropped, so that sorting costs little for each entry.
        if self.found.len() >= self.wanted.saturating_mul(2) {
            self.keep_wanted();
        }
        if self.octets > MAX_OCTETS {
            return Err(TooMany);
        }
        Ok(())
    }

    /// All that was found, in order. Nothing is left here.
    pub(in crate::session) fn finish(&mut self) -> vec::IntoIter<Collected> {
        self.keep_wanted();
        mem::take(&mut self.found).into_iter()
    }

    fn keep_wanted(&mut self) {
        let order = &self.order;
        self.found
            .sort_unstable_by(|a, b| compare(order, (&a.key, a.id), (&b.key, b.id)));
        self.found.truncate(self.wanted);
        self.octets = self.found.iter().map(Collected::octets).sum();
    }
}

impl Collected {
    /// Which entry it is.
    pub(in crate::session) fn id(&self) -> EntryId {
        self.id
    }

    /// Its place in the order.
    pub(in crate::session) fn into_position(self) -> Position {
        Position {
            id: self.id,
            key: Some(self.key),
        }
    }

    fn octets(&self) -> usize {
        size_of::<Self>() + self.key.octets()
    }
}

/// Entries with equal keys come in the order of their ids, so that the order is the same on every page.
fn compare(order: &SortOrder, a: (&SortedKey, EntryId), b: (&SortedKey, EntryId)) -> Ordering {
    order.compare(a.0, b.0).then(a.1.cmp(&b.1))
}
