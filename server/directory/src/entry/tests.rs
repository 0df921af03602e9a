//! Entries: what is encoded, what is refused, and which attribute is a subtype of which description.

use super::{Entry, EntryAttribute, EntryBuilder, EntryProblem};
use crate::attribute_description::AttributeDescription;
use crate::dn::Dn;
use crate::matching::InvalidValue;
use crate::schema::Syntax;
use crate::test_schema::{attribute_type, schema};

fn dn(text: &str) -> Dn {
    Dn::parse(text.as_bytes(), schema()).unwrap()
}

fn description(text: &str) -> AttributeDescription {
    AttributeDescription::parse(text.as_bytes(), schema()).unwrap()
}

fn leela() -> EntryBuilder {
    Entry::builder(dn("uid=leela,ou=Users")).value(attribute_type("uid"), "leela")
}

fn build(builder: EntryBuilder) -> Entry {
    builder.build(schema()).unwrap()
}

fn refused(builder: EntryBuilder) -> EntryProblem {
    builder.build(schema()).unwrap_err().problem
}

#[test]
fn rfc4511_section_4_1_7_attributes_are_encoded_in_order() {
    let entry = build(
        leela()
            .value(attribute_type("sn"), "Turanga")
            .value(attribute_type("uid"), "tl"),
    );
    let uid = b"\x30\x12\x04\x03uid\x31\x0b\x04\x05leela\x04\x02tl";
    let sn = b"\x30\x0f\x04\x02sn\x31\x09\x04\x07Turanga";
    let encoded: Vec<_> = entry.attributes().map(EntryAttribute::encoded).collect();
    assert_eq!(encoded, [&uid[..], &sn[..]]);
    assert_eq!(entry.encoded_attributes(), [&uid[..], &sn[..]].concat());
    let types: Vec<_> = entry
        .attributes()
        .map(EntryAttribute::encoded_type)
        .collect();
    assert_eq!(types, [&b"\x04\x03uid"[..], b"\x04\x02sn"]);
}

#[test]
fn values_come_back_as_given() {
    let entry = build(
        leela()
            .values(
                attribute_type("description"),
                ["Captain  of the SHIP", "one-eyed"],
            )
            .value(attribute_type("jpegPhoto"), [0xff, 0xd8, 0x00])
            .values(attribute_type("title"), Vec::<String>::new()),
    );
    let values = |name: &str| {
        entry
            .values(attribute_type(name))
            .map(<[u8]>::to_vec)
            .collect::<Vec<_>>()
    };
    assert_eq!(
        values("description"),
        [b"Captain  of the SHIP".to_vec(), b"one-eyed".to_vec()]
    );
    assert_eq!(values("jpegPhoto"), [[0xff, 0xd8, 0x00]]);
    assert!(values("title").is_empty() && !entry.has(attribute_type("title")));
    assert!(entry.has(attribute_type("uid")));
}

#[test]
fn a_large_attribute_is_encoded_with_long_lengths() {
    let members: Vec<_> = (0..10_000)
        .map(|n| format!("uid=user{n},ou=Users"))
        .collect();
    let entry = build(
        Entry::builder(dn("cn=all"))
            .value(attribute_type("cn"), "all")
            .values(attribute_type("member"), &members),
    );
    let encoded = entry
        .attributes_of(attribute_type("member"))
        .next()
        .unwrap()
        .encoded();
    assert_eq!(encoded[..2], [0x30, 0x83]);
    let read: Vec<_> = entry
        .values(attribute_type("member"))
        .map(<[u8]>::to_vec)
        .collect();
    assert_eq!(
        read,
        members
            .iter()
            .map(|member| member.as_bytes().to_vec())
            .collect::<Vec<_>>()
    );
}

#[test]
fn values_are_checked_against_the_schema() {
    let attribute = || "uidNumber".to_owned();
    assert_eq!(
        refused(leela().value(attribute_type("uidNumber"), "abc")),
        EntryProblem::InvalidValue {
            attribute: attribute(),
            index: 0,
            source: InvalidValue::Syntax(Syntax::Integer)
        }
    );
    assert_eq!(
        refused(leela().values(attribute_type("uidNumber"), ["1", "2"])),
        EntryProblem::NotSingleValue {
            attribute: attribute(),
            count: 2
        }
    );
    assert_eq!(
        refused(leela().values(
            attribute_type("cn"),
            ["Turanga Leela", "x", "TURANGA  leela"]
        )),
        EntryProblem::RepeatedValue {
            attribute: "cn".into(),
            index: 2
        }
    );
    assert_eq!(
        refused(leela().values(attribute_type("member"), ["uid=fry", "nobody"])),
        EntryProblem::InvalidValue {
            attribute: "member".into(),
            index: 1,
            source: InvalidValue::Syntax(Syntax::DistinguishedName)
        }
    );
    let error = leela()
        .value(attribute_type("uidNumber"), "abc")
        .build(schema())
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "cannot build the entry `uid=leela,ou=Users`"
    );
    assert_eq!(
        error.problem.to_string(),
        "value #0 of `uidNumber` is invalid"
    );
}

#[test]
fn rfc4512_section_2_3_1_the_entry_has_the_values_of_its_rdn() {
    let missing = |attribute: &str| EntryProblem::MissingDistinguishedValue {
        attribute: attribute.into(),
    };
    let named = |name: &str| Entry::builder(dn(name)).value(attribute_type("cn"), "A  b");
    build(named("cn=a B"));
    build(Entry::builder(Dn::root()));
    assert_eq!(refused(named("cn=c")), missing("cn"));
    assert_eq!(refused(named("cn=a b+ou=x")), missing("ou"));
    assert_eq!(refused(named("name=a b")), missing("name"));
}

#[test]
fn rfc4512_section_2_5_2_1_subtypes() {
    let is_subtype = |stored: &str, of: &str| {
        let entry = build(leela().value(description(stored), "x"));
        let attribute = entry.attributes().last().unwrap();
        attribute.is_subtype_of(&description(of), schema())
    };
    assert!(is_subtype("cn;lang-de;lang-en", "cn;lang-de"));
    assert!(is_subtype("cn;lang-de;lang-en", "cn;lang-en"));
    assert!(is_subtype("cn;lang-de;lang-en", "name;lang-de;lang-en"));
    assert!(is_subtype("cn;LANG-de;lang-en", "name"));
    assert!(is_subtype("cn", "cn"));
    assert!(!is_subtype("cn", "cn;lang-de"));
    assert!(!is_subtype("name;lang-de", "cn;lang-de"));
    assert!(!is_subtype("cn;lang-de", "cn;lang-d"));
    assert!(!is_subtype("cn", "uid"));
}

#[test]
fn options_make_attributes_of_their_own() {
    let entry = build(
        leela()
            .value(attribute_type("cn"), "Leela")
            .value(description("cn;LANG-DE;lang-en"), "Leela")
            .value(description("CN;lang-en;lang-de"), "Lila"),
    );
    let descriptions: Vec<_> = entry
        .attributes()
        .map(EntryAttribute::description)
        .collect();
    assert_eq!(descriptions, ["uid", "cn", "cn;lang-de;lang-en"]);
    let values: Vec<_> = entry.values(attribute_type("cn")).collect();
    assert_eq!(
        values,
        [b"Leela".to_vec(), b"Leela".to_vec(), b"Lila".to_vec()]
    );
}

#[test]
fn what_is_logged_shows_no_values() {
    let entry = build(leela().value(attribute_type("userPassword"), "nibbler"));
    assert_eq!(
        format!("{entry:?}"),
        "Dn(uid=leela,ou=Users) [uid, userPassword]"
    );
}
