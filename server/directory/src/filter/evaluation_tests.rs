//! What filters say of entries: the rules of RFC 4511 section 4.5.1.7 one by one.

use super::{Filter, Truth};
use crate::attribute_description::AttributeDescription;
use crate::dn::Dn;
use crate::entry::Entry;
use crate::schema::AttributeType;
use crate::test_schema::schema;
use Truth::{False, True, Undefined};

fn entry(name: &str, values: &[(&str, &str)]) -> Entry {
    let description = |text: &str| AttributeDescription::parse(text.as_bytes(), schema()).unwrap();
    values
        .iter()
        .fold(
            Entry::builder(Dn::parse(name.as_bytes(), schema()).unwrap()),
            |builder, (attribute, value)| builder.value(description(attribute), value),
        )
        .build(schema())
        .unwrap()
}

fn leela() -> Entry {
    entry(
        "uid=leela,ou=Users,o=Planet Express",
        &[
            ("objectClass", "inetOrgPerson"),
            ("uid", "leela"),
            ("cn", "Turanga  Leela"),
            ("cn;lang-de", "Lila"),
            ("sn", "Turanga"),
            ("mail", "Leela@planetexpress.test"),
            ("uidNumber", "5001"),
            ("homeDirectory", "/home/leela"),
            ("telephoneNumber", "+1 555-0100"),
            ("member", "cn=Delivery Crew,ou=Users"),
            ("jpegPhoto", "\u{0}"),
            ("modifyTimestamp", "20260527155548Z"),
            ("userPassword", "nibbler"),
        ],
    )
}

/// As a reader who may not read `userPassword`.
fn is_readable(attribute_type: &AttributeType) -> bool {
    attribute_type.name() != "userPassword"
}

fn evaluate(filter: &Filter, entry: &Entry) -> Truth {
    filter
        .compile(schema(), &is_readable)
        .evaluate(entry, schema())
}

/// What a filter says of [`leela`].
#[track_caller]
fn assert_truth(expected: Truth, filters: &[&str]) {
    let entry = leela();
    for text in filters {
        assert_eq!(
            evaluate(&Filter::parse(text).unwrap(), &entry),
            expected,
            "{text}"
        );
        let negated = format!("(!{text})");
        assert_eq!(
            evaluate(&Filter::parse(&negated).unwrap(), &entry),
            expected.not(),
            "{negated}"
        );
    }
}

#[test]
fn rfc4511_section_4_5_1_7_1_equality() {
    assert_truth(
        True,
        &[
            "(uid=LEELA)",
            "(cn= turanga leela )",
            "(mail=leela@PLANETEXPRESS.test)",
            "(uidNumber=5001)",
        ],
    );
    assert_truth(
        True,
        &[
            "(homeDirectory=/home/leela)",
            "(0.9.2342.19200300.100.1.1=leela)",
            "(userid=leela)",
        ],
    );
    assert_truth(
        True,
        &[
            "(objectClass=INETORGPERSON)",
            "(objectClass=2.16.840.1.113730.3.2.2)",
        ],
    );
    assert_truth(
        True,
        &[
            "(modifyTimestamp=20260527155548.000Z)",
            "(member=CN=delivery crew, OU=users)",
        ],
    );
    assert_truth(True, &["(telephoneNumber=+15550100)"]);
    assert_truth(
        False,
        &[
            "(uid=fry)",
            "(homeDirectory=/HOME/leela)",
            "(objectClass=person)",
            "(title=Captain)",
        ],
    );
}

#[test]
fn rfc4511_section_4_5_1_7_2_substrings() {
    assert_truth(
        True,
        &[
            "(cn=tur*)",
            "(cn=*leela)",
            "(cn=*anga*)",
            "(cn=t*ga*le*a)",
            "(cn=TURANGA LEELA*)",
        ],
    );
    assert_truth(
        True,
        &[
            "(telephoneNumber=+1*0100)",
            "(mail=*@planetexpress.test)",
            "(uid=l*e*e*l*a)",
        ],
    );
    assert_truth(
        False,
        &[
            "(cn=leela*)",
            "(cn=*turanga)",
            "(cn=*leela*turanga*)",
            "(uid=leel*ela)",
            "(title=*x*)",
        ],
    );
}

#[test]
fn rfc4511_section_4_5_1_7_3_and_4_ordering() {
    assert_truth(
        True,
        &[
            "(uidNumber>=5001)",
            "(uidNumber<=5001)",
            "(uidNumber>=999)",
            "(uidNumber<=10000)",
        ],
    );
    assert_truth(
        False,
        &["(uidNumber>=5002)", "(uidNumber<=5000)", "(gidNumber>=0)"],
    );
    assert_truth(
        True,
        &[
            "(modifyTimestamp>=20260527155548.000Z)",
            "(modifyTimestamp<=20260527175548+0200)",
        ],
    );
    assert_truth(False, &["(modifyTimestamp>=20260527155548.001Z)"]);
}

