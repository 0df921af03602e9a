//! Puts descriptions together into a [`Schema`]: names and OIDs resolved, inheritance applied, nothing left dangling.

use thiserror::Error;

use super::attribute_type::{AttributeType, AttributeTypeId};
use super::description::{AttributeTypeDescription, DescriptionError, ObjectClassDescription};
use super::object_class::ObjectClass;
use super::registry::{NameTable, Schema};
use super::syntax::Syntax;
use crate::matching::MatchingRule;

/// Why descriptions don't make a schema.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
pub enum SchemaError {
    /// A text that is no description.
    #[error("malformed description: {0}")]
    Malformed(#[from] DescriptionError),
    /// Text in a definitions file before its first definition.
    #[error("got `{0}`, expected `attributeType` or `objectClass`")]
    NotADefinition(String),
    /// A name or OID that two definitions of one kind claim.
    #[error("`{0}` is defined twice")]
    Duplicate(String),
    /// A name or OID that a definition mentions and nothing defines.
    #[error("`{definition}` names the {kind} `{name}`, which is not defined")]
    Dangling {
        /// The definition that mentions it.
        definition: String,
        /// What it would be: an attribute type, an object class, a matching rule or a syntax.
        kind: &'static str,
        /// The name or OID.
        name: String,
    },
    /// An attribute type that has neither a syntax nor a supertype (RFC 4512 section 4.1.2).
    #[error("`{0}` has neither a syntax nor a supertype")]
    NoSyntax(String),
    /// A type or class that is among its own superiors.
    #[error("`{0}` is its own superior")]
    Circular(String),
    /// More attribute types than an [`AttributeTypeId`] can tell apart.
    #[error("got more than {} attribute types", u16::MAX)]
    TooManyAttributeTypes,
}

/// Collects descriptions in any order; see [`Schema::builder`] and [`Schema::standard`].
#[derive(Clone, Debug, Default)]
#[must_use = "a builder does nothing until `build`"]
pub struct SchemaBuilder {
    attribute_types: Vec<String>,
    object_classes: Vec<String>,
    strays: Vec<String>,
}

impl SchemaBuilder {
    /// Adds an attribute type, described as RFC 4512 section 4.1.2 says. Line breaks count as spaces.
    pub fn attribute_type(mut self, description: &str) -> Self {
        self.attribute_types.push(single_line(description));
        self
    }

    /// Adds an object class, described as RFC 4512 section 4.1.1 says. Line breaks count as spaces.
    pub fn object_class(mut self, description: &str) -> Self {
        self.object_classes.push(single_line(description));
        self
    }

    /// Adds every definition of a text: each begins with `attributeType` or `objectClass` at the start of a line and goes
    /// on over indented lines; lines that begin with `#` are comments.
    pub(super) fn definitions(mut self, text: &str) -> Self {
        let mut definition = String::new();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            if !line.starts_with(' ') {
                self = self.definition(&definition);
                definition.clear();
            }
            definition.push_str(line);
            definition.push('\n');
        }
        self.definition(&definition)
    }

    fn definition(mut self, definition: &str) -> Self {
        if let Some(description) = definition.strip_prefix("attributeType ") {
            return self.attribute_type(description);
        }
        if let Some(description) = definition.strip_prefix("objectClass ") {
            return self.object_class(description);
        }
        if !definition.trim().is_empty() {
            self.strays.push(single_line(definition));
        }
        self
    }

    /// Resolves everything.
    pub fn build(self) -> Result<Schema, SchemaError> {
        if let Some(stray) = self.strays.into_iter().next() {
            return Err(SchemaError::NotADefinition(stray));
        }
        let attribute_types = parse_all(self.attribute_types, AttributeTypeDescription::parse)?;
        let object_classes = parse_all(self.object_classes, ObjectClassDescription::parse)?;
        let attribute_names = NameTable::new(
            attribute_types
                .iter()
                .map(|(description, _)| (&description.oid, &description.names)),
        )?;
        let class_names = NameTable::new(
            object_classes
                .iter()
                .map(|(description, _)| (&description.oid, &description.names)),
        )?;
        let attribute_types = resolve_attribute_types(attribute_types, &attribute_names)?;
        let object_classes =
            resolve_object_classes(object_classes, &class_names, &attribute_names)?;
        Ok(Schema::new(
            attribute_types,
            attribute_names,
            object_classes,
            class_names,
        ))
    }
}

/// The description as it goes on the wire: without line breaks (RFC 4517 section 2).
fn single_line(description: &str) -> String {
    let mut line = String::with_capacity(description.len());
    for word in description.split_ascii_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
}

/// Each description parsed, with its text.
fn parse_all<T>(
    texts: Vec<String>,
    parse: fn(&str) -> Result<T, DescriptionError>,
) -> Result<Vec<(T, String)>, DescriptionError> {
    texts
        .into_iter()
        .map(|text| Ok((parse(&text)?, text)))
        .collect()
}

