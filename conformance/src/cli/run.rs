//! `run`: scenarios against a target.

use std::sync::Arc;
use std::time::Duration;

use super::arguments::{RunArguments, Scenarios};
use super::{Failure, reports};
use crate::client::Timeouts;
use crate::exit_code::Exit;
use crate::report::Progress;
use crate::run::{Case, Deviations, Options, Plan, Runner};
use crate::scenario::{Library, Selection};
use crate::target::{Safety, read_target};

/// A scenario takes this many times the limit of one answer at most.
const ANSWERS_IN_A_SCENARIO: u32 = 12;

pub(super) fn run(arguments: &RunArguments) -> Result<Exit, Failure> {
    let target =
        read_target(&arguments.target).map_err(|error| Failure::error(Exit::BadFile, error))?;
    let (library, cases) = select(&arguments.scenarios)?;
    let deviations = match &arguments.deviations {
        Some(path) => {
            Deviations::read(path).map_err(|error| Failure::error(Exit::BadFile, error))?
        }
        None => Deviations::default(),
    };
    if let Some(subject) = &arguments.attempt_writes
        && !target.users.contains_key(subject)
    {
        let message = format!("the target file names no user `{subject}` to attempt writes on");
        return Err(Failure::message(Exit::Usage, message));
    }
    let safety = Safety::new(&target, arguments.attempt_writes.as_deref());
    let plan = Plan::new(cases, &target, &safety);
    let answer = Duration::from_secs(arguments.timeout);
    let options = Options {
        jobs: arguments.jobs,
        strict: arguments.strict,
        timeouts: Timeouts {
            connect: answer,
            answer,
        },
        scenario_limit: answer * ANSWERS_IN_A_SCENARIO,
        deviations,
    };
    let requirements = Arc::clone(library.requirements());
    let runner = Runner::new(target, safety, requirements, options)
        .map_err(|error| Failure::error(Exit::BadFile, error))?;

    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::error(Exit::Internal, error))?;
    let mut progress = Progress::new();
    let record = runtime.block_on(runner.run(plan, |event| progress.listen(&event)));
    reports::tell(arguments, &library, &record)?;
    Ok(Exit::of(&record.counts))
}

/// The library and the cases that were asked for; nothing is an error.
pub(super) fn select(scenarios: &Scenarios) -> Result<(Library, Vec<Case>), Failure> {
    let selection = Selection::parse(&scenarios.selectors)
        .map_err(|error| Failure::error(Exit::Usage, error))?;
    let library = Library::load(&scenarios.scenarios)
        .map_err(|error| Failure::diagnostic(Exit::BadFile, error))?;
    let all: Vec<String> = library
        .iter()
        .flat_map(Case::all_of)
        .map(|case| case.id)
        .collect();
    if let Some(idle) = selection.idle(&all).first() {
        let message = format!(
            "no scenario is called `{idle}` or begins with it; `jcldap-conformance list` names them all"
        );
        return Err(Failure::message(Exit::NothingSelected, message));
    }
    let cases = Case::selected(&library, &selection);
    if cases.is_empty() {
        return Err(Failure::message(
            Exit::NothingSelected,
            "no scenario is left to run".to_owned(),
        ));
    }
    Ok((library, cases))
}
