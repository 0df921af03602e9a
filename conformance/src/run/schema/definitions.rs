//! A schema: the definitions of a subschema entry, looked up by short name and object identifier.

use std::collections::BTreeMap;

use super::description::{Description, DescriptionError, Field, Form};
use crate::protocol::Entry;
use crate::scenario::DefinitionKind;

/// The definitions of one subschema entry.
#[derive(Debug)]
pub(super) struct Schema {
    collections: BTreeMap<DefinitionKind, Collection>,
}

/// The definitions of one kind.
#[derive(Debug, Default)]
struct Collection {
    definitions: Vec<Description>,
    by_name: BTreeMap<String, usize>,
    unreadable: Vec<(String, DescriptionError)>,
}

/// More superiors than any real definition has: where a chain is longer, it is a circle.
const MAX_SUPERIORS: usize = 64;

impl Schema {
    /// Reads every definition of a subschema entry.
    pub(super) fn read(entry: &Entry) -> Self {
        let collections = DefinitionKind::ALL.map(|kind| {
            let mut collection = Collection::default();
            for text in entry.texts(&kind.to_string()) {
                match Description::read(&text, fields_of(kind)) {
                    Ok(definition) => collection.add(definition),
                    Err(error) => collection.unreadable.push((text, error)),
                }
            }
            (kind, collection)
        });
        Self {
            collections: collections.into(),
        }
    }

    /// The definitions of a kind, in order.
    pub(super) fn all(&self, kind: DefinitionKind) -> &[Description] {
        self.collections
            .get(&kind)
            .map_or(&[], |collection| collection.definitions.as_slice())
    }

    /// The values of a kind that couldn't be read, with the reason.
    pub(super) fn unreadable(&self, kind: DefinitionKind) -> &[(String, DescriptionError)] {
        self.collections
            .get(&kind)
            .map_or(&[], |collection| collection.unreadable.as_slice())
    }

    /// The definition with this short name or object identifier, letter case aside.
    pub(super) fn find(&self, kind: DefinitionKind, oid: &str) -> Option<&Description> {
        let collection = self.collections.get(&kind)?;
        let index = collection.by_name.get(&oid.to_lowercase())?;
        collection.definitions.get(*index)
    }

    /// The attribute type of a description, whose options don't matter.
    pub(super) fn attribute_type(&self, description: &str) -> Option<&Description> {
        let oid = description.split(';').next().unwrap_or_default();
        self.find(DefinitionKind::AttributeTypes, oid)
    }

    /// A field of an attribute type, or of the nearest supertype that has it (RFC 4512 4.1.2).
    pub(super) fn inherited<'s>(
        &'s self,
        attribute_type: &'s Description,
        keyword: &str,
    ) -> Option<&'s str> {
        let mut current = attribute_type;
        for _ in 0..MAX_SUPERIORS {
            if let Some(value) = current.value(keyword) {
                return Some(value);
            }
            current = self.find(DefinitionKind::AttributeTypes, current.value("SUP")?)?;
        }
        None
    }

    /// An object class with all its superclasses, itself first.
    pub(super) fn superclasses<'s>(&'s self, class: &'s Description) -> Vec<&'s Description> {
        let mut found = vec![class];
        let mut next = 0;
        while let Some(current) = found.get(next).copied() {
            next += 1;
            for superior in current.values("SUP") {
                if let Some(superior) = self.find(DefinitionKind::ObjectClasses, superior)
                    && !found.iter().any(|known| known.oid == superior.oid)
                {
                    found.push(superior);
                }
            }
        }
        found
    }
}

impl Collection {
    fn add(&mut self, definition: Description) {
        let index = self.definitions.len();
        let names = definition
            .values("NAME")
            .iter()
            .map(|name| name.to_lowercase());
        let names: Vec<_> = names.chain([definition.oid.clone()]).collect();
        for name in names {
            self.by_name.entry(name).or_insert(index);
        }
        self.definitions.push(definition);
    }
}

impl Description {
    /// Whether an attribute type is one of users (RFC 4512 4.1.2: without USAGE it is).
    pub(super) fn is_user_attribute(&self) -> bool {
        matches!(self.value("USAGE"), None | Some("userApplications"))
    }

    /// Whether an object class is structural (RFC 4512 4.1.1: without a kind it is).
    pub(super) fn is_structural(&self) -> bool {
        !self.has("ABSTRACT") && !self.has("AUXILIARY")
    }
}

/// The fields of a kind of definition, in the order of its grammar (RFC 4512 4.1.1 to 4.1.7).
fn fields_of(kind: DefinitionKind) -> &'static [Field] {
    match kind {
        DefinitionKind::ObjectClasses => {
            const {
                &[
                    NAME,
                    DESC,
                    OBSOLETE,
                    optional(&["SUP"], Form::Oids),
                    optional(&["ABSTRACT", "STRUCTURAL", "AUXILIARY"], Form::Flag),
                    optional(&["MUST"], Form::Oids),
                    optional(&["MAY"], Form::Oids),
                ]
            }
        }
        DefinitionKind::AttributeTypes => {
            const {
                &[
                    NAME,
                    DESC,
                    OBSOLETE,
                    optional(&["SUP"], Form::Oid),
                    optional(&["EQUALITY"], Form::Oid),
                    optional(&["ORDERING"], Form::Oid),
                    optional(&["SUBSTR"], Form::Oid),
                    optional(&["SYNTAX"], Form::OidWithLength),
                    optional(&["SINGLE-VALUE"], Form::Flag),
                    optional(&["COLLECTIVE"], Form::Flag),
                    optional(&["NO-USER-MODIFICATION"], Form::Flag),
                    optional(&["USAGE"], Form::Usage),
                ]
            }
        }
        DefinitionKind::MatchingRules => {
            const {
                &[
                    NAME,
                    DESC,
                    OBSOLETE,
                    required(&["SYNTAX"], Form::NumericOid),
                ]
            }
        }
        DefinitionKind::MatchingRuleUse => {
            const { &[NAME, DESC, OBSOLETE, required(&["APPLIES"], Form::Oids)] }
        }
        DefinitionKind::LdapSyntaxes => const { &[DESC] },
        DefinitionKind::NameForms => {
            const {
                &[
                    NAME,
                    DESC,
                    OBSOLETE,
                    required(&["OC"], Form::Oid),
                    required(&["MUST"], Form::Oids),
                    optional(&["MAY"], Form::Oids),
                ]
            }
        }
    }
}

const NAME: Field = optional(&["NAME"], Form::Names);
const DESC: Field = optional(&["DESC"], Form::Text);
const OBSOLETE: Field = optional(&["OBSOLETE"], Form::Flag);

const fn optional(keywords: &'static [&'static str], form: Form) -> Field {
    Field {
        keywords,
        form,
        required: false,
    }
}

const fn required(keywords: &'static [&'static str], form: Form) -> Field {
    Field {
        keywords,
        form,
        required: true,
    }
}

#[cfg(test)]
mod tests;
