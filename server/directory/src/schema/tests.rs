//! The standard schema as clients see it, and what the builder refuses.

use super::description::{AttributeTypeDescription, ObjectClassDescription};
use super::*;
use crate::matching::{MatchingRule, MatchingRuleKind};

fn standard() -> Schema {
    Schema::standard().build().unwrap()
}

fn error(builder: SchemaBuilder) -> String {
    builder.build().unwrap_err().to_string()
}

/// The words between parentheses behind a keyword of a published description, or the one word.
fn words_behind<'a>(definition: &'a str, keyword: &str) -> Vec<&'a str> {
    let Some((_, rest)) = definition.split_once(&format!(" {keyword} ")) else {
        return Vec::new();
    };
    let listed = match rest.strip_prefix("( ") {
        Some(list) => list.split(" )").next().unwrap(),
        None => rest.split(' ').next().unwrap(),
    };
    listed
        .split([' ', '$', '\''])
        .filter(|word| !word.is_empty())
        .collect()
}

#[test]
fn openldap_md_31_everything_it_lists_is_defined() {
    let schema = standard();
    for name in [
        "objectClass",
        "createTimestamp",
        "modifyTimestamp",
        "creatorsName",
        "modifiersName",
        "structuralObjectClass",
        "subschemaSubentry",
        "hasSubordinates",
        "namingContexts",
        "supportedControl",
        "supportedFeatures",
        "entryDN",
        "entryUUID",
        "entryCSN",
        "cn",
        "sn",
        "uid",
        "mail",
        "uniqueMember",
        "member",
        "subtreeSpecification",
        "userCertificate",
        "jpegPhoto",
        "uidNumber",
        "memberUid",
        "shadowLastChange",
        "pwdAccountLockedTime",
        "sambaSID",
        "sambaNTPassword",
        "sambaNextRid",
        "departmentNumber",
        "homePostalAddress",
        "labeledURI",
    ] {
        assert!(schema.attribute_type(name.as_bytes()).is_some(), "{name}");
    }
    for name in [
        "top",
        "alias",
        "subschema",
        "subentry",
        "extensibleObject",
        "person",
        "organizationalPerson",
        "inetOrgPerson",
        "groupOfNames",
        "groupOfUniqueNames",
        "organization",
        "organizationalUnit",
        "dcObject",
        "domain",
        "posixAccount",
        "shadowAccount",
        "posixGroup",
        "pkiUser",
        "pwdPolicy",
        "sambaSamAccount",
        "sambaDomain",
        "sambaGroupMapping",
        "OpenLDAProotDSE",
    ] {
        assert!(schema.object_class(name.as_bytes()).is_some(), "{name}");
    }
}

