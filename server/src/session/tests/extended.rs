//! Extended operations: "Who am I?", Password Modify, StartTLS, and those that are not known.

use jcldap_fixtures::behavior::Writes;

use super::*;

const WHO_AM_I: &str = "1.3.6.1.4.1.4203.1.11.3";
const PASSWORD_MODIFY: &str = "1.3.6.1.4.1.4203.1.11.1";
const START_TLS: &str = "1.3.6.1.4.1.1466.20037";

/// Code, text and responseValue.
fn extended(
    session: &mut Session,
    name: &str,
    value: Option<&[u8]>,
) -> (i64, String, Option<Vec<u8>>) {
    let answers = ask(session, extended_request(name, value));
    let [answer] = &answers[..] else {
        panic!("expected one answer, got {answers:?}")
    };
    let LdapOp::ExtendedResponse(response) = &answer.op else {
        panic!("{answer:?}")
    };
    assert_eq!(response.name, None, "`openldap.md 9`");
    let (code, _, text) = result_of(answer);
    (code, text.to_owned(), response.value.clone())
}

fn refused(code: i64, text: &str) -> (i64, String, Option<Vec<u8>>) {
    (code, text.to_owned(), None)
}

fn clear_text_session() -> Session {
    let directory = directory(SEED, Overrides::default());
    Session::new(Arc::new(Fixed(directory)), Entrance::Ldap)
}

#[test]
fn j6_01_an_unknown_operation() {
    let expected = refused(2, "unsupported extended operation");
    for name in ["1.2.840.113556.1.4.1781", "1.2.3", "", "who am i"] {
        assert_eq!(extended(&mut session(), name, None), expected, "{name}");
    }
}

#[test]
fn openldap_md_10_controls_come_before_the_name_of_the_operation() {
    for name in ["1.2.3", WHO_AM_I, START_TLS, "1.3.6.1.1.8"] {
        let mut session = clear_text_session();
        session.receive(Ok(RequestMessage {
            id: MessageId::new(1).unwrap(),
            request: extended_request(name, Some(b"x")),
            controls: vec![critical_control("1.2.3")],
        }));
        assert_eq!(result_of(&run(&mut session)[0]).0, 12, "{name}");
    }
}

#[test]
fn what_the_root_dse_advertises_works_and_nothing_else() {
    let mut session = session();
    let read = search_request(
        "",
        SearchScope::BaseObject,
        "(objectClass=*)",
        &["supportedExtension"],
    );
    let answers = ask(&mut session, read);
    let LdapOp::SearchResultEntry(entry) = &answers[0].op else {
        panic!("{answers:?}")
    };
    let mut advertised: Vec<&str> = entry.attributes[0]
        .vals
        .iter()
        .map(|name| str::from_utf8(name).unwrap())
        .collect();
    advertised.sort_unstable();
    assert_eq!(
        advertised,
        ["1.3.6.1.1.8", START_TLS, PASSWORD_MODIFY, WHO_AM_I]
    );
    for name in advertised {
        let (_, text, _) = extended(&mut session, name, None);
        assert_ne!(text, "unsupported extended operation", "{name}");
    }
}

#[test]
fn rfc4532_section_2_2_an_authz_id_or_an_empty_value() {
    let mut session = session();
    let anonymous = (0, String::new(), Some(Vec::new()));
    assert_eq!(extended(&mut session, WHO_AM_I, None), anonymous);

    let spelled_by_the_client = BINDING_USER.to_uppercase().replace(',', " ; ");
    assert_eq!(bind(&mut session, &spelled_by_the_client, b"good").0, 0);
    let bound = format!("dn:{BINDING_USER}").into_bytes();
    assert_eq!(
        extended(&mut session, WHO_AM_I, None),
        (0, String::new(), Some(bound)),
        "`openldap.md 26`: the entry's own spelling"
    );

    assert_ne!(bind(&mut session, BINDING_USER, b"bad").0, 0);
    assert_eq!(extended(&mut session, WHO_AM_I, None), anonymous);
    for value in [&b""[..], b"x"] {
        assert_eq!(
            extended(&mut session, WHO_AM_I, Some(value)),
            refused(2, "no request data expected")
        );
    }
}

#[test]
fn j5_12_an_ordinary_user_may_ask_who_it_is() {
    let mut session = session();
    let leela = format!("uid=leela,{USERS}");
    assert_eq!(bind(&mut session, &leela, b"nibbler").0, 0);
    let expected = format!("dn:{leela}").into_bytes();
    assert_eq!(extended(&mut session, WHO_AM_I, None).2, Some(expected));
}

