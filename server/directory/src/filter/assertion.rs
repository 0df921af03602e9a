//! One item of a compiled filter: what it asks of an entry's values, with all names and assertion values resolved.

use std::cmp::Ordering;

use super::truth::Truth;
use crate::attribute_description::AttributeDescription;
use crate::entry::{Entry, EntryAttribute};
use crate::matching::{MatchingRule, Substrings};
use crate::schema::{AttributeTypeId, Schema};

/// An item of a compiled filter.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Assertion {
    /// Undefined for every entry.
    Undefined,
    /// Whether one of the attributes is there.
    Present(Attributes),
    /// Whether one of the attributes has a value that satisfies the assertion.
    Value {
        /// Whose values are compared.
        attributes: Attributes,
        /// The rule that gives values their normal form.
        rule: MatchingRule,
        /// What the normal form is compared with.
        comparison: Comparison,
        /// Whether the values in the entry's name are compared too.
        dn_attributes: bool,
    },
}

impl Assertion {
    /// Judges an entry. A value that has no normal form doesn't match.
    pub(super) fn evaluate(&self, entry: &Entry, schema: &Schema) -> Truth {
        match self {
            Self::Undefined => Truth::Undefined,
            Self::Present(attributes) => entry
                .attributes()
                .any(|attribute| attributes.include(attribute))
                .into(),
            Self::Value {
                attributes,
                rule,
                comparison,
                dn_attributes,
            } => {
                let matches = |value: &[u8]| {
                    rule.normalize(value, schema)
                        .is_ok_and(|normalized| comparison.holds(*rule, &normalized))
                };
                let in_entry = || {
                    let mut candidates = entry
                        .attributes()
                        .filter(|attribute| attributes.include(*attribute));
                    candidates.any(|attribute| attribute.values().any(matches))
                };
                // RFC 4512 section 2.3.1: descriptions in names have no options.
                let in_name = || {
                    let mut avas = entry.dn().avas(schema);
                    attributes.options.is_none()
                        && avas.any(|ava| {
                            attributes.include_type(ava.attribute_type) && matches(&ava.value)
                        })
                };
                (in_entry() || *dn_attributes && in_name()).into()
            }
        }
    }
}

/// The attributes that an item looks at: some types, all with certain options.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Attributes {
    /// Sorted.
    types: Box<[AttributeTypeId]>,
    /// The description asked for, if it has options.
    options: Option<AttributeDescription>,
}

impl Attributes {
    /// Attributes of these types, whatever their options.
    pub(super) fn of_types(types: impl IntoIterator<Item = AttributeTypeId>) -> Self {
        let mut types: Box<[_]> = types.into_iter().collect();
        types.sort_unstable();
        Self {
            types,
            options: None,
        }
    }

    /// Attributes of these types that have all the options of a description.
    pub(super) fn with_options(
        types: impl IntoIterator<Item = AttributeTypeId>,
        description: AttributeDescription,
    ) -> Self {
        let options = Some(description).filter(|description| description.options().len() > 0);
        Self {
            options,
            ..Self::of_types(types)
        }
    }

    fn include(&self, attribute: EntryAttribute<'_>) -> bool {
        self.include_type(attribute.attribute_type_id())
            && self
                .options
                .as_ref()
                .is_none_or(|description| attribute.has_options_of(description))
    }

    fn include_type(&self, attribute_type: AttributeTypeId) -> bool {
        self.types.binary_search(&attribute_type).is_ok()
    }
}

/// What a value's normal form is compared with; all octets are in the normal form of the item's rule.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Comparison {
    /// Neither before nor after this.
    Equal(Box<[u8]>),
    /// This or after it.
    AtLeast(Box<[u8]>),
    /// This or before it.
    AtMost(Box<[u8]>),
    /// Made of these substrings.
    Substrings(Substrings),
    /// Whatever the rule itself asserts (RFC 4511 section 4.5.1.7.7).
    Rule(Box<[u8]>),
}

impl Comparison {
    fn holds(&self, rule: MatchingRule, value: &[u8]) -> bool {
        match self {
            Self::Equal(asserted) => value == &**asserted,
            Self::AtLeast(asserted) => rule.compare(value, asserted) != Ordering::Less,
            Self::AtMost(asserted) => rule.compare(value, asserted) != Ordering::Greater,
            Self::Substrings(substrings) => substrings.matches(value),
            Self::Rule(asserted) => rule.matches(value, asserted),
        }
    }
}
