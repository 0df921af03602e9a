//! What can be indexed.

use crate::schema::AttributeTypeId;

/// A way of finding entries by the values of an attribute.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum IndexKind {
    /// By equality, where few entries share a value, such as `uid`: about 12 octets for each value of each entry.
    Distinct,
    /// By equality, where many entries share a value, such as `objectClass`: about a bit for each entry and value.
    Shared,
    /// By order, for integers and times: about 24 octets for each value of each entry.
    Ordering,
    /// By parts of a value: the values themselves, in a form that is searched at the speed of memory.
    Substrings,
}

/// An attribute type with an index.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct IndexedAttribute {
    /// The attribute type. Its subtypes are indexed only if they are named themselves.
    pub attribute_type: AttributeTypeId,
    /// The kind of index; an attribute may have several.
    pub kind: IndexKind,
}
