//! Recording and comparing with real servers: nothing of anybody is in a recording, and a switch that was changed is found.

use std::fs;

use jcldap_conformance::comparison::{Comparison, SWITCHES as KNOWN_SWITCHES};
use jcldap_conformance::recording::Recording;
use jcldap_conformance::report::ComparisonReport;
use jcldap_conformance::run::Case;
use jcldap_conformance::scenario::{Library, Selection};
use jcldap_tests::server_process::ServerProcess;
use jcldap_tests::target_file::TargetFile;
use jcldap_tests::{judge, repository};

/// Records the scenarios of `suites` with a stand-in that has this `behavior`.
fn recorded(library: &Library, suites: &[&str], behavior: &str) -> Recording {
    let folder = tempfile::tempdir().unwrap();
    let organization = repository::root().join("tests/conformance");
    let seed = fs::read_to_string(organization.join("organization.yaml")).unwrap();
    let fixture = folder.path().join("organization.yaml");
    fs::write(&fixture, format!("{seed}\nbehavior: {{{behavior}}}\n")).unwrap();
    let server = ServerProcess::start(&[fixture]);
    let ready = server.ready();
    // Held for the passwords beside it.
    let target_file = TargetFile::write(&organization, &ready.ldaps, &ready.ldap, &ready.ca);
    let target = target_file.read();

    let selection = Selection::parse(suites).unwrap();
    let record = judge::run(Case::selected(library, &selection), library, &target);
    // Imports and a few others need another organization.
    let tried = record.counts.pass + record.counts.probe;
    assert!(tried > record.counts.skip, "{:?}", record.counts);
    Recording::of(&record, &target)
}

#[test]
fn a_recording_of_every_suite_holds_nothing_of_anybody() {
    let library = Library::load(&[]).unwrap();
    let mut recording = recorded(&library, &[], "");
    // What scenarios and their steps are called is the suite's own.
    for scenario in &mut recording.scenarios {
        scenario.scenario.clear();
        scenario.steps.iter_mut().for_each(|step| step.step.clear());
    }
    let text = recording.text().unwrap();
    let organization = repository::root().join("tests/conformance/organization.yaml");
    let seed = fs::read(organization).unwrap();
    let fixture = jcldap_fixtures::parse("organization.yaml", &seed)
        .unwrap()
        .fixture;
    let mut secrets = vec![fixture.organization.id];
    for user in fixture.users {
        secrets.push(user.email);
        secrets.extend(user.password.map(|password| password.expose().to_owned()));
        // A word of three letters, or one like `active`, may stand there for other reasons.
        secrets.extend(user.lastname.filter(|name| name.len() > 8));
        secrets.extend(user.phone_numbers.into_iter().map(|phone| phone.number));
        secrets.push(format!("uid={},", user.username));
    }
    for group in fixture.groups {
        secrets.push(format!("cn={},", group.name));
    }
    for secret in secrets {
        let found = text.find(&secret);
        let around = found.map(|at| text.get(at.saturating_sub(200)..at + 100));
        assert_eq!(found, None, "{secret}: {around:?}");
    }
}

#[test]
fn two_equal_stand_ins_are_equal_and_a_recording_reads_back() {
    let library = Library::load(&[]).unwrap();
    let suites = ["okta", "onelogin"];
    let one = recorded(&library, &suites, "");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("one.jsonl");
    fs::write(&path, one.text().unwrap()).unwrap();
    assert_eq!(Recording::read_if_one(&path).unwrap().as_ref(), Some(&one));

    let recordings = [
        ("one".to_owned(), one),
        ("other".to_owned(), recorded(&library, &suites, "")),
    ];
    let comparison = Comparison::of(&recordings, &library);
    assert!(
        !comparison.has_differences(),
        "{}",
        ComparisonReport(&comparison)
    );
}

#[test]
fn a_switch_that_differs_is_found_and_named() {
    let library = Library::load(&[]).unwrap();
    let recordings = ["", "entryDnFilter: ignore"].map(|behavior| {
        (
            format!("stand-in with {behavior}"),
            recorded(&library, &["okta"], behavior),
        )
    });
    let comparison = Comparison::of(&recordings, &library);
    let differences: Vec<_> = comparison
        .scenarios
        .iter()
        .flat_map(|scenario| &scenario.differences)
        .collect();
    assert!(
        differences
            .iter()
            .any(|difference| difference.switches == ["entryDnFilter"]),
        "{}",
        ComparisonReport(&comparison)
    );
}

/// The suite shares no code with the stand-in, and so keeps a list of its own.
#[test]
fn the_switches_that_explain_are_those_of_the_stand_in() {
    for (id, name) in KNOWN_SWITCHES {
        let switch = jcldap::behavior::SWITCHES
            .iter()
            .find(|switch| switch.name() == name);
        let evidence = switch
            .unwrap_or_else(|| panic!("no switch `{name}`"))
            .evidence();
        assert!(evidence.contains(&id), "{name}: {evidence:?}");
    }
    for switch in jcldap::behavior::SWITCHES {
        for id in switch.evidence().iter().filter(|id| id.starts_with('U')) {
            assert!(
                KNOWN_SWITCHES.contains(&(*id, switch.name())),
                "{id} {}",
                switch.name()
            );
        }
    }
}
