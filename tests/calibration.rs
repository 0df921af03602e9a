//! What probes find out about a stand-in is what it was set to, so that a stand-in can be set to be like another target.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use jcldap::behavior::Overrides;
use jcldap_conformance::calibration::Calibration;
use jcldap_conformance::run::Case;
use jcldap_conformance::scenario::Library;
use jcldap_tests::server_process::ServerProcess;
use jcldap_tests::target_file::TargetFile;
use jcldap_tests::{judge, repository};

/// The answers of the built-in probes that are values of switches: single words.
fn switch_values(library: &Library) -> BTreeMap<String, BTreeSet<String>> {
    let mut values: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for probe in library
        .iter()
        .flat_map(|scenario| scenario.steps.iter())
        .filter_map(|step| step.probe.as_ref())
    {
        let Some(switch) = &probe.switch else {
            continue;
        };
        let answers = probe.answers.iter().map(|answer| answer.answer.clone());
        values
            .entry(switch.clone())
            .or_default()
            .extend(answers.filter(|answer| !answer.contains(' ')));
    }
    values
}

#[test]
fn probes_answer_with_values_of_switches_that_exist() {
    let library = Library::load(&[]).unwrap();
    let values = switch_values(&library);
    assert!(!values.is_empty());
    for (switch, values) in values {
        for value in values {
            let assignment = format!("{switch}={value}");
            Overrides::from_assignments([assignment.as_str()])
                .unwrap_or_else(|error| panic!("{assignment}: {error}"));
        }
    }
}

#[test]
fn each_switch_of_a_stand_in_is_found_out() {
    let library = Library::load(&[]).unwrap();
    for (switch, values) in switch_values(&library) {
        for value in values {
            if UNREACHED.contains(&(switch.as_str(), value.as_str())) {
                continue;
            }
            let found = calibrated(&library, &switch, &value);
            let behavior: serde_yaml::Value = serde_yaml::from_str(&found).unwrap();
            assert_eq!(
                behavior["behavior"][switch.as_str()].as_str(),
                Some(value.as_str()),
                "{found}"
            );
            // And what was written is a part of a fixture.
            let fixture = format!("organization: {{id: 5f1b9a2c8d3e4f0012345678}}\n{found}");
            let loaded = jcldap_fixtures::parse("calibrated.yaml", fixture.as_bytes());
            let assignment = format!("{switch}={value}");
            assert_eq!(
                loaded.unwrap().fixture.behavior.resolve(),
                Overrides::from_assignments([assignment.as_str()])
                    .unwrap()
                    .resolve(),
                "{found}"
            );
        }
    }
}

/// A limit above the size of the largest organization of the tests, which nothing there can reach.
const UNREACHED: [(&str, &str); 1] = [("sizeLimit", "1000")];

/// What the probes that ask about a switch write about a stand-in with this value.
fn calibrated(library: &Library, switch: &str, value: &str) -> String {
    let asks = |case: &Case| {
        let mut probes = case
            .scenario
            .steps
            .iter()
            .filter_map(|step| step.probe.as_ref());
        probes.any(|probe| probe.switch.as_deref() == Some(switch))
    };
    let mut cases: Vec<_> = library.iter().flat_map(Case::all_of).collect();
    cases.retain(asks);

    let folder = tempfile::tempdir().unwrap();
    let needs_many = cases.iter().any(|case| case.scenario.user_count > 0);
    let organization = repository::root().join(if needs_many {
        "tests/conformance/large"
    } else {
        "tests/conformance"
    });
    let seed = fs::read_to_string(organization.join("organization.yaml")).unwrap();
    let fixture = folder.path().join("organization.yaml");
    fs::write(
        &fixture,
        format!("{seed}\nbehavior: {{{switch}: \"{value}\"}}\n"),
    )
    .unwrap();
    let server = ServerProcess::start(&[fixture]);
    let ready = server.ready();
    let target_file = TargetFile::write(&organization, &ready.ldaps, &ready.ldap, &ready.ca);
    let target = target_file.read();

    let record = judge::run(cases, library, &target);
    // Scenarios may ask about other switches, too; those are as they are by default.
    let found = Calibration::of(&record, library).to_string();
    assert!(
        found.contains(&format!("  {switch}:")),
        "{switch}={value}: {found}"
    );
    found
}
