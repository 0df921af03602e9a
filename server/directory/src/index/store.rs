//! All indexes of a snapshot, kept in step with its entries.

use std::borrow::Cow;
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

    /// Takes an entry of a directory that is being made; it is found from [`Self::settle`] on.
    pub(crate) fn load(&mut self, id: EntryId, entry: &Arc<Entry>, schema: &Schema) {
        let id = id.to_u32();
        for attribute in entry.attributes() {
            let attribute_type = attribute.attribute_type_id();
            self.presence.insert(attribute_type, id);
        }
        for index in &mut self.values {
            index.load(id, entry, schema);
        }
    }

    /// Ends the loading.
    pub(crate) fn settle(&mut self) {
        for index in &mut self.values {
            match &mut index.values {
                Values::Distinct(values) => values.settle(),
                Values::Ordered(values) => values.settle(),
                Values::Shared(_) | Values::Text(_) => {}
            }
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
    fn load(&mut self, id: u32, entry: &Arc<Entry>, schema: &Schema) {
        let rule = self.rule;
        let mut normalized = normalized(Some(entry), self.attribute_type, rule, schema).peekable();
        if normalized.peek().is_none() {
            return;
        }
        match &mut self.values {
            Values::Text(column) => column.set(id, normalized),
            Values::Distinct(values) => normalized.for_each(|value| values.load(&value, id)),
            Values::Shared(values) => normalized.for_each(|value| values.insert(&value, id)),
            Values::Ordered(values) => normalized.for_each(|value| values.load(rule, &value, id)),
        }
    }

    fn change(
        &mut self,
        id: u32,
        old: Option<&Arc<Entry>>,
        new: Option<&Arc<Entry>>,
        schema: &Schema,
    ) {
        let rule = self.rule;
        let old = normalized(old, self.attribute_type, rule, schema);
        let new = normalized(new, self.attribute_type, rule, schema);
        match &mut self.values {
            Values::Text(column) => column.set(id, new),
            Values::Distinct(values) => {
                old.for_each(|value| values.remove(&value, id));
                new.for_each(|value| values.insert(&value, id));
            }
            Values::Shared(values) => {
                old.for_each(|value| values.remove(&value, id));
                new.for_each(|value| values.insert(&value, id));
            }
            Values::Ordered(values) => {
                old.for_each(|value| values.remove(rule, &value, id));
                new.for_each(|value| values.insert(rule, &value, id));
            }
        }
    }
}

/// The values of this type in normal form. One that has none matches nothing, so it need not be found.
fn normalized<'a>(
    entry: Option<&'a Arc<Entry>>,
    attribute_type: AttributeTypeId,
    rule: MatchingRule,
    schema: &'a Schema,
) -> impl Iterator<Item = Cow<'a, [u8]>> {
    let attributes = entry.map(|entry| entry.attributes_of(attribute_type));
    let values = attributes
        .into_iter()
        .flatten()
        .flat_map(EntryAttribute::values);
    values.filter_map(move |value| rule.normalize(value, schema).ok())
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
