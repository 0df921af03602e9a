//! The command's exit codes, which are an interface.

#![expect(
    clippy::unwrap_used,
    reason = "a test speaks by panicking, in its helpers too"
)]

use std::fs;
use std::io::Write;
use std::net::TcpListener;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

fn command(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_jcldap-conformance"))
        .env_remove("JCLDAP_TARGET")
        .args(arguments)
        .output()
        .unwrap()
}

/// A target where nobody listens, and a scenario for it.
fn files() -> (TempDir, String, String) {
    let folder = tempfile::tempdir().unwrap();
    // The port is free again as soon as the listener is gone.
    let port = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let write = |name: &str, text: String| {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        path.display().to_string()
    };
    let target = write(
        "target",
        format!(
            "{{url: 'ldap://127.0.0.1:{port}', organization: 5f1b9a2c8d3e4f0012345678, bindingUser: {{username: svc}}}}"
        ),
    );
    let scenario = write(
        "scenario.yaml",
        "{id: my-app/anonymous, title: t, steps: [{bind: {as: anonymous}}]}".to_owned(),
    );
    (folder, target, scenario)
}

#[test]
fn every_kind_of_mistake_has_its_code_and_a_message() {
    let (folder, target, scenario) = files();
    let broken = folder.path().join("broken.yaml").display().to_string();
    fs::write(&broken, "id: [").unwrap();
    let prose = folder.path().join("prose.yaml").display().to_string();
    fs::write(&prose, "hello").unwrap();
    for (arguments, code, told) in [
        (vec!["run"], 2, "--target"),
        (
            vec!["run", "--target", &target, "a//b"],
            2,
            "malformed selector `a//b`",
        ),
        (
            vec![
                "run",
                "--target",
                &target,
                "--attempt-writes",
                "spare",
                "okta",
            ],
            2,
            "no user `spare`",
        ),
        (
            vec!["run", "--target", &target, "oktra"],
            4,
            "no scenario is called `oktra` or begins with it; did you mean `okta`?",
        ),
        (
            vec!["run", "--target", &target, "okta", "!okta"],
            4,
            "no scenario is left",
        ),
        (
            vec!["explain", "my-app/none"],
            4,
            "no scenario is called `my-app/none`; `jcldap-conformance list` names them all",
        ),
        (
            vec!["explain", "okta/full-impor"],
            4,
            "did you mean `okta/full-import`?",
        ),
        (vec!["run", "--target", &broken], 96, "is no target file"),
        (vec!["list", "--scenarios", &broken], 96, "broken.yaml"),
        (
            vec!["run", "--target", &prose],
            96,
            "expected a mapping with the fields of a target",
        ),
        (
            vec!["list", "--scenarios", &prose],
            96,
            "expected a mapping with the fields of a scenario",
        ),
        (
            vec![
                "run",
                "--target",
                &target,
                "--scenarios",
                &scenario,
                "my-app",
            ],
            102,
            "cannot connect to ldap://127.0.0.1",
        ),
        (vec!["list", "okta"], 0, "okta/test-configuration/"),
        (vec!["explain", "onelogin/sign-in"], 0, "consumers.md 2.1"),
        (vec!["coverage"], 0, "document covered missing untestable"),
        (
            vec!["coverage", "rfc4511/4.5.1.4/size-limit-zero"],
            0,
            "rfc4511/4.5.1.4/size-limit-zero (must)",
        ),
        (vec!["coverage", "J9", "--json"], 0, "\"untestable\": 10"),
        (
            vec!["coverage", "rfc4519"],
            4,
            "nothing is called `rfc4519`",
        ),
        (vec!["schema", "target"], 0, "bindingUser"),
        (vec!["--version"], 0, "jcldap-conformance"),
    ] {
        let output = command(&arguments);
        let text = String::from_utf8_lossy(&[output.stdout.as_slice(), &output.stderr].concat())
            .into_owned();
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {text}");
        // The terminal's width breaks lines anywhere.
        let folded = text
            .replace("│", " ")
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        assert!(folded.contains(told), "{arguments:?}: {text}");
    }
}

