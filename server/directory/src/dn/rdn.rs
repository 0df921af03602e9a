//! Relative distinguished names: the unordered values that set an entry apart from its siblings (RFC 4512 section 2.3.1).

use std::fmt;
use std::hash::{Hash, Hasher};

use super::error::{DnError, MAX_AVAS};
use super::lexer::{AvaEnd, Lexer, TextAva};
use super::{key, text};
use crate::schema::{AttributeType, AttributeTypeId, Schema, Syntax};

/// One attribute value assertion of an RDN.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Ava {
    /// The attribute type.
    pub attribute_type: AttributeTypeId,
    /// The value, without escapes, as it was given.
    pub value: Vec<u8>,
}

/// A relative distinguished name. Equal ones have equal normal forms, whatever the order of their values.
#[derive(Clone, Debug)]
pub struct Rdn {
    avas: Vec<Ava>,
    text: String,
    key: String,
}

impl Rdn {
    /// An RDN of one value.
    ///
    /// # Errors
    ///
    /// The value is empty, the type's syntax forbids it, or the type can't name entries.
    pub fn new(
        attribute_type: AttributeTypeId,
        value: impl AsRef<[u8]>,
        schema: &Schema,
    ) -> Result<Self, DnError> {
        let mut builder = RdnBuilder::default();
        builder.add(
            schema.attribute_type_by_id(attribute_type),
            value.as_ref().to_vec(),
            schema,
        )?;
        Ok(builder.finish())
    }

    /// Reads the text of one RDN, in all the forms that [`Dn::parse`](super::Dn::parse) accepts.
    ///
    /// # Errors
    ///
    /// As [`Dn::parse`](super::Dn::parse), and if there isn't exactly one RDN.
    pub fn parse(text: &[u8], schema: &Schema) -> Result<Self, DnError> {
        let mut rdns = parse_rdns(text, schema)?;
        match (rdns.pop(), rdns.len()) {
            (Some(rdn), 0) => Ok(rdn),
            (None, _) => Err(DnError::NotOneRdn { count: 0 }),
            (Some(_), others) => Err(DnError::NotOneRdn { count: others + 1 }),
        }
    }

    /// This RDN with one more value.
    ///
    /// # Errors
    ///
    /// As [`Rdn::new`], and if there is a value of this type already.
    pub fn and(
        self,
        attribute_type: AttributeTypeId,
        value: impl AsRef<[u8]>,
        schema: &Schema,
    ) -> Result<Self, DnError> {
        let mut builder = RdnBuilder::default();
        for Ava {
            attribute_type,
            value,
        } in self.avas
        {
            builder.add(schema.attribute_type_by_id(attribute_type), value, schema)?;
        }
        builder.add(
            schema.attribute_type_by_id(attribute_type),
            value.as_ref().to_vec(),
            schema,
        )?;
        Ok(builder.finish())
    }

    /// Its values, in the order given.
    pub fn avas(&self) -> &[Ava] {
        &self.avas
    }

    /// The text in the form of `openldap.md 26`, values in the order given.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    pub(super) fn key(&self) -> &str {
        &self.key
    }
}

impl fmt::Display for Rdn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Eq for Rdn {}

impl Hash for Rdn {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.key.hash(state);
    }
}

impl PartialEq for Rdn {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}

/// Reads all RDNs of a text, leaf first.
pub(super) fn parse_rdns(text: &[u8], schema: &Schema) -> Result<Vec<Rdn>, DnError> {
    let mut rdns = Vec::new();
    let mut lexer = Lexer::new(text);
    let mut builder = RdnBuilder::default();
    if lexer.is_at_end() {
        return Ok(rdns);
    }
    for _ in 0..MAX_AVAS {
        let TextAva {
            attribute_type,
            value,
            end,
        } = lexer.ava()?;
        let attribute_type =
            schema
                .attribute_type(attribute_type)
                .ok_or_else(|| DnError::UnknownAttributeType {
                    name: String::from_utf8_lossy(attribute_type).into_owned(),
                })?;
        builder.add(attribute_type, value, schema)?;
        if end != AvaEnd::SameRdn {
            rdns.push(std::mem::take(&mut builder).finish());
        }
        if end == AvaEnd::Name {
            return Ok(rdns);
        }
    }
    Err(DnError::TooManyValues)
}

/// An RDN that is being put together, value by value.
#[derive(Default)]
struct RdnBuilder {
    avas: Vec<Ava>,
    text: String,
    keys: Vec<String>,
}

impl RdnBuilder {
    fn add(
        &mut self,
        attribute_type: &AttributeType,
        value: Vec<u8>,
        schema: &Schema,
    ) -> Result<(), DnError> {
        let name = || attribute_type.name().to_owned();
        // A value that is a name may hold a value that is a name, and so on: refusing them bounds the recursion.
        let is_name = matches!(
            attribute_type.syntax,
            Syntax::DistinguishedName | Syntax::NameAndOptionalUid
        );
        let Some(equality) = attribute_type.equality.filter(|_| !is_name) else {
            return Err(DnError::NotForNaming { name: name() });
        };
        if value.is_empty() {
            return Err(DnError::EmptyValue { name: name() });
        }
        if self
            .avas
            .iter()
            .any(|ava| ava.attribute_type == attribute_type.id)
        {
            return Err(DnError::RepeatedAttributeType { name: name() });
        }
        let normalized =
            equality
                .normalize(&value, schema)
                .map_err(|source| DnError::InvalidValue {
                    name: name(),
                    source,
                })?;
        let mut key = String::with_capacity(attribute_type.name().len() + 1 + normalized.len());
        key::write_ava(&mut key, attribute_type.name(), &normalized);
        drop(normalized);
        self.text
            .reserve(attribute_type.name().len() + 2 + value.len());
        if !self.text.is_empty() {
            self.text.push('+');
        }
        text::write_ava(&mut self.text, attribute_type.name(), &value);
        self.keys.push(key);
        self.avas.push(Ava {
            attribute_type: attribute_type.id,
            value,
        });
        Ok(())
    }

    fn finish(mut self) -> Rdn {
        let mut key = String::with_capacity(self.keys.iter().map(|key| key.len() + 1).sum());
        key::write_rdn(&mut key, &mut self.keys);
        Rdn {
            avas: self.avas,
            text: self.text,
            key,
        }
    }
}
