//! Bind: outcomes, their order (`openldap.md 1`), and what they leave behind.

use jcldap_fixtures::behavior::{AnonymousBind, UnauthenticatedBind};

use super::*;

const LEELA: &str = "uid=leela,ou=Users,o=5f1b9a2c8d3e4f0012345678,dc=jumpcloud,dc=com";

fn with_authentication(version: i64, name: &str, authentication: Authentication) -> Request {
    Request::Bind(BindRequest {
        version,
        name: name.into(),
        authentication,
    })
}

fn answer_to(asked: Request) -> (i64, String) {
    match &ask(&mut session(), asked)[..] {
        [
            LdapMsg {
                op: LdapOp::BindResponse(response),
                ..
            },
        ] => (
            response.res.code.clone() as i64,
            response.res.message.clone(),
        ),
        other => panic!("expected one BindResponse, got {other:?}"),
    }
}

#[test]
fn j5_04_and_j5_05_all_refusals_look_the_same() {
    let refused = (49, String::new());
    let elsewhere = LEELA.replace(ORGANIZATION, "ffffffffffffffffffffffff");
    let group = format!("cn=Crew,{USERS}");
    let nobody = format!("uid=nobody,{USERS}");
    let staged = format!("uid=staged,{USERS}");
    for (name, password) in [
        (LEELA, &b"wrong"[..]),
        (LEELA, b"nibbler\0"),
        (LEELA, b"\xff"),
        (&elsewhere, b"nibbler"),
        (&nobody, b"nibbler"),
        (&group, b"nibbler"),
        (&staged, b"nibbler"),
        ("dc=jumpcloud,dc=com", b"nibbler"),
    ] {
        assert_eq!(bind(&mut session(), name, password), refused, "{name}");
    }
}

#[test]
fn j5_14_names_match_whatever_their_spelling() {
    for name in [
        LEELA.to_owned(),
        LEELA.to_uppercase(),
        LEELA.replace(',', " ; "),
        LEELA.replace("uid=", "0.9.2342.19200300.100.1.1="),
    ] {
        let mut session = session();
        assert_eq!(
            bind(&mut session, &name, b"nibbler"),
            (0, String::new()),
            "{name}"
        );
        assert_eq!(
            session.identity().to_string(),
            LEELA,
            "the entry's own spelling"
        );
    }
}

#[test]
fn j5_06_a_name_that_is_not_a_dn() {
    for name in [
        "leela@example.test",
        r"5f1b9a2c8d3e4f0012345678\leela@example.test",
        "foo=bar",
        "leela",
    ] {
        assert_eq!(
            bind(&mut session(), name, b"nibbler"),
            (34, "invalid DN".into()),
            "{name}"
        );
    }
}

#[test]
fn openldap_md_1_the_name_comes_before_the_version_and_the_version_before_the_method() {
    let simple = || Authentication::Simple(Secret::new(b"nibbler".to_vec()));
    let sasl = |mechanism: &[u8]| Authentication::Sasl {
        mechanism: mechanism.to_vec(),
        credentials: None,
    };

    assert_eq!(answer_to(with_authentication(2, "no name", simple())).0, 34);
    for version in [1, 4, 0, -1] {
        let expected = (2, "requested protocol version not supported".into());
        assert_eq!(
            answer_to(with_authentication(version, LEELA, simple())),
            expected
        );
        assert_eq!(
            answer_to(with_authentication(version, LEELA, Authentication::Unknown)),
            expected
        );
    }
    let historical = (
        2,
        "historical protocol version requested, use LDAPv3 instead".into(),
    );
    assert_eq!(
        answer_to(with_authentication(2, LEELA, simple())),
        historical
    );
    assert_eq!(
        answer_to(with_authentication(3, LEELA, Authentication::Unknown)),
        (7, "unknown authentication method".into())
    );
    assert_eq!(
        answer_to(with_authentication(3, "", sasl(b"PLAIN"))),
        (7, "SASL not supported".into())
    );
    assert_eq!(
        answer_to(with_authentication(3, "", sasl(b""))),
        (7, "no SASL mechanism provided".into())
    );
}

#[test]
fn openldap_md_1_names_and_passwords_that_are_empty() {
    let unauthenticated = (
        53,
        "unauthenticated bind (DN with no password) disallowed".into(),
    );
    assert_eq!(bind(&mut session(), LEELA, b""), unauthenticated);
    assert_eq!(bind(&mut session(), "", b"nibbler"), (49, String::new()));
    assert_eq!(bind(&mut session(), "", b""), (0, String::new()));

    let overrides = Overrides::default()
        .anonymous_bind(AnonymousBind::Reject)
        .unauthenticated_bind(UnauthenticatedBind::InvalidCredentials);
    let mut session = session_with(overrides);
    assert_eq!(bind(&mut session, LEELA, b""), (49, String::new()));
    assert_eq!(
        bind(&mut session, "", b""),
        (48, "anonymous bind disallowed".into())
    );
}

#[test]
fn rfc4511_section_4_2_1_a_failed_bind_leaves_the_session_anonymous() {
    for (name, password) in [(LEELA, &b"wrong"[..]), ("leela", b"nibbler"), (LEELA, b"")] {
        let mut session = bound_session(Overrides::default());
        assert_ne!(bind(&mut session, name, password).0, 0);
        assert_eq!(session.identity().to_string(), "anonymous");
    }
}

#[test]
fn a_critical_control_that_is_unknown_comes_before_the_name() {
    let mut session = session();
    let controls = vec![Control {
        oid: b"1.2.3".to_vec(),
        criticality: true,
        value: None,
    }];
    session.receive(Ok(RequestMessage {
        id: MessageId::new(1).unwrap(),
        request: bind_request("no name", b"x"),
        controls,
    }));
    let answers = run(&mut session);
    let LdapOp::BindResponse(response) = &answers[0].op else {
        panic!("{answers:?}")
    };
    assert_eq!(response.res.code.clone() as i64, 12);
    assert_eq!(response.res.message, "critical extension is not recognized");
}

#[test]
fn a_slow_password_is_checked_outside_and_later_requests_wait_for_it() {
    let mut session = session();
    let slow = format!("uid=slow,{USERS}");
    session.receive(Ok(request(1, bind_request(&slow, b"nibbler"))));
    session.receive(Ok(request(
        2,
        search_request("", SearchScope::BaseObject, "(objectClass=*)", &[]),
    )));
    let mut out = Vec::new();
    let Advance::Work(Work::Verify { given, stored }) = session.advance(&mut out) else {
        panic!("no work")
    };
    assert!(
        matches!(session.advance(&mut out), Advance::Idle),
        "the search waits"
    );
    assert!(out.is_empty());
    let _ = session.resume(stored.matches(given.expose()), &mut out);
    assert_eq!(session.identity().to_string(), slow);
    let ids: Vec<i32> = read(&out)
        .into_iter()
        .chain(run(&mut session))
        .map(|answer| answer.msgid)
        .collect();
    assert_eq!(ids, [1, 2, 2]);
}