#[test]
fn rfc4511_section_4_5_1_7_5_present() {
    assert_truth(
        True,
        &["(objectClass=*)", "(UID=*)", "(jpegPhoto=*)", "(name=*)"],
    );
    assert_truth(False, &["(title=*)", "(uid;lang-de=*)"]);
}

/// Equality without case where case counts.
#[test]
fn rfc4511_section_4_5_1_7_6_approximate() {
    assert_truth(
        True,
        &[
            "(uid~=Leela)",
            "(homeDirectory~=/HOME/Leela)",
            "(uidNumber~=5001)",
        ],
    );
    assert_truth(False, &["(uid~=lila)", "(title~=x)"]);
    assert_truth(Undefined, &["(jpegPhoto~=x)", "(uidNumber~=x)"]);
}

#[test]
fn rfc4511_section_4_5_1_7_7_extensible() {
    assert_truth(
        True,
        &[
            "(uid:=LEELA)",
            "(cn:caseExactMatch:=Turanga Leela)",
            "(cn:2.5.13.5:=Turanga Leela)",
        ],
    );
    assert_truth(
        False,
        &[
            "(cn:caseExactMatch:=turanga leela)",
            "(title:caseExactMatch:=x)",
            "(ou:=Users)",
        ],
    );
    assert_truth(
        True,
        &[
            "(ou:dn:=users)",
            "(o:DN:caseIgnoreMatch:=planet express)",
            "(:dn:2.5.13.2:=users)",
        ],
    );
    assert_truth(
        False,
        &[
            "(ou:dn:caseExactMatch:=users)",
            "(ou;lang-de:dn:=users)",
            "(:caseIgnoreMatch:=users)",
        ],
    );
    assert_truth(
        True,
        &[
            "(:caseExactMatch:=Lila)",
            "(:integerMatch:=5001)",
            "(name:caseIgnoreMatch:=LILA)",
        ],
    );
    assert_truth(
        True,
        &[
            "(uidNumber:1.2.840.113556.1.4.803:=8)",
            "(uidNumber:1.2.840.113556.1.4.804:=10)",
        ],
    );
    assert_truth(
        False,
        &[
            "(uidNumber:1.2.840.113556.1.4.803:=10)",
            "(uidNumber:1.2.840.113556.1.4.804:=6)",
        ],
    );
    assert_truth(
        True,
        &[
            r"(cn:caseExactSubstringsMatch:=Tur\2aLeela)",
            "(uidNumber:integerOrderingMatch:=5002)",
        ],
    );
    assert_truth(
        False,
        &[
            r"(cn:caseExactSubstringsMatch:=tur\2aLeela)",
            "(uidNumber:integerOrderingMatch:=5001)",
        ],
    );
    assert_truth(
        Undefined,
        &[
            "(cn:noSuchMatch:=x)",
            "(:1.2.3:=x)",
            "(shoeSize:caseIgnoreMatch:=9)",
        ],
    );
    assert_truth(
        Undefined,
        &[
            "(cn:integerMatch:=1)",
            "(mail:caseIgnoreMatch:=x)",
            "(uidNumber:integerMatch:=x)",
        ],
    );
}

/// `openldap.md 15`.
#[test]
fn what_has_no_meaning_is_undefined() {
    assert_truth(
        Undefined,
        &[
            "(shoeSize=*)",
            "(shoeSize=12)",
            "(shoeSize>=12)",
            "(shoeSize<=12)",
            "(isDeleted=*)",
        ],
    );
    assert_truth(
        Undefined,
        &[
            "(shoeSize~=12)",
            "(shoeSize=1*)",
            "(shoeSize:=12)",
            "(cn;=x)",
            "(1.2.3.4=x)",
        ],
    );
    assert_truth(
        Undefined,
        &[
            "(cn>=a)",
            "(uid<=a)",
            "(homeDirectory=/home*)",
            "(loginShell=*sh)",
            "(member=cn=*)",
        ],
    );
    assert_truth(
        Undefined,
        &[
            "(uidNumber=abc)",
            "(member=x)",
            "(modifyTimestamp>=20260527155548)",
            r"(cn=\ff)",
        ],
    );
    assert_truth(
        Undefined,
        &[
            "(objectClass=noSuchClass)",
            "(jpegPhoto=x)",
            "(pwdReset=true)",
        ],
    );
    assert_truth(
        Undefined,
        &[
            "(userPassword=nibbler)",
            "(userPassword=*)",
            "(2.5.4.35=x)",
            "(userPassword:=x)",
        ],
    );
    let nothing = Filter::Substrings {
        attribute: b"cn".to_vec(),
        initial: None,
        any: vec![],
        last: None,
    };
    assert_eq!(evaluate(&nothing, &leela()), Undefined);
    assert_eq!(evaluate(&Filter::Undefined, &leela()), Undefined);
}

