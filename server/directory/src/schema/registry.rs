//! The schema itself: tables that never change, and the look-ups on them.

use std::cmp::Ordering;

use super::attribute_type::{AttributeType, AttributeTypeId};
use super::builder::{SchemaBuilder, SchemaError};
use super::object_class::ObjectClass;
use super::syntax::Syntax;
use crate::matching::MatchingRule;

/// All that a server knows of attribute types, object classes, syntaxes and matching rules (RFC 4512 section 4).
#[derive(Clone, Debug)]
pub struct Schema {
    attribute_types: Vec<AttributeType>,
    attribute_names: NameTable,
    /// For each attribute type, itself and all types below it.
    subtypes: Vec<Vec<AttributeTypeId>>,
    object_classes: Vec<ObjectClass>,
    class_names: NameTable,
}

impl Schema {
    /// An empty builder.
    pub fn builder() -> SchemaBuilder {
        SchemaBuilder::default()
    }

    pub(super) fn new(
        attribute_types: Vec<AttributeType>,
        attribute_names: NameTable,
        object_classes: Vec<ObjectClass>,
        class_names: NameTable,
    ) -> Self {
        let mut schema = Self {
            subtypes: vec![Vec::new(); attribute_types.len()],
            attribute_types,
            attribute_names,
            object_classes,
            class_names,
        };
        for attribute_type in &schema.attribute_types {
            let mut superior = Some(attribute_type.id);
            while let Some(id) = superior {
                if let Some(subtypes) = schema.subtypes.get_mut(usize::from(id.0)) {
                    subtypes.push(attribute_type.id);
                }
                superior = schema
                    .attribute_types
                    .get(usize::from(id.0))
                    .and_then(|above| above.superior);
            }
        }
        schema
    }

    /// The attribute type of this name (in any case) or numeric OID. Options are no part of it.
    pub fn attribute_type(&self, name_or_oid: &[u8]) -> Option<&AttributeType> {
        self.attribute_types
            .get(self.attribute_names.find(name_or_oid)?)
    }

    /// The attribute type that an id of this schema stands for.
    ///
    /// # Panics
    ///
    /// When the id comes from another schema, which only a programming error can bring about.
    #[expect(
        clippy::indexing_slicing,
        reason = "ids are made by the builder of this very table, and the table never shrinks"
    )]
    pub fn attribute_type_by_id(&self, id: AttributeTypeId) -> &AttributeType {
        &self.attribute_types[usize::from(id.0)]
    }

    /// The object class of this name (in any case) or numeric OID.
    pub fn object_class(&self, name_or_oid: &[u8]) -> Option<&ObjectClass> {
        self.object_classes.get(self.class_names.find(name_or_oid)?)
    }

    /// The matching rule of this name (in any case) or numeric OID.
    pub fn matching_rule(&self, name_or_oid: &[u8]) -> Option<MatchingRule> {
        MatchingRule::by_name_or_oid(name_or_oid)
    }

    /// Whether a type is the other, or below it.
    pub fn is_subtype_of(&self, candidate: AttributeTypeId, supertype: AttributeTypeId) -> bool {
        self.subtypes(supertype).binary_search(&candidate).is_ok()
    }

    /// A type and all types below it, in order of id. Empty for an id of another schema.
    pub fn subtypes(&self, id: AttributeTypeId) -> &[AttributeTypeId] {
        self.subtypes
            .get(usize::from(id.0))
            .map_or(&[], Vec::as_slice)
    }

    /// All attribute types, in order of definition.
    pub fn attribute_types(&self) -> impl ExactSizeIterator<Item = &AttributeType> {
        self.attribute_types.iter()
    }

    /// All object classes, in order of definition.
    pub fn object_classes(&self) -> impl ExactSizeIterator<Item = &ObjectClass> {
        self.object_classes.iter()
    }

    /// All syntaxes.
    pub fn syntaxes(&self) -> impl ExactSizeIterator<Item = Syntax> {
        Syntax::ALL.iter().copied()
    }

    /// All matching rules.
    pub fn matching_rules(&self) -> impl ExactSizeIterator<Item = MatchingRule> {
        MatchingRule::ALL.iter().copied()
    }

    /// The numeric OID that an `oid` stands for: itself, or what a descriptor names. Classes go first, for the attribute
    /// whose values are compared so most often is `objectClass`. `None` for an unknown descriptor.
    pub(crate) fn numeric_oid<'a>(&'a self, oid: &'a [u8]) -> Option<&'a [u8]> {
        if super::grammar::is_numeric_oid(oid) {
            return Some(oid);
        }
        let class = self.object_class(oid).map(|class| class.oid.as_bytes());
        class
            .or_else(|| {
                self.attribute_type(oid)
                    .map(|attribute_type| attribute_type.oid.as_bytes())
            })
            .or_else(|| self.matching_rule(oid).map(|rule| rule.oid().as_bytes()))
    }
}

/// Names and OIDs in lower case, sorted, each with the place of its definition. Look-ups need no allocation.
#[derive(Clone, Debug, Default)]
pub(super) struct NameTable {
    entries: Vec<(Box<[u8]>, usize)>,
}

impl NameTable {
    /// A table of definitions, each given by its OID and names.
    pub(super) fn new<'a>(
        definitions: impl Iterator<Item = (&'a String, &'a Vec<String>)>,
    ) -> Result<Self, SchemaError> {
        let mut entries: Vec<(Box<[u8]>, usize)> = definitions
            .enumerate()
            .flat_map(|(index, (oid, names))| {
                std::iter::once(oid)
                    .chain(names)
                    .map(move |name| (name.to_ascii_lowercase().into_bytes().into(), index))
            })
            .collect();
        entries.sort_unstable();
        let duplicate = entries
            .windows(2)
            .find_map(|pair| matches!(pair, [a, b] if a.0 == b.0).then(|| pair.first()))
            .flatten();
        match duplicate {
            Some((name, _)) => Err(SchemaError::Duplicate(
                String::from_utf8_lossy(name).into_owned(),
            )),
            None => Ok(Self { entries }),
        }
    }

    pub(super) fn find(&self, name: &[u8]) -> Option<usize> {
        let found = self
            .entries
            .binary_search_by(|(known, _)| compare_lower_case(known, name));
        self.entries.get(found.ok()?).map(|(_, index)| *index)
    }
}

/// Compares a name in lower case with one in any case.
fn compare_lower_case(known: &[u8], name: &[u8]) -> Ordering {
    known
        .iter()
        .copied()
        .cmp(name.iter().map(u8::to_ascii_lowercase))
}