#[test]
fn openldap_md_23_a_password_is_never_changed() {
    let change = [0x30, 6, 0x81, 1, b'o', 0x82, 1, b'n'];
    let generate = [0x30, 0];
    let anonymous = refused(8, "only authenticated users may change passwords");
    for value in [None, Some(&change[..]), Some(&[]), Some(b"x")] {
        assert_eq!(extended(&mut session(), PASSWORD_MODIFY, value), anonymous);
    }

    let mut session = bound_session(Overrides::default());
    for value in [None, Some(&change[..]), Some(&generate)] {
        assert_eq!(
            extended(&mut session, PASSWORD_MODIFY, value),
            refused(50, "")
        );
    }
    assert_eq!(
        extended(&mut session, PASSWORD_MODIFY, Some(&[])),
        refused(2, "empty request data field")
    );
    assert_eq!(
        extended(&mut session, PASSWORD_MODIFY, Some(b"garbage")),
        refused(2, "data decoding error")
    );

    let unwilling = Overrides::default().writes(Writes::UnwillingToPerform);
    assert_eq!(
        extended(
            &mut bound_session(unwilling),
            PASSWORD_MODIFY,
            Some(&change)
        ),
        refused(53, "operation restricted")
    );
}

#[test]
fn openldap_md_24_tls_starts_once_and_the_session_is_anonymous_then() {
    let mut session = clear_text_session();
    assert_eq!(
        bind(&mut session, BINDING_USER, b"good").0,
        0,
        "J8.04: in clear text"
    );
    session.receive(Ok(request(2, extended_request(START_TLS, None))));
    let mut out = Vec::new();
    assert!(matches!(
        session.advance(&mut out),
        Advance::Work(Work::StartTlsIsLast)
    ));
    assert!(
        out.is_empty(),
        "nothing is promised before it is known to be the last"
    );
    assert!(matches!(
        session.resume(true, &mut out),
        Advance::StartTls(_)
    ));
    assert_eq!(result_of(&read(&out)[0]), (0, "", ""));
    assert_eq!(session.identity().to_string(), "anonymous");

    let again = refused(1, "TLS already started");
    assert_eq!(extended(&mut session, START_TLS, None), again);
}

#[test]
fn openldap_md_24_no_second_tls_on_ldaps() {
    let mut session = bound_session(Overrides::default());
    assert_eq!(
        extended(&mut session, START_TLS, None),
        refused(1, "TLS already started")
    );
    assert_eq!(
        session.identity().to_string(),
        BINDING_USER,
        "a refusal changes nothing"
    );
}

#[test]
fn rfc4511_section_4_14_1_the_request_has_no_value() {
    for value in [&b""[..], b"x"] {
        let expected = refused(2, "no request data expected");
        assert_eq!(
            extended(&mut clear_text_session(), START_TLS, Some(value)),
            expected
        );
        assert_eq!(extended(&mut session(), START_TLS, Some(value)), expected);
    }
}

#[test]
fn openldap_md_24_not_beside_other_operations() {
    let outstanding = (1, "", "cannot start TLS when operations are outstanding");
    let who_am_i = || request(9, extended_request(WHO_AM_I, None));
    let start_tls = || request(3, extended_request(START_TLS, None));
    let search = || {
        request(
            2,
            search_request("", SearchScope::BaseObject, "(objectClass=*)", &[]),
        )
    };

    for (before, behind) in [
        (Some(search()), None),
        (None, Some(who_am_i())),
        (None, Some(request(4, bind_request(BINDING_USER, b"good")))),
    ] {
        let mut session = clear_text_session();
        for message in before.into_iter().chain([start_tls()]).chain(behind) {
            session.receive(Ok(message));
        }
        let answers = run(&mut session);
        let refusal = answers.iter().find(|answer| answer.msgid == 3).unwrap();
        assert_eq!(result_of(refusal), outstanding);
        // The session goes on in clear text, and TLS may start later.
        session.receive(Ok(start_tls()));
        assert_eq!(result_of(&run(&mut session)[0]).0, 0);
    }
}

#[test]
fn openldap_md_24_nor_with_octets_behind_it() {
    let mut session = clear_text_session();
    session.receive(Ok(request(3, extended_request(START_TLS, None))));
    let mut out = Vec::new();
    assert!(matches!(session.advance(&mut out), Advance::Work(_)));
    assert!(matches!(
        session.resume(false, &mut out),
        Advance::Finished(_)
    ));
    assert_eq!(result_of(&read(&out)[0]).0, 1);
    assert_eq!(extended(&mut session, WHO_AM_I, None).0, 0);
}

#[test]
fn rfc4511_section_4_11_start_tls_cannot_be_abandoned() {
    let mut session = clear_text_session();
    session.receive(Ok(request(3, extended_request(START_TLS, None))));
    session.receive(Ok(request(4, Request::Abandon(3))));
    assert_eq!(result_of(&run(&mut session)[0]), (0, "", ""));
}
