//! The guide `docs/guides/your-own-scenario.md` shows files that work.

#![expect(
    clippy::unwrap_used,
    reason = "a test speaks by panicking, in its helpers too"
)]

use std::fs;

use jcldap_conformance::requirements::Requirements;
use jcldap_conformance::run::Deviations;
use jcldap_conformance::scenario::read_scenario;
use jcldap_conformance::target::read_target;

const GUIDE: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../docs/guides/your-own-scenario.md"
);

/// The blocks of YAML, in order.
fn blocks() -> Vec<String> {
    let guide = fs::read_to_string(GUIDE).unwrap();
    let blocks = guide.split("```yaml\n").skip(1);
    blocks
        .map(|block| block.split("```").next().unwrap().to_owned())
        .collect()
}

#[test]
fn the_scenario_is_one() {
    let blocks = blocks();
    let scenario = read_scenario(
        "sign-in.yaml",
        blocks.first().unwrap(),
        &Requirements::embedded().unwrap(),
    );
    let scenario = scenario.map_err(|problems| format!("{:?}", miette::Report::new(problems)));
    assert_eq!(scenario.expect("no problems").id, "my-app/sign-in");
}

#[test]
fn the_target_is_one() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("target.yaml");
    fs::write(&path, &blocks()[1]).unwrap();
    assert!(read_target(&path).unwrap().is_loopback());
}

#[test]
fn assumptions_schema_rules_variants_probes_and_defects_are_right() {
    let blocks = blocks();
    let [_, _, assumption, schema, variants, probe, defects, _] = blocks.as_slice() else {
        panic!("the guide has {} blocks of YAML", blocks.len());
    };
    let find = "  - {id: find, unbind: {}}";
    let text = format!(
        "id: my-app/a\ntitle: t\n{variants}\nsteps:\n{assumption}\n{schema}\n{probe}\n{find}\n{defects}"
    );
    let read = read_scenario("a.yaml", &text, &Requirements::embedded().unwrap());
    assert!(read.is_ok(), "{:?}", miette::Report::new(read.unwrap_err()));
}

#[test]
fn the_deviations_are_a_list_of_them() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("deviations.yaml");
    fs::write(&path, blocks().last().unwrap()).unwrap();
    let read = Deviations::read(&path);
    assert!(read.is_ok(), "{}", read.unwrap_err());
}
