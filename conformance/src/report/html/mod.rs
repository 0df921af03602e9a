//! A run as one HTML file that needs nothing else: no server, no network.
//!
//! The record travels inside the page as JSON, and the page's script shows it. This module only puts the two together;
//! what anything looks like is the business of `page.html`, `page.css` and `page.js`.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::client::{Direction, TranscriptLine};
use crate::requirements::Requirements;
use crate::run::RunRecord;

/// Lines of a step's transcript that the page holds at most: an import's pages would make it too heavy to open.
const MAX_LINES: usize = 60;

const TEMPLATE: &str = include_str!("page.html");
const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// Turns a record into a page.
///
/// `command` is how the command begins that runs a scenario again: program, target and options.
///
/// # Errors
///
/// When the record can't be written as JSON; no record brings it about.
pub fn html(
    record: &RunRecord,
    requirements: &Requirements,
    command: &str,
) -> Result<String, serde_json::Error> {
    let page = Page {
        record: shortened(record),
        requirements: statements(record, requirements),
        command,
    };
    // Within a script element a `<` could end the element or begin a comment, so none may stand there.
    let data = serde_json::to_string(&page)?.replace('<', "\\u003c");
    Ok(filled(&[
        ("{{style}}", STYLE),
        ("{{data}}", &data),
        ("{{script}}", SCRIPT),
    ]))
}

/// What the page's script is given.
#[derive(Serialize)]
struct Page<'a> {
    record: RunRecord,
    requirements: BTreeMap<&'a str, Statement<'a>>,
    command: &'a str,
}

/// A normative statement, as a reader needs it.
#[derive(Serialize)]
struct Statement<'a> {
    source: String,
    level: String,
    text: &'a str,
}

fn statements<'a>(
    record: &RunRecord,
    requirements: &'a Requirements,
) -> BTreeMap<&'a str, Statement<'a>> {
    let ids = record
        .scenarios
        .iter()
        .flat_map(|scenario| &scenario.requirements);
    ids.filter_map(|id| requirements.get(id))
        .map(|requirement| {
            let statement = Statement {
                source: requirement.source(),
                level: requirement.level.to_string(),
                text: &requirement.text,
            };
            (requirement.id.as_str(), statement)
        })
        .collect()
}

/// The record with the transcripts that the page has room for.
fn shortened(record: &RunRecord) -> RunRecord {
    let mut record = record.clone();
    let steps = record
        .scenarios
        .iter_mut()
        .flat_map(|scenario| &mut scenario.steps);
    for step in steps {
        let left_out = step.transcript.len().saturating_sub(MAX_LINES);
        if left_out == 0 {
            continue;
        }
        step.transcript.truncate(MAX_LINES);
        step.transcript.push(TranscriptLine {
            connection: String::new(),
            direction: Direction::Event,
            text: format!("{left_out} more lines; the record of `--json` has them all"),
            hex: String::new(),
        });
    }
    record
}

/// The template with its marks replaced, in the order in which they stand there. What is filled in is never searched.
fn filled(parts: &[(&str, &str)]) -> String {
    let mut page = String::new();
    let mut rest = TEMPLATE;
    for (mark, text) in parts {
        if let Some((before, after)) = rest.split_once(mark) {
            page.push_str(before);
            page.push_str(text);
            rest = after;
        }
    }
    page + rest
}

#[cfg(test)]
mod tests;
