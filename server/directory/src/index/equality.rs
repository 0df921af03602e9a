//! Entries by the normal form of a value.
//!
//! Values are kept as 32 bits of a hash. Two values that share them are both candidates, which the search tells apart.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::RangeInclusive;

use imbl::{HashMap, OrdSet};

use super::id_set::IdSet;

/// For values that few entries share: hash and id in one number, so that the ids of a value stand side by side.
#[derive(Clone, Debug, Default)]
pub(super) struct DistinctValues {
    postings: OrdSet<u64>,
}

impl DistinctValues {
    pub(super) fn insert(&mut self, normalized: &[u8], id: u32) {
        self.postings.insert(posting(hash(normalized), id));
    }

    pub(super) fn remove(&mut self, normalized: &[u8], id: u32) {
        self.postings.remove(&posting(hash(normalized), id));
    }

    /// The entries that may have this value, in order.
    pub(super) fn ids(&self, normalized: &[u8]) -> impl Iterator<Item = u32> {
        let range = postings_of(hash(normalized));
        self.postings.range(range).map(|posting| low_half(*posting))
    }
}

/// For values that many entries share: a set of ids for each.
#[derive(Clone, Debug, Default)]
pub(super) struct SharedValues {
    entries: HashMap<u32, IdSet>,
}

impl SharedValues {
    pub(super) fn insert(&mut self, normalized: &[u8], id: u32) {
        self.entries.entry(hash(normalized)).or_default().insert(id);
    }

    pub(super) fn remove(&mut self, normalized: &[u8], id: u32) {
        if let Some(ids) = self.entries.get_mut(&hash(normalized)) {
            ids.remove(id);
        }
    }

    /// The entries that may have this value.
    pub(super) fn ids(&self, normalized: &[u8]) -> Option<&IdSet> {
        self.entries.get(&hash(normalized))
    }
}

/// The same in every process: an index is no place for surprises.
fn hash(normalized: &[u8]) -> u32 {
    let mut hasher = DefaultHasher::new();
    normalized.hash(&mut hasher);
    low_half(hasher.finish())
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "the half that is asked for"
)]
const fn low_half(number: u64) -> u32 {
    number as u32
}

const fn posting(hash: u32, id: u32) -> u64 {
    ((hash as u64) << 32) | id as u64
}

const fn postings_of(hash: u32) -> RangeInclusive<u64> {
    posting(hash, 0)..=posting(hash, u32::MAX)
}
