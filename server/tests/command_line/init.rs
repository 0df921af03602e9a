//! `jcldap init`: a fixture that can be served as it is, and nothing overwritten by accident.

use std::fs;

use super::process::{Place, run};

#[test]
fn what_it_prints_and_what_it_writes_is_one_fixture_without_problems() {
    let place = Place::new();
    let printed = place.jcldap(&["init"]).output().unwrap();
    assert_eq!(
        run(place.jcldap(&["init", "my.yaml"]), ""),
        (Some(0), String::new())
    );
    assert_eq!(fs::read(place.path("my.yaml")).unwrap(), printed.stdout);
    assert_eq!(
        run(place.jcldap(&["check", "my.yaml"]), ""),
        (Some(0), String::new())
    );
}

#[test]
fn a_file_that_is_there_is_replaced_only_by_force() {
    let place = Place::new();
    let file = place.write("my.yaml", "# the user's own");
    let (code, stderr) = run(place.jcldap(&["init", "my.yaml"]), "");
    assert_eq!(code, Some(1));
    assert!(
        stderr.contains("`my.yaml` is there already") && stderr.contains("`--force`"),
        "{stderr}"
    );
    assert_eq!(fs::read_to_string(&file).unwrap(), "# the user's own");

    assert_eq!(
        run(place.jcldap(&["init", "--force", "my.yaml"]), ""),
        (Some(0), String::new())
    );
    assert_ne!(fs::read_to_string(&file).unwrap(), "# the user's own");
}

#[test]
fn a_file_that_cannot_be_written_is_told() {
    let place = Place::new();
    let (code, stderr) = run(place.jcldap(&["init", "absent/my.yaml"]), "");
    assert_eq!(code, Some(1));
    assert!(
        stderr.contains("failed to write `absent/my.yaml`"),
        "{stderr}"
    );
}
