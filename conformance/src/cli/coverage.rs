//! `coverage`: which facts and statements have a scenario.

use super::arguments::CoverageArguments;
use super::{Failure, print};
use crate::coverage::{Coverage, Item, Status};
use crate::exit_code::Exit;
use crate::facts::Facts;
use crate::report::CoverageReport;
use crate::scenario::Library;

pub(super) fn coverage(arguments: &CoverageArguments) -> Result<Exit, Failure> {
    let library = Library::load(&arguments.scenarios)
        .map_err(|error| Failure::diagnostic(Exit::BadFile, error))?;
    let facts = Facts::embedded().map_err(|error| Failure::error(Exit::Internal, error))?;
    let mut coverage = Coverage::of(&library, &facts);
    if let Some(idle) = arguments
        .of
        .iter()
        .find(|prefix| !coverage.items.iter().any(|item| is_under(item, prefix)))
    {
        let message = format!(
            "nothing is called `{idle}` or begins with it; expected a document such as `rfc4511`, `J5`, `U` or `consumers.md`, or an id of one"
        );
        return Err(Failure::message(Exit::NothingSelected, message));
    }
    let is_asked_for = |item: &Item| {
        let selected =
            arguments.of.is_empty() || arguments.of.iter().any(|prefix| is_under(item, prefix));
        selected && (!arguments.missing || item.status == Status::Missing)
    };
    if arguments.json {
        coverage.items.retain(is_asked_for);
        let text = serde_json::to_string_pretty(&coverage)
            .map_err(|error| Failure::error(Exit::Internal, error))?;
        print(&(text + "\n"))?;
        return Ok(Exit::Ok);
    }
    // Unasked, the tables are enough: there are over a thousand items.
    let lists_items = arguments.missing || !arguments.of.is_empty();
    let items: Vec<_> = coverage
        .items
        .iter()
        .filter(|item| lists_items && is_asked_for(item))
        .collect();
    let report = CoverageReport {
        coverage: &coverage,
        items: &items,
    };
    print(&report.to_string())?;
    Ok(Exit::Ok)
}

/// Whether a document or the beginning of an id, up to a slash, is this item's.
fn is_under(item: &Item, prefix: &str) -> bool {
    let rest = item.id.strip_prefix(prefix);
    item.document == prefix || rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
