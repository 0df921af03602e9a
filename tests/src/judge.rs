//! Running the suite's scenarios against a target, for tests that look at what came of it.

use std::sync::Arc;
use std::time::Duration;

use jcldap_conformance::client::Timeouts;
use jcldap_conformance::run::{Case, Deviations, Options, Plan, RunRecord, Runner};
use jcldap_conformance::scenario::Library;
use jcldap_conformance::target::{Safety, Target};
use tokio::runtime::Runtime;

/// A generous limit: it only decides how long a scenario that hangs takes to fail.
const SCENARIO_LIMIT: Duration = Duration::from_secs(60);

/// Scenarios at a time.
const JOBS: usize = 4;

/// The record of these cases against a target. Warnings are warnings.
pub fn run(cases: Vec<Case>, library: &Library, target: &Target) -> RunRecord {
    record(cases, library, target, false, Deviations::default())
}

/// The record of these cases against a target with known deviations. Warnings are failures.
pub fn run_strictly(
    cases: Vec<Case>,
    library: &Library,
    target: &Target,
    deviations: Deviations,
) -> RunRecord {
    record(cases, library, target, true, deviations)
}

fn record(
    cases: Vec<Case>,
    library: &Library,
    target: &Target,
    strict: bool,
    deviations: Deviations,
) -> RunRecord {
    let safety = Safety::new(target, None);
    let plan = Plan::new(cases, target, &safety);
    let options = Options {
        jobs: JOBS,
        strict,
        timeouts: Timeouts::default(),
        scenario_limit: SCENARIO_LIMIT,
        deviations,
    };
    let requirements = Arc::clone(library.requirements());
    let runner = Runner::new(target.clone(), safety, requirements, options)
        .expect("the target's authority can be read");
    let runtime = Runtime::new().expect("a runtime can be built");
    runtime.block_on(runner.run(plan, |_| {}))
}
