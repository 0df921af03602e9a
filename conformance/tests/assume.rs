//! What a scenario takes for granted: where it doesn't hold, the scenario is skipped, but silence is no excuse.

#![expect(
    clippy::unwrap_used,
    reason = "a test speaks by panicking, in its helpers too"
)]

use std::fs;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::process::{Command, Output};
use std::thread;

/// A successful answer to a search, for message 1.
const NO_ENTRY: &[u8] = &[0x30, 12, 2, 1, 1, 0x65, 7, 0x0a, 1, 0, 4, 0, 4, 0];

#[test]
fn an_assumption_that_does_not_hold_skips_the_scenario_and_says_why() {
    let output = run(
        "[{SEARCH, assume: {entries: {count: 1}}, reason: it has no such user}, {bind: {as: anonymous}, expect: {resultCode: 1}}]",
        NO_ENTRY,
    );
    assert_eq!(output.status.code(), Some(0), "{}", text(&output));
    assert!(
        text(&output).contains("(skip: it has no such user: 0: no entries in place of 1 entries)"),
        "{}",
        text(&output)
    );
}

#[test]
fn an_assumption_that_holds_leaves_the_expectation_to_be_judged() {
    let output = run(
        "[{SEARCH, assume: {entries: {count: 0}}, expect: {resultCode: noSuchObject}}]",
        NO_ENTRY,
    );
    assert_eq!(output.status.code(), Some(100), "{}", text(&output));
}

#[test]
fn a_target_that_gives_no_answer_fails() {
    let output = run("[{SEARCH, assume: {entries: {count: 1}}}]", b"");
    assert_eq!(output.status.code(), Some(100), "{}", text(&output));
}

/// Runs a scenario against a server that has one answer for everything and then closes the connection.
fn run(steps: &str, answer: &'static [u8]) -> Output {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            if stream.read(&mut [0; 4096]).is_ok_and(|count| count > 0) {
                stream.write_all(answer).unwrap();
            }
        }
    });
    let search = "search: {base: 'ou=x', filter: '(a=*)'}";
    let folder = tempfile::tempdir().unwrap();
    let scenario = folder.path().join("scenario.yaml");
    let steps = steps.replace("SEARCH", search);
    fs::write(
        &scenario,
        format!("{{id: my-app/assume, title: t, steps: {steps}}}"),
    )
    .unwrap();
    let target = folder.path().join("target.yaml");
    fs::write(
        &target,
        format!(
            "{{url: 'ldap://127.0.0.1:{port}', organization: 5f1b9a2c8d3e4f0012345678, bindingUser: {{username: svc}}}}"
        ),
    )
    .unwrap();
    Command::new(env!("CARGO_BIN_EXE_jcldap-conformance"))
        .arg("run")
        .arg("--target")
        .arg(&target)
        .arg("--scenarios")
        .arg(&scenario)
        .arg("my-app")
        .output()
        .unwrap()
}

fn text(output: &Output) -> String {
    String::from_utf8_lossy(&[output.stdout.as_slice(), &output.stderr].concat()).into_owned()
}
