//! Compare (`openldap.md 22`; J6.03 to J6.06): what is told, to whom, and in which order.

use jcldap_fixtures::behavior::NonBindingSearch;

use super::*;

const LEELA: &str = "uid=leela,ou=Users,o=5f1b9a2c8d3e4f0012345678,dc=jumpcloud,dc=com";
const CREW: &str = "cn=Crew,ou=Users,o=5f1b9a2c8d3e4f0012345678,dc=jumpcloud,dc=com";

const MISMATCH: &str = "inappropriate matching request";
const BAD_VALUE: &str = "value does not conform to assertion syntax";

fn compare_request(entry: &str, attribute: &str, value: &[u8]) -> Request {
    Request::Compare(CompareRequest {
        entry: entry.into(),
        attribute: attribute.into(),
        value: Secret::new(value.to_vec()),
    })
}

/// Code, matchedDN and text of a Compare.
fn compare(
    session: &mut Session,
    entry: &str,
    attribute: &str,
    value: &str,
) -> (i64, String, String) {
    let answers = ask(session, compare_request(entry, attribute, value.as_bytes()));
    let [answer] = &answers[..] else {
        panic!("expected one answer, got {answers:?}")
    };
    assert!(matches!(answer.op, LdapOp::CompareResult(_)), "{answer:?}");
    let (code, matched_dn, text) = result_of(answer);
    (code, matched_dn.to_owned(), text.to_owned())
}

fn code(session: &mut Session, entry: &str, attribute: &str, value: &str) -> i64 {
    compare(session, entry, attribute, value).0
}

#[test]
fn j6_03_equal_and_not_by_the_rule_of_the_attribute() {
    let mut session = bound_session(Overrides::default());
    for (attribute, equal, different) in [
        ("cn", "turanga  LEELA", "Leela"),
        ("name", "leela", "nobody"),
        ("2.5.4.4", "LEELA", "Fry"),
        ("objectClass", "inetorgperson", "groupOfNames"),
        ("memberOf", &CREW.to_uppercase(), USERS),
        ("uidNumber", "5001", "5000"),
        ("jcLdapAdmin", "TRUE", "FALSE"),
        ("structuralObjectClass", "inetOrgPerson", "person"),
        ("entryDN", &LEELA.replace(',', " , "), USERS),
    ] {
        assert_eq!(
            code(&mut session, LEELA, attribute, equal),
            6,
            "{attribute}"
        );
        assert_eq!(
            code(&mut session, LEELA, attribute, different),
            5,
            "{attribute}"
        );
    }
    assert_eq!(code(&mut session, CREW, "member", &LEELA.to_lowercase()), 6);
    assert_eq!(code(&mut session, CREW, "member", BINDING_USER), 5);
}

#[test]
fn openldap_md_22_the_answers_with_their_texts() {
    let mut session = bound_session(Overrides::default());
    let mut told = |entry: &str, attribute: &str, value: &str| {
        let (code, matched_dn, text) = compare(&mut session, entry, attribute, value);
        assert!(code == 32 || matched_dn.is_empty());
        (code, text)
    };
    let bare = |code| (code, String::new());
    assert_eq!(told(LEELA, "mobile", "1"), bare(16), "known, but not there");
    assert_eq!(told(LEELA, "cn;lang-de", "Turanga Leela"), bare(16));
    assert_eq!(told(LEELA, "lorem", "x"), bare(17), "J6.04");
    assert_eq!(told(LEELA, "", "x"), bare(17));
    assert_eq!(
        told(LEELA, "facsimileTelephoneNumber", "1"),
        (18, MISMATCH.into())
    );
    for (attribute, value) in [
        ("uidNumber", "abc"),
        ("member", "x"),
        ("jcLdapAdmin", "true"),
        ("createTimestamp", "20200101"),
        ("objectClass", "nonsense"),
    ] {
        assert_eq!(told(LEELA, attribute, value), (21, BAD_VALUE.into()));
    }
    assert_eq!(
        told("foo=bar", "cn", "x"),
        (34, "invalid DN".into()),
        "J6.06"
    );
}

