//! The definitions that every directory of this product shares (openldap.md 31), as their documents give them.
//!
//! JumpCloud's own are not among them: whoever imitates JumpCloud adds those through the builder.

use super::builder::SchemaBuilder;
use super::registry::Schema;

/// One text for each document, in the order in which a subschema entry lists them.
const DEFINITIONS: &[&str] = &[
    include_str!("definitions/rfc4512.txt"),
    include_str!("definitions/x501.txt"),
    include_str!("definitions/rfc4530.txt"),
    include_str!("definitions/rfc5020.txt"),
    include_str!("definitions/openldap.txt"),
    include_str!("definitions/rfc3672.txt"),
    include_str!("definitions/rfc4519.txt"),
    include_str!("definitions/rfc4523.txt"),
    include_str!("definitions/rfc4524.txt"),
    include_str!("definitions/rfc2798.txt"),
    include_str!("definitions/rfc2307.txt"),
    include_str!("definitions/ppolicy.txt"),
    include_str!("definitions/samba.txt"),
];

impl Schema {
    /// A builder that holds all the standard definitions, to build from or to add to.
    pub fn standard() -> SchemaBuilder {
        DEFINITIONS
            .iter()
            .fold(Self::builder(), |builder, text| builder.definitions(text))
    }
}
