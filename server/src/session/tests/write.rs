//! Writes: read in full, then refused, in OpenLDAP's order (`openldap.md 23`; J7.03, U20).

use jcldap_fixtures::behavior::Writes;

use super::*;

const LEELA: &str = "uid=leela,ou=Users,o=5f1b9a2c8d3e4f0012345678,dc=jumpcloud,dc=com";
const NEW: &str = "uid=new,ou=Users,o=5f1b9a2c8d3e4f0012345678,dc=jumpcloud,dc=com";

fn attribute(description: &str, values: &[&[u8]]) -> PartialAttribute {
    PartialAttribute {
        description: description.into(),
        values: values
            .iter()
            .map(|value| Secret::new(value.to_vec()))
            .collect(),
    }
}

fn add(entry: &str, attributes: Vec<PartialAttribute>) -> Request {
    Request::Add(AddRequest {
        entry: entry.into(),
        attributes,
    })
}

fn delete(entry: &str) -> Request {
    Request::Delete(entry.into())
}

fn modify(entry: &str, modification: PartialAttribute) -> Request {
    Request::Modify(ModifyRequest {
        object: entry.into(),
        changes: vec![Change {
            operation: ChangeOperation::Replace,
            modification,
        }],
    })
}

fn modify_dn(entry: &str, new_rdn: &str, new_superior: Option<&str>) -> Request {
    Request::ModifyDn(ModifyDnRequest {
        entry: entry.into(),
        new_rdn: new_rdn.into(),
        delete_old_rdn: true,
        new_superior: new_superior.map(Into::into),
    })
}

/// One good request of each kind about this entry.
fn each_kind(entry: &str) -> [Request; 4] {
    [
        add(entry, vec![attribute("cn", &[b"New"])]),
        delete(entry),
        modify(entry, attribute("cn", &[b"New"])),
        modify_dn(entry, "uid=other", None),
    ]
}

/// Code and text; a write names no matchedDN.
fn refusal(session: &mut Session, write: Request) -> (i64, String) {
    let kind = write.kind();
    let answers = ask(session, write);
    let [answer] = &answers[..] else {
        panic!("expected one answer, got {answers:?}")
    };
    let answered = match answer.op {
        LdapOp::AddResponse(_) => RequestKind::Add,
        LdapOp::DelResponse(_) => RequestKind::Delete,
        LdapOp::ModifyResponse(_) => RequestKind::Modify,
        LdapOp::ModifyDNResponse(_) => RequestKind::ModifyDn,
        _ => panic!("expected the answer of a write, got {answer:?}"),
    };
    assert_eq!(answered, kind);
    let (code, matched_dn, text) = result_of(answer);
    assert_eq!(matched_dn, "");
    (code, text.to_owned())
}

fn refusals(session: &mut Session, writes: [Request; 4]) -> [(i64, String); 4] {
    writes.map(|write| refusal(session, write))
}

#[test]
fn u20_an_anonymous_session_is_told_to_authenticate() {
    let expected = (8, "modifications require authentication".to_owned());
    for answer in refusals(&mut session(), each_kind(LEELA)) {
        assert_eq!(answer, expected);
    }
}

#[test]
fn u20_a_bound_session_lacks_rights_whoever_it_is_and_whether_the_entry_exists() {
    let mut ordinary = session();
    assert_eq!(bind(&mut ordinary, LEELA, b"nibbler").0, 0);
    for mut session in [bound_session(Overrides::default()), ordinary] {
        for entry in [LEELA, NEW, "o=elsewhere", BINDING_USER] {
            assert_eq!(
                refusals(&mut session, each_kind(entry)),
                [
                    (50, "no write access to parent".to_owned()),
                    (50, "no write access to parent".to_owned()),
                    (50, String::new()),
                    (50, "no write access to parent's children".to_owned()),
                ]
            );
        }
    }
}

#[test]
fn u20_or_the_switch_says_unwilling() {
    let overrides = Overrides::default().writes(Writes::UnwillingToPerform);
    let mut session = bound_session(overrides.clone());
    let expected = (53, "operation restricted".to_owned());
    for answer in refusals(&mut session, each_kind(LEELA)) {
        assert_eq!(answer, expected);
    }
    // It says so to those who have authenticated.
    assert_eq!(refusal(&mut session_with(overrides), delete(LEELA)).0, 8);
}

#[test]
fn openldap_md_23_mistakes_come_before_rights() {
    let invalid_dn = (34, "invalid DN".to_owned());
    let told = |write| refusal(&mut session(), write);
    for write in each_kind("foo=bar") {
        assert_eq!(told(write), invalid_dn);
    }
    assert_eq!(told(add("foo=bar", Vec::new())), invalid_dn);
    assert_eq!(told(modify_dn("x", "y", Some("z"))), invalid_dn);
    for new_rdn in ["", "uid=a,ou=b", "foo=bar", "x"] {
        assert_eq!(
            told(modify_dn(LEELA, new_rdn, Some("x"))),
            (34, "invalid new RDN".to_owned())
        );
    }
    assert_eq!(
        told(modify_dn(LEELA, "uid=a+cn=b", Some("foo=bar"))),
        (34, "invalid newSuperior".to_owned())
    );
    assert_eq!(
        told(add(NEW, Vec::new())),
        (2, "no attributes provided".to_owned())
    );
}

#[test]
fn openldap_md_23_attributes_are_checked_one_after_the_other() {
    let unknown = || attribute("FooBar", &[b"x"]);
    let bad_value = || attribute("uidNumber", &[b"1", b"one"]);
    let told = |attributes| refusal(&mut session(), add(NEW, attributes));

    let undefined = (17, "FooBar: attribute type undefined".to_owned());
    let invalid = (21, "uidNumber: value #1 invalid per syntax".to_owned());
    assert_eq!(told(vec![unknown(), bad_value()]), undefined);
    assert_eq!(told(vec![bad_value(), unknown()]), invalid);
    assert_eq!(refusal(&mut session(), modify(LEELA, unknown())), undefined);
    assert_eq!(refusal(&mut session(), modify("", bad_value())), invalid);
    assert_eq!(
        refusal(&mut session(), modify(LEELA, attribute("CN", &[b"\xff"]))),
        (21, "CN: value #0 invalid per syntax".to_owned()),
        "in the client's own spelling"
    );
    let long = "x".repeat(100_000);
    let (code, text) = refusal(&mut session(), modify(LEELA, attribute(&long, &[])));
    assert_eq!(code, 17);
    assert!(text.len() < 300, "not all of it is repeated");
}

#[test]
fn openldap_md_23_the_entries_of_the_server_itself() {
    for mut session in [session(), bound_session(Overrides::default())] {
        let root = refusals(&mut session, each_kind(""));
        let subschema = refusals(&mut session, each_kind("CN=subschema"));
        assert_eq!(root.each_ref().map(|(code, _)| *code), [53; 4]);
        assert_eq!(subschema.each_ref().map(|(code, _)| *code), [53; 4]);
        assert_eq!(root[2].1, "modify upon the root DSE not supported");
        assert_eq!(subschema[3].1, "cannot rename subschema subentry");
    }
}

#[test]
fn a_critical_control_that_is_unknown_comes_before_the_name() {
    for request in each_kind("foo=bar") {
        let mut session = session();
        session.receive(Ok(RequestMessage {
            id: MessageId::new(1).unwrap(),
            request,
            controls: vec![critical_control("1.2.3")],
        }));
        assert_eq!(result_of(&run(&mut session)[0]).0, 12);
    }
}
