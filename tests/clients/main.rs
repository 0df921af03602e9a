//! Real LDAP clients against the real binary, over LDAPS with certificate verification on.
//!
//! A new case is one entry in `cases/*.yaml`, a new group of cases one file there, and both are run through every client.
//!
//! A client that is not installed is ignored, but not with `CI=true`: there its tests run and fail.

use std::env;
use std::process::ExitCode;
use std::sync::Arc;

use jcldap_tests::clients::{self, CaseFile, Client};
use libtest_mimic::{Arguments, Trial};

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let must_run = env::var("CI").is_ok_and(|value| value == "true");
    let groups: Vec<Arc<CaseFile>> = clients::load().into_iter().map(Arc::new).collect();

    let mut trials = Vec::new();
    for client in Client::ALL {
        let ignored = !must_run && !client.is_available();
        let name = format!("clients::{client}::trust");
        trials.push(
            Trial::test(name, move || Ok(clients::only_with_the_authority(client)?))
                .with_ignored_flag(ignored),
        );
        for group in &groups {
            let name = format!("clients::{client}::{}", group.name());
            let group = Arc::clone(group);
            trials
                .push(Trial::test(name, move || Ok(group.run(client)?)).with_ignored_flag(ignored));
        }
    }
    let ignored = !must_run && !Client::Ldapsearch.is_available();
    let readme = Trial::test("clients::ldapsearch::readme", || {
        Ok(clients::first_command_answers()?)
    });
    trials.push(readme.with_ignored_flag(ignored));
    libtest_mimic::run(&arguments, trials).exit_code()
}
