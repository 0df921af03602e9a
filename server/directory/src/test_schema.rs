//! The schema that this crate's tests share: building one takes longer than most tests.

use std::sync::LazyLock;

use crate::schema::{AttributeTypeId, Schema};

/// The standard schema, and the type of the examples of RFC 4514 section 4 and RFC 4515 section 4.
pub(crate) fn schema() -> &'static Schema {
    static SCHEMA: LazyLock<Schema> = LazyLock::new(|| {
        Schema::standard()
            .attribute_type("( 1.3.6.1.4.1.1466.0 EQUALITY octetStringMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.40 )")
            .build()
            .unwrap()
    });
    &SCHEMA
}

/// The attribute type of a name that the schema has.
pub(crate) fn attribute_type(name: &str) -> AttributeTypeId {
    schema()
        .attribute_type(name.as_bytes())
        .unwrap_or_else(|| panic!("`{name}` is in the schema"))
        .id
}
