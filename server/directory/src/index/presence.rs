//! Entries by the attribute types that they have. Every type is counted; there is nothing to choose.

use super::id_set::IdSet;
use crate::schema::AttributeTypeId;

/// The entries that have an attribute, with whatever options, for each type.
#[derive(Clone, Debug, Default)]
pub(super) struct Presence {
    /// At the places of the types in the schema.
    entries: Vec<IdSet>,
}

impl Presence {
    pub(super) fn insert(&mut self, attribute_type: AttributeTypeId, id: u32) {
        let place = attribute_type.place();
        if self.entries.len() <= place {
            self.entries.resize_with(place + 1, IdSet::default);
        }
        if let Some(ids) = self.entries.get_mut(place) {
            ids.insert(id);
        }
    }

    pub(super) fn remove(&mut self, attribute_type: AttributeTypeId, id: u32) {
        if let Some(ids) = self.entries.get_mut(attribute_type.place()) {
            ids.remove(id);
        }
    }

    /// The entries that have it; none if no entry has.
    pub(super) fn ids(&self, attribute_type: AttributeTypeId) -> Option<&IdSet> {
        let ids = self.entries.get(attribute_type.place());
        ids.filter(|ids| ids.len() > 0)
    }
}
