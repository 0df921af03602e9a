//! Names as text and in normal form: the examples of the RFC, the lenient forms, what is refused, and round trips.

use proptest::prelude::*;

use super::{Ava, Dn, DnError, Rdn};
use crate::schema::Schema;
use crate::test_schema::{attribute_type, schema};

fn parse(text: &str, schema: &Schema) -> Dn {
    Dn::parse(text.as_bytes(), schema).unwrap_or_else(|error| panic!("`{text}`: {error}"))
}

/// The one form in which the name is written.
fn written(text: &str) -> String {
    parse(text, schema()).to_string()
}

fn refused(text: &str) -> DnError {
    Dn::parse(text.as_bytes(), schema()).unwrap_err()
}

#[test]
fn rfc4514_section_4_examples() {
    assert_eq!(
        written("UID=jsmith,DC=example,DC=net"),
        "uid=jsmith,dc=example,dc=net"
    );
    assert_eq!(
        written("OU=Sales+CN=J.  Smith,DC=example,DC=net"),
        "ou=Sales+cn=J.  Smith,dc=example,dc=net"
    );
    assert_eq!(
        written(r#"CN=James \"Jim\" Smith\, III,DC=example,DC=net"#),
        r"cn=James \22Jim\22 Smith\2C III,dc=example,dc=net"
    );
    assert_eq!(
        written(r"CN=Before\0dAfter,DC=example,DC=net"),
        r"cn=Before\0DAfter,dc=example,dc=net"
    );
    assert_eq!(
        written("1.3.6.1.4.1.1466.0=#04024869"),
        "1.3.6.1.4.1.1466.0=Hi"
    );
    assert_eq!(written(r"CN=Lu\C4\8Di\C4\87"), "cn=Lučić");
}

#[test]
fn rfc4514_section_3_types_that_must_be_recognized() {
    let name = "CN=a,L=b,ST=c,O=d,OU=e,C=DE,STREET=f,DC=g,UID=h";
    assert_eq!(
        written(name),
        "cn=a,l=b,st=c,o=d,ou=e,c=DE,street=f,dc=g,uid=h"
    );
    let numeric = "2.5.4.3=a,2.5.4.7=b,0.9.2342.19200300.100.1.25=g,0.9.2342.19200300.100.1.1=h";
    assert_eq!(written(numeric), "cn=a,l=b,dc=g,uid=h");
}

/// `openldap.md 26`.
#[test]
fn names_are_written_in_one_form() {
    let schema = schema();
    let uid = attribute_type("uid");
    let written = |value: &str| Rdn::new(uid, value, schema).unwrap().to_string();
    assert_eq!(written("o,brien"), r"uid=o\2Cbrien");
    assert_eq!(written("#x"), r"uid=\23x");
    assert_eq!(written("trail "), r"uid=trail\20");
    assert_eq!(written(" lead"), r"uid=\20lead");
    assert_eq!(written("a#b c"), "uid=a#b c");
    assert_eq!(written(r#",+"\<>;="#), r"uid=\2C\2B\22\5C\3C\3E\3B\3D");
    assert_eq!(
        written("Something (Special) *"),
        "uid=Something (Special) *"
    );
    assert_eq!(written("Zoë 李"), "uid=Zoë 李");
}

/// `openldap.md 2`.
#[test]
fn lenient_forms_are_accepted() {
    for text in [
        "uid=leela,ou=Users,o=Planet Express",
        "uid=leela;ou=Users;o=Planet Express",
        " uid = leela , ou = Users ; o = Planet Express ",
        r#"uid="leela",ou="Users" , o="Planet Express""#,
        r"UID=\6Ceela,2.5.4.11=Users,organizationName=Planet Express",
        "userid=leela,organizationalUnitName=Users,o=Planet Express",
        "uid=#04056c65656c61,ou=#0c055573657273,o=Planet Express",
    ] {
        assert_eq!(
            written(text),
            "uid=leela,ou=Users,o=Planet Express",
            "{text}"
        );
    }
    assert_eq!(
        written(r#"o="Planet Express, Inc. + \"more\" ""#),
        r"o=Planet Express\2C Inc. \2B \22more\22\20"
    );
    assert_eq!(written(r"o=Planet Express\ "), r"o=Planet Express\20");
    assert_eq!(written("o=a=b"), r"o=a\3Db");
    assert_eq!(written("ou = Sales + cn = x , o=y"), "ou=Sales+cn=x,o=y");
    assert_eq!(written(""), "");
    assert_eq!(written("  "), "");
}

/// `openldap.md 2`, J6.06.
#[test]
fn what_is_no_name_is_refused() {
    let unexpected = |got, expected, position| DnError::Unexpected {
        got,
        expected,
        position,
    };
    let end = |expected| DnError::UnexpectedEnd { expected };
    assert_eq!(
        refused("foo=bar"),
        DnError::UnknownAttributeType { name: "foo".into() }
    );
    assert_eq!(
        refused("OID.2.5.4.3=x"),
        DnError::UnknownAttributeType {
            name: "OID.2.5.4.3".into()
        }
    );
    assert_eq!(refused("uid=leela,"), end("an attribute type"));
    assert_eq!(refused("uid=leela+"), end("an attribute type"));
    assert_eq!(
        refused("uid=leela,,o=x"),
        unexpected(b',', "an attribute type", 10)
    );
    assert_eq!(
        refused(",uid=leela"),
        unexpected(b',', "an attribute type", 0)
    );
    assert_eq!(refused("devops@domain.test"), unexpected(b'@', "`=`", 6));
    assert_eq!(refused("leela"), end("`=`"));
    assert_eq!(refused("uid="), DnError::EmptyValue { name: "uid".into() });
    assert_eq!(
        refused("uid=,o=x"),
        DnError::EmptyValue { name: "uid".into() }
    );
    assert_eq!(
        refused(r#"uid="",o=x"#),
        DnError::EmptyValue { name: "uid".into() }
    );
    assert_eq!(
        refused(r"cn=Something \(Special\)"),
        DnError::InvalidEscape { position: 13 }
    );
    assert_eq!(refused(r"cn=x\"), DnError::InvalidEscape { position: 4 });
    assert_eq!(refused("cn=a<b"), unexpected(b'<', "an escape", 4));
    assert_eq!(refused("cn=a\0b"), unexpected(0, "an escape", 4));
    assert_eq!(refused(r#"cn=a"b"#), unexpected(b'"', "an escape", 4));
    assert_eq!(refused(r#"cn="a"#), end("`\"`"));
    assert_eq!(
        refused(r#"cn="a"b"#),
        unexpected(b'b', "`,`, `+` or the end of the name", 6)
    );
    assert_eq!(refused("cn=#"), DnError::InvalidHexValue { position: 3 });
    assert_eq!(refused("cn=#040"), DnError::InvalidHexValue { position: 3 });
    assert_eq!(
        refused("cn=#30020400"),
        DnError::InvalidHexValue { position: 3 }
    );
    assert_eq!(
        refused("cn=#040141zz"),
        unexpected(b'z', "`,`, `+` or the end of the name", 10)
    );
    assert_eq!(
        refused("cn=a+cn=b"),
        DnError::RepeatedAttributeType { name: "cn".into() }
    );
    assert_eq!(
        refused("jpegPhoto=x"),
        DnError::NotForNaming {
            name: "jpegPhoto".into()
        }
    );
    assert_eq!(
        refused("member=cn\\=x"),
        DnError::NotForNaming {
            name: "member".into()
        }
    );
    assert!(
        matches!(refused("uidNumber=abc"), DnError::InvalidValue { name, .. } if name == "uidNumber")
    );
    assert!(matches!(refused(r"cn=\FF"), DnError::InvalidValue { name, .. } if name == "cn"));
}

#[test]
fn an_error_reads_as_a_fragment() {
    assert_eq!(
        refused("foo=bar").to_string(),
        "got the unknown attribute type `foo`"
    );
    assert_eq!(
        refused("uid=a,,").to_string(),
        "got `,`, expected an attribute type at octet 6"
    );
}

/// A value that is a name could hold such a value again, as deep as a message is long.
#[test]
fn names_inside_names_do_not_recurse() {
    let text = format!("{}cn=x", "member=".repeat(100_000));
    assert_eq!(
        refused(&text),
        DnError::NotForNaming {
            name: "member".into()
        }
    );
}

#[test]
fn a_name_of_more_values_than_any_has_is_refused() {
    let values = |count| vec!["cn=x"; count].join(",");
    assert!(Dn::parse(values(10_000).as_bytes(), schema()).is_ok());
    assert_eq!(refused(&values(10_001)), DnError::TooManyValues);
}

#[test]
fn equal_names_have_equal_normal_forms() {
    let schema = schema();
    let same = |left: &str, right: &str| parse(left, schema) == parse(right, schema);
    assert!(same(
        "uid=Leela,ou=Users,dc=JumpCloud,dc=com",
        "UID=leela, OU=users, DC=jumpcloud, DC=COM"
    ));
    assert!(same("cn=Delivery  Crew", "cn=delivery crew"));
    assert!(same("ou=Sales+cn=x,o=y", "CN=X+OU=SALES,o=y"));
    assert!(same("commonName=x", "2.5.4.3=x"));
    assert!(!same("cn=x", "sn=x"));
    assert!(!same("cn=a,ou=b", "ou=b,cn=a"));
    assert!(!same(r"cn=a\,ou\=b", "cn=a,ou=b"));
    assert!(!same("ou=a+cn=b", "ou=a,cn=b"));
    assert!(!same("1.3.6.1.4.1.1466.0=a", "1.3.6.1.4.1.1466.0=A"));
    assert!(!same(
        r"1.3.6.1.4.1.1466.0=\00",
        r"1.3.6.1.4.1.1466.0=\0200"
    ));
    assert!(!same(
        r"1.3.6.1.4.1.1466.0=\FF",
        r"1.3.6.1.4.1.1466.0=\02ff"
    ));
}

#[test]
fn superiors_and_subordinates() {
    let schema = schema();
    let users = parse("ou=Users,o=Planet Express", schema);
    let leela = parse("uid=leela,OU=users,O=planet express", schema);
    assert!(leela.is_within(&users) && users.is_within(&users) && !users.is_within(&leela));
    assert!(leela.is_child_of(&users) && !users.is_child_of(&users));
    assert!(leela.is_within(&Dn::root()) && !leela.is_child_of(&Dn::root()));
    assert!(!parse("uid=leela,ou=Users2,o=Planet Express", schema).is_within(&users));
    assert!(!parse("ou=Users2,o=Planet Express", schema).is_within(&users));
    assert_eq!(leela.parent(), Some(users.clone()));
    assert_eq!(
        leela.parent().unwrap().as_str(),
        "ou=users,o=planet express"
    );
    assert_eq!(users.parent().unwrap().parent(), Some(Dn::root()));
    assert_eq!(Dn::root().parent(), None);
    assert_eq!(leela.depth(), 3);
    assert_eq!(leela.ancestor(1).as_str(), "o=planet express");
    assert_eq!(leela.ancestor(0), Dn::root());
    assert_eq!(leela.ancestor(7).as_str(), leela.as_str());
    assert_eq!(Dn::root().rdn(schema), None);
    assert_eq!(leela.rdn(schema).unwrap().as_str(), "uid=leela");
}

#[test]
fn rdns_of_several_values() {
    let schema = schema();
    let rdn = Rdn::new(attribute_type("ou"), "Sales", schema)
        .unwrap()
        .and(attribute_type("cn"), "J. Smith", schema)
        .unwrap();
    assert_eq!(rdn, Rdn::parse(b"CN=j. smith + OU=sales", schema).unwrap());
    assert_eq!(rdn.to_string(), "ou=Sales+cn=J. Smith");
    assert_eq!(
        rdn.clone()
            .and(attribute_type("cn"), "other", schema)
            .unwrap_err(),
        DnError::RepeatedAttributeType { name: "cn".into() }
    );
    let dn = parse("dc=net", schema).child(&rdn);
    assert_eq!(dn, parse("cn=j. smith+ou=sales,dc=NET", schema));
    assert_eq!(dn.rdn(schema).unwrap(), rdn);
    let avas: Vec<_> = dn
        .avas(schema)
        .map(
            |Ava {
                 attribute_type,
                 value,
             }| (attribute_type, value),
        )
        .collect();
    assert_eq!(
        avas,
        [
            (attribute_type("ou"), b"Sales".to_vec()),
            (attribute_type("cn"), b"J. Smith".to_vec()),
            (attribute_type("dc"), b"net".to_vec())
        ]
    );
    assert_eq!(
        Rdn::parse(b"", schema),
        Err(DnError::NotOneRdn { count: 0 })
    );
    assert_eq!(
        Rdn::parse(b"o=a,o=b,o=c", schema),
        Err(DnError::NotOneRdn { count: 3 })
    );
}

#[test]
fn a_superior_comes_before_its_subordinates() {
    let schema = schema();
    let mut names =
        ["o=b", "cn=x,o=a", "o=a b", "cn=y,cn=x,o=a", "o=a", ""].map(|text| parse(text, schema));
    names.sort();
    assert_eq!(
        names.map(|dn| dn.to_string()),
        ["", "o=a", "cn=x,o=a", "cn=y,cn=x,o=a", "o=a b", "o=b"]
    );
}

/// Names given as RDNs of (type, value) pairs, and what their text must be read back to.
fn names() -> impl Strategy<Value = Vec<Vec<(&'static str, String)>>> {
    let value = prop_oneof![
        r#"[ a-cA-C,+"\\<>;=#()*\u{0}-\u{2}é李]{0,8}[a-zé#]"#,
        r"[# ,]{0,2}[a-c]{1,3}[ =]{0,2}"
    ];
    let types = prop::sample::subsequence(vec!["cn", "ou", "o", "uid"], 1..3).prop_shuffle();
    let rdn = types.prop_flat_map(move |types| {
        types
            .into_iter()
            .map(|name| (Just(name), value.clone()))
            .collect::<Vec<_>>()
    });
    prop::collection::vec(rdn, 0..5)
}

/// Joins what [`names`] gives, leaf first.
fn build(rdns: &[Vec<(&'static str, String)>], schema: &Schema) -> Result<Dn, DnError> {
    rdns.iter().rev().try_fold(Dn::root(), |superior, avas| {
        let mut rdn: Option<Rdn> = None;
        for (name, value) in avas {
            let id = attribute_type(name);
            rdn = Some(match rdn {
                None => Rdn::new(id, value, schema)?,
                Some(rdn) => rdn.and(id, value, schema)?,
            });
        }
        Ok(superior.child(&rdn.unwrap()))
    })
}

proptest! {
    #[test]
    fn text_round_trip(rdns in names()) {
        let schema = schema();
        let dn = build(&rdns, schema).unwrap();
        let again = Dn::parse(dn.as_str().as_bytes(), schema).unwrap();
        prop_assert_eq!(again.as_str(), dn.as_str());
        prop_assert_eq!(again.normalized(), dn.normalized());
        prop_assert_eq!(dn.depth(), rdns.len());
        let values: Vec<_> = again.avas(schema).map(|ava| String::from_utf8(ava.value).unwrap()).collect();
        let given: Vec<_> = rdns.into_iter().flatten().map(|(_, value)| value).collect();
        prop_assert_eq!(values, given);
    }

    #[test]
    fn the_order_of_values_and_their_case_do_not_matter(rdns in names()) {
        let schema = schema();
        let changed: Vec<Vec<_>> = rdns
            .iter()
            .map(|avas| avas.iter().rev().map(|(name, value)| (*name, value.to_uppercase())).collect())
            .collect();
        prop_assert_eq!(build(&rdns, schema).unwrap(), build(&changed, schema).unwrap());
    }

    #[test]
    fn a_name_is_within_another_if_it_ends_with_its_rdns(left in names(), right in names()) {
        let schema = schema();
        let all: Vec<_> = left.iter().chain(&right).cloned().collect();
        let (left, right, all) =
            (build(&left, schema).unwrap(), build(&right, schema).unwrap(), build(&all, schema).unwrap());
        prop_assert!(all.is_within(&right));
        prop_assert_eq!(right.is_within(&all), left.is_root());
        prop_assert_eq!(all.is_child_of(&right), left.depth() == 1);
        let ancestor = all.ancestor(right.depth());
        prop_assert_eq!(ancestor.normalized(), right.normalized());
        prop_assert_eq!(ancestor.as_str(), right.as_str());
        prop_assert!(all >= right);
    }

    #[test]
    fn any_octets_are_read_without_a_panic(
        octets in any::<Vec<u8>>(),
        text in r#"((cn|o|uid|member| )[=,+;"\\# ]{0,3}[ab#"\\<0-9]{0,4}[,;+ ]?){0,4}"#,
    ) {
        let schema = schema();
        let _ = Dn::parse(&octets, schema);
        if let Ok(dn) = Dn::parse(text.as_bytes(), schema) {
            prop_assert_eq!(Dn::parse(dn.as_str().as_bytes(), schema), Ok(dn));
        }
    }
}