#[test]
fn what_is_published_is_read_again_and_names_nothing_unknown() {
    let schema = standard();
    for attribute_type in schema.attribute_types() {
        let definition = attribute_type.definition();
        AttributeTypeDescription::parse(definition).unwrap();
        for name in words_behind(definition, "SUP") {
            assert!(
                schema.attribute_type(name.as_bytes()).is_some(),
                "{definition}"
            );
        }
        for keyword in ["EQUALITY", "ORDERING", "SUBSTR"] {
            for name in words_behind(definition, keyword) {
                let published = format!("NAME '{name}'");
                assert!(
                    schema
                        .matching_rules()
                        .any(|rule| rule.definition().contains(&published)),
                    "{definition}"
                );
            }
        }
        for syntax in words_behind(definition, "SYNTAX") {
            let published = format!("( {} ", syntax.split('{').next().unwrap());
            assert!(
                schema
                    .syntaxes()
                    .any(|syntax| syntax.definition().starts_with(&published)),
                "{definition}"
            );
        }
    }
    for class in schema.object_classes() {
        let definition = class.definition();
        ObjectClassDescription::parse(definition).unwrap();
        for name in words_behind(definition, "SUP") {
            assert!(
                schema.object_class(name.as_bytes()).is_some(),
                "{definition}"
            );
        }
        for name in ["MUST", "MAY"]
            .iter()
            .flat_map(|keyword| words_behind(definition, keyword))
        {
            assert!(
                schema.attribute_type(name.as_bytes()).is_some(),
                "{definition}: {name}"
            );
        }
    }
    // The grammars of syntaxes and rules are parts of that of attribute types, and that of rule uses is, but for a
    // keyword, a part of that of object classes (RFC 4512 sections 4.1.3 to 4.1.5).
    for syntax in schema.syntaxes() {
        AttributeTypeDescription::parse(&syntax.definition()).unwrap();
    }
    for rule in schema.matching_rules() {
        let syntax = words_behind(&rule.definition(), "SYNTAX").concat();
        assert!(Syntax::by_oid(&syntax).is_some(), "{}", rule.definition());
        let description = AttributeTypeDescription::parse(&rule.definition()).unwrap();
        assert_eq!(
            (description.oid.as_str(), description.names.len()),
            (rule.oid(), 1)
        );
        if let Some(definition) = rule.use_definition(&schema) {
            ObjectClassDescription::parse(&definition.replace(" APPLIES ", " MUST ")).unwrap();
            for name in words_behind(&definition, "APPLIES") {
                assert!(
                    schema.attribute_type(name.as_bytes()).is_some(),
                    "{definition}: {name}"
                );
            }
        }
    }
}

#[test]
fn oids_and_names_are_given_once() {
    let schema = standard();
    let mut seen = std::collections::BTreeSet::new();
    let oids = (schema
        .attribute_types()
        .map(|attribute_type| attribute_type.oid.clone()))
    .chain(schema.object_classes().map(|class| class.oid.clone()))
    .chain(schema.matching_rules().map(|rule| rule.oid().to_owned()))
    .chain(schema.syntaxes().map(|syntax| syntax.oid().to_owned()));
    for oid in oids {
        assert!(grammar::is_numeric_oid(oid.as_bytes()), "{oid}");
        assert!(seen.insert(oid.clone()), "{oid} is given twice");
    }
}

#[test]
fn rfc4512_section_1_4_no_short_name_stands_for_two_things() {
    let schema = standard();
    for class in schema.object_classes() {
        for name in &class.names {
            assert!(schema.attribute_type(name.as_bytes()).is_none(), "{name}");
        }
    }
}

#[test]
fn every_rule_stands_where_its_kind_belongs() {
    for attribute_type in standard().attribute_types() {
        for (rule, kind) in [
            (attribute_type.equality, MatchingRuleKind::Equality),
            (attribute_type.ordering, MatchingRuleKind::Ordering),
            (attribute_type.substrings, MatchingRuleKind::Substrings),
        ] {
            assert!(
                rule.is_none_or(|rule| rule.kind() == kind),
                "{}",
                attribute_type.name()
            );
        }
    }
}

#[test]
fn rfc4512_section_4_1_2_what_is_not_stated_is_inherited() {
    let schema = standard();
    let c = schema.attribute_type(b"c").unwrap();
    assert_eq!(c.equality, Some(MatchingRule::CaseIgnoreMatch));
    assert_eq!(c.substrings, Some(MatchingRule::CaseIgnoreSubstringsMatch));
    assert_eq!(c.syntax, Syntax::CountryString);
    let member = schema.attribute_type(b"member").unwrap();
    assert_eq!(member.equality, Some(MatchingRule::DistinguishedNameMatch));
    assert_eq!(member.syntax, Syntax::DistinguishedName);
    assert!(!member.is_operational());
    assert!(
        schema
            .attribute_type(b"entryUUID")
            .unwrap()
            .is_operational()
    );
}

