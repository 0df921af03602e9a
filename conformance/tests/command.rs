//! The command's exit codes, which are an interface.

#![expect(
    clippy::unwrap_used,
    reason = "a test speaks by panicking, in its helpers too"
)]

use std::fs;
use std::net::TcpListener;
use std::process::{Command, Output};

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
            "no scenario is called `oktra`",
        ),
        (
            vec!["run", "--target", &target, "okta", "!okta"],
            4,
            "no scenario is left",
        ),
        (
            vec!["explain", "my-app/none"],
            4,
            "no scenario is called `my-app/none`",
        ),
        (vec!["run", "--target", &broken], 96, "is no target file"),
        (vec!["list", "--scenarios", &broken], 96, "broken.yaml"),
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
    let (folder, target, scenario) = files();
    let own = folder.path().join("own.yaml");
    fs::write(&own, "mine").unwrap();
    let own_text = own.display().to_string();
    let run = |file: &str| {
        let scenarios = ["--scenarios", &scenario, "my-app"];
        let arguments = [
            &["run", "--target", &target, "--calibrate", file],
            &scenarios[..],
        ];
        command(&arguments.concat())
    };
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