#[test]
fn what_could_not_be_sent_is_skipped_with_its_reason_and_is_no_failure() {
    let (_folder, target, _) = files();
    let output = command(&["run", "--target", &target, "onelogin"]);
    let text = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{text}");
    assert!(
        text.contains("the target file gives the binding user no password"),
        "{text}"
    );
}

#[test]
fn a_target_that_is_not_there_is_told_once_and_leaves_no_file() {
    let (folder, target, scenario) = files();
    let recording = folder.path().join("recording.jsonl");
    for arguments in [
        vec!["run"],
        vec!["record", "--output", recording.to_str().unwrap()],
    ] {
        let of = ["--target", &target, "--scenarios", &scenario, "my-app"];
        let output = command(&[arguments, of.to_vec()].concat());
        assert_eq!(output.status.code(), Some(102));
        assert!(output.stdout.is_empty(), "{output:?}");
        let told = String::from_utf8_lossy(&output.stderr);
        assert_eq!(told.matches("cannot connect").count(), 1, "{told}");
    }
    assert!(!recording.exists());
}

#[test]
fn a_binding_password_that_is_promised_and_missing_ends_the_run() {
    let (folder, _, scenario) = files();
    let target = folder.path().join("promising.yaml");
    let text = "url: ldap://127.0.0.1:1
organization: 5f1b9a2c8d3e4f0012345678
bindingUser: {username: svc, password: {environment: JCLDAP_TEST_OF_NO_PASSWORD}}";
    fs::write(&target, text).unwrap();
    let of = ["--target", target.to_str().unwrap(), "my-app"];
    let output = command(&[&["run", "--scenarios", &scenario], &of[..]].concat());
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(102), "{told}");
    assert!(told.contains("the binding user: "), "{told}");
    assert!(told.contains("JCLDAP_TEST_OF_NO_PASSWORD"), "{told}");
}

#[cfg(target_os = "linux")]
#[test]
fn what_cannot_be_printed_is_an_error() {
    let full = fs::File::options().write(true).open("/dev/full").unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_jcldap-conformance"))
        .arg("list")
        .stdout(full)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(told.contains("cannot write to standard output"), "{told}");
}

#[test]
fn a_dry_run_prints_every_request_and_connects_nowhere() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("target.yaml");
    let port = listener.local_addr().unwrap().port();
    let text = format!(
        "url: 'ldap://127.0.0.1:{port}'
organization: 5f1b9a2c8d3e4f0012345678
bindingUser: {{username: svc, password: {{environment: PATH}}}}
users: {{active: {{username: fry, mail: fry@planetexpress.test, password: {{environment: PATH}}}}}}"
    );
    fs::write(&target, text).unwrap();
    let target = target.display().to_string();
    let output = command(&["run", "--dry-run", "--target", &target, "onelogin", "okta"]);
    let text = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{text}");
    for told in [
        "Bind v3 `uid=svc,ou=Users,o=5f1b9a2c8d3e4f0012345678,dc=jumpcloud,dc=com` simple `[its password]`",
        "{captured.",
        "skipped: the target file names no user `locked`",
    ] {
        assert!(text.contains(told), "{told} in {text}");
    }
    let nobody = listener.accept().unwrap_err();
    assert_eq!(nobody.kind(), std::io::ErrorKind::WouldBlock);
}

#[test]
fn a_calibration_replaces_no_file() {
    let (folder, target, _) = files();
    let own = folder.path().join("own.yaml");
    fs::write(&own, "mine").unwrap();
    let own_text = own.display().to_string();
    let run = |file: &str| command(&["run", "--target", &target, "--calibrate", file, "onelogin"]);
    let output = run(&own_text);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(fs::read_to_string(&own).unwrap(), "mine");
    assert!(output.stdout.is_empty(), "nothing was run");

    let new = folder.path().join("new.yaml");
    run(&new.display().to_string());
    assert!(
        fs::read_to_string(new)
            .unwrap()
            .contains("\nbehavior: {}\n")
    );
}

