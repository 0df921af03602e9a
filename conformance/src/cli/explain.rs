//! `explain`: what a scenario does, why, and how to run it alone.

use std::fmt::{self, Write};

use super::arguments::ExplainArguments;
use super::run::meant;
use super::{Failure, print};
use crate::exit_code::Exit;
use crate::run::Case;
use crate::scenario::{Library, Scenario};

pub(super) fn explain(arguments: &ExplainArguments) -> Result<Exit, Failure> {
    let library = Library::load(&arguments.scenarios)
        .map_err(|error| Failure::diagnostic(Exit::BadFile, error))?;
    let cases = library.iter().flat_map(Case::all_of);
    let scenario = library.get(&arguments.id).cloned().or_else(|| {
        cases
            .filter(|case| case.id == arguments.id)
            .map(|case| case.scenario)
            .next()
    });
    let Some(scenario) = scenario else {
        let ids: Vec<_> = library.iter().map(|scenario| scenario.id.clone()).collect();
        let message = format!(
            "no scenario is called `{}`; {}",
            arguments.id,
            meant(&ids, &arguments.id)
        );
        return Err(Failure::message(Exit::NothingSelected, message));
    };
    let mut text = String::new();
    // Writing to a String doesn't fail.
    let _ = describe(&mut text, &scenario, &library);
    print(&text)?;
    Ok(Exit::Ok)
}

fn describe(out: &mut String, scenario: &Scenario, library: &Library) -> fmt::Result {
    writeln!(out, "{}: {}", scenario.id, scenario.title)?;
    if let Some(description) = &scenario.description {
        writeln!(out, "\n{}", description.trim_end())?;
    }
    writeln!(out)?;
    for id in &scenario.requirement.0 {
        if let Some(requirement) = library.requirements().get(id) {
            writeln!(
                out,
                "requirement  {} ({}): {}",
                requirement.source(),
                requirement.level,
                requirement.text
            )?;
        }
    }
    if !scenario.evidence.0.is_empty() {
        writeln!(out, "evidence     {}", scenario.evidence.0.join(", "))?;
    }
    if let Some(confidence) = scenario.confidence {
        writeln!(out, "confidence   {confidence:?}")?;
    }
    for required in &scenario.requires {
        writeln!(out, "requires     {required}")?;
    }
    for variant in &scenario.variants {
        writeln!(out, "variant      {}/{}", scenario.id, variant.name)?;
    }
    for (index, step) in scenario.steps.iter().enumerate() {
        let title = step.title.as_deref().unwrap_or_default();
        write!(
            out,
            "step {:<8}{} on {}",
            index + 1,
            step.operation.word(),
            step.on
        )?;
        if !title.is_empty() {
            write!(out, ": {title}")?;
        }
        if !step.only.is_empty() {
            write!(out, " (only {})", step.only.join(", "))?;
        }
        writeln!(out)?;
    }
    for falsification in &scenario.falsified_by {
        writeln!(out, "can fail at  {}", falsification.fails)?;
    }
    writeln!(
        out,
        "\njcldap-conformance run --target FILE {}",
        scenario.id
    )
}
