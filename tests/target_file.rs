//! From a running server to a judged one: `jcldap serve`, `jcldap target`, and a run of what the file describes.

use std::fs;
use std::process::Command;

use jcldap_conformance::report::{Detail, HumanReport};
use jcldap_conformance::run::{Case, Verdict};
use jcldap_conformance::scenario::{Library, Selection};
use jcldap_conformance::target::{PasswordSource, read_target};
use jcldap_tests::server_process::ServerProcess;
use jcldap_tests::{built, judge};

#[test]
fn the_embedded_organization_is_judged_by_the_file_that_the_server_prints() {
    let server = ServerProcess::start(&[]);
    let folder = tempfile::tempdir().unwrap();
    let output = Command::new(built::jcldap())
        .args(["target", "--ready-file"])
        .arg(server.ready_file())
        .arg("--secrets")
        .arg(folder.path().join("secrets.yaml"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    let path = folder.path().join("target.yaml");
    fs::write(&path, output.stdout).unwrap();

    let target = read_target(&path).unwrap();
    for (role, user) in &target.users {
        let password = user.password.as_ref().map(PasswordSource::fetch);
        assert!(matches!(password, Some(Ok(_))), "{role}");
    }
    let library = Library::load(&[]).unwrap();
    let selection = Selection::parse(&["okta", "onelogin"]).unwrap();
    let record = judge::run(Case::selected(&library, &selection), &library, &target);
    let report = HumanReport {
        record: &record,
        requirements: library.requirements(),
        transcripts: Detail::Failures,
        command: "jcldap-conformance run --target FILE",
    };
    // The embedded organization locks nobody and has a dozen users; whatever needs others is skipped.
    let skipped = record
        .scenarios
        .iter()
        .filter(|scenario| scenario.verdict == Verdict::Skip);
    for scenario in skipped {
        let reason = scenario.reason.as_deref().unwrap_or_default();
        assert!(
            reason.contains("names no user") || reason.contains("users; the target file"),
            "{report}"
        );
    }
    assert!(record.counts.pass > 10, "{report}");
    assert_eq!(
        (record.counts.fail, record.counts.warn, record.counts.error),
        (0, 0, 0),
        "{report}"
    );
}
