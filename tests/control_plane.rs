//! The control plane of the real binary, by HTTP from one side and by LDAP from the other.

use std::io::{Read, Write};
use std::net::TcpStream;

use jcldap_tests::ldap::Connection;
use jcldap_tests::server_process::ServerProcess;
use serde_json::{Value, json};

const FRY: &str = "uid=fry,ou=Users,o=5f1b9a2c8d3e4f0012345678,dc=jumpcloud,dc=com";
const PASSWORD: &str = "walking-on-sunshine";

const SUCCESS: i64 = 0;
const INVALID_CREDENTIALS: i64 = 49;
const BUSY: i64 = 51;

/// Asks the control plane, and gives status and body; null without one.
fn ask(server: &ServerProcess, method: &str, path: &str, body: Option<&Value>) -> (u16, Value) {
    let address = server.ready().control.strip_prefix("http://").unwrap();
    let body = body.map(Value::to_string).unwrap_or_default();
    let request = format!(
        "{method} {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    (status, serde_json::from_str(body).unwrap_or_default())
}

/// The result code of a bind as fry, on a connection of its own.
fn bind(server: &ServerProcess, password: &str) -> i64 {
    Connection::ldap(&server.ready().ldap).bind(FRY, password)
}

#[test]
fn a_test_in_any_language_locks_a_user_reads_the_journal_and_resets() {
    let server = ServerProcess::start(&[]);
    assert_eq!(bind(&server, PASSWORD), SUCCESS);

    assert_eq!(ask(&server, "POST", "/users/fry/lock", None).0, 200);
    assert_eq!(bind(&server, PASSWORD), INVALID_CREDENTIALS);
    let (_, journal) = ask(
        &server,
        "GET",
        "/journal?name=fry&cause=account_locked",
        None,
    );
    let records = journal["records"].as_array().unwrap();
    assert_eq!(records.len(), 1, "{journal}");
    assert_eq!(records[0]["result"]["code"], INVALID_CREDENTIALS);
    assert!(!journal.to_string().contains(PASSWORD));

    assert_eq!(ask(&server, "POST", "/users/fry/unlock", None).0, 200);
    assert_eq!(bind(&server, PASSWORD), SUCCESS);

    let password = json!({ "password": "open-sesame-7" });
    let path = "/users/fry/password";
    assert_eq!(ask(&server, "PUT", path, Some(&password)).0, 204);
    assert_eq!(bind(&server, PASSWORD), INVALID_CREDENTIALS);
    assert_eq!(bind(&server, "open-sesame-7"), SUCCESS);

    let busy = json!({ "on": "bind", "change": { "resultCode": "busy" } });
    assert_eq!(ask(&server, "POST", "/faults", Some(&busy)).0, 201);
    assert_eq!(bind(&server, PASSWORD), BUSY);

    assert_eq!(ask(&server, "POST", "/reset", None).0, 204);
    assert_eq!(bind(&server, PASSWORD), SUCCESS);
    let (_, journal) = ask(&server, "GET", "/journal?operation=bind", None);
    assert_eq!(journal["records"].as_array().unwrap().len(), 1, "{journal}");
}

#[test]
fn a_session_sees_a_change_that_came_by_http() {
    let server = ServerProcess::start(&[]);
    let (status, _) = ask(&server, "DELETE", "/users/fry", None);
    assert_eq!(status, 204);
    assert_eq!(bind(&server, PASSWORD), INVALID_CREDENTIALS);
    let (status, health) = ask(&server, "GET", "/health", None);
    assert_eq!((status, health), (200, json!({ "status": "ok" })));
}
