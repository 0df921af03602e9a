//! The border between clear text and TLS on a socket (RFC 4511 section 4.14, `openldap.md 24`): nothing that was sent before it
//! is taken for having come behind it.

use std::io::{Read, Write};
use std::net::TcpStream;

use jcldap::MockJumpCloud;
use jcldap_tests::ldap::ber::{self, INTEGER, SEQUENCE};
use jcldap_tests::ldap::{Connection, Extended, Message, Operation};

const START_TLS: &str = "1.3.6.1.4.1.1466.20037";
const WHO_AM_I: &str = "1.3.6.1.4.1.4203.1.11.3";

const SUCCESS: i64 = 0;
const OPERATIONS_ERROR: i64 = 1;

fn start() -> MockJumpCloud {
    MockJumpCloud::builder()
        .ldap()
        .start_blocking()
        .expect("a server can be started")
}

fn extended(name: &str) -> Operation {
    Operation::Extended(Extended {
        name: name.to_owned(),
        value: None,
    })
}

fn message(id: i64, operation: &Operation) -> Vec<u8> {
    ber::constructed(SEQUENCE, &[ber::integer(INTEGER, id), operation.encode()])
}

#[test]
fn the_journal_tells_what_came_behind_it() {
    let jumpcloud = start();
    let mut connection = Connection::ldap(&jumpcloud.ldap_url());
    connection.request(&extended(WHO_AM_I), &[]);
    connection.request(&extended(START_TLS), &[]);
    connection.begin_tls(jumpcloud.client_config().expect("the authority is good"));
    connection.request(&extended(WHO_AM_I), &[]);
    let received = jumpcloud.received();
    let tls: Vec<_> = received.iter().map(|record| record.tls).collect();
    let [None, None, Some(tls)] = tls[..] else {
        panic!("expected TLS for the last operation alone, got {tls:?}")
    };
    assert_eq!((tls.version, tls.by_start_tls), ("TLSv1.3", true));
    assert!(tls.cipher_suite.starts_with("TLS13_"), "{tls:?}");
}

/// Proves: openldap.md 24
#[test]
fn what_is_sent_behind_the_request_is_answered_in_clear_text_and_tls_is_refused() {
    let jumpcloud = start();
    let whole = message(2, &extended(WHO_AM_I));
    for behind in [&whole[..], &whole[..1], &whole[..whole.len() - 1]] {
        let mut connection = Connection::ldap(&jumpcloud.ldap_url());
        let start_tls = message(1, &extended(START_TLS));
        connection
            .send_octets(&[&start_tls, behind].concat())
            .unwrap();
        let refused = connection.receive_all(1, RESPONSE);
        assert_eq!(refused.response().code, OPERATIONS_ERROR);
        assert_eq!(
            refused.response().text,
            "cannot start TLS when operations are outstanding"
        );
        connection.send_octets(&whole[behind.len()..]).unwrap();
        let answered = connection.receive_all(2, RESPONSE);
        assert_eq!(answered.response().code, SUCCESS);

        connection.send_octets(&start_tls).unwrap();
        let accepted = connection.receive_all(1, RESPONSE);
        assert_eq!(accepted.response().code, SUCCESS);
        connection.begin_tls(jumpcloud.client_config().expect("the authority is good"));
        let answered = connection.request(&extended(WHO_AM_I), &[]);
        assert_eq!(answered.response().code, SUCCESS);
    }
}

/// A man in the middle could put requests before the handshake: they must not be acted upon behind it.
///
/// Proves: openldap.md 24
#[test]
fn clear_text_in_place_of_a_handshake_is_not_answered() {
    let jumpcloud = start();
    let address = jumpcloud.addresses().ldap.expect("it listens there");
    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(&message(1, &extended(START_TLS))).unwrap();
    let mut accepted = [0; 64];
    let length = stream.read(&mut accepted).unwrap();
    assert_eq!(
        Message::decode(&accepted[..length]).id,
        1,
        "the answer is one write"
    );
    stream.write_all(&message(2, &extended(WHO_AM_I))).unwrap();
    let mut answer = Vec::new();
    // The connection may be reset, with what was sent still unread.
    let _closed = stream.read_to_end(&mut answer);
    let first = answer.first().copied();
    assert!(
        first.is_none_or(|first| first == TLS_ALERT),
        "an alert, or nothing: {answer:?}"
    );
}

/// The type of a TLS record that says why a handshake failed (RFC 8446 section 5.1).
const TLS_ALERT: u8 = 21;

/// The tag of an `ExtendedResponse`.
const RESPONSE: u8 = 0x78;
