//! `run`: scenarios against a target.

use std::path::Path;

use super::arguments::{RunArguments, Scenarios};
use super::execution::{Execution, Judging};
use super::{Failure, files, print, reports, tell};
use crate::calibration::Calibration;
use crate::exit_code::Exit;
use crate::report::DryRunReport;
use crate::run::{Case, Deviations, RunRecord};
use crate::scenario::{Library, Selection};

pub(super) fn run(arguments: &RunArguments) -> Result<Exit, Failure> {
    let execution = Execution::new(&arguments.target, &arguments.options)?;
    let (library, cases) = select(&arguments.scenarios)?;
    if arguments.dry_run {
        let plan = execution.plan(cases);
        let report = DryRunReport {
            target: &execution.target,
            previews: plan.preview(&execution.target, &execution.safety),
        };
        print(&report.to_string())?;
        return Ok(Exit::Ok);
    }
    let deviations = match &arguments.deviations {
        Some(path) => {
            Deviations::read(path).map_err(|error| Failure::error(Exit::BadFile, error))?
        }
        None => Deviations::default(),
    };
    if let Some(path) = &arguments.calibrate {
        files::check_new(path)?;
    }
    let judging = Judging {
        strict: arguments.strict,
        deviations,
    };
    let record = execution.run(cases, &library, &arguments.options, judging)?;
    reports::tell(arguments, &library, &record)?;
    if let Some(path) = &arguments.calibrate {
        calibrate(path, &record, &library)?;
    }
    Ok(Exit::of(&record.counts))
}

fn calibrate(path: &Path, record: &RunRecord, library: &Library) -> Result<(), Failure> {
    let calibration = Calibration::of(record, library);
    for (switch, answers) in calibration.disagreements() {
        tell(&format!(
            "the probes disagree about `{switch}`: {}; it is left out",
            answers.join(", ")
        ));
    }
    files::write_new(path, &calibration.to_string())
}

/// What to type in place of an id, or the beginning of one, that there isn't.
pub(super) fn meant(ids: &[String], unknown: &str) -> String {
    const NEAR: usize = 2;
    let beginnings = ids.iter().flat_map(|id| {
        let ends = id.match_indices('/').map(|(end, _)| end);
        ends.chain([id.len()]).filter_map(|end| id.get(..end))
    });
    let distance = |id: &str| strsim::damerau_levenshtein(id, unknown);
    let nearest = beginnings
        .filter(|id| distance(id) <= NEAR)
        .min_by_key(|id| distance(id));
    let begun = || {
        ids.iter()
            .map(String::as_str)
            .find(|id| id.starts_with(unknown))
    };
    nearest.or_else(begun).map_or_else(
        || "`jcldap-conformance list` names them all".to_owned(),
        |id| format!("did you mean `{id}`?"),
    )
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
            "no scenario is called `{idle}` or begins with it; {}",
            meant(&all, idle)
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
