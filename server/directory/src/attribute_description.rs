//! Attribute descriptions: a type and its options (RFC 4512 section 2.5).

use crate::schema::{AttributeTypeId, Schema};

/// An attribute description of a known type with known options, which are all taken for tagging options (RFC 4512
/// section 2.5.2.1). Known are the ones of RFC 3866 for languages, and `binary` (RFC 4522).
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct AttributeDescription {
    attribute_type: AttributeTypeId,
    /// In lower case, sorted, each once: their order and case don't matter.
    options: Box<[Box<str>]>,
}

impl AttributeDescription {
    /// Reads a name or numeric OID, with options; `None` when the text isn't a description, or when the type or an option
    /// is unknown, which makes all of it unrecognized (RFC 4512 section 2.5).
    pub fn parse(text: &[u8], schema: &Schema) -> Option<Self> {
        let mut parts = text.split(|&octet| octet == b';');
        let attribute_type = schema.attribute_type(parts.next()?)?.id;
        let mut options = parts.map(option).collect::<Option<Vec<_>>>()?;
        options.sort_unstable();
        options.dedup();
        Some(Self {
            attribute_type,
            options: options.into(),
        })
    }

    /// The attribute type.
    pub fn attribute_type(&self) -> AttributeTypeId {
        self.attribute_type
    }

    /// The options, in lower case and in alphabetical order.
    pub fn options(&self) -> impl ExactSizeIterator<Item = &str> {
        self.options.iter().map(AsRef::as_ref)
    }

    /// The text as answers have it: the type as the schema spells it, then the options.
    pub fn to_text(&self, schema: &Schema) -> String {
        let mut text = schema
            .attribute_type_by_id(self.attribute_type)
            .name()
            .to_owned();
        for option in self.options() {
            text.push(';');
            text.push_str(option);
        }
        text
    }
}

impl From<AttributeTypeId> for AttributeDescription {
    /// The description without options.
    fn from(attribute_type: AttributeTypeId) -> Self {
        Self {
            attribute_type,
            options: Box::default(),
        }
    }
}

/// A known `option` (RFC 4512 section 2.5: letters, digits and hyphens), in lower case.
fn option(text: &[u8]) -> Option<Box<str>> {
    let option = str::from_utf8(text).ok()?.to_ascii_lowercase();
    let is_option = option
        .bytes()
        .all(|octet| octet.is_ascii_alphanumeric() || octet == b'-');
    let is_known = option == "binary" || option.starts_with("lang-");
    (is_option && is_known).then(|| option.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_schema::schema;

    fn parse(text: &str, schema: &Schema) -> AttributeDescription {
        AttributeDescription::parse(text.as_bytes(), schema)
            .unwrap_or_else(|| panic!("`{text}` is a description"))
    }

    #[test]
    fn rfc4512_section_2_5_examples() {
        let schema = schema();
        assert_eq!(parse("2.5.4.0", schema), parse("objectClass", schema));
        assert_eq!(
            parse("cn;lang-de;lang-en", schema),
            parse("CN;LANG-EN;lang-de;lang-en", schema)
        );
        assert_eq!(
            parse("commonName;lang-en;LANG-de", schema).to_text(schema),
            "cn;lang-de;lang-en"
        );
        assert_eq!(parse("owner", schema).options().len(), 0);
    }

    #[test]
    fn rfc4512_section_2_5_unrecognized_descriptions() {
        let schema = schema();
        for text in [
            "",
            "shoeSize",
            ";lang-de",
            "cn;",
            "cn;;lang-de",
            "cn;lang_de",
            "cn ",
            "cn;lang de",
            "cn;lang",
            "cn;x-option",
            "cn;lang-de;x-option",
            "OID.2.5.4.3",
        ] {
            assert_eq!(
                AttributeDescription::parse(text.as_bytes(), schema),
                None,
                "{text}"
            );
        }
    }
}
