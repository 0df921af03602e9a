//! What a target that isn't this machine's own is spared, shown by a server that counts.
//!
//! Its address is `0.0.0.0`: it leads to this machine, but the suite's rules don't take it for loopback.

#![expect(
    clippy::unwrap_used,
    reason = "a test speaks by panicking, in its helpers too"
)]

use std::collections::BTreeMap;
use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Command, Output};
use std::sync::{Arc, Mutex};
use std::thread;

use jcldap_conformance::ber::{self, Elements, tag};

const SPARE: &str = "uid=spare,ou=Users,o=5f1b9a2c8d3e4f0012345678,dc=jumpcloud,dc=com";

/// What the server saw.
#[derive(Debug, Default)]
struct Seen {
    wrong_passwords: BTreeMap<String, u32>,
    writes: Vec<String>,
    malformed: u32,
    open: usize,
    most_open: usize,
}

#[test]
fn a_remote_target_gets_one_wrong_password_a_subject_no_write_and_nothing_malformed() {
    let (output, seen) = run(&[]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output));
    assert_eq!(seen.wrong_passwords.len(), 1, "{seen:?}");
    assert!(
        seen.wrong_passwords.values().all(|&count| count == 1),
        "{seen:?}"
    );
    assert!(seen.writes.is_empty(), "{seen:?}");
    assert_eq!(seen.malformed, 0);
    assert!((1..=2).contains(&seen.most_open), "{seen:?}");

    let told = text(&output);
    for reason in [
        "a second wrong password for `user.active` in one run might lock it",
        "malformed and hostile input goes to loopback targets only",
        "write attempts on a target that is not loopback need --attempt-writes SUBJECT",
    ] {
        assert!(told.contains(reason), "{told}");
    }
}

#[test]
fn a_throw_away_user_is_the_only_one_that_writes_are_attempted_on() {
    let (output, seen) = run(&["--attempt-writes", "spare"]);
    assert_eq!(seen.writes, [SPARE], "{}", text(&output));
    assert!(text(&output).contains("writes are attempted on the entry of `spare` only"));
    assert_eq!(output.status.code(), Some(102));
}

/// Scenarios that all want what a remote target is spared.
const SCENARIOS: &str = r#"
wrong-1: [{bind: {as: user.active, password: wrong}, expect: {resultCode: invalidCredentials}}]
wrong-2: [{bind: {as: user.active, password: wrong}, expect: {resultCode: invalidCredentials}}]
wrong-twice:
  - {bind: {as: user.spare, password: wrong}, expect: {resultCode: invalidCredentials}}
  - {bind: {as: user.spare, password: wrong}, expect: {resultCode: invalidCredentials}}
raw: [{raw: {octets: "ff ff"}, expect: {connection: closed}}]
write-spare: [{delete: {entry: "{user.spare.dn}"}, expect: {resultCode: 50}}]
write-active: [{delete: {entry: "{user.active.dn}"}, expect: {resultCode: 50}}]
search-1: [{search: {base: "{base}", filter: "(a=*)"}, expect: {resultCode: 0}}]
search-2: [{search: {base: "{base}", filter: "(a=*)"}, expect: {resultCode: 0}}]
search-3: [{search: {base: "{base}", filter: "(a=*)"}, expect: {resultCode: 0}}]
search-4: [{search: {base: "{base}", filter: "(a=*)"}, expect: {resultCode: 0}}]
"#;

fn run(options: &[&str]) -> (Output, Seen) {
    let folder = tempfile::tempdir().unwrap();
    for line in SCENARIOS
        .trim()
        .split('\n')
        .fold(Vec::<String>::new(), joined)
    {
        let (name, steps) = line.split_once(':').unwrap();
        let scenario = format!("id: safety/{name}\ntitle: {name}\nsteps: {steps}\n");
        fs::write(folder.path().join(format!("{name}.yaml")), scenario).unwrap();
    }
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let target = format!(
        "{{url: 'ldap://0.0.0.0:{port}', organization: 5f1b9a2c8d3e4f0012345678, bindingUser: {{username: svc}},
          users: {{active: {{username: active}}, spare: {{username: spare}}}}}}"
    );
    let target_file = folder.path().join("target");
    fs::write(&target_file, target).unwrap();
    let seen = Arc::new(Mutex::new(Seen::default()));
    serve(listener, &seen);
    let output = conformance(&target_file, folder.path(), options);
    let seen = std::mem::take(&mut *seen.lock().unwrap());
    (output, seen)
}

