//! The entry as it is kept: one buffer for all attributes and a table of where each begins.

use std::fmt;

use super::attribute::EntryAttribute;
use super::builder::EntryBuilder;
use crate::ber;
use crate::dn::Dn;
use crate::schema::AttributeTypeId;

/// An entry (RFC 4512 section 2.2): immutable, and compact enough for a million of them.
///
/// # Examples
///
/// ```
/// use jcldap_directory::{Dn, Entry, Schema};
///
/// let schema = Schema::standard().build()?;
/// let attribute_type = |name: &str| schema.attribute_type(name.as_bytes()).unwrap().id;
/// let entry = Entry::builder(Dn::parse(b"uid=leela", &schema)?)
///     .value(attribute_type("uid"), "leela")
///     .value(attribute_type("cn"), "Turanga Leela")
///     .build(&schema)?;
/// assert_eq!(entry.values(attribute_type("uid")).next(), Some(&b"leela"[..]));
/// assert_eq!(entry.attributes().map(|attribute| attribute.description()).collect::<Vec<_>>(), ["uid", "cn"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Eq, PartialEq)]
pub struct Entry {
    dn: Dn,
    /// The `PartialAttribute` elements, one behind the other.
    encoded: Box<[u8]>,
    /// One for each attribute, in the order of `encoded`.
    places: Box<[Place]>,
}

/// Where an attribute begins, and of which type it is, so that looking for one touches eight octets for each.
#[derive(Clone, Copy, Eq, PartialEq)]
pub(super) struct Place {
    pub(super) attribute_type: AttributeTypeId,
    pub(super) start: u32,
}

impl Entry {
    /// An entry without attributes yet.
    pub fn builder(dn: Dn) -> EntryBuilder {
        EntryBuilder::new(dn)
    }

    pub(super) fn new(dn: Dn, encoded: Vec<u8>, places: Vec<Place>) -> Self {
        Self {
            dn,
            encoded: encoded.into(),
            places: places.into(),
        }
    }

    /// Its name.
    pub fn dn(&self) -> &Dn {
        &self.dn
    }

    /// Whether there is an attribute of exactly this type, with whatever options.
    pub fn has(&self, attribute_type: AttributeTypeId) -> bool {
        self.places
            .iter()
            .any(|place| place.attribute_type == attribute_type)
    }

    /// The values of exactly this type, with whatever options, as they were given.
    pub fn values(&self, attribute_type: AttributeTypeId) -> impl Iterator<Item = &[u8]> {
        self.attributes_of(attribute_type)
            .flat_map(EntryAttribute::values)
    }

    /// The attributes of exactly this type: more than one if they differ in options.
    pub fn attributes_of(
        &self,
        attribute_type: AttributeTypeId,
    ) -> impl Iterator<Item = EntryAttribute<'_>> {
        self.attributes_where(move |candidate| candidate == attribute_type)
    }

    /// The attributes of certain types; only these are decoded.
    pub(crate) fn attributes_where(
        &self,
        is_wanted: impl Fn(AttributeTypeId) -> bool,
    ) -> impl Iterator<Item = EntryAttribute<'_>> {
        let wanted = self
            .places
            .iter()
            .filter(move |place| is_wanted(place.attribute_type));
        wanted.filter_map(|place| self.attribute(*place))
    }

    /// All attributes, in the order in which the builder first got a value of each.
    pub fn attributes(&self) -> impl Iterator<Item = EntryAttribute<'_>> {
        self.places
            .iter()
            .filter_map(|place| self.attribute(*place))
    }

    /// The octets of all attributes, encoded one behind the other: the content of a `PartialAttributeList`.
    pub fn encoded_attributes(&self) -> &[u8] {
        &self.encoded
    }

    fn attribute(&self, place: Place) -> Option<EntryAttribute<'_>> {
        let octets = self.encoded.get(usize::try_from(place.start).ok()?..)?;
        let (element, _) = ber::split_first(octets)?;
        EntryAttribute::new(place.attribute_type, element)
    }
}

/// The name and which attributes there are, without values: some are secrets, and this ends up in logs.
impl fmt::Debug for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} ", self.dn)?;
        f.debug_list().entries(self.attributes()).finish()
    }
}
