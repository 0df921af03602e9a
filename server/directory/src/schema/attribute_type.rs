//! Attribute types as the schema holds them: what they inherit from their supertype is already resolved.

use super::syntax::Syntax;
use crate::matching::MatchingRule;

/// Which attribute type, as a place in one [`Schema`](super::Schema)'s table; it means nothing in another schema.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct AttributeTypeId(pub(super) u16);

impl AttributeTypeId {
    /// Its place in the table.
    pub(crate) fn place(self) -> usize {
        self.0.into()
    }
}

/// An attribute type (RFC 4512 section 4.1.2), with its supertype's rules and syntax where it states none.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct AttributeType {
    /// Its place in the schema's table.
    pub id: AttributeTypeId,
    /// Its numeric OID.
    pub oid: String,
    /// Its short names, the canonical spelling first. Some types have none.
    pub names: Vec<String>,
    /// Its direct supertype.
    pub superior: Option<AttributeTypeId>,
    /// The EQUALITY rule; without one, equality assertions are Undefined.
    pub equality: Option<MatchingRule>,
    /// The ORDERING rule; without one, `>=` and `<=` are Undefined.
    pub ordering: Option<MatchingRule>,
    /// The SUBSTR rule; without one, substring assertions are Undefined.
    pub substrings: Option<MatchingRule>,
    /// The syntax of its values.
    pub syntax: Syntax,
    /// An entry holds at most one value.
    pub single_value: bool,
    /// Users may not change it.
    pub no_user_modification: bool,
    /// What it is for.
    pub usage: AttributeUsage,
    pub(super) definition: String,
}

impl AttributeType {
    /// The canonical name: what answers are spelled with. Its numeric OID if it has no name.
    pub fn name(&self) -> &str {
        self.names.first().unwrap_or(&self.oid)
    }

    /// Whether it is an operational attribute, one that `*` does not select (RFC 4512 section 3.4).
    pub fn is_operational(&self) -> bool {
        self.usage != AttributeUsage::UserApplications
    }

    /// Its description as a value of `attributeTypes` (RFC 4512 section 4.2.2).
    pub fn definition(&self) -> &str {
        &self.definition
    }
}

/// What an attribute type is for (RFC 4512 section 4.1.2, USAGE).
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum AttributeUsage {
    /// User information.
    #[default]
    UserApplications,
    /// Directory operational.
    DirectoryOperation,
    /// Operational, shared by DSAs.
    DistributedOperation,
    /// Operational, of one DSA.
    DsaOperation,
}
