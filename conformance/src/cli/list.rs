//! `list` and `schema`: what there is, and what files look like.

use super::arguments::{ListArguments, SchemaArguments, SchemaOf};
use super::run::select;
use super::{Failure, print};
use crate::exit_code::Exit;
use crate::{scenario, target};

pub(super) fn list(arguments: &ListArguments) -> Result<Exit, Failure> {
    let (_, cases) = select(&arguments.scenarios)?;
    let lines: Vec<_> = cases
        .iter()
        .map(|case| format!("{}\t{}\n", case.id, case.scenario.title))
        .collect();
    print(&lines.concat())?;
    Ok(Exit::Ok)
}

pub(super) fn schema(arguments: &SchemaArguments) -> Result<Exit, Failure> {
    let schema = match arguments.of {
        SchemaOf::Scenario => scenario::json_schema(),
        SchemaOf::Target => target::json_schema(),
    };
    let text = serde_json::to_string_pretty(&schema)
        .map_err(|error| Failure::error(Exit::Internal, error))?;
    print(&(text + "\n"))?;
    Ok(Exit::Ok)
}