#[test]
fn openldap_md_15_types_lack_the_rules_that_clients_see_undefined() {
    let schema = standard();
    let of = |name: &str| schema.attribute_type(name.as_bytes()).unwrap();
    assert_eq!(of("cn").ordering, None);
    assert_eq!(of("uid").ordering, None);
    assert_eq!(of("homeDirectory").substrings, None);
    assert_eq!(of("loginShell").substrings, None);
    assert_eq!(of("member").substrings, None);
    assert_eq!(of("facsimileTelephoneNumber").equality, None);
    assert_eq!(
        of("uidNumber").ordering,
        Some(MatchingRule::IntegerOrderingMatch)
    );
    assert_eq!(
        of("gidNumber").ordering,
        Some(MatchingRule::IntegerOrderingMatch)
    );
}

#[test]
fn names_are_found_in_any_case_and_by_oid_but_not_with_options() {
    let schema = standard();
    let cn = schema.attribute_type(b"cn").unwrap().id;
    for name in ["CN", "commonName", "COMMONNAME", "2.5.4.3"] {
        assert_eq!(
            schema.attribute_type(name.as_bytes()).unwrap().id,
            cn,
            "{name}"
        );
    }
    for name in ["cn;lang-de", "", "c n", "2.5.4", "2.5.4.3.", "cn\u{e9}"] {
        assert!(schema.attribute_type(name.as_bytes()).is_none(), "{name}");
    }
    assert_eq!(schema.attribute_type_by_id(cn).name(), "cn");
}

#[test]
fn openldap_md_18_name_has_its_subtypes() {
    let schema = standard();
    let id = |name: &str| schema.attribute_type(name.as_bytes()).unwrap().id;
    for subtype in ["name", "cn", "sn", "givenName", "c", "ipServiceProtocol"] {
        assert!(schema.is_subtype_of(id(subtype), id("name")), "{subtype}");
        assert!(
            schema.subtypes(id("name")).contains(&id(subtype)),
            "{subtype}"
        );
    }
    assert!(!schema.is_subtype_of(id("name"), id("cn")));
    assert!(!schema.is_subtype_of(id("uid"), id("name")));
    assert_eq!(schema.subtypes(id("cn")), [id("cn")]);
}

#[test]
fn a_subtype_of_a_subtype_is_one_of_the_top() {
    let schema = Schema::standard()
        .attribute_type("( 1.1.1 NAME 'deepest' SUP deeper )")
        .attribute_type("( 1.1.2 NAME 'deeper' SUP cn )")
        .build()
        .unwrap();
    let id = |name: &str| schema.attribute_type(name.as_bytes()).unwrap().id;
    assert!(schema.is_subtype_of(id("deepest"), id("name")));
    assert_eq!(
        schema.attribute_type(b"deepest").unwrap().equality,
        Some(MatchingRule::CaseIgnoreMatch)
    );
}

#[test]
fn what_does_not_hold_together_is_refused() {
    let empty = Schema::builder;
    assert_eq!(
        error(empty().attribute_type("( 1.1 NAME 'a' SUP b )")),
        "`1.1` names the attribute type `b`, which is not defined"
    );
    assert_eq!(
        error(empty().attribute_type(
            "( 1.1 NAME 'a' EQUALITY bMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )"
        )),
        "`1.1` names the matching rule `bMatch`, which is not defined"
    );
    assert_eq!(
        error(empty().attribute_type("( 1.1 NAME 'a' SYNTAX 1.2.3 )")),
        "`1.1` names the syntax `1.2.3`, which is not defined"
    );
    assert_eq!(
        error(empty().attribute_type("( 1.1 NAME 'a' )")),
        "`1.1` has neither a syntax nor a supertype"
    );
    assert_eq!(
        error(Schema::standard().attribute_type("( 1.1 NAME 'CN' SUP name )")),
        "`cn` is defined twice"
    );
    assert_eq!(
        error(Schema::standard().attribute_type("( 2.5.4.3 NAME 'fresh' SUP name )")),
        "`2.5.4.3` is defined twice"
    );
    assert_eq!(
        error(
            empty()
                .attribute_type("( 1.1 NAME 'a' SUP b )")
                .attribute_type("( 1.2 NAME 'b' SUP a )")
        ),
        "`1.1` is its own superior"
    );
    assert_eq!(
        error(
            empty()
                .object_class("( 1.1 NAME 'a' SUP b )")
                .object_class("( 1.2 NAME 'b' SUP a )")
                .object_class("( 1.3 NAME 'c' )")
        ),
        "`1.1` is its own superior"
    );
    assert_eq!(
        error(empty().object_class("( 1.1 NAME 'a' MAY cn )")),
        "`1.1` names the attribute type `cn`, which is not defined"
    );
    assert_eq!(
        error(empty().definitions("attributetype ( 1.1 )")),
        "got `attributetype ( 1.1 )`, expected `attributeType` or `objectClass`"
    );
}