fn init(folder: &TempDir, answers: &str) -> (Option<i32>, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_jcldap-conformance"))
        .args(["init", "target.yaml"])
        .current_dir(folder.path())
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A command that refuses at once reads nothing.
    let _ = child.stdin.take().unwrap().write_all(answers.as_bytes());
    let output = child.wait_with_output().unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    (output.status.code(), told)
}

#[test]
fn init_asks_again_until_it_is_answered_and_writes_a_target_without_a_password() {
    let folder = tempfile::tempdir().unwrap();
    let answers = "http://nowhere
ldaps://ldap.jumpcloud.com
5f1b

5F1B9A2C8D3E4F0012345678
svc

ada
no address
ada@planetexpress.test




Crew: day
ada,,bob
ada, bob
many
12
";
    let (code, told) = init(&folder, answers);
    assert_eq!(code, Some(0), "{told}");
    for problem in [
        "no LDAP URL: `http://nowhere`",
        "`5f1b` is not 24 hexadecimal digits",
        "an answer is needed here",
        "`no address` is no e-mail address",
        "a name is missing between two commas",
        "`many` is no number",
        "JCLDAP_BINDING_PASSWORD   the password of `svc`",
        "JCLDAP_ACTIVE_PASSWORD   the password of `ada`",
    ] {
        assert!(told.contains(problem), "{problem} in {told}");
    }
    let target = jcldap_conformance::target::read_target(&folder.path().join("target.yaml"));
    let target = target.unwrap();
    assert_eq!(target.url.to_string(), "ldaps://ldap.jumpcloud.com:636");
    assert_eq!(target.organization, "5f1b9a2c8d3e4f0012345678");
    assert_eq!(target.binding_user.username, "svc");
    let users: Vec<_> = target.users.keys().collect();
    assert_eq!(users, ["active"]);
    assert_eq!(target.groups["crew"].members, ["ada", "bob"]);
    assert_eq!(target.user_count, 12);

    let (code, told) = init(&folder, answers);
    assert_eq!(code, Some(2));
    assert!(told.contains("is there already"), "{told}");
}

#[test]
fn init_writes_nothing_from_half_of_the_answers() {
    let folder = tempfile::tempdir().unwrap();
    let (code, told) = init(&folder, "\n5f1b9a2c8d3e4f0012345678\n");
    assert_eq!(code, Some(2), "{told}");
    assert!(!folder.path().join("target.yaml").exists());
}

#[test]
fn a_comparison_tells_by_its_code_whether_recordings_differ() {
    let folder = tempfile::tempdir().unwrap();
    let recording = |name: &str, version: u32, code: u32| {
        let text = format!(
            r#"{{"format": "jcldap-conformance recording", "formatVersion": {version}, "version": "0.1.0"}}
{{"scenario": "onelogin/sign-in/as-documented", "verdict": "pass", "steps": [{{"step": "bind", "answer": {{"result": {{"code": {code}}}}}}}]}}
"#
        );
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        path.display().to_string()
    };
    let ids = command(&["list", "onelogin/sign-in"]);
    let id = String::from_utf8(ids.stdout).unwrap();
    let id = id.split('\t').next().unwrap().to_owned();
    let files = [
        recording("a", 1, 0),
        recording("b", 1, 0),
        recording("c", 1, 49),
        recording("d", 2, 0),
    ];
    for file in &files {
        let text = fs::read_to_string(file).unwrap();
        fs::write(file, text.replace("onelogin/sign-in/as-documented", &id)).unwrap();
    }
    let [a, b, c, d] = &files;
    for (files, code, told) in [
        ([a, b], 0, "1 scenarios: 0 answered differently"),
        (
            [a, c],
            103,
            "bind: the result differs: A: success (0); B: invalidCredentials (49)",
        ),
        ([a, d], 96, "format version 2; expected 1"),
    ] {
        let output = command(&["compare", files[0], files[1]]);
        let text = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
        assert_eq!(output.status.code(), Some(code), "{text}");
        assert!(text.contains(told), "{text}");
    }
}
