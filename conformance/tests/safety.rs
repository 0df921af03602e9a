//! What a target that isn't this machine's own is spared, shown by a server that counts.
//!
//! Its address is `0.0.0.0`: it leads to this machine, but the suite's rules don't take it for loopback.

#![expect(
    clippy::unwrap_used,
    reason = "a test speaks by panicking, in its helpers too"
)]

use std::collections::BTreeMap;
use std::fs;
use std::io::{ErrorKind, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Command, Output};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use jcldap_conformance::ber::{self, Elements, tag};

const SPARE: &str = "uid=spare,ou=Users,o=5f1b9a2c8d3e4f0012345678,dc=jumpcloud,dc=com";

/// What the server saw.
#[derive(Debug, Default)]
struct Seen {
    wrong_passwords: BTreeMap<String, u32>,
    writes: Vec<String>,
    malformed: u32,
    connections: Vec<TcpStream>,
    most_open: usize,
}

#[test]
fn a_remote_target_gets_one_wrong_password_a_subject_no_write_and_nothing_malformed() {
    let (output, seen) = run(&[]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output));
    spared(&seen);

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
fn whatever_the_command_a_remote_target_is_spared() {
    let (output, seen) = run(&["--calibrate", "behavior.yaml"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output));
    spared(&seen);

    let (output, seen) = conversation(|target, scenarios| {
        let mut command = command(&["record", "--jobs", "16", "--output", "a.jsonl", "safety"]);
        command.arg("--target").arg(target);
        command.arg("--scenarios").arg(scenarios);
        command
    });
    assert_eq!(output.status.code(), Some(0), "{}", text(&output));
    spared(&seen);

    let (output, seen) = conversation(|target, scenarios| {
        let recording = scenarios.join("empty.jsonl");
        let header =
            r#"{"format": "jcldap-conformance recording", "formatVersion": 1, "version": "0.1.0"}"#;
        fs::write(&recording, header).unwrap();
        let mut command = command(&["compare", "--jobs", "16", "--only", "safety"]);
        command.arg(target).arg(&recording);
        command.arg("--scenarios").arg(scenarios);
        command
    });
    assert_eq!(output.status.code(), Some(0), "{}", text(&output));
    spared(&seen);
}

#[test]
fn a_dry_run_and_a_second_run_of_one_comparison_send_nothing() {
    let (output, seen) = run(&["--dry-run"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output));
    assert_eq!(seen.most_open, 0);

    let (output, seen) = conversation(|target, scenarios| {
        let mut command = command(&["compare", "--only", "safety"]);
        command.arg(target).arg(target);
        command.arg("--scenarios").arg(scenarios);
        command
    });
    assert_eq!(output.status.code(), Some(2), "{}", text(&output));
    assert_eq!(seen.most_open, 0);
}

impl Seen {
    /// Counts a connection beside those that the peer hasn't ended. Whether it has, the socket knows before the thread
    /// that reads from it does.
    fn count(&mut self, connection: TcpStream) {
        self.connections
            .retain(|connection| match connection.peek(&mut [0]) {
                Ok(count) => count > 0,
                Err(error) => is_silence(&error),
            });
        self.connections.push(connection);
        self.most_open = self.most_open.max(self.connections.len());
    }
}

/// Nothing came while it was waited for.
fn is_silence(error: &std::io::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::WouldBlock | ErrorKind::TimedOut | ErrorKind::Interrupted
    )
}

/// How long a read waits before it looks again.
const GLANCE: Duration = Duration::from_millis(1);

/// What holds for a target that isn't this machine's own.
fn spared(seen: &Seen) {
    // The one that both roles of one user share, too.
    assert_eq!(seen.wrong_passwords.len(), 1, "{seen:?}");
    assert!(
        seen.wrong_passwords.values().all(|&count| count == 1),
        "{seen:?}"
    );
    assert!(seen.writes.is_empty(), "{seen:?}");
    assert_eq!(seen.malformed, 0);
    assert!((1..=2).contains(&seen.most_open), "{seen:?}");
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
wrong-twin: [{bind: {as: user.twin, password: wrong}, expect: {resultCode: invalidCredentials}}]
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
    conversation(|target, scenarios| {
        let mut command = command(&["run", "--jobs", "16", "safety"]);
        command.arg("--target").arg(target);
        command.arg("--scenarios").arg(scenarios).args(options);
        command
    })
}

/// What a command, made from a target file and a folder of scenarios, does to the server.
fn conversation(command: impl FnOnce(&Path, &Path) -> Command) -> (Output, Seen) {
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
          users: {{active: {{username: active}}, twin: {{username: active}}, spare: {{username: spare}}}}}}"
    );
    let target_file = folder.path().join("target");
    fs::write(&target_file, target).unwrap();
    let seen = Arc::new(Mutex::new(Seen::default()));
    serve(listener, &seen);
    let output = command(&target_file, folder.path())
        .current_dir(folder.path())
        .output()
        .unwrap();
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

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_jcldap-conformance"));
    command.args(arguments);
    command
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
            stream.set_read_timeout(Some(GLANCE)).unwrap();
            seen.lock().unwrap().count(stream.try_clone().unwrap());
            thread::spawn(move || {
                converse(stream, &seen);
            });
        }
    });
}

fn converse(mut stream: TcpStream, seen: &Mutex<Seen>) {
    let mut inbox = Vec::new();
    let mut chunk = [0; 4096];
    loop {
        let count = match stream.read(&mut chunk) {
            Ok(count @ 1..) => count,
            Err(error) if is_silence(&error) => continue,
            Ok(0) | Err(_) => return,
        };
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
