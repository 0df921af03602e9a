//! Binds with a second factor (J5.15 to J5.18, U11).

use jcldap_fixtures::Push;
use jcldap_fixtures::behavior::CommaInPassword;

use super::*;

/// The secret of RFC 6238's test vectors, whose codes around [`NOON`] are below.
const SECRET: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
pub(super) const CODE: &str = "860355";
const CODE_OF_AN_HOUR_AGO: &str = "082693";

fn seed() -> String {
    format!(
        r#"
organization: {{id: "{ORGANIZATION}", name: Test}}
users:
  - {{username: ldap-service, email: s@example.test, password: good, ldap_binding_user: true, totp_secret: {SECRET}, push: deny}}
  - {{username: leela, email: l@example.test, password: nibbler, totp_secret: {SECRET}, push: deny}}
  - {{username: fry, email: f@example.test, password: "slurm,123456", totp_secret: {SECRET}}}
  - {{username: bender, email: b@example.test, password: shiny}}
  - {{username: amy, email: a@example.test, password: guh, push: timeout}}
  - {{username: zoidberg, email: z@example.test, password: claws, account_locked: true}}
  - username: slow
    email: slow@example.test
    password_hash: "{{CRYPT}}$5$pepper$ajH8d1ueHDRTbW0i/h6JI608VinlzfhzGtyKEOFqWQ0"
    totp_secret: {SECRET}
"#
    )
}

fn session_at(entrance: Entrance, overrides: Overrides) -> Session {
    Session::new(Arc::new(Fixed(directory(&seed(), overrides))), entrance)
}

/// What a bind comes to, and what was asked of the outside for it.
#[derive(Debug, PartialEq)]
struct Bound {
    code: i64,
    passwords_checked_outside: usize,
    pushes: Vec<Push>,
    cause: &'static str,
}

fn bind_at(entrance: Entrance, overrides: Overrides, username: &str, password: &str) -> Bound {
    let mut session = session_at(entrance, overrides);
    let name = format!("uid={username},{USERS}");
    session.receive(Ok(request(1, bind_request(&name, password.as_bytes()))));
    let mut out = Vec::new();
    let mut bound = Bound {
        code: -1,
        passwords_checked_outside: 0,
        pushes: Vec::new(),
        cause: "",
    };
    let mut step = session.advance(&mut out);
    loop {
        step = match step {
            Advance::Work(work) => {
                match &work {
                    Work::AskUser(push) => bound.pushes.push(*push),
                    _ => bound.passwords_checked_outside += 1,
                }
                session.resume(do_work(work), &mut out)
            }
            Advance::Finished(outcome) => {
                bound.cause = outcome.reason.cause();
                break;
            }
            other => panic!("{other:?}"),
        };
    }
    let answers = read(&out);
    let (code, matched_dn, text) = result_of(&answers[0]);
    assert_eq!((matched_dn, text), ("", ""), "J5.04: nothing is told");
    let identity = session.identity().to_string();
    assert_eq!(identity == name, code == 0, "{identity}");
    bound.code = code;
    bound
}

/// Code and cause of a bind on the host for multi-factor authentication, with its pushes.
fn mfa(username: &str, password: &str) -> (i64, &'static str, Vec<Push>) {
    let bound = bind_at(Entrance::LdapsMfa, Overrides::default(), username, password);
    (bound.code, bound.cause, bound.pushes)
}

fn plain(switch: CommaInPassword, username: &str, password: &str) -> (i64, &'static str) {
    let overrides = Overrides::default().comma_in_password(switch);
    let bound = bind_at(Entrance::Ldaps, overrides, username, password);
    assert_eq!(bound.pushes, [], "never on the plain host");
    (bound.code, bound.cause)
}

fn with_code(password: &str, code: &str) -> String {
    format!("{password},{code}")
}

#[test]
fn j5_16_a_password_and_the_code_of_the_moment() {
    let right = with_code("nibbler", CODE);
    assert_eq!(mfa("leela", &right), (0, "success", vec![]));
    let wrong = (49, "wrong_code", vec![]);
    assert_eq!(mfa("leela", "nibbler,000000"), wrong);
    let old = with_code("nibbler", CODE_OF_AN_HOUR_AGO);
    assert_eq!(mfa("leela", &old), wrong);
    let wrong_password = (49, "wrong_password", vec![]);
    assert_eq!(mfa("leela", &with_code("wrong", CODE)), wrong_password);
    assert_eq!(mfa("leela", &with_code("", CODE)), wrong_password);
    assert_eq!(
        mfa("bender", &with_code("shiny", CODE)),
        (49, "no_totp_secret", vec![])
    );
}

