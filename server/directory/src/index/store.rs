//! All indexes of a snapshot, kept in step with its entries.

use std::sync::Arc;

use super::equality::{DistinctValues, SharedValues};
use super::kind::{IndexKind, IndexedAttribute};
use super::ordering::OrderedValues;
use super::presence::Presence;
use super::text::TextColumn;
use crate::entry::{Entry, EntryAttribute};
use crate::matching::MatchingRule;
use crate::schema::{AttributeTypeId, Schema};
use crate::snapshot::EntryId;

/// The indexes. A clone shares them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Index {
    presence: Presence,
    values: Vec<ValueIndex>,
}

/// One index of one attribute type.
#[derive(Clone, Debug)]
pub(super) struct ValueIndex {
    pub(super) attribute_type: AttributeTypeId,
    /// The rule that gives values their normal form.
    pub(super) rule: MatchingRule,
    pub(super) values: Values,
}

/// The values, as the kind of index keeps them.
#[derive(Clone, Debug)]
pub(super) enum Values {
    Distinct(DistinctValues),
    Shared(SharedValues),
    Ordered(OrderedValues),
    Text(TextColumn),
}

impl Index {
    /// Empty indexes of these attributes. One whose type has no rule for it is left out: no filter could use it.
    pub(crate) fn new(attributes: &[IndexedAttribute], schema: &Schema) -> Self {
        let values = attributes.iter().filter_map(|attribute| {
            let attribute_type = schema.attribute_type_by_id(attribute.attribute_type);
            let (rule, values) = match attribute.kind {
                IndexKind::Distinct => (
                    attribute_type.equality,
                    Values::Distinct(DistinctValues::default()),
                ),
                IndexKind::Shared => (
                    attribute_type.equality,
                    Values::Shared(SharedValues::default()),
                ),
                IndexKind::Ordering => (
                    attribute_type.ordering,
                    Values::Ordered(OrderedValues::default()),
                ),
                IndexKind::Substrings => (
                    attribute_type.substrings,
                    Values::Text(TextColumn::default()),
                ),
            };
            Some(ValueIndex {
                attribute_type: attribute.attribute_type,
                rule: rule?,
                values,
            })
        });
        Self {
            presence: Presence::default(),
            values: values.collect(),
        }
    }

    /// Takes a change of one entry: there was none before, or there is none behind, or it has other attributes. What is the
    /// same in both costs a comparison.
    pub(crate) fn change(
        &mut self,
        id: EntryId,
        old: Option<&Arc<Entry>>,
        new: Option<&Arc<Entry>>,
        schema: &Schema,
    ) {
        let id = id.to_u32();
        for attribute_type in types_missing(old, new) {
            self.presence.remove(attribute_type, id);
        }
        for attribute_type in types_missing(new, old) {
            self.presence.insert(attribute_type, id);
        }
        for index in &mut self.values {
            let attribute_type = index.attribute_type;
            if !encoded(old, attribute_type).eq(encoded(new, attribute_type)) {
                index.change(id, old, new, schema);
            }
        }
    }

    pub(super) const fn presence(&self) -> &Presence {
        &self.presence
    }

    /// The indexes of this attribute type.
    pub(super) fn of(&self, attribute_type: AttributeTypeId) -> impl Iterator<Item = &ValueIndex> {
        self.values
            .iter()
            .filter(move |index| index.attribute_type == attribute_type)
    }
}

impl ValueIndex {
    fn change(
        &mut self,
        id: u32,
        old: Option<&Arc<Entry>>,
        new: Option<&Arc<Entry>>,
        schema: &Schema,
    ) {
        let (attribute_type, rule) = (self.attribute_type, self.rule);
        // A value without a normal form matches nothing, so it need not be found.
        let normalized = |entry: Option<&'_ Arc<Entry>>| -> Vec<Vec<u8>> {
            let attributes = entry
                .into_iter()
                .flat_map(|entry| entry.attributes_of(attribute_type));
            let values = attributes.flat_map(EntryAttribute::values);
            values
                .filter_map(|value| Some(rule.normalize(value, schema).ok()?.into_owned()))
                .collect()
        };
        let (old, new) = (normalized(old), normalized(new));
        match &mut self.values {
            Values::Text(column) => column.set(id, new),
            Values::Distinct(values) => {
                for value in old {
                    values.remove(&value, id);
                }
                for value in new {
                    values.insert(&value, id);
                }
            }
            Values::Shared(values) => {
                for value in old {
                    values.remove(&value, id);
                }
                for value in new {
                    values.insert(&value, id);
                }
            }
            Values::Ordered(values) => {
                for value in old {
                    values.remove(rule, &value, id);
                }
                for value in new {
                    values.insert(rule, &value, id);
                }
            }
        }
    }
}

/// The attributes of this type as they are encoded: equal octets, equal values.
fn encoded(
    entry: Option<&Arc<Entry>>,
    attribute_type: AttributeTypeId,
) -> impl Iterator<Item = &[u8]> {
    let attributes = entry.map(|entry| entry.attributes_of(attribute_type));
    attributes
        .into_iter()
        .flatten()
        .map(EntryAttribute::encoded)
}

/// The attribute types that `one` has and `other` has not, each once.
fn types_missing(one: Option<&Arc<Entry>>, other: Option<&Arc<Entry>>) -> Vec<AttributeTypeId> {
    let all = one.into_iter().flat_map(|entry| entry.attributes());
    let mut types: Vec<_> = all
        .map(EntryAttribute::attribute_type_id)
        .filter(|attribute_type| !other.is_some_and(|entry| entry.has(*attribute_type)))
        .collect();
    types.dedup();
    types
}
