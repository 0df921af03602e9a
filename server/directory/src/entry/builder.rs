//! Collects, checks and encodes the attributes of an entry.

use std::borrow::Cow;
use std::collections::HashSet;

use super::error::{EntryError, EntryProblem};
use super::stored::{Entry, Place};
use crate::attribute_description::AttributeDescription;
use crate::ber::{self, tag};
use crate::dn::{Ava, Dn, Rdn};
use crate::matching::InvalidValue;
use crate::schema::{AttributeType, Schema};

/// Collects the values of an entry; see [`Entry::builder`].
#[derive(Clone)]
#[must_use = "a builder does nothing until `build`"]
pub struct EntryBuilder {
    dn: Dn,
    attributes: Vec<(AttributeDescription, Vec<Vec<u8>>)>,
}

impl EntryBuilder {
    pub(super) fn new(dn: Dn) -> Self {
        Self {
            dn,
            attributes: Vec::new(),
        }
    }

    /// Adds a value. Attributes keep the order of their first values, and values the order in which they are added.
    pub fn value(
        self,
        description: impl Into<AttributeDescription>,
        value: impl AsRef<[u8]>,
    ) -> Self {
        self.values(description, [value])
    }

    /// Adds values, in this order. None at all leaves the attribute as it is, or absent.
    pub fn values<V: AsRef<[u8]>>(
        mut self,
        description: impl Into<AttributeDescription>,
        values: impl IntoIterator<Item = V>,
    ) -> Self {
        let description = description.into();
        let values = values.into_iter().map(|value| value.as_ref().to_vec());
        match self
            .attributes
            .iter_mut()
            .find(|(known, _)| *known == description)
        {
            Some((_, known_values)) => known_values.extend(values),
            None => self.attributes.push((description, values.collect())),
        }
        self
    }

    /// Checks and encodes everything. `schema` must be the one that the name and the descriptions come from.
    ///
    /// # Errors
    ///
    /// The first problem found: see [`EntryProblem`].
    pub fn build(self, schema: &Schema) -> Result<Entry, EntryError> {
        match self.encode(schema) {
            Ok((encoded, places)) => Ok(Entry::new(self.dn, encoded, places)),
            Err(problem) => Err(EntryError {
                dn: self.dn,
                problem,
            }),
        }
    }

    fn encode(&self, schema: &Schema) -> Result<(Vec<u8>, Vec<Place>), EntryProblem> {
        let distinguished = self.dn.rdn(schema);
        let mut missing: Vec<&Ava> = distinguished.iter().flat_map(Rdn::avas).collect();
        let mut encoded = Vec::new();
        let mut places = Vec::with_capacity(self.attributes.len());
        for (description, values) in self
            .attributes
            .iter()
            .filter(|(_, values)| !values.is_empty())
        {
            let attribute_type = schema.attribute_type_by_id(description.attribute_type());
            let text = description.to_text(schema);
            check_values(attribute_type, &text, values, schema)?;
            missing.retain(|ava| {
                ava.attribute_type != attribute_type.id
                    || !contains(attribute_type, values, &ava.value, schema)
            });
            let start = u32::try_from(encoded.len()).map_err(|_| EntryProblem::TooLarge {
                octets: encoded.len(),
            })?;
            places.push(Place {
                attribute_type: attribute_type.id,
                start,
            });
            write_partial_attribute(&mut encoded, &text, values);
        }
        match missing.first() {
            None => Ok((encoded, places)),
            Some(ava) => Err(EntryProblem::MissingDistinguishedValue {
                attribute: schema
                    .attribute_type_by_id(ava.attribute_type)
                    .name()
                    .to_owned(),
            }),
        }
    }
}

fn check_values(
    attribute_type: &AttributeType,
    description: &str,
    values: &[Vec<u8>],
    schema: &Schema,
) -> Result<(), EntryProblem> {
    let attribute = || description.to_owned();
    if attribute_type.single_value && values.len() > 1 {
        return Err(EntryProblem::NotSingleValue {
            attribute: attribute(),
            count: values.len(),
        });
    }
    let mut seen = HashSet::new();
    for (index, value) in values.iter().enumerate() {
        let normalized = attribute_type
            .syntax
            .validate(value)
            .and_then(|()| normalize(attribute_type, value, schema))
            .map_err(|source| EntryProblem::InvalidValue {
                attribute: attribute(),
                index,
                source,
            })?;
        if values.len() > 1 && !seen.insert(normalized) {
            return Err(EntryProblem::RepeatedValue {
                attribute: attribute(),
                index,
            });
        }
    }
    Ok(())
}

/// The normal form by which values are told apart: the octets themselves where no equality rule is
/// (RFC 4512 section 2.5.1).
fn normalize<'a>(
    attribute_type: &AttributeType,
    value: &'a [u8],
    schema: &'a Schema,
) -> Result<Cow<'a, [u8]>, InvalidValue> {
    match attribute_type.equality {
        Some(equality) => equality.normalize(value, schema),
        None => Ok(Cow::Borrowed(value)),
    }
}

fn contains(
    attribute_type: &AttributeType,
    values: &[Vec<u8>],
    wanted: &[u8],
    schema: &Schema,
) -> bool {
    let wanted = normalize(attribute_type, wanted, schema);
    wanted.is_ok()
        && values
            .iter()
            .any(|value| normalize(attribute_type, value, schema) == wanted)
}

/// `PartialAttribute ::= SEQUENCE { type AttributeDescription, vals SET OF value AttributeValue }`
fn write_partial_attribute(out: &mut Vec<u8>, description: &str, values: &[Vec<u8>]) {
    let values_length = values
        .iter()
        .map(|value| ber::encoded_length(value.len()))
        .sum();
    let length = ber::encoded_length(description.len()) + ber::encoded_length(values_length);
    ber::write_header(out, tag::SEQUENCE, length);
    ber::write(out, tag::OCTET_STRING, description.as_bytes());
    ber::write_header(out, tag::SET, values_length);
    for value in values {
        ber::write(out, tag::OCTET_STRING, value);
    }
}
