use super::*;

fn schema(definitions: &[(&str, &[&str])]) -> Schema {
    let attributes = definitions.iter().map(|(kind, texts)| {
        let values = texts.iter().map(|text| text.as_bytes().to_vec()).collect();
        ((*kind).to_owned(), values)
    });
    Schema::read(&Entry {
        dn: "cn=Subschema".to_owned(),
        attributes: attributes.collect(),
    })
}

fn unreadable(kind: DefinitionKind, text: &str) -> Option<String> {
    let schema = schema(&[(kind.to_string().as_str(), &[text])]);
    let (_, error) = schema.unreadable(kind).first()?;
    Some(error.to_string())
}

#[test]
fn rfc4512_4_1_definitions_are_read() {
    for (kind, text) in [
        (
            DefinitionKind::AttributeTypes,
            "( 2.5.4.3 NAME ( 'cn' 'commonName' ) SUP name )",
        ),
        (
            DefinitionKind::AttributeTypes,
            "(2.5.4.41 NAME 'name' EQUALITY caseIgnoreMatch SYNTAX 1.3.6.1{32768})",
        ),
        (
            DefinitionKind::AttributeTypes,
            "( 2.5.18.1 NAME 'createTimestamp' SYNTAX 1.3 SINGLE-VALUE NO-USER-MODIFICATION USAGE directoryOperation X-ORIGIN ( 'a' 'b' ) )",
        ),
        (
            DefinitionKind::ObjectClasses,
            "( 2.5.6.6 NAME 'person' DESC 'user\\27s' SUP top STRUCTURAL MUST ( sn $ cn ) MAY seeAlso )",
        ),
        (DefinitionKind::ObjectClasses, "( 2.5.6.0 )"),
        (
            DefinitionKind::MatchingRules,
            "( 2.5.13.2 NAME 'caseIgnoreMatch' SYNTAX 1.3.6 )",
        ),
        (
            DefinitionKind::MatchingRuleUse,
            "( 2.5.13.2 APPLIES ( cn $ 2.5.4.4 ) )",
        ),
        (
            DefinitionKind::LdapSyntaxes,
            "( 1.3.6 DESC 'Text' X-NOT-HUMAN-READABLE 'TRUE' )",
        ),
        (
            DefinitionKind::NameForms,
            "( 1.3 NAME 'form' OC person MUST cn MAY sn )",
        ),
    ] {
        assert_eq!(unreadable(kind, text), None, "{text}");
    }
}

#[test]
fn rfc4512_4_1_what_is_no_definition_is_told() {
    for (kind, text, told) in [
        (
            DefinitionKind::AttributeTypes,
            "2.5.4.3",
            "expected `(` in place of `2.5.4.3`",
        ),
        (
            DefinitionKind::AttributeTypes,
            "( cn )",
            "expected an object identifier in place of `cn`",
        ),
        (
            DefinitionKind::AttributeTypes,
            "( 2.5.4.03 )",
            "expected an object identifier in place of `2.5.4.03`",
        ),
        (
            DefinitionKind::AttributeTypes,
            "( 2.5.4.3 NAME cn )",
            "expected a short name in quotes in place of `cn`",
        ),
        (
            DefinitionKind::AttributeTypes,
            "( 2.5.4.3 NAME '3cn' )",
            "expected a short name in quotes in place of `3cn`",
        ),
        (
            DefinitionKind::AttributeTypes,
            "( 2.5.4.3 SUP name NAME 'cn' )",
            "expected `)` in place of `NAME`",
        ),
        (
            DefinitionKind::AttributeTypes,
            "( 2.5.4.3 USAGE nobody )",
            "expected a usage in place of `nobody`",
        ),
        (
            DefinitionKind::AttributeTypes,
            "( 2.5.4.3 SYNTAX 1.3{x} )",
            "expected an object identifier in place of `1.3{x}`",
        ),
        (
            DefinitionKind::AttributeTypes,
            "( 2.5.4.3",
            "it ends where `)` is expected",
        ),
        (
            DefinitionKind::AttributeTypes,
            "( 2.5.4.3 DESC 'x )",
            "a quoted string is not closed",
        ),
        (
            DefinitionKind::AttributeTypes,
            "( 2.5.4.3 ) )",
            "expected the end in place of `)`",
        ),
        (
            DefinitionKind::ObjectClasses,
            "( 2.5.6.6 MUST ( sn cn ) )",
            "expected `$` in place of `cn`",
        ),
        (
            DefinitionKind::ObjectClasses,
            "( 2.5.6.6 ABSTRACT STRUCTURAL )",
            "expected `)` in place of `STRUCTURAL`",
        ),
        (
            DefinitionKind::MatchingRules,
            "( 2.5.13.2 NAME 'm' )",
            "it lacks `SYNTAX`",
        ),
    ] {
        assert_eq!(unreadable(kind, text).as_deref(), Some(told), "{text}");
    }
}

#[test]
fn names_and_object_identifiers_find_the_same_definition() {
    let schema = schema(&[(
        "attributeTypes",
        &[
            "( 2.5.4.41 NAME 'name' EQUALITY m SYNTAX 1.3 )",
            "( 2.5.4.3 NAME ( 'cn' 'commonName' ) SUP name )",
        ],
    )]);
    for oid in ["cn", "COMMONNAME", "2.5.4.3", "cn;lang-de"] {
        let found = schema.attribute_type(oid).map(Description::label);
        assert_eq!(found, Some("cn"), "{oid}");
    }
    let cn = schema.attribute_type("cn").unwrap();
    assert_eq!(schema.inherited(cn, "EQUALITY"), Some("m"));
    assert_eq!(schema.inherited(cn, "ORDERING"), None);
}

#[test]
fn circles_of_superiors_end() {
    let schema = schema(&[
        (
            "attributeTypes",
            &["( 1.1 NAME 'a' SUP b )", "( 1.2 NAME 'b' SUP a )"],
        ),
        (
            "objectClasses",
            &["( 2.1 NAME 'c' SUP d )", "( 2.2 NAME 'd' SUP c )"],
        ),
    ]);
    let attribute_type = schema.attribute_type("a").unwrap();
    assert_eq!(schema.inherited(attribute_type, "SYNTAX"), None);
    let class = schema.find(DefinitionKind::ObjectClasses, "c").unwrap();
    assert_eq!(schema.superclasses(class).len(), 2);
}
