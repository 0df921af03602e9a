//! The listener that asks for a second factor (J5.15 to J5.18, U11), on sockets and with waits of real time.

use std::time::{Duration, Instant};

use jcldap::{Clock, MockJumpCloud, PushTiming};
use jcldap_tests::ldap::{Bind, Connection, Operation};

const SUCCESS: i64 = 0;
const INVALID_CREDENTIALS: i64 = 49;

/// The secret of the test vectors of RFC 6238, and the code that they have for 59 seconds after the epoch.
const SEED: &str = r#"
organization: {id: "5f1b9a2c8d3e4f0012345678", name: Test}
users:
  - {username: service, email: s@example.test, password: good, ldap_binding_user: true}
  - {username: leela, email: l@example.test, password: nibbler, totp_secret: GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ, push: deny}
  - {username: fry, email: f@example.test, password: slurm}
  - {username: amy, email: a@example.test, password: guh, push: timeout}
"#;
const CODE: &str = "287082";

const TIMING: PushTiming = PushTiming {
    answer: Duration::from_millis(50),
    patience: Duration::from_millis(400),
};

fn start(timing: PushTiming) -> MockJumpCloud {
    let minute = std::time::UNIX_EPOCH + Duration::from_secs(59);
    MockJumpCloud::builder()
        .fixture_text(SEED)
        .clock(Clock::standing_at(minute.into()))
        .ldaps_mfa()
        .push_timing(timing)
        .start_blocking()
        .expect("a server can be started")
}

fn connect(jumpcloud: &MockJumpCloud, url: &str) -> Connection {
    let configuration = jumpcloud.client_config().expect("the authority is good");
    Connection::ldaps(url, configuration)
}

/// Code of a bind, and how long it took.
fn bind(jumpcloud: &MockJumpCloud, url: &str, username: &str, password: &str) -> (i64, Duration) {
    let name = format!("uid={username},{}", jumpcloud.base_dn());
    let mut connection = connect(jumpcloud, url);
    let began = Instant::now();
    let code = connection.bind(&name, password);
    (code, began.elapsed())
}

/// Proves: J5.15, J5.16, J5.18, U11
#[test]
fn a_code_counts_on_its_own_listener_alone_and_for_its_time() {
    let jumpcloud = start(TIMING);
    let (mfa, plain) = (jumpcloud.ldaps_mfa_url(), jumpcloud.ldaps_url());
    let with_code = format!("nibbler,{CODE}");
    assert_eq!(bind(&jumpcloud, &mfa, "leela", &with_code).0, SUCCESS);
    assert_eq!(
        bind(&jumpcloud, &plain, "leela", &with_code).0,
        INVALID_CREDENTIALS
    );
    assert_eq!(bind(&jumpcloud, &plain, "leela", "nibbler").0, SUCCESS);
    assert_eq!(bind(&jumpcloud, &mfa, "service", "good").0, SUCCESS);

    jumpcloud.advance(Duration::from_secs(30));
    assert_eq!(bind(&jumpcloud, &mfa, "leela", &with_code).0, SUCCESS);
    jumpcloud.advance(Duration::from_secs(30));
    assert_eq!(
        bind(&jumpcloud, &mfa, "leela", &with_code).0,
        INVALID_CREDENTIALS
    );
}

/// Proves: J5.17, U11
#[test]
fn a_push_is_approved_refused_or_left_unanswered() {
    let jumpcloud = start(TIMING);
    let mfa = jumpcloud.ldaps_mfa_url();
    let (code, took) = bind(&jumpcloud, &mfa, "fry", "slurm");
    assert_eq!(code, SUCCESS);
    assert!(took >= TIMING.answer, "{took:?}");

    let (code, took) = bind(&jumpcloud, &mfa, "leela", "nibbler");
    assert_eq!(code, INVALID_CREDENTIALS);
    assert!(took >= TIMING.answer, "{took:?}");

    let (code, took) = bind(&jumpcloud, &mfa, "amy", "guh");
    assert_eq!(code, INVALID_CREDENTIALS);
    assert!(took >= TIMING.patience, "{took:?}");

    let (code, took) = bind(&jumpcloud, &mfa, "amy", "wrong");
    assert_eq!(code, INVALID_CREDENTIALS);
    assert!(took < TIMING.patience, "nobody was asked: {took:?}");
}

/// J5.17 gives a user 60 seconds; a server that is told to stop doesn't wait for them.
///
/// Proves: J5.17
#[test]
fn a_server_that_stops_does_not_wait_for_a_user() {
    let jumpcloud = start(PushTiming::default());
    let mut waiting = connect(&jumpcloud, &jumpcloud.ldaps_mfa_url());
    let request = Operation::Bind(Bind {
        name: format!("uid=amy,{}", jumpcloud.base_dn()),
        password: "guh".to_owned(),
        version: 3,
        sasl: None,
    });
    waiting.send(&request, &[]);
    // Others are served meanwhile.
    let plain = jumpcloud.ldaps_url();
    assert_eq!(bind(&jumpcloud, &plain, "fry", "slurm").0, SUCCESS);

    let began = Instant::now();
    drop(jumpcloud);
    assert!(
        began.elapsed() < Duration::from_secs(5),
        "{:?}",
        began.elapsed()
    );
    let notice = waiting.receive().expect("a notice comes before the end");
    assert_eq!(notice.id, 0);
}