/// A match on any attribute must not tell what may not be read.
#[test]
fn unreadable_attributes_are_no_candidates() {
    assert_truth(False, &["(:octetStringMatch:=nibbler)"]);
    let everything = Filter::parse("(:octetStringMatch:=nibbler)")
        .unwrap()
        .compile(schema(), &|_| true);
    assert_eq!(everything.evaluate(&leela(), schema()), True);
    let no_surnames = |attribute_type: &AttributeType| attribute_type.name() != "sn";
    let by_name = |text: &str| {
        Filter::parse(text)
            .unwrap()
            .compile(schema(), &no_surnames)
            .evaluate(&leela(), schema())
    };
    assert_eq!(by_name("(name=turanga)"), False);
    assert_eq!(by_name("(name=lila)"), True);
}

/// `openldap.md 16`.
#[test]
fn known_but_absent_is_not_unknown() {
    assert_truth(True, &["(!(uniqueMember=cn=x))", "(!(title=*))"]);
    assert_truth(Undefined, &["(!(isMemberOf=cn=x))"]);
}

#[test]
fn rfc4512_section_2_5_3_subtypes_and_options() {
    assert_truth(
        True,
        &[
            "(name=turanga)",
            "(name=turanga leela)",
            "(cn=lila)",
            "(cn;lang-de=lila)",
            "(name;LANG-DE=*)",
        ],
    );
    assert_truth(
        False,
        &[
            "(cn;lang-de=turanga leela)",
            "(cn;lang-en=lila)",
            "(cn;lang-de;lang-en=lila)",
            "(cn=turanga)",
        ],
    );
    assert_truth(
        Undefined,
        &["(cn;x-option=lila)", "(cn;lang-de;x-option=*)"],
    );
}

#[test]
fn rfc4526_section_2_absolute_true_and_false() {
    assert_truth(True, &["(&)", "(&(&)(!(|)))"]);
    assert_truth(False, &["(|)", "(|(|)(!(&)))"]);
}

#[test]
fn and_or_not_combine() {
    assert_truth(
        True,
        &[
            "(&(uid=leela)(sn=turanga))",
            "(|(uid=fry)(shoeSize=1)(uid=leela))",
            "(|(&(uid=fry))(&))",
        ],
    );
    assert_truth(
        False,
        &[
            "(&(uid=leela)(shoeSize=1)(uid=fry))",
            "(|(uid=fry)(&(uid=leela)(sn=fry)))",
        ],
    );
    assert_truth(
        Undefined,
        &[
            "(&(uid=leela)(shoeSize=1))",
            "(|(uid=fry)(shoeSize=1))",
            "(!(&(shoeSize=1)(&)))",
        ],
    );
    assert_truth(
        True,
        &["(&(!(uid=fry))(|(&(uid=x)(uid=y))(!(|(uid=z)(sn=q))))(cn=*))"],
    );
}

#[test]
fn ten_thousand_terms_are_evaluated() {
    let terms = |last: &str| {
        let others = (0..10_000).map(|n| format!("(uid=user{n})"));
        Filter::parse(format!("(|{}{last})", others.collect::<Vec<_>>().concat())).unwrap()
    };
    assert_eq!(evaluate(&terms("(uid=leela)"), &leela()), True);
    assert_eq!(evaluate(&terms("(uid=fry)"), &leela()), False);
}

/// On a stack an eighth of what a thread of the server has, a hundred times deeper than the limit.
#[test]
fn neither_compilation_nor_evaluation_recurses() {
    let work = || {
        let innermost = Filter::Equality {
            attribute: b"uid".to_vec(),
            value: b"leela".to_vec(),
        };
        // Only each `not` changes the outcome.
        let deep = (0..99_999).fold(innermost, |part, depth| match depth % 3 {
            0 => Filter::And(vec![Filter::And(vec![]), part]),
            1 => Filter::Or(vec![Filter::Or(vec![]), part]),
            _ => Filter::Not(Box::new(part)),
        });
        assert_eq!(evaluate(&deep, &leela()), False);
        assert_eq!(evaluate(&Filter::Not(Box::new(deep)), &leela()), True);
    };
    std::thread::Builder::new()
        .stack_size(256 * 1024)
        .spawn(work)
        .unwrap()
        .join()
        .unwrap();
}
