//! `record` and `compare`: what targets answer, kept and held against each other.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::arguments::{CompareArguments, RecordArguments, Scenarios, TargetOptions};
use super::execution::{Execution, Judging};
use super::run::select;
use super::{Failure, files, print, tell};
use crate::comparison::Comparison;
use crate::exit_code::Exit;
use crate::recording::Recording;
use crate::report::ComparisonReport;
use crate::run::{Case, Counts};
use crate::scenario::Library;
use crate::target::read_target;

pub(super) fn record(arguments: &RecordArguments) -> Result<Exit, Failure> {
    let (library, cases) = select(&arguments.scenarios)?;
    files::check_new(&arguments.output)?;
    let (recording, counts) = recorded(&arguments.target, &library, cases, &arguments.options)?;
    let text = recording
        .text()
        .map_err(|error| Failure::error(Exit::Internal, error))?;
    files::write_new(&arguments.output, &text)?;
    tell(&format!(
        "wrote `{}`: {} scenarios. Passwords are left out and names replaced; read it before you hand it on",
        arguments.output.display(),
        recording.scenarios.len()
    ));
    Ok(tried(&counts))
}

pub(super) fn compare(arguments: &CompareArguments) -> Result<Exit, Failure> {
    let scenarios = Scenarios {
        selectors: arguments.only.clone(),
        scenarios: arguments.scenarios.clone(),
    };
    let (library, cases) = select(&scenarios)?;
    let ids: Vec<_> = cases.iter().map(|case| case.id.clone()).collect();
    check_spared(&arguments.files)?;
    let mut recordings = Vec::new();
    let mut counts = Counts::default();
    for file in &arguments.files {
        let read =
            Recording::read_if_one(file).map_err(|error| Failure::error(Exit::BadFile, error))?;
        let recording = if let Some(mut recording) = read {
            recording
                .scenarios
                .retain(|scenario| ids.contains(&scenario.scenario));
            recording
        } else {
            let (recording, of_run) = recorded(file, &library, cases.clone(), &arguments.options)?;
            counts.error += of_run.error;
            recording
        };
        recordings.push((file.display().to_string(), recording));
    }
    let comparison = Comparison::of(&recordings, &library);
    if arguments.json {
        let text = serde_json::to_string_pretty(&comparison)
            .map_err(|error| Failure::error(Exit::Internal, error))?;
        print(&(text + "\n"))?;
    } else {
        print(&ComparisonReport(&comparison).to_string())?;
    }
    Ok(if comparison.has_differences() {
        Exit::Differences
    } else {
        tried(&counts)
    })
}

/// Refuses two runs against one organization of a real service: its users would get twice the wrong passwords.
fn check_spared(files: &[PathBuf]) -> Result<(), Failure> {
    let mut remote: BTreeMap<String, &PathBuf> = BTreeMap::new();
    for file in files {
        // What is no target file is a recording, or told when it is read.
        let Ok(target) = read_target(file) else {
            continue;
        };
        if target.is_loopback() {
            continue;
        }
        let organization = target.organization.to_ascii_lowercase();
        if let Some(first) = remote.insert(organization, file) {
            let message = format!(
                "`{}` and `{}` are one organization, whose users would get two wrong passwords each; `record` it once, and compare the recording",
                first.display(),
                file.display()
            );
            return Err(Failure::message(Exit::Usage, message));
        }
    }
    Ok(())
}

/// Runs scenarios and keeps the answers. Which of them fail is for `run` to say.
fn recorded(
    target_file: &Path,
    library: &Library,
    cases: Vec<Case>,
    options: &TargetOptions,
) -> Result<(Recording, Counts), Failure> {
    let execution = Execution::new(target_file, options)?;
    let target = execution.target.clone();
    let record = execution.run(cases, library, options, Judging::default())?;
    Ok((Recording::of(&record, &target), record.counts))
}

/// Whether the target could be asked everything that was to be asked.
fn tried(counts: &Counts) -> Exit {
    if counts.error > 0 {
        Exit::TargetUnavailable
    } else {
        Exit::Ok
    }
}