#[test]
fn malformed_descriptions_are_refused_at_their_place() {
    let position = |text: &str| AttributeTypeDescription::parse(text).unwrap_err().position;
    assert_eq!(position("2.5.4.3 NAME 'cn' )"), 0);
    assert_eq!(position("( cn NAME 'cn' )"), 2);
    assert_eq!(position("( 2.5.4.03 NAME 'cn' )"), 2);
    assert_eq!(position("( 2.5.4.3 NAME cn )"), 15);
    assert_eq!(position("( 2.5.4.3 NAME '2cn' )"), 15);
    assert_eq!(position("( 2.5.4.3 NAME 'cn )"), 15);
    assert_eq!(
        position("( 2.5.4.3 SYNTAX 1.2 EQUALITY caseIgnoreMatch )"),
        21
    );
    assert_eq!(position("( 2.5.4.3 SYNTAX 1.2{} )"), 17);
    assert_eq!(position("( 2.5.4.3 USAGE often )"), 16);
    assert_eq!(position("( 2.5.4.3 SUP name"), 18);
    assert_eq!(position("( 2.5.4.3 SUP name ) more"), 21);
    assert_eq!(position("( 2.5.4.3 X-ORIGIN )"), 19);
    assert_eq!(
        AttributeTypeDescription::parse("( 2.5.4.3 NAME cn )")
            .unwrap_err()
            .to_string(),
        "got `cn`, expected a string in single quotes at byte 15 of `( 2.5.4.3 NAME cn )`"
    );
}

#[test]
fn rfc4512_section_4_1_every_field_is_read() {
    let description = AttributeTypeDescription::parse(
        "(1.2.3 NAME ('one' 'two') DESC 'it\\27s' OBSOLETE SUP name EQUALITY caseIgnoreMatch ORDERING 2.5.13.3 \
         SUBSTR caseIgnoreSubstringsMatch SYNTAX 1.2.3{64} SINGLE-VALUE COLLECTIVE NO-USER-MODIFICATION \
         USAGE dSAOperation X-ONE 'a' X-TWO ( 'b' 'c' ))",
    )
    .unwrap();
    assert_eq!(description.names, ["one", "two"]);
    assert_eq!(description.superior.as_deref(), Some("name"));
    assert_eq!(description.ordering.as_deref(), Some("2.5.13.3"));
    assert_eq!(description.syntax.as_deref(), Some("1.2.3"));
    assert!(description.single_value && description.no_user_modification);
    assert_eq!(description.usage, AttributeUsage::DsaOperation);
    let description =
        ObjectClassDescription::parse("( 1.2 SUP ( a $ b ) AUXILIARY MUST c MAY ( d $ e ) )")
            .unwrap();
    assert_eq!(description.superiors, ["a", "b"]);
    assert_eq!(description.kind, ObjectClassKind::Auxiliary);
    assert_eq!(
        (description.must, description.may),
        (vec!["c".into()], vec!["d".into(), "e".into()])
    );
}

proptest::proptest! {
    #[test]
    fn any_text_is_read_without_a_panic(text in "[( )'$A-Z0-9.{}\u{e9}-]{0,60}") {
        let _ = AttributeTypeDescription::parse(&text);
        let _ = ObjectClassDescription::parse(&format!("( 1.2 {text}"));
        let _ = Schema::builder().definitions(&format!("attributeType ( 1.2 {text}")).build();
    }
}
