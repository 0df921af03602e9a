//! Entries by the normal form of a value.
//!
//! Values are kept as 32 bits of a hash. Two values that share them are both candidates, which the search tells apart.

use std::hash::{DefaultHasher, Hash, Hasher};

use super::id_set::IdSet;
use super::postings::Postings;

/// For values that few entries share: hash and id in one number, so that the ids of a value stand side by side.
#[derive(Clone, Debug, Default)]
pub(super) struct DistinctValues {
    postings: Postings<u64>,
}

impl DistinctValues {
    pub(super) fn load(&mut self, normalized: &[u8], id: u32) {
        self.postings.load(posting(hash(normalized), id));
    }

    pub(super) fn settle(&mut self) {
        self.postings.settle();
    }

    pub(super) fn insert(&mut self, normalized: &[u8], id: u32) {
        self.postings.insert(posting(hash(normalized), id));
    }

    pub(super) fn remove(&mut self, normalized: &[u8], id: u32) {
        self.postings.remove(posting(hash(normalized), id));
    }

    /// The entries that may have this value.
    pub(super) fn ids(&self, normalized: &[u8]) -> impl Iterator<Item = u32> {
        let hash = hash(normalized);
        let range = posting(hash, 0)..=posting(hash, u32::MAX);
        self.postings.range(range).map(low_half)
    }
}

/// For values that many entries share: a set of ids for each. Meant for few values: a snapshot has a list of them.
#[derive(Clone, Debug, Default)]
pub(super) struct SharedValues {
    /// By hash.
    values: Vec<(u32, IdSet)>,
}

impl SharedValues {
    pub(super) fn insert(&mut self, normalized: &[u8], id: u32) {
        let hash = hash(normalized);
        let place = match self.place(hash) {
            Ok(place) => place,
            Err(place) => {
                self.values.insert(place, (hash, IdSet::default()));
                place
            }
        };
        if let Some((_, ids)) = self.values.get_mut(place) {
            ids.insert(id);
        }
    }

    pub(super) fn remove(&mut self, normalized: &[u8], id: u32) {
        let place = self.place(hash(normalized)).ok();
        if let Some((_, ids)) = place.and_then(|place| self.values.get_mut(place)) {
            ids.remove(id);
        }
    }

    /// The entries that may have this value.
    pub(super) fn ids(&self, normalized: &[u8]) -> Option<&IdSet> {
        let place = self.place(hash(normalized)).ok()?;
        self.values.get(place).map(|(_, ids)| ids)
    }

    fn place(&self, hash: u32) -> Result<usize, usize> {
        self.values.binary_search_by_key(&hash, |(hash, _)| *hash)
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