fn resolve_attribute_types(
    descriptions: Vec<(AttributeTypeDescription, String)>,
    names: &NameTable,
) -> Result<Vec<AttributeType>, SchemaError> {
    let superiors: Vec<Option<usize>> = descriptions
        .iter()
        .map(|(description, _)| match &description.superior {
            None => Ok(None),
            Some(name) => lookup(names, name, &description.oid, "attribute type").map(Some),
        })
        .collect::<Result<_, _>>()?;
    let own = descriptions
        .iter()
        .map(|(description, _)| OwnFields::resolve(description))
        .collect::<Result<Vec<_>, _>>()?;
    let mut inherited = Vec::with_capacity(own.len());
    for (index, (description, _)) in descriptions.iter().enumerate() {
        inherited.push(inherit(index, &own, &superiors, &description.oid)?);
    }
    descriptions
        .into_iter()
        .zip(superiors)
        .zip(inherited)
        .enumerate()
        .map(|(index, (((description, definition), superior), fields))| {
            Ok(AttributeType {
                id: id(index)?,
                syntax: fields
                    .syntax
                    .ok_or_else(|| SchemaError::NoSyntax(description.oid.clone()))?,
                oid: description.oid,
                names: description.names,
                superior: superior.map(id).transpose()?,
                equality: fields.equality,
                ordering: fields.ordering,
                substrings: fields.substrings,
                single_value: description.single_value,
                no_user_modification: description.no_user_modification,
                usage: description.usage,
                definition,
            })
        })
        .collect()
}

/// The fields that a type takes from its supertype when it doesn't state them (RFC 4512 section 4.1.2).
#[derive(Clone, Copy)]
struct OwnFields {
    equality: Option<MatchingRule>,
    ordering: Option<MatchingRule>,
    substrings: Option<MatchingRule>,
    syntax: Option<Syntax>,
}

impl OwnFields {
    fn resolve(description: &AttributeTypeDescription) -> Result<Self, SchemaError> {
        let dangling = |kind, name: &str| SchemaError::Dangling {
            definition: description.oid.clone(),
            kind,
            name: name.to_owned(),
        };
        let rule = |name: &Option<String>| match name {
            None => Ok(None),
            Some(name) => MatchingRule::by_name_or_oid(name.as_bytes())
                .map(Some)
                .ok_or_else(|| dangling("matching rule", name)),
        };
        let syntax = match &description.syntax {
            None => None,
            Some(oid) => Some(Syntax::by_oid(oid).ok_or_else(|| dangling("syntax", oid))?),
        };
        Ok(Self {
            equality: rule(&description.equality)?,
            ordering: rule(&description.ordering)?,
            substrings: rule(&description.substrings)?,
            syntax,
        })
    }
}

/// Walks up from a type until nothing is left to inherit. A walk longer than the table has gone round in a circle.
fn inherit(
    index: usize,
    own: &[OwnFields],
    superiors: &[Option<usize>],
    oid: &str,
) -> Result<OwnFields, SchemaError> {
    let mut fields = OwnFields {
        equality: None,
        ordering: None,
        substrings: None,
        syntax: None,
    };
    let mut next = Some(index);
    for _ in 0..=own.len() {
        let Some((stated, superior)) =
            next.and_then(|index| Some((own.get(index)?, superiors.get(index)?)))
        else {
            return Ok(fields);
        };
        fields.equality = fields.equality.or(stated.equality);
        fields.ordering = fields.ordering.or(stated.ordering);
        fields.substrings = fields.substrings.or(stated.substrings);
        fields.syntax = fields.syntax.or(stated.syntax);
        next = *superior;
    }
    Err(SchemaError::Circular(oid.to_owned()))
}

fn resolve_object_classes(
    descriptions: Vec<(ObjectClassDescription, String)>,
    class_names: &NameTable,
    attribute_names: &NameTable,
) -> Result<Vec<ObjectClass>, SchemaError> {
    let oids: Vec<String> = descriptions
        .iter()
        .map(|(description, _)| description.oid.clone())
        .collect();
    let classes = descriptions
        .into_iter()
        .map(|(description, definition)| {
            let attributes = |listed: &[String]| {
                listed
                    .iter()
                    .map(|name| {
                        id(lookup(
                            attribute_names,
                            name,
                            &description.oid,
                            "attribute type",
                        )?)
                    })
                    .collect::<Result<Vec<_>, SchemaError>>()
            };
            let superiors = description
                .superiors
                .iter()
                .map(|name| {
                    let index = lookup(class_names, name, &description.oid, "object class")?;
                    Ok(oids.get(index).cloned().unwrap_or_default())
                })
                .collect::<Result<Vec<_>, SchemaError>>()?;
            Ok(ObjectClass {
                must: attributes(&description.must)?,
                may: attributes(&description.may)?,
                oid: description.oid,
                names: description.names,
                superiors,
                kind: description.kind,
                definition,
            })
        })
        .collect::<Result<Vec<_>, SchemaError>>()?;
    reject_circles(&classes)?;
    Ok(classes)
}

/// Takes away the classes whose superclasses are all gone, until none is left, or only such as go round in a circle.
fn reject_circles(classes: &[ObjectClass]) -> Result<(), SchemaError> {
    let mut left: Vec<&ObjectClass> = classes.iter().collect();
    loop {
        let stays = |class: &&ObjectClass| {
            left.iter()
                .any(|other| class.superiors.contains(&other.oid))
        };
        let remaining: Vec<&ObjectClass> = left.iter().copied().filter(stays).collect();
        match remaining.first() {
            None => return Ok(()),
            Some(class) if remaining.len() == left.len() => {
                return Err(SchemaError::Circular(class.oid.clone()));
            }
            Some(_) => left = remaining,
        }
    }
}

fn lookup(
    names: &NameTable,
    name: &str,
    definition: &str,
    kind: &'static str,
) -> Result<usize, SchemaError> {
    names
        .find(name.as_bytes())
        .ok_or_else(|| SchemaError::Dangling {
            definition: definition.to_owned(),
            kind,
            name: name.to_owned(),
        })
}

fn id(index: usize) -> Result<AttributeTypeId, SchemaError> {
    u16::try_from(index)
        .map(AttributeTypeId)
        .map_err(|_| SchemaError::TooManyAttributeTypes)
}
