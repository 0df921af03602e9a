//! Whether the attributes of a write are known and their values of the right syntax.

use jcldap_directory::{AttributeDescription, Schema};

use crate::session::Reason;
use crate::wire::PartialAttribute;

/// How much of an unknown attribute description is repeated to the client, in characters.
const REPEATED_CHARACTERS: usize = 200;

/// Checks one attribute after the other: its type, then its values (`openldap.md 23`).
pub(super) fn check<'a>(
    attributes: impl IntoIterator<Item = &'a PartialAttribute>,
    schema: &Schema,
) -> Result<(), Reason> {
    attributes
        .into_iter()
        .try_for_each(|attribute| check_attribute(attribute, schema))
}

fn check_attribute(attribute: &PartialAttribute, schema: &Schema) -> Result<(), Reason> {
    let Some(description) = AttributeDescription::parse(&attribute.description, schema) else {
        return Err(Reason::UndefinedAttributeType {
            description: as_written(&attribute.description),
        });
    };
    let syntax = schema
        .attribute_type_by_id(description.attribute_type())
        .syntax;
    let is_invalid = |value: &crate::wire::Secret| syntax.validate(value.expose()).is_err();
    match attribute.values.iter().position(is_invalid) {
        Some(place) => Err(Reason::InvalidAttributeValue {
            description: as_written(&attribute.description),
            place,
        }),
        None => Ok(()),
    }
}

/// The description in the client's own spelling, as far as a text can hold it.
fn as_written(description: &[u8]) -> String {
    String::from_utf8_lossy(description)
        .chars()
        .take(REPEATED_CHARACTERS)
        .collect()
}