#[test]
fn j6_05_and_openldap_md_13_an_entry_that_is_not_there() {
    let mut session = bound_session(Overrides::default());
    let nobody = format!("uid=nobody,{USERS}");
    let expected = (32, USERS.to_owned(), String::new());
    assert_eq!(compare(&mut session, &nobody, "cn", "x"), expected);
    let below = format!("cn=below,{}", LEELA.to_uppercase());
    let expected = (32, LEELA.to_owned(), String::new());
    assert_eq!(compare(&mut session, &below, "cn", "x"), expected);
}

#[test]
fn openldap_md_13_a_session_that_may_see_nothing_learns_nothing() {
    let ordinary = |overrides| {
        let mut session = session_with(overrides);
        assert_eq!(bind(&mut session, LEELA, b"nibbler").0, 0);
        session
    };
    let empty = Overrides::default().non_binding_search(NonBindingSearch::Empty);
    for mut session in [session(), ordinary(Overrides::default()), ordinary(empty)] {
        let concealed = (32, String::new(), String::new());
        for (entry, attribute) in [
            (LEELA, "cn"),
            (LEELA, "mobile"),
            (LEELA, "userPassword"),
            (&format!("uid=nobody,{USERS}"), "cn"),
            ("dc=jumpcloud,dc=com", "dc"),
        ] {
            assert_eq!(compare(&mut session, entry, attribute, "x"), concealed);
        }
        // What is wrong with the request itself is told to everyone.
        assert_eq!(code(&mut session, LEELA, "lorem", "x"), 17);
        assert_eq!(
            code(&mut session, LEELA, "facsimileTelephoneNumber", "1"),
            18
        );
        assert_eq!(code(&mut session, LEELA, "uidNumber", "abc"), 21);
        assert_eq!(code(&mut session, "foo=bar", "lorem", "x"), 34);
    }
}

#[test]
fn j5_20_another_organization_is_not_there() {
    let mut session = bound_session(Overrides::default());
    let elsewhere = LEELA.replace(ORGANIZATION, "ffffffffffffffffffffffff");
    assert_eq!(
        compare(&mut session, &elsewhere, "cn", "x"),
        (32, String::new(), String::new())
    );
}

#[test]
fn openldap_md_17_no_answer_tells_anything_of_a_password() {
    let mut session = bound_session(Overrides::default());
    for entry in [LEELA, BINDING_USER] {
        for guess in ["nibbler", "good", "wrong", ""] {
            for attribute in ["userPassword", "2.5.4.35", "USERPASSWORD;lang-de"] {
                assert_eq!(
                    compare(&mut session, entry, attribute, guess),
                    (50, String::new(), String::new()),
                    "{entry} {attribute} {guess}"
                );
            }
        }
    }
    assert_eq!(
        code(
            &mut session,
            &format!("uid=nobody,{USERS}"),
            "userPassword",
            "x"
        ),
        32
    );
}

#[test]
fn the_root_dse_and_the_subschema_can_be_compared_by_anyone() {
    let mut session = session();
    assert_eq!(code(&mut session, "", "objectClass", "top"), 6);
    assert_eq!(code(&mut session, "", "cn", "x"), 16);
    assert_eq!(code(&mut session, "", "supportedLDAPVersion", "3"), 18);
    assert_eq!(code(&mut session, "cn=subschema", "cn", "SUBSCHEMA"), 6);
    assert_eq!(
        code(&mut session, "cn=subschema", "objectClass", "person"),
        5
    );
}

#[test]
fn openldap_md_10_controls_come_first() {
    let mut session = session();
    session.receive(Ok(RequestMessage {
        id: MessageId::new(1).unwrap(),
        request: compare_request("foo=bar", "lorem", b"x"),
        controls: vec![critical_control("1.2.3")],
    }));
    assert_eq!(result_of(&run(&mut session)[0]).0, 12);
}
