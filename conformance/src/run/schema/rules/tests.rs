use super::*;
use crate::run::bindings::Captured;
use crate::target::Target;

const ATTRIBUTE_TYPES: &[&str] = &[
    "( 2.5.4.0 NAME 'objectClass' EQUALITY objectIdentifierMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.38 )",
    "( 2.5.4.41 NAME 'name' EQUALITY caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )",
    "( 2.5.4.3 NAME ( 'cn' 'commonName' ) SUP name )",
    "( 2.5.4.4 NAME 'sn' SUP name )",
    "( 2.5.4.31 NAME 'member' EQUALITY distinguishedNameMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.12 )",
    "( 2.5.21.9 NAME 'structuralObjectClass' EQUALITY objectIdentifierMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.38 SINGLE-VALUE NO-USER-MODIFICATION USAGE directoryOperation )",
];
const OBJECT_CLASSES: &[&str] = &[
    "( 2.5.6.0 NAME 'top' ABSTRACT MUST objectClass )",
    "( 2.5.6.6 NAME 'person' SUP top STRUCTURAL MUST ( sn $ commonName ) )",
    "( 2.5.6.9 NAME 'groupOfNames' SUP top STRUCTURAL MUST cn MAY member )",
];
const MATCHING_RULES: &[&str] = &[
    "( 2.5.13.0 NAME 'objectIdentifierMatch' SYNTAX 1.3.6.1.4.1.1466.115.121.1.38 )",
    "( 2.5.13.1 NAME 'distinguishedNameMatch' SYNTAX 1.3.6.1.4.1.1466.115.121.1.12 )",
    "( 2.5.13.2 NAME 'caseIgnoreMatch' SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )",
];

fn entry(attributes: &[(&str, &[&str])]) -> Entry {
    let attributes = attributes.iter().map(|(kind, values)| {
        let values = values.iter().map(|value| value.as_bytes().to_vec());
        ((*kind).to_owned(), values.collect())
    });
    Entry {
        dn: "cn=x".to_owned(),
        attributes: attributes.collect(),
    }
}

fn subschema() -> Entry {
    entry(&[
        ("attributeTypes", ATTRIBUTE_TYPES),
        ("objectClasses", OBJECT_CLASSES),
        ("matchingRules", MATCHING_RULES),
    ])
}

fn judged(expect: &str, subschema: Entry, entries: &[Entry]) -> Vec<String> {
    let target: Target = serde_yaml::from_str(
        "{url: 'ldaps://127.0.0.1', organization: 5f1b9a2c8d3e4f0012345678, bindingUser: {username: svc}}",
    )
    .unwrap();
    let mut bindings = Bindings::new(&target, None);
    bindings.capture("schema", Captured::Entries(vec![subschema]));
    let expect: SchemaExpectation = serde_yaml::from_str(expect).unwrap();
    let mismatches = broken(&expect, entries, &bindings);
    let told = mismatches.into_iter();
    told.map(|mismatch| format!("{} / {}", mismatch.expected, mismatch.actual))
        .collect()
}

fn person() -> Entry {
    entry(&[
        ("objectClass", &["person", "top"]),
        ("CN", &["Leela", "Turanga Leela"]),
        ("sn", &["Leela"]),
        ("structuralObjectClass", &["person"]),
    ])
}

#[test]
fn a_sound_schema_and_an_entry_of_it_break_nothing() {
    let expect = "{of: schema, sound: [objectClasses, attributeTypes, matchingRules, matchingRuleUse, ldapSyntaxes, nameForms],
        defines: {attributeTypes: [CommonName, 2.5.4.4], objectClasses: [person]},
        definitions: [superiorOrSyntax, collectiveIsUser, unmodifiableIsOperational, nameFormListsDiffer],
        entries: [attributesDefined, classesDefined, superclassesPresent, oneStructuralClass, requiredPresent, allowedOnly, valuesConform, valuesDiffer]}";
    assert_eq!(judged(expect, subschema(), &[person()]), [""; 0]);
}

