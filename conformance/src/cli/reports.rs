//! How a run is told: to the person at the terminal, and in the files that were asked for.

use super::arguments::RunArguments;
use super::files::write;
use super::{Failure, print};
use crate::exit_code::Exit;
use crate::report::{HumanReport, html, junit};
use crate::run::RunRecord;
use crate::scenario::Library;

/// Prints the report for a person and writes the others. What can't be written keeps none of those before it back.
pub(super) fn tell(
    arguments: &RunArguments,
    library: &Library,
    record: &RunRecord,
) -> Result<(), Failure> {
    let (reports, requirements) = (&arguments.reports, library.requirements());
    let command = run_again(arguments);
    let human = HumanReport {
        record,
        requirements,
        transcripts: reports.transcript,
        command: &command,
    };
    let printed = print(&human.to_string());

    let internal = |error| Failure::error(Exit::Internal, error);
    if let Some(path) = &reports.json {
        let text = serde_json::to_string_pretty(record).map_err(internal)?;
        write(path, &(text + "\n"))?;
    }
    if let Some(path) = &reports.junit {
        let text = junit(record).map_err(|error| Failure::error(Exit::Internal, error))?;
        write(path, &text)?;
    }
    if let Some(path) = &reports.html {
        let text = html(record, requirements, &command).map_err(internal)?;
        write(path, &text)?;
    }
    printed
}

/// How the command begins that runs one of these scenarios again.
fn run_again(arguments: &RunArguments) -> String {
    let mut command = format!(
        "jcldap-conformance run --target {}",
        arguments.target.display()
    );
    for path in &arguments.scenarios.scenarios {
        command.push_str(" --scenarios ");
        command.push_str(&path.display().to_string());
    }
    command
}
