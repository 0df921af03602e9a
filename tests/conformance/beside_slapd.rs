//! The suites against OpenLDAP's slapd with the same entries: what holds there is no peculiarity of the stand-in.
//!
//! Where slapd does otherwise, `slapd-deviations.yaml` says which scenarios and why. One that is listed and passes fails the
//! run, and so does one that fails and isn't listed.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use jcldap_conformance::run::{Case, Deviations, Verdict};
use jcldap_conformance::scenario::{Library, Selection};
use jcldap_tests::judge;
use jcldap_tests::ldap::Bind;
use jcldap_tests::oracle::{Environment, NetworkedSlapd};
use jcldap_tests::target_file::TargetFile;

use crate::holding;

/// Runs every scenario against a slapd that holds the organization of this folder. Says what came of it, or reports what
/// is neither as it should be nor listed.
pub fn hold(library: &Library, organization: &Path) -> Result<String, String> {
    let slapd = start(organization);
    let file = TargetFile::write(
        organization,
        &slapd.ldaps_url(),
        &slapd.ldap_url(),
        &slapd.ca_file(),
    );
    let deviations = Deviations::read(&organization.join("slapd-deviations.yaml"))
        .map_err(|error| error.to_string())?;
    let cases = Case::selected(library, &Selection::default());
    let record = judge::run_strictly(cases, library, &file.read(), deviations);
    let counts = Verdict::ALL.map(|verdict| (verdict.word(), record.counts.of(verdict)));
    let right = [Verdict::Pass, Verdict::Probe, Verdict::Skip, Verdict::Known];
    match holding::report(record, library, &right) {
        Some(report) => Err(report),
        None => Ok(format!("slapd: {counts:?}")),
    }
}

fn start(organization: &Path) -> NetworkedSlapd {
    let text =
        fs::read_to_string(organization.join("passwords.yaml")).expect("the passwords can be read");
    let passwords: BTreeMap<String, String> =
        serde_yaml::from_str(&text).expect("the passwords are a mapping");
    let identities = passwords.into_iter().map(|(username, password)| {
        let bind = Bind::simple(format!("uid={username},{BASE}"), password);
        (username, bind)
    });
    Environment::networked_slapd(&[organization.join("organization.yaml")], identities)
}

/// Where the users of `organization.yaml` are.
const BASE: &str = "ou=Users,o=5f1b9a2c8d3e4f0000c0f0a1,dc=jumpcloud,dc=com";
