//! The suites of `jcldap-conformance` against the real binary: what gates must hold, and nothing may be skipped.
//!
//! Each scenario, in each variant, is a test with its id. They know the stand-in by its ready file and the wire alone.

mod stand_in;
mod target_file;

use std::process::ExitCode;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use jcldap_conformance::client::Timeouts;
use jcldap_conformance::report::{Detail, HumanReport};
use jcldap_conformance::run::{Case, Deviations, Options, Plan, Runner, Verdict};
use jcldap_conformance::scenario::{Library, Selection};
use jcldap_conformance::target::Safety;
use libtest_mimic::{Arguments, Failed, Trial};

use self::stand_in::StandIn;

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let library = Library::load(&[]).expect("the built-in scenarios have no problems");
    let library = Arc::new(library);
    // One server for all scenarios of this process. The last trial that is dropped ends it.
    let stand_in = Arc::new(OnceLock::new());

    let mut trials = Vec::new();
    for case in Case::selected(&library, &Selection::default()) {
        let name = format!("conformance::{}", case.id);
        let (library, stand_in) = (Arc::clone(&library), Arc::clone(&stand_in));
        trials.push(Trial::test(name, move || {
            holds(case, &library, stand_in.get_or_init(StandIn::start))
        }));
    }
    drop(stand_in);
    libtest_mimic::run(&arguments, trials).exit_code()
}

fn holds(case: Case, library: &Library, stand_in: &StandIn) -> Result<(), Failed> {
    let target = stand_in.target();
    let safety = Safety::new(&target, None);
    let plan = Plan::new(vec![case], &target, &safety);
    let options = Options {
        jobs: 1,
        strict: true,
        timeouts: Timeouts::default(),
        scenario_limit: Duration::from_secs(60),
        deviations: Deviations::default(),
    };
    let runner = Runner::new(target, safety, Arc::clone(library.requirements()), options)?;
    let runtime = tokio::runtime::Runtime::new()?;
    let record = runtime.block_on(runner.run(plan, |_| {}));
    let right = |verdict| matches!(verdict, Verdict::Pass | Verdict::Probe);
    if record
        .scenarios
        .iter()
        .all(|scenario| right(scenario.verdict))
    {
        return Ok(());
    }
    let report = HumanReport {
        record: &record,
        requirements: library.requirements(),
        transcripts: Detail::Failures,
        command: "jcldap-conformance run --target FILE",
    };
    Err(report.to_string().into())
}
