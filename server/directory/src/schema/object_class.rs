//! Object classes as the schema holds them.

use super::attribute_type::AttributeTypeId;

/// An object class (RFC 4512 section 4.1.1). What its superclasses require and allow is not repeated here.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ObjectClass {
    /// Its numeric OID.
    pub oid: String,
    /// Its short names, the canonical spelling first. Some classes have none.
    pub names: Vec<String>,
    /// The numeric OIDs of its direct superclasses.
    pub superiors: Vec<String>,
    /// Abstract, structural or auxiliary.
    pub kind: ObjectClassKind,
    /// The attribute types that an entry of this class must have.
    pub must: Vec<AttributeTypeId>,
    /// The attribute types that an entry of this class may have.
    pub may: Vec<AttributeTypeId>,
    pub(super) definition: String,
}

impl ObjectClass {
    /// The canonical name. Its numeric OID if it has no name.
    pub fn name(&self) -> &str {
        self.names.first().unwrap_or(&self.oid)
    }

    /// Its description as a value of `objectClasses` (RFC 4512 section 4.2.1).
    pub fn definition(&self) -> &str {
        &self.definition
    }
}

/// The kinds of object classes (RFC 4512 section 2.4).
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum ObjectClassKind {
    /// Only a base for other classes.
    Abstract,
    /// What an entry is; the default.
    #[default]
    Structural,
    /// What an entry is besides.
    Auxiliary,
}