/// Lines that begin with a blank belong to the one before.
fn joined(mut lines: Vec<String>, line: &str) -> Vec<String> {
    match lines.last_mut() {
        Some(last) if line.starts_with(' ') => {
            last.push('\n');
            last.push_str(line);
        }
        _ => lines.push(line.to_owned()),
    }
    lines
}

fn conformance(target: &Path, scenarios: &Path, options: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_jcldap-conformance"))
        .args(["run", "--jobs", "16", "--target"])
        .arg(target)
        .arg("--scenarios")
        .arg(scenarios)
        .args(options)
        .arg("safety")
        .output()
        .unwrap()
}

fn text(output: &Output) -> String {
    String::from_utf8_lossy(&[output.stdout.as_slice(), &output.stderr].concat()).into_owned()
}

/// Answers until the test's process ends.
fn serve(listener: TcpListener, seen: &Arc<Mutex<Seen>>) {
    let seen = Arc::clone(seen);
    thread::spawn(move || {
        for stream in listener.incoming() {
            let (stream, seen) = (stream.unwrap(), Arc::clone(&seen));
            thread::spawn(move || {
                {
                    let mut seen = seen.lock().unwrap();
                    seen.open += 1;
                    seen.most_open = seen.most_open.max(seen.open);
                }
                converse(stream, &seen);
                seen.lock().unwrap().open -= 1;
            });
        }
    });
}

fn converse(mut stream: TcpStream, seen: &Mutex<Seen>) {
    let mut inbox = Vec::new();
    let mut chunk = [0; 4096];
    while let Ok(count @ 1..) = stream.read(&mut chunk) {
        inbox.extend_from_slice(chunk.get(..count).unwrap());
        loop {
            match Elements::length_of_first(&inbox) {
                Ok(Some(length)) if length <= inbox.len() => {
                    let rest = inbox.split_off(length);
                    if let Some(answer) = answer(&inbox, seen) {
                        stream.write_all(&answer).unwrap();
                    }
                    inbox = rest;
                }
                Ok(_) => break,
                Err(_) => {
                    seen.lock().unwrap().malformed += 1;
                    return;
                }
            }
        }
    }
}

/// 49 for every bind with a password, 0 for every search, 50 for every delete.
fn answer(octets: &[u8], seen: &Mutex<Seen>) -> Option<Vec<u8>> {
    let mut message = Elements::new(octets)
        .expect(tag::SEQUENCE)
        .unwrap()
        .elements();
    let id = message.expect(tag::INTEGER).unwrap().as_integer().unwrap();
    let operation = message.next_element().unwrap().unwrap();
    let mut seen = seen.lock().unwrap();
    let (answer, code) = match operation.tag {
        0x60 => {
            let mut bind = operation.elements();
            bind.expect(tag::INTEGER).unwrap();
            let name = String::from_utf8_lossy(bind.octet_string().unwrap()).into_owned();
            *seen.wrong_passwords.entry(name).or_default() += 1;
            (0x61, 49)
        }
        0x63 => (0x65, 0),
        0x4a => {
            seen.writes
                .push(String::from_utf8_lossy(operation.content).into_owned());
            (0x6b, 50)
        }
        _ => return None,
    };
    let result = [
        ber::enumerated(code),
        ber::octet_string(b""),
        ber::octet_string(b""),
    ];
    Some(ber::sequence(
        tag::SEQUENCE,
        &[ber::integer(id), ber::sequence(answer, &result)],
    ))
}
