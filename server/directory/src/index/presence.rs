//! Entries by the attribute types that they have. Every type is counted; there is nothing to choose.

use imbl::HashMap;

use super::id_set::IdSet;
use crate::schema::AttributeTypeId;

/// The entries that have an attribute, with whatever options, for each type that some entry has.
#[derive(Clone, Debug, Default)]
pub(super) struct Presence {
    entries: HashMap<AttributeTypeId, IdSet>,
}

impl Presence {
    pub(super) fn insert(&mut self, attribute_type: AttributeTypeId, id: u32) {
        self.entries.entry(attribute_type).or_default().insert(id);
    }

    pub(super) fn remove(&mut self, attribute_type: AttributeTypeId, id: u32) {
        if let Some(ids) = self.entries.get_mut(&attribute_type) {
            ids.remove(id);
        }
    }

    /// The entries that have it; none if no entry has.
    pub(super) fn ids(&self, attribute_type: AttributeTypeId) -> Option<&IdSet> {
        self.entries
            .get(&attribute_type)
            .filter(|ids| ids.len() > 0)
    }
}
