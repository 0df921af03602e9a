//! One attribute of an entry, borrowed from its encoding.

use std::fmt;

use crate::attribute_description::AttributeDescription;
use crate::ber::{self, Element};
use crate::schema::{AttributeTypeId, Schema};

/// An attribute of an [`Entry`](super::Entry): a view of its encoding, free to copy.
#[derive(Clone, Copy)]
pub struct EntryAttribute<'a> {
    attribute_type: AttributeTypeId,
    /// The `PartialAttribute`.
    encoded: &'a [u8],
    /// Its `type`.
    description: Element<'a>,
    /// Its `vals`.
    values: Element<'a>,
}

impl<'a> EntryAttribute<'a> {
    pub(super) fn new(
        attribute_type: AttributeTypeId,
        partial_attribute: Element<'a>,
    ) -> Option<Self> {
        let (description, rest) = ber::split_first(partial_attribute.content)?;
        let (values, _) = ber::split_first(rest)?;
        Some(Self {
            attribute_type,
            encoded: partial_attribute.encoded,
            description,
            values,
        })
    }

    /// Its type.
    pub fn attribute_type_id(self) -> AttributeTypeId {
        self.attribute_type
    }

    /// Its description as answers have it: the type as the schema spells it, then the options in alphabetical order.
    pub fn description(self) -> &'a str {
        str::from_utf8(self.description.content).unwrap_or_default()
    }

    /// Its options, in lower case.
    pub fn options(self) -> impl Iterator<Item = &'a str> {
        self.description().split(';').skip(1)
    }

    /// Whether its description is the given one or a subtype of it: its type is the same or below, and it has at least
    /// the options given (RFC 4512 section 2.5.3).
    pub fn is_subtype_of(self, description: &AttributeDescription, schema: &Schema) -> bool {
        schema.is_subtype_of(self.attribute_type, description.attribute_type())
            && self.has_options_of(description)
    }

    /// Whether it has all the options of a description.
    pub(crate) fn has_options_of(self, description: &AttributeDescription) -> bool {
        description
            .options()
            .all(|wanted| self.options().any(|option| option == wanted))
    }

    /// Its values, in the order given.
    pub fn values(self) -> Values<'a> {
        Values {
            rest: self.values.content,
        }
    }

    /// The whole `PartialAttribute` element.
    pub fn encoded(self) -> &'a [u8] {
        self.encoded
    }

    /// The `type` element alone: what `typesOnly` answers with, before an empty set.
    pub fn encoded_type(self) -> &'a [u8] {
        self.description.encoded
    }
}

/// The description without the values, which may be secrets.
impl fmt::Debug for EntryAttribute<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.description())
    }
}

/// The values of an attribute.
#[derive(Clone)]
pub struct Values<'a> {
    rest: &'a [u8],
}

impl<'a> Iterator for Values<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        let (value, rest) = ber::split_first(self.rest)?;
        self.rest = rest;
        Some(value.content)
    }
}