#[test]
fn what_a_schema_gets_wrong_is_told() {
    for (expect, kind, definition, told) in [
        (
            "{of: none}",
            "objectClasses",
            "x",
            "a subschema entry / none was captured",
        ),
        (
            "{of: schema, defines: {objectClasses: [account]}}",
            "objectClasses",
            "( 1.1 )",
            "a definition of `account` in objectClasses / none",
        ),
        (
            "{of: schema, sound: [objectClasses]}",
            "objectClasses",
            "person",
            "a definition in objectClasses / expected `(` in place of `person`: `person`",
        ),
        (
            "{of: schema, sound: [objectClasses]}",
            "objectClasses",
            "( 1.1 NAME 'a' MAY mail )",
            "`mail`, to which `a` refers, in attributeTypes / no definition",
        ),
        (
            "{of: schema, sound: [attributeTypes]}",
            "attributeTypes",
            "( 1.1 EQUALITY m )",
            "`m`, to which `1.1` refers, in matchingRules / no definition",
        ),
        (
            "{of: schema, sound: [matchingRuleUse]}",
            "matchingRuleUse",
            "( 1.1 APPLIES 2.5 )",
            "`2.5`, to which `1.1` refers, in attributeTypes / no definition",
        ),
        (
            "{of: schema, sound: [ldapSyntaxes]}",
            "ldapSyntaxes",
            "( 1.1 )",
            "`1.3`, to which `a` refers, in ldapSyntaxes / no definition",
        ),
        (
            "{of: schema, definitions: [superiorOrSyntax]}",
            "attributeTypes",
            "( 1.1 NAME 'a' )",
            "an attribute type with SUP or SYNTAX / `a`",
        ),
        (
            "{of: schema, definitions: [collectiveIsUser]}",
            "attributeTypes",
            "( 1.1 NAME 'a' COLLECTIVE USAGE dSAOperation )",
            "COLLECTIVE on an attribute of users / `a`",
        ),
        (
            "{of: schema, definitions: [unmodifiableIsOperational]}",
            "attributeTypes",
            "( 1.1 NAME 'a' NO-USER-MODIFICATION )",
            "NO-USER-MODIFICATION on an operational attribute / `a`",
        ),
        (
            "{of: schema, definitions: [nameFormListsDiffer]}",
            "nameForms",
            "( 1.1 OC top MUST x MAY ( y $ X ) )",
            "an attribute type under MUST or MAY alone / `x` in `1.1`",
        ),
    ] {
        let mut subschema = entry(&[(kind, &[definition])]);
        if kind == "ldapSyntaxes" {
            let attribute_types = b"( 1.2 NAME 'a' SYNTAX 1.3 )".to_vec();
            subschema
                .attributes
                .push(("attributeTypes".to_owned(), vec![attribute_types]));
        }
        let found = judged(expect, subschema, &[]);
        assert!(found.iter().any(|found| found == told), "{told}: {found:?}");
    }
}

#[test]
fn what_an_entry_gets_wrong_is_told() {
    let with = |kind: &str, values: &[&str]| {
        let mut entry = person();
        entry
            .attributes
            .retain(|(known, _)| !known.eq_ignore_ascii_case(kind));
        let values = values.iter().map(|value| value.as_bytes().to_vec());
        entry.attributes.push((kind.to_owned(), values.collect()));
        entry
    };
    for (rule, entry, told) in [
        (
            "attributesDefined",
            with("mail", &["x"]),
            "a defined attribute type / `mail`",
        ),
        (
            "classesDefined",
            with("objectClass", &["account"]),
            "a defined object class / `account`",
        ),
        (
            "superclassesPresent",
            with("objectClass", &["person"]),
            "`top`, a superclass of `person` / it is absent",
        ),
        (
            "oneStructuralClass",
            with("objectClass", &["top", "person", "groupOfNames"]),
            "structural classes in one chain / person groupOfNames",
        ),
        (
            "oneStructuralClass",
            with("structuralObjectClass", &["top"]),
            "structuralObjectClass `person` / top",
        ),
        (
            "requiredPresent",
            entry(&[("objectClass", &["person"]), ("cn", &["x"])]),
            "`sn`, which `person` requires / it is absent",
        ),
        (
            "allowedOnly",
            with("member", &["cn=x"]),
            "an attribute that an object class requires or allows / `member`",
        ),
        (
            "userAttributesOnly",
            person(),
            "an attribute of users / `structuralObjectClass`",
        ),
        (
            "operationalAttributesOnly",
            with("sn", &["x"]),
            "an operational attribute / `sn`",
        ),
        (
            "valuesConform",
            with("member", &["nobody"]),
            "`member` in the syntax 1.3.6.1.4.1.1466.115.121.1.12 / `nobody`",
        ),
        (
            "valuesDiffer",
            with("member", &["cn=x", "CN=X"]),
            "different values of `member` / `CN=X` twice",
        ),
        (
            "valuesDiffer",
            with("sn", &["a b", "A  B"]),
            "different values of `sn` / `A  B` twice",
        ),
    ] {
        let expect = format!("{{of: schema, entries: [{rule}]}}");
        let found = judged(&expect, subschema(), &[entry]);
        let told = format!("`cn=x`: {told}");
        assert!(found.contains(&told), "{told}: {found:?}");
    }
}
