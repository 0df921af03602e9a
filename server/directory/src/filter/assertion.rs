//! One item of a compiled filter: what it asks of an entry's values, with all names and assertion values resolved.

use std::cmp::Ordering;

use super::truth::Truth;
use crate::attribute_description::AttributeDescription;
use crate::entry::{Entry, EntryAttribute};
use crate::matching::{MatchingRule, Substrings};
use crate::schema::{AttributeTypeId, Schema};

/// An item of a compiled filter.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Assertion {
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
    /// Judges an entry.
    pub(super) fn evaluate(&self, entry: &Entry, schema: &Schema) -> Truth {
        match self {
            Self::Undefined => Truth::Undefined,
            Self::Present(attributes) => attributes.of(entry).next().is_some().into(),
            Self::Value {
                attributes,
                rule,
                comparison,
                dn_attributes,
            } => {
                let matches = |value: &[u8]| comparison.holds(*rule, value, schema);
                let in_entry = || {
                    attributes
                        .of(entry)
                        .any(|attribute| attribute.values().any(matches))
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
pub(crate) struct Attributes {
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

    /// Their types, sorted.
    pub(crate) fn types(&self) -> &[AttributeTypeId] {
        &self.types
    }

    /// Those that the entry has.
    fn of<'a>(&self, entry: &'a Entry) -> impl Iterator<Item = EntryAttribute<'a>> {
        let attributes = entry.attributes_where(|attribute_type| self.include_type(attribute_type));
        attributes.filter(|attribute| {
            self.options
                .as_ref()
                .is_none_or(|description| attribute.has_options_of(description))
        })
    }

    fn include_type(&self, attribute_type: AttributeTypeId) -> bool {
        self.types.binary_search(&attribute_type).is_ok()
    }
}

/// What a value's normal form is compared with; all octets are in the normal form of the item's rule.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Comparison {
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
    /// Compares a value. One that has no normal form doesn't match.
    fn holds(&self, rule: MatchingRule, value: &[u8], schema: &Schema) -> bool {
        let normal_form = |test: &dyn Fn(&[u8]) -> bool| {
            rule.normalize(value, schema)
                .is_ok_and(|normalized| test(&normalized))
        };
        match self {
            Self::Equal(asserted) => rule.is_normal_form(asserted, value, schema),
            Self::AtLeast(asserted) => {
                normal_form(&|value| rule.compare(value, asserted) != Ordering::Less)
            }
            Self::AtMost(asserted) => {
                normal_form(&|value| rule.compare(value, asserted) != Ordering::Greater)
            }
            Self::Substrings(substrings) => normal_form(&|value| substrings.matches(value)),
            Self::Rule(asserted) => normal_form(&|value| rule.matches(value, asserted)),
        }
    }
}