#[test]
fn j5_17_a_password_alone_asks_the_user() {
    assert_eq!(mfa("bender", "shiny"), (0, "success", vec![Push::Approve]));
    assert_eq!(
        mfa("leela", "nibbler"),
        (49, "push_denied", vec![Push::Deny])
    );
    assert_eq!(
        mfa("amy", "guh"),
        (49, "push_unanswered", vec![Push::Timeout])
    );
}

#[test]
fn nobody_is_asked_who_could_not_bind_anyway() {
    assert_eq!(mfa("bender", "wrong"), (49, "wrong_password", vec![]));
    assert_eq!(mfa("zoidberg", "claws"), (49, "account_locked", vec![]));
    assert_eq!(mfa("nobody", "shiny"), (49, "unknown_user", vec![]));
}

#[test]
fn j5_18_a_binding_user_is_excluded() {
    assert_eq!(mfa("ldap-service", "good"), (0, "success", vec![]));
    assert_eq!(
        mfa("ldap-service", &with_code("good", CODE)),
        (49, "wrong_password", vec![]),
        "a comma is a comma in its password"
    );
}

#[test]
fn u11_a_password_that_looks_like_one_with_a_code() {
    assert_eq!(
        mfa("fry", "slurm,123456"),
        (0, "success", vec![Push::Approve]),
        "it is right as it stands"
    );
    assert_eq!(
        mfa("fry", &with_code("slurm,123456", CODE)),
        (0, "success", vec![])
    );
    assert_eq!(
        mfa("fry", &with_code("slurm", CODE)),
        (49, "wrong_password", vec![])
    );
}

#[test]
fn u11_on_the_plain_host_the_switch_decides() {
    let code = with_code("nibbler", CODE);
    assert_eq!(
        plain(CommaInPassword::Literal, "leela", &code),
        (49, "wrong_password")
    );
    assert_eq!(plain(CommaInPassword::Mfa, "leela", &code), (0, "success"));
    assert_eq!(
        plain(CommaInPassword::Mfa, "leela", "nibbler,000000"),
        (49, "wrong_code")
    );
    for switch in [CommaInPassword::Literal, CommaInPassword::Mfa] {
        assert_eq!(plain(switch, "leela", "nibbler"), (0, "success"));
        assert_eq!(plain(switch, "fry", "slurm,123456"), (0, "success"));
        assert_eq!(
            plain(switch, "ldap-service", &with_code("good", CODE)),
            (49, "wrong_password")
        );
    }
}

/// A check that is not made is a time that is not taken: both readings are checked, right or wrong.
#[test]
fn both_readings_are_checked_whatever_the_first_gave() {
    let outside = |password: &str| {
        let bound = bind_at(Entrance::LdapsMfa, Overrides::default(), "slow", password);
        (bound.code, bound.passwords_checked_outside)
    };
    assert_eq!(outside(&with_code("nibbler", CODE)), (0, 2));
    assert_eq!(outside(&with_code("wrong", CODE)), (49, 2));
    assert_eq!(outside("nibbler"), (0, 1));
    assert_eq!(outside("wrong"), (49, 1));
}

#[test]
fn j5_17_an_unbind_while_the_user_is_asked_ends_the_wait() {
    let mut session = session_at(Entrance::LdapsMfa, Overrides::default());
    let name = format!("uid=bender,{USERS}");
    session.receive(Ok(request(1, bind_request(&name, b"shiny"))));
    let mut out = Vec::new();
    assert!(matches!(
        session.advance(&mut out),
        Advance::Work(Work::AskUser(Push::Approve))
    ));
    assert!(session.is_waiting());
    session.receive(Ok(request(2, Request::Unbind)));
    assert!(!session.is_waiting());
    assert!(matches!(session.advance(&mut out), Advance::Ended(None)));
    assert!(out.is_empty());
}
