//! The three ways to a directory: clear text, StartTLS, LDAPS (section 8 of the facts about JumpCloud).

use jcldap::MockJumpCloud;
use jcldap_tests::ldap::{Connection, Extended, Operation, Response, Scope, Search};

const START_TLS: &str = "1.3.6.1.4.1.1466.20037";
const WHO_AM_I: &str = "1.3.6.1.4.1.4203.1.11.3";

/// Proves: J8.01, J8.04
#[test]
fn a_bind_in_clear_text_is_taken_as_one_under_tls_is() {
    let jumpcloud = start();
    let trust = jumpcloud.client_config().unwrap();
    for mut connection in [
        Connection::ldap(&jumpcloud.ldap_url()),
        Connection::ldaps(&jumpcloud.ldaps_url(), trust),
    ] {
        assert_eq!(connection.bind(jumpcloud.binding_dn(), "wrong"), 49);
        assert_eq!(bind(&mut connection, &jumpcloud), 0);
        assert_eq!(count(&mut connection, &jumpcloud), 1);
    }
}

/// Proves: J8.01, J8.02, J8.03
#[test]
fn start_tls_works_before_a_bind() {
    let jumpcloud = start();
    let mut connection = Connection::ldap(&jumpcloud.ldap_url());
    assert_eq!(extended(&mut connection, START_TLS).code, 0);
    connection.begin_tls(jumpcloud.client_config().unwrap());
    assert_eq!(bind(&mut connection, &jumpcloud), 0);
    assert_eq!(count(&mut connection, &jumpcloud), 1);
}

/// Proves: J5.12, openldap.md 24
#[test]
fn start_tls_makes_a_bound_session_anonymous() {
    let jumpcloud = start();
    let mut connection = Connection::ldap(&jumpcloud.ldap_url());
    assert_eq!(bind(&mut connection, &jumpcloud), 0);
    assert_eq!(extended(&mut connection, START_TLS).code, 0);
    connection.begin_tls(jumpcloud.client_config().unwrap());
    assert_eq!(
        extended(&mut connection, WHO_AM_I).value.as_deref(),
        Some(&b""[..])
    );
    let response = extended(&mut connection, START_TLS);
    assert_eq!((response.code, &*response.text), (1, "TLS already started"));
}

fn start() -> MockJumpCloud {
    MockJumpCloud::builder()
        .ldap()
        .start_blocking()
        .expect("the embedded seed can be served")
}

fn bind(connection: &mut Connection, jumpcloud: &MockJumpCloud) -> i64 {
    connection.bind(jumpcloud.binding_dn(), jumpcloud.password("ldap-service"))
}

fn count(connection: &mut Connection, jumpcloud: &MockJumpCloud) -> usize {
    let search = Search::new(jumpcloud.base_dn(), Scope::One, "(uid=leela)", &["1.1"]);
    connection.request(&search.into(), &[]).entries().count()
}

fn extended(connection: &mut Connection, name: &str) -> Response {
    let operation = Operation::Extended(Extended {
        name: name.to_owned(),
        value: None,
    });
    connection.request(&operation, &[]).response().clone()
}
