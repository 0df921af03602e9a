//! The suites of `jcldap-conformance`, all of them: that they hold, and that each scenario can fail.
//!
//! `holds` runs them against the real binary; `slapd` against OpenLDAP's server, and is ignored where that is not
//! installed, but not with `CI=true`; `falsified` against stand-ins that were made wrong. Each is one test, for a process of
//! its own for each scenario would cost more than the scenario. Who names scenarios gets a test for each:
//! `cargo test -p jcldap-tests --test conformance -- falsified::rfc4511/4.5.1`.

mod beside_slapd;
mod falsification;
mod holding;
mod organizations;
mod stand_in;

use std::env;
use std::process::ExitCode;
use std::sync::Arc;

use jcldap_conformance::scenario::{Library, Selection};
use jcldap_tests::oracle::Slapd;
use libtest_mimic::{Arguments, Trial};

use self::falsification::Falsifier;
use self::holding::StandIns;
use self::organizations::organizations;

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let must_run = env::var("CI").is_ok_and(|value| value == "true");
    let library = Library::load(&[]).expect("the built-in scenarios have no problems");
    let library = Arc::new(library);
    // The last trial that is dropped ends them.
    let stand_ins = Arc::new(StandIns::of(&organizations()));

    let mut trials = Vec::new();
    for (name, selection) in selections("holds", &arguments, &library) {
        let (library, stand_ins) = (Arc::clone(&library), Arc::clone(&stand_ins));
        trials.push(Trial::test(name, move || {
            tell(holding::hold(&library, &stand_ins, &selection))
        }));
    }
    let falsifier = Arc::new(Falsifier::new(&library, organizations()));
    for (name, selection) in selections("falsified", &arguments, &library) {
        let falsifier = Arc::clone(&falsifier);
        trials.push(Trial::test(name, move || {
            tell(falsifier.falsify(&selection))
        }));
    }
    if let Some(organization) = organizations().into_iter().next() {
        let ignored = !must_run && !Slapd::is_available();
        let beside_slapd = Trial::test("slapd", move || {
            tell(beside_slapd::hold(&library, &organization))
        });
        trials.push(beside_slapd.with_ignored_flag(ignored));
    }
    drop(stand_ins);
    libtest_mimic::run(&arguments, trials).exit_code()
}

/// The tests of this name: one for each scenario that is asked for by the beginning of its id, or one for all.
fn selections(name: &str, arguments: &Arguments, library: &Library) -> Vec<(String, Selection)> {
    let prefix = format!("{name}::");
    let filter = arguments.filter.as_deref().unwrap_or_default();
    let Some(wanted) = filter.strip_prefix(&prefix) else {
        return vec![(name.to_owned(), Selection::default())];
    };
    let ids = library.iter().map(|scenario| scenario.id.as_str());
    ids.filter(|id| id.starts_with(wanted))
        .map(|id| {
            let selection = Selection::parse(&[id]).expect("an id is a selector");
            (format!("{prefix}{id}"), selection)
        })
        .collect()
}

fn tell(outcome: Result<String, String>) -> Result<(), libtest_mimic::Failed> {
    println!("{}", outcome?);
    Ok(())
}
