//! The password policy control of binds (`openldap.md 4`, J4.08, U05).

use jcldap_fixtures::behavior::PasswordPolicyResponse;

use super::controls::{PASSWORD_POLICY, control};
use super::*;

/// A user for each state that the control can tell of.
const STATES: &str = r#"
organization: {id: "5f1b9a2c8d3e4f0012345678", name: Test}
ldapServer: {userLockoutAction: disable, userPasswordExpirationAction: disable}
users:
  - {username: ldap-service, email: s@example.test, password: good, ldap_binding_user: true}
  - {username: active, email: a@example.test, password: good}
  - {username: locked, email: l@example.test, password: good, account_locked: true}
  - {username: suspended, email: u@example.test, password: good, state: SUSPENDED}
  - {username: expired, email: e@example.test, password: good, password_expired: true}
  - {username: unused, email: n@example.test}
  - {username: staged, email: t@example.test, password: good, state: STAGED}
  - username: slow
    email: slow@example.test
    password_hash: "{CRYPT}$5$pepper$ajH8d1ueHDRTbW0i/h6JI608VinlzfhzGtyKEOFqWQ0"
groups:
  - {name: Crew, members: [active]}
"#;

/// The control of an answer, without an error; with `passwordExpired (0)`; with `accountLocked (1)`. By hand from
/// draft-behera-ldap-password-policy section 6.2: `Controls [0]`, Control, controlType, controlValue.
fn response_control(error: Option<u8>) -> Vec<u8> {
    let value = match error {
        None => vec![0x30, 0x00],
        Some(number) => vec![0x30, 0x03, 0x81, 0x01, number],
    };
    let length = u8::try_from(value.len()).unwrap();
    [
        &[0xa0, 0x1f + length, 0x30, 0x1d + length, 0x04, 0x19][..],
        b"1.3.6.1.4.1.42.2.27.8.5.1",
        &[0x04, length],
        &value,
    ]
    .concat()
}

/// The octets of a bind's answer, with the control asked for, and the answer's code.
fn answer(session: &mut Session, request: Request, controls: Vec<Control>) -> (i64, Vec<u8>) {
    session.receive(Ok(RequestMessage {
        id: MessageId::new(1).unwrap(),
        request,
        controls,
    }));
    let mut out = Vec::new();
    let mut advance = session.advance(&mut out);
    if let Advance::Work(work) = advance {
        advance = session.resume(do_work(work), &mut out);
    }
    match advance {
        Advance::Finished(outcome) => (outcome.reason.result().code.number().into(), out),
        other => panic!("{other:?}"),
    }
}

fn states_session(response: PasswordPolicyResponse) -> Session {
    let overrides = Overrides::default().password_policy_response(response);
    session_on(directory(STATES, overrides))
}

fn requested(criticality: bool) -> Vec<Control> {
    vec![control(PASSWORD_POLICY, criticality, None)]
}

#[test]
fn openldap_md_4_the_bind_of_an_entry_is_answered_with_the_control() {
    use PasswordPolicyResponse::{Empty, Errors};
    let locked = Some(1);
    for (name, password, code, if_errors) in [
        ("uid=active", "good", 0, None),
        ("uid=active", "wrong", 49, None),
        ("uid=slow", "nibbler", 0, None),
        ("uid=slow", "wrong", 49, None),
        ("uid=locked", "good", 49, locked),
        ("uid=locked", "wrong", 49, locked),
        ("uid=suspended", "good", 49, locked),
        ("uid=expired", "good", 49, Some(0)),
        ("uid=expired", "wrong", 49, None),
        ("uid=unused", "any", 49, None),
        ("cn=Crew", "any", 49, None),
    ] {
        for (response, criticality, error) in [(Empty, false, None), (Errors, true, if_errors)] {
            let mut session = states_session(response);
            let bind = bind_request(&format!("{name},{USERS}"), password.as_bytes());
            let (found, octets) = answer(&mut session, bind, requested(criticality));
            assert_eq!(found, code, "{name}");
            assert!(
                octets.ends_with(&response_control(error)),
                "{name} {password} {response:?}: {octets:02x?}"
            );
        }
    }
}

#[test]
fn openldap_md_4_a_bind_of_no_entry_is_answered_without_the_control() {
    let nobody = format!("uid=nobody,{USERS}");
    let staged = format!("uid=staged,{USERS}");
    for (name, password, code) in [
        (&nobody[..], "good", 49),
        (&staged, "good", 49),
        (
            "uid=active,ou=Users,o=ffffffffffffffffffffffff,dc=jumpcloud,dc=com",
            "good",
            49,
        ),
        ("dc=jumpcloud,dc=com", "good", 49),
        ("no name", "good", 34),
        (BINDING_USER, "", 53),
        ("", "good", 49),
        ("", "", 0),
    ] {
        let mut session = states_session(PasswordPolicyResponse::Errors);
        let bind = bind_request(name, password.as_bytes());
        let asked = answer(&mut session, bind.clone(), requested(false));
        assert_eq!(asked.0, code, "{name}");
        assert_eq!(asked, answer(&mut session, bind, Vec::new()), "{name}");
    }
}

#[test]
fn nothing_is_told_to_who_does_not_ask() {
    for response in [
        PasswordPolicyResponse::Empty,
        PasswordPolicyResponse::Errors,
    ] {
        let mut session = states_session(response);
        let bind = bind_request(&format!("uid=locked,{USERS}"), b"good");
        let (_, octets) = answer(&mut session, bind, Vec::new());
        // LDAPMessage, messageID 1, BindResponse: invalidCredentials (49), matchedDN and text empty.
        let expected = [
            0x30, 0x0c, 0x02, 0x01, 0x01, 0x61, 0x07, 0x0a, 0x01, 0x31, 0x04, 0x00, 0x04, 0x00,
        ];
        assert_eq!(octets, expected);
    }
}

#[test]
fn openldap_md_4_a_request_control_with_a_value() {
    let mut session = session();
    for value in [&b""[..], b"\x30\x00"] {
        let controls = vec![control(PASSWORD_POLICY, false, Some(value))];
        let bind = bind_request("no name", b"x");
        let answers = controls::ask_with(&mut session, bind, controls);
        assert_eq!(
            controls::result(&answers),
            (2, "passwordPolicyRequest control value not absent")
        );
    }
}
