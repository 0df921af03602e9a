//! The suites of `jcldap-conformance` against the real binary: what gates must hold, and nothing may be skipped.
//!
//! Each scenario, in each variant, is a test with its id. They know the stand-in by its ready file and the wire alone.

mod organizations;
mod stand_in;
mod target_file;

use std::process::ExitCode;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use jcldap_conformance::client::Timeouts;
use jcldap_conformance::report::{Detail, HumanReport};
use jcldap_conformance::run::{Case, Deviations, Options, Plan, RunRecord, Runner, Verdict};
use jcldap_conformance::scenario::{Library, Selection};
use jcldap_conformance::target::Safety;
use libtest_mimic::{Arguments, Failed, Trial};

use self::organizations::organizations;
use self::stand_in::StandIn;

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let library = Library::load(&[]).expect("the built-in scenarios have no problems");
    let library = Arc::new(library);
    // One server for each organization and all scenarios of this process. The last trial that is dropped ends them.
    let stand_ins = Arc::new(organizations().map(|organization| {
        LazyLock::new(Box::new(move || StandIn::start(&organization)) as Start)
    }));

    let mut trials = Vec::new();
    for case in Case::selected(&library, &Selection::default()) {
        let name = format!("conformance::{}", case.id);
        let (library, stand_ins) = (Arc::clone(&library), Arc::clone(&stand_ins));
        trials.push(Trial::test(name, move || {
            holds(&case, &library, stand_ins.iter().map(LazyLock::force))
        }));
    }
    drop(stand_ins);
    libtest_mimic::run(&arguments, trials).exit_code()
}

type Start = Box<dyn FnOnce() -> StandIn + Send>;

/// Runs a case against the first stand-in that doesn't make it skip.
fn holds<'a>(
    case: &Case,
    library: &Library,
    stand_ins: impl Iterator<Item = &'a StandIn>,
) -> Result<(), Failed> {
    let mut skipped = String::new();
    for stand_in in stand_ins {
        let record = run(case.clone(), library, stand_in)?;
        let all = |wanted: &[Verdict]| {
            let mut scenarios = record.scenarios.iter();
            scenarios.all(|scenario| wanted.contains(&scenario.verdict))
        };
        if all(&[Verdict::Pass, Verdict::Probe]) {
            return Ok(());
        }
        let report = HumanReport {
            record: &record,
            requirements: library.requirements(),
            transcripts: Detail::Failures,
            command: "jcldap-conformance run --target FILE",
        };
        if !all(&[Verdict::Skip]) {
            return Err(report.to_string().into());
        }
        skipped.push_str(&report.to_string());
    }
    Err(skipped.into())
}

fn run(case: Case, library: &Library, stand_in: &StandIn) -> Result<RunRecord, Failed> {
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
    Ok(runtime.block_on(runner.run(plan, |_| {})))
}
