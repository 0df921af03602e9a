//! The schema: attribute types, object classes, syntaxes and the matching rules that they name (RFC 4512 section 4).
//!
//! Definitions are kept as the text of RFC 4512 section 4.1 in `definitions/`, so that what a subschema entry serves and
//! what values are judged by are one and the same. A [`Schema`] never changes once it is built. How values compare is the
//! business of [`crate::matching`]; nothing here knows of entries, names or requests.

mod attribute_type;
mod builder;
mod description;
mod grammar;
mod object_class;
mod registry;
mod standard;
mod syntax;
#[cfg(test)]
mod syntax_tests;
#[cfg(test)]
mod tests;

pub use attribute_type::{AttributeType, AttributeTypeId, AttributeUsage};
pub use builder::{SchemaBuilder, SchemaError};
pub use description::{DescriptionError, DescriptionProblem};
pub use object_class::{ObjectClass, ObjectClassKind};
pub use registry::Schema;
pub use syntax::Syntax;

pub(crate) use description::first_component;
pub(crate) use grammar::is_bit_string;
