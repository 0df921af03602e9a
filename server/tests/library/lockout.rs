//! Lockout by failed binds (U25).

use std::sync::Arc;
use std::time::Duration;

use jcldap::{Clock, MockJumpCloud};
use time::macros::datetime;
use tokio::task::JoinSet;

use super::client::Client;

const FRY: &str = "uid=fry,ou=Users,o=5f1b9a2c8d3e4f0012345678,dc=jumpcloud,dc=com";

async fn start(ldap_server: &str) -> MockJumpCloud {
    MockJumpCloud::builder()
        .fixture_text(format!(
            r#"
organization: {{id: "5f1b9a2c8d3e4f0012345678"}}
ldapServer: {ldap_server}
users:
  - {{username: ldap-service, email: s@crew.test, password: may-search, ldap_binding_user: true}}
  - {{username: fry, email: fry@crew.test, password: good}}
"#
        ))
        .clock(Clock::standing_at(datetime!(2030-01-01 00:00:00 UTC)))
        .start()
        .await
        .unwrap()
}

/// A bind as fry on a connection of its own.
async fn bind(jumpcloud: &MockJumpCloud, password: &str) -> i64 {
    Client::connect(jumpcloud).await.bind(FRY, password).await
}

#[tokio::test]
async fn failures_on_any_connection_lock_and_time_unlocks() {
    let jumpcloud =
        start("{userLockoutAction: remove, lockout: {maxFailures: 3, unlockAfter: 15m}}").await;
    let mut admin = Client::bound(&jumpcloud).await;
    let mut clients = Vec::new();
    for _ in 0..3 {
        clients.push(Client::connect(&jumpcloud).await);
    }
    for client in &mut clients {
        assert_eq!(client.bind(FRY, "bad").await, 49);
    }
    // Visible to every connection at once, and as the lockout action says.
    assert_eq!(admin.search(FRY, "(objectClass=*)").await.1, 32);
    for client in &mut clients {
        assert_eq!(client.bind(FRY, "good").await, 49);
    }
    assert_eq!(jumpcloud.received().with_cause("wrong_password").len(), 3);
    assert_eq!(jumpcloud.received().with_cause("account_locked").len(), 3);

    jumpcloud.advance(Duration::from_millis(15 * 60 * 1000 - 1));
    assert_eq!(bind(&jumpcloud, "good").await, 49);
    jumpcloud.advance(Duration::from_millis(1));
    let (entries, code) = admin.search(FRY, "(objectClass=*)").await;
    assert_eq!(
        (code, &entries[FRY]["modifyTimestamp"][..]),
        (0, &["20300101001500Z".to_owned()][..])
    );
    assert_eq!(bind(&jumpcloud, "good").await, 0);
}

#[tokio::test]
async fn only_failures_in_a_row_count() {
    let jumpcloud = start("{lockout: {maxFailures: 2}}").await;
    for _ in 0..3 {
        assert_eq!(bind(&jumpcloud, "bad").await, 49);
        assert_eq!(bind(&jumpcloud, "good").await, 0);
    }
    assert_eq!(bind(&jumpcloud, "bad").await, 49);
    assert_eq!(bind(&jumpcloud, "bad").await, 49);
    assert_eq!(bind(&jumpcloud, "good").await, 49);
    // Without a time the lock stays until someone unlocks, who then finds the count at nothing.
    jumpcloud.advance(Duration::from_secs(60 * 60 * 24 * 365));
    assert_eq!(bind(&jumpcloud, "good").await, 49);
    jumpcloud.user("fry").unlock().unwrap();
    assert_eq!(bind(&jumpcloud, "bad").await, 49);
    assert_eq!(bind(&jumpcloud, "good").await, 0);
}

#[tokio::test]
async fn parallel_failures_count_once_each() {
    let jumpcloud = Arc::new(start("{lockout: {maxFailures: 9}}").await);
    let mut attempts = JoinSet::new();
    for _ in 0..8 {
        let jumpcloud = Arc::clone(&jumpcloud);
        attempts.spawn(async move { bind(&jumpcloud, "bad").await });
    }
    assert_eq!(attempts.join_all().await, [49; 8]);
    let state = jumpcloud.snapshot();
    assert_eq!(bind(&jumpcloud, "good").await, 0);
    // Eight and one are nine, and nine are too many.
    jumpcloud.restore(&state);
    assert_eq!(bind(&jumpcloud, "bad").await, 49);
    assert_eq!(bind(&jumpcloud, "good").await, 49);
}

#[tokio::test]
async fn without_the_setting_no_number_of_failures_locks() {
    let jumpcloud = start("{}").await;
    for _ in 0..20 {
        assert_eq!(bind(&jumpcloud, "bad").await, 49);
    }
    assert_eq!(bind(&jumpcloud, "good").await, 0);
}
