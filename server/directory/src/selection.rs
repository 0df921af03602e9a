//! Which attributes of an entry a Search returns (RFC 4511 section 4.5.1.8).

use crate::attribute_description::AttributeDescription;
use crate::entry::EntryAttribute;
use crate::schema::{AttributeTypeId, ObjectClass, Schema};

/// A resolved list of attribute selectors. Its order and repetitions don't matter, and what it doesn't know it ignores.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct AttributeSelection {
    /// `*`, or an empty list.
    all_user_attributes: bool,
    /// `+` (RFC 3673).
    all_operational_attributes: bool,
    /// The types listed without options and all their subtypes, sorted.
    attribute_types: Vec<AttributeTypeId>,
    /// The descriptions listed with options.
    with_options: Vec<AttributeDescription>,
}

impl AttributeSelection {
    /// Resolves a list: attribute descriptions, `*`, `+` (RFC 3673), `@class` (RFC 4529) and `1.1`.
    ///
    /// An empty list selects all user attributes. `1.1` selects nothing, so that it counts only when it is alone.
    pub fn new(requested: &[impl AsRef<[u8]>], schema: &Schema) -> Self {
        let mut selection = Self {
            all_user_attributes: requested.is_empty(),
            ..Self::default()
        };
        for selector in requested {
            selection.add(selector.as_ref(), schema);
        }
        selection.attribute_types.sort_unstable();
        selection.attribute_types.dedup();
        selection
    }

    /// Whether the attribute is to be returned.
    pub fn selects(&self, attribute: &EntryAttribute<'_>, schema: &Schema) -> bool {
        let attribute_type = attribute.attribute_type_id();
        if self.all_user_attributes || self.all_operational_attributes {
            let is_operational = schema.attribute_type_by_id(attribute_type).is_operational();
            if if is_operational {
                self.all_operational_attributes
            } else {
                self.all_user_attributes
            } {
                return true;
            }
        }
        self.names(attribute_type)
            || self
                .with_options
                .iter()
                .any(|requested| attribute.is_subtype_of(requested, schema))
    }

    /// Whether the list names this type: by itself, by a supertype or a class of its, but by no `*` or `+`.
    pub fn names(&self, attribute_type: AttributeTypeId) -> bool {
        self.attribute_types.binary_search(&attribute_type).is_ok()
    }

    fn add(&mut self, selector: &[u8], schema: &Schema) {
        match selector {
            b"*" => self.all_user_attributes = true,
            b"+" => self.all_operational_attributes = true,
            [b'@', class @ ..] => {
                if let Some(class) = schema.object_class(class) {
                    self.add_class(class, schema);
                }
            }
            _ => match AttributeDescription::parse(selector, schema) {
                Some(description) if description.options().len() > 0 => {
                    self.with_options.push(description);
                }
                Some(description) => self.add_type(description.attribute_type(), schema),
                None => {}
            },
        }
    }

    fn add_type(&mut self, attribute_type: AttributeTypeId, schema: &Schema) {
        self.attribute_types.extend(schema.subtypes(attribute_type));
    }

