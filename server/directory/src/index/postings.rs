//! A sorted set in two layers: what was loaded, as one array, and what changed since.
//!
//! The array takes no more than the postings themselves and is made by one sort. A change goes to the layer above, which
//! snapshots share but for the nodes on the way to it, so that it costs the same whatever the size of the array.

use std::ops::RangeInclusive;
use std::sync::Arc;

use imbl::OrdSet;

/// Postings of one index. A clone shares them.
#[derive(Clone, Debug)]
pub(super) struct Postings<P: Ord> {
    /// Sorted, each once.
    loaded: Arc<[P]>,
    /// Those that came since, none of them among the loaded.
    added: OrdSet<P>,
    /// Those of the loaded that went since.
    removed: OrdSet<P>,
    /// Those that are being loaded, in any order; empty but while a directory is made.
    loading: Vec<P>,
}

impl<P: Ord> Default for Postings<P> {
    fn default() -> Self {
        Self {
            loaded: Arc::from([]),
            added: OrdSet::new(),
            removed: OrdSet::new(),
            loading: Vec::new(),
        }
    }
}

impl<P: Copy + Ord> Postings<P> {
    /// Takes a posting of a directory that is being made; it is there from [`Self::settle`] on.
    pub(super) fn load(&mut self, posting: P) {
        self.loading.push(posting);
    }

    /// Ends the loading.
    pub(super) fn settle(&mut self) {
        let mut all = std::mem::take(&mut self.loading);
        all.extend(self.loaded.iter());
        all.sort_unstable();
        all.dedup();
        self.loaded = all.into();
    }

    pub(super) fn insert(&mut self, posting: P) {
        if self.removed.remove(&posting).is_none() && self.loaded.binary_search(&posting).is_err() {
            self.added.insert(posting);
        }
    }

    pub(super) fn remove(&mut self, posting: P) {
        if self.added.remove(&posting).is_none() && self.loaded.binary_search(&posting).is_ok() {
            self.removed.insert(posting);
        }
    }

    /// The postings from one to another, in no order.
    pub(super) fn range(&self, range: RangeInclusive<P>) -> impl Iterator<Item = P> {
        let from = self
            .loaded
            .partition_point(|posting| posting < range.start());
        let to = self
            .loaded
            .partition_point(|posting| posting <= range.end());
        let loaded = self.loaded.get(from..to).unwrap_or_default().iter();
        let kept = loaded.filter(|posting| !self.removed.contains(*posting));
        kept.chain(self.added.range(range)).copied()
    }
}
