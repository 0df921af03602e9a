//! Makes snapshots: the first one, and from each the next.

use std::sync::Arc;

use imbl::{OrdMap, Vector};
use thiserror::Error;

use super::entry_id::EntryId;
use super::stored::Snapshot;
use crate::dn::Dn;
use crate::entry::Entry;
use crate::index::{Index, IndexedAttribute};
use crate::schema::Schema;

/// A change that a snapshot doesn't allow.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
pub enum SnapshotError {
    /// There is an entry of this name already.
    #[error("an entry `{0}` is there already")]
    AlreadyExists(Dn),
    /// There is no entry of this name.
    #[error("there is no entry `{0}`")]
    NoSuchEntry(Dn),
    /// All ids have been given.
    #[error("got more than {} entries, counting removed ones", u32::MAX)]
    TooManyEntries,
}

/// Collects the entries of a first snapshot; see [`Snapshot::builder`].
#[derive(Clone, Debug)]
#[must_use = "a builder does nothing until `build`"]
pub struct SnapshotBuilder {
    editor: SnapshotEditor,
}

impl SnapshotBuilder {
    pub(super) fn new(schema: Arc<Schema>) -> Self {
        let snapshot = Snapshot {
            schema,
            entries: Vector::new(),
            ids: OrdMap::new(),
            index: Index::default(),
            mark: Arc::default(),
            greatest_depth: 0,
            changes: 0,
        };
        Self {
            editor: SnapshotEditor {
                snapshot,
                is_loading: true,
            },
        }
    }

    /// Keeps indexes of these attributes, in this snapshot and all that come from it. To be called before entries are added.
    pub fn index(mut self, attributes: &[IndexedAttribute]) -> Self {
        let snapshot = &mut self.editor.snapshot;
        snapshot.index = Index::new(attributes, &snapshot.schema);
        self
    }

    /// Adds an entry behind the others.
    ///
    /// # Errors
    ///
    /// As [`SnapshotEditor::insert`].
    pub fn insert(&mut self, entry: impl Into<Arc<Entry>>) -> Result<EntryId, SnapshotError> {
        self.editor.insert(entry)
    }

    /// The snapshot.
    pub fn build(self) -> Snapshot {
        self.editor.finish()
    }
}

/// A snapshot in the making, which shares with the one before it all that hasn't changed; see [`Snapshot::edit`].
#[derive(Clone, Debug)]
#[must_use = "an editor does nothing until `finish`"]
pub struct SnapshotEditor {
    snapshot: Snapshot,
    /// Whether the first entries are being added, which the index takes in one go at the end.
    is_loading: bool,
}

impl SnapshotEditor {
    pub(super) fn new(snapshot: Snapshot) -> Self {
        Self {
            snapshot,
            is_loading: false,
        }
    }

    /// Adds an entry behind the others. Its superior need not exist.
    ///
    /// # Errors
    ///
    /// There is an entry of this name, or no id is left.
    pub fn insert(&mut self, entry: impl Into<Arc<Entry>>) -> Result<EntryId, SnapshotError> {
        let entry = entry.into();
        let Snapshot {
            entries,
            ids,
            index,
            schema,
            greatest_depth,
            changes,
            ..
        } = &mut self.snapshot;
        let dn = entry.dn().clone();
        if ids.contains_key(&dn) {
            return Err(SnapshotError::AlreadyExists(dn));
        }
        let id = EntryId::from_place(entries.len()).ok_or(SnapshotError::TooManyEntries)?;
        *greatest_depth = dn.depth().max(*greatest_depth);
        ids.insert(dn, id);
        if self.is_loading {
            index.load(id, &entry, schema);
        } else {
            index.change(id, None, Some(&entry), schema);
        }
        entries.push_back(Some(entry));
        *changes += 1;
        Ok(id)
    }

    /// Puts an entry in the place of the one of the same name, which keeps its id and its place in the order.
    ///
    /// # Errors
    ///
    /// There is no entry of this name.
    pub fn replace(&mut self, entry: impl Into<Arc<Entry>>) -> Result<EntryId, SnapshotError> {
        let entry = entry.into();
        let Some(id) = self.snapshot.id(entry.dn()) else {
            return Err(SnapshotError::NoSuchEntry(entry.dn().clone()));
        };
        // The spelling of a name may change; its normal form, which is its key, does not.
        let Snapshot {
            entries,
            index,
            schema,
            changes,
            ..
        } = &mut self.snapshot;
        let old = entries.get(id.place()).and_then(Option::as_ref);
        index.change(id, old, Some(&entry), schema);
        entries.set(id.place(), Some(entry));
        *changes += 1;
        Ok(id)
    }

    /// Takes an entry out; what is below it stays.
    ///
    /// # Errors
    ///
    /// There is no entry of this name.
    pub fn remove(&mut self, dn: &Dn) -> Result<Arc<Entry>, SnapshotError> {
        let Snapshot {
            entries,
            ids,
            index,
            schema,
            changes,
            ..
        } = &mut self.snapshot;
        let removed = ids.remove(dn).and_then(|id| {
            let removed = entries.set(id.place(), None)?;
            index.change(id, Some(&removed), None, schema);
            *changes += 1;
            Some(removed)
        });
        removed.ok_or_else(|| SnapshotError::NoSuchEntry(dn.clone()))
    }

    /// The entries as changed so far.
    pub fn snapshot(&self) -> &Snapshot {
        &self.snapshot
    }

    /// The next snapshot.
    pub fn finish(mut self) -> Snapshot {
        if self.is_loading {
            self.snapshot.index.settle();
        }
        self.snapshot.mark = Arc::default();
        self.snapshot
    }
}