    /// Adds what a class and its superclasses require and allow (RFC 4529 section 3).
    fn add_class(&mut self, class: &ObjectClass, schema: &Schema) {
        let mut pending = vec![class];
        while let Some(class) = pending.pop() {
            for attribute_type in class.must.iter().chain(&class.may) {
                self.add_type(*attribute_type, schema);
            }
            pending.extend(
                class
                    .superiors
                    .iter()
                    .filter_map(|oid| schema.object_class(oid.as_bytes())),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dn::Dn;
    use crate::entry::Entry;
    use crate::test_schema::{attribute_type, schema};

    /// The attributes that a list selects from one entry.
    fn selected(requested: &[&str]) -> Vec<String> {
        let description =
            |text: &str| AttributeDescription::parse(text.as_bytes(), schema()).unwrap();
        let entry = Entry::builder(Dn::parse(b"uid=leela", schema()).unwrap())
            .values(attribute_type("objectClass"), ["top", "inetOrgPerson"])
            .value(attribute_type("uid"), "leela")
            .value(attribute_type("cn"), "Turanga Leela")
            .value(description("cn;lang-de"), "Leela")
            .value(attribute_type("sn"), "Turanga")
            .value(attribute_type("mail"), "leela@planetexpress.test")
            .value(attribute_type("entryDN"), "uid=leela")
            .value(attribute_type("modifyTimestamp"), "20260527155548Z")
            .build(schema())
            .unwrap();
        let selection = AttributeSelection::new(requested, schema());
        let attributes = entry
            .attributes()
            .filter(|attribute| selection.selects(attribute, schema()));
        attributes
            .map(|attribute| attribute.description().to_owned())
            .collect()
    }

    const USER: [&str; 6] = ["objectClass", "uid", "cn", "cn;lang-de", "sn", "mail"];
    const OPERATIONAL: [&str; 2] = ["entryDN", "modifyTimestamp"];

    #[test]
    fn rfc4511_section_4_5_1_8_special_selectors() {
        assert_eq!(selected(&[]), USER);
        assert_eq!(selected(&["*"]), USER);
        assert_eq!(
            selected(&["*", "ENTRYdn"]),
            [&USER[..], &["entryDN"]].concat()
        );
        assert!(selected(&["1.1"]).is_empty());
        assert_eq!(selected(&["1.1", "uid"]), ["uid"]);
        assert_eq!(selected(&["1.1", "*"]), USER);
    }

    #[test]
    fn rfc3673_section_2_all_operational_attributes() {
        assert_eq!(selected(&["+"]), OPERATIONAL);
        assert_eq!(selected(&["*", "+"]), [&USER[..], &OPERATIONAL].concat());
        assert_eq!(selected(&["+", "sn"]), ["sn", "entryDN", "modifyTimestamp"]);
    }

    #[test]
    fn types_by_name_oid_and_supertype() {
        assert_eq!(
            selected(&["MAIL", "0.9.2342.19200300.100.1.1", "userid"]),
            ["uid", "mail"]
        );
        assert_eq!(selected(&["surname"]), ["sn"]);
        assert_eq!(selected(&["name"]), ["cn", "cn;lang-de", "sn"]);
        assert_eq!(selected(&["2.5.18.2"]), ["modifyTimestamp"]);
    }

    #[test]
    fn a_type_is_named_by_itself_its_supertype_or_its_class() {
        let names = |requested: &[&str]| {
            AttributeSelection::new(requested, schema()).names(attribute_type("sn"))
        };
        for requested in ["SN", "2.5.4.4", "name", "@person"] {
            assert!(names(&[requested]), "{requested}");
        }
        assert!(!names(&[]));
        for requested in ["*", "+", "1.1", "cn", "sn;lang-de"] {
            assert!(!names(&[requested]), "{requested}");
        }
    }

    /// `openldap.md 18`.
    #[test]
    fn unknown_and_invalid_selectors_are_ignored() {
        assert!(selected(&["shoeSize"]).is_empty());
        assert!(selected(&["", "@", "@shoe", "**", "uid ", "cn;"]).is_empty());
        assert_eq!(selected(&["shoeSize", "uid"]), ["uid"]);
    }

    /// RFC 4512 section 2.5.2.1, `openldap.md 18`.
    #[test]
    fn options_select_attributes_that_have_them() {
        assert_eq!(selected(&["cn"]), ["cn", "cn;lang-de"]);
        assert_eq!(selected(&["cn;LANG-de"]), ["cn;lang-de"]);
        assert_eq!(selected(&["name;lang-de"]), ["cn;lang-de"]);
        assert!(selected(&["cn;lang-en"]).is_empty());
        assert!(selected(&["uid;lang-de"]).is_empty());
    }

    #[test]
    fn rfc4529_section_3_attributes_of_a_class() {
        assert_eq!(
            selected(&["@person"]),
            ["objectClass", "cn", "cn;lang-de", "sn"]
        );
        assert_eq!(selected(&["@INETORGPERSON"]), USER);
        assert_eq!(
            selected(&["@2.5.6.0", "+"]),
            ["objectClass", "entryDN", "modifyTimestamp"]
        );
        assert!(selected(&["@person;lang-de"]).is_empty());
    }
}
