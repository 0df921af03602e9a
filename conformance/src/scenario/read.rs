//! Reading a scenario file: every problem with its line and column.
//!
//! What the text itself gets wrong is found by the reader of YAML, one problem at a time; what its parts get wrong
//! together is found here, all of it.

use std::collections::BTreeSet;

use miette::{Diagnostic, NamedSource, SourceSpan};
use schemars::generate::SchemaSettings;
use serde_json::Value;
use thiserror::Error;

use super::{
    Capture, Defect, Operation, Part, Placeholder, RequestedValue, Scenario, Step, Template,
};
use crate::protocol::encode_filter;
use crate::requirements::Requirements;

/// Everything that is wrong with one file.
#[derive(Debug, Diagnostic, Error)]
#[error("`{file}` is no scenario")]
#[diagnostic(code(scenario))]
pub struct ScenarioProblems {
    /// The file's name.
    pub file: String,
    /// What is wrong with it.
    #[related]
    pub problems: Vec<ScenarioProblem>,
}

/// One thing that is wrong, and where.
#[derive(Debug, Diagnostic, Error)]
#[error("{message}")]
pub struct ScenarioProblem {
    /// What is wrong, and what was expected.
    pub message: String,
    #[source_code]
    text: NamedSource<String>,
    #[label]
    span: SourceSpan,
    /// What to write instead.
    #[help]
    pub help: Option<String>,
}

/// Reads a scenario from the text of a file.
pub fn read_scenario(
    file: &str,
    text: &str,
    requirements: &Requirements,
) -> Result<Scenario, ScenarioProblems> {
    let mut check = Check {
        file,
        text,
        problems: Vec::new(),
    };
    let scenario = match serde_yaml::from_str::<Scenario>(text) {
        Ok(scenario) => {
            check.scenario(&scenario, requirements);
            Some(scenario)
        }
        Err(error) => {
            check.unreadable(&error);
            None
        }
    };
    match scenario {
        Some(scenario) if check.problems.is_empty() => Ok(scenario),
        _ => Err(ScenarioProblems {
            file: file.to_owned(),
            problems: check.problems,
        }),
    }
}

/// The JSON Schema of a scenario file; `conformance/schema/scenario.schema.json` holds it as text.
pub fn json_schema() -> Value {
    let generator = SchemaSettings::draft2020_12().into_generator();
    generator.into_root_schema_for::<Scenario>().to_value()
}

struct Check<'a> {
    file: &'a str,
    text: &'a str,
    problems: Vec<ScenarioProblem>,
}

impl Check<'_> {
    fn unreadable(&mut self, error: &serde_yaml::Error) {
        let mut message = error.to_string();
        let offset = error.location().map_or(0, |location| {
            let place = format!(" at line {} column {}", location.line(), location.column());
            if let Some(start) = message.find(&place) {
                message.truncate(start);
            }
            offset_of(self.text, location.line(), location.column())
        });
        let help = suggestion(&message);
        self.add(offset, message, help);
    }

    fn scenario(&mut self, scenario: &Scenario, requirements: &Requirements) {
        if !is_id(&scenario.id) {
            let message = format!(
                "malformed id `{}`; expected a suite and slugs, joined by slashes, such as `my-app/sign-in`",
                scenario.id
            );
            self.near(&scenario.id, message);
        }
        for id in &scenario.requirement.0 {
            if requirements.get(id).is_none() {
                self.near(id, format!("unknown requirement `{id}`"));
            }
        }
        let mut variants = BTreeSet::new();
        for variant in &scenario.variants {
            if !is_id(&variant.name)
                || variant.name.contains('/')
                || !variants.insert(variant.name.as_str())
            {
                self.near(
                    &variant.name,
                    format!("variant `{}` is no slug, or there are two", variant.name),
                );
            }
        }
        let mut earlier = Earlier::default();
        for step in &scenario.steps {
            self.step(scenario, step, &mut earlier);
        }
        if scenario.steps.is_empty() {
            self.near("steps", "a scenario without steps".to_owned());
        }
        for falsification in &scenario.falsified_by {
            if !earlier.steps.contains(falsification.fails.as_str()) {
                let message = format!("no step has the id `{}`", falsification.fails);
                self.near(&format!("fails: {}", falsification.fails), message);
            }
            if falsification.behavior.is_empty() && falsification.fault.is_none() {
                self.near(
                    "falsifiedBy",
                    "a falsification without `behavior` and `fault`".to_owned(),
                );
            }
            if let Some(problem) = falsification.fault.as_ref().and_then(Defect::problem) {
                self.near(&format!("fails: {}", falsification.fails), problem);
            }
        }
    }

    fn step<'s>(&mut self, scenario: &'s Scenario, step: &'s Step, earlier: &mut Earlier<'s>) {
        for only in &step.only {
            if !scenario
                .variants
                .iter()
                .any(|variant| variant.name == *only)
            {
                self.near(only, format!("no variant is called `{only}`"));
            }
        }
        match &step.operation {
            Operation::Search(search) => self.filter(&search.filter),
            Operation::Abandon(id) | Operation::Collect(id)
                if !earlier.steps.contains(id.as_str()) =>
            {
                self.near(id, format!("no earlier step has the id `{id}`"));
            }
            Operation::Extended(extended)
                if extended.value.is_some() && extended.password_modify.is_some() =>
            {
                self.near(
                    "passwordModify",
                    "a request with `value` and `passwordModify`; expected one of them".to_owned(),
                );
            }
            Operation::Cancel(id)
                if !earlier.steps.contains(id.as_str()) && step.id.as_ref() != Some(id) =>
            {
                self.near(id, format!("no step up to here has the id `{id}`"));
            }
            _ => {}
        }
        for control in &step.controls {
            if let Some(RequestedValue::Filter(filter)) = &control.value {
                self.filter(filter);
            }
        }
        for placeholder in step.request_placeholders() {
            self.placeholder(scenario, placeholder, earlier);
        }
        for id in step.expectations().flat_map(|expect| &expect.before) {
            if !earlier.steps.contains(id.as_str()) {
                self.near(id, format!("no earlier step has the id `{id}`"));
            }
        }
        // What a step captures, its own expectation may already use.
        for (name, capture) in &step.capture {
            earlier.captured.insert(name);
            if matches!(capture, Capture::Entries) {
                earlier.entries.insert(name);
            }
        }
        for placeholder in step.expectation_placeholders() {
            self.placeholder(scenario, placeholder, earlier);
        }
        for name in step.related_entries() {
            if !earlier.entries.contains(name) {
                self.near(
                    name,
                    format!("no step before has `capture: {{{name}: {{take: entries}}}}`"),
                );
            }
        }
        for id in step.compared_steps() {
            if !earlier.steps.contains(id) {
                self.near(id, format!("no earlier step has the id `{id}`"));
            }
        }
        if let Some(id) = &step.id
            && !earlier.steps.insert(id)
        {
            self.near(id, format!("two steps have the id `{id}`"));
        }
    }

    fn placeholder(
        &mut self,
        scenario: &Scenario,
        placeholder: &Placeholder,
        earlier: &Earlier<'_>,
    ) {
        match placeholder {
            Placeholder::Captured(name) if !earlier.captured.contains(name.as_str()) => {
                self.near(
                    &format!("{{captured.{name}"),
                    format!("no earlier step captures `{name}`"),
                );
            }
            Placeholder::Variant(name) => {
                let lacks = |variant: &&super::Variant| !variant.values.contains_key(name);
                let literal = format!("{{variant.{name}");
                if scenario.variants.is_empty() {
                    self.near(&literal, "the scenario has no variants".to_owned());
                }
                if let Some(variant) = scenario.variants.iter().find(lacks) {
                    self.near(
                        &literal,
                        format!("the variant `{}` doesn't set `{name}`", variant.name),
                    );
                }
            }
            _ => {}
        }
    }

    /// A filter is one with anything in the places of its placeholders, or never.
    fn filter(&mut self, template: &Template) {
        let parts = template.parts().iter().map(|part| match part {
            Part::Literal(text) => text.as_str(),
            Part::Placeholder(..) => "x",
        });
        let filter: String = parts.collect();
        // A filter that is nothing but a placeholder is known when it runs.
        if filter != "x"
            && let Err(error) = encode_filter(&filter)
        {
            self.near(template.as_str(), error.to_string());
        }
    }

    /// Adds a problem at the first place where `literal` stands.
    fn near(&mut self, literal: &str, message: String) {
        let offset = self.text.find(literal).unwrap_or(0);
        self.add(offset, message, None);
    }

    fn add(&mut self, offset: usize, message: String, help: Option<String>) {
        self.problems.push(ScenarioProblem {
            message,
            text: NamedSource::new(self.file, self.text.to_owned()),
            span: SourceSpan::from(offset..offset),
            help,
        });
    }
}

/// What earlier steps have given names to.
#[derive(Default)]
struct Earlier<'s> {
    steps: BTreeSet<&'s str>,
    captured: BTreeSet<&'s str>,
    entries: BTreeSet<&'s str>,
}

fn is_id(id: &str) -> bool {
    id.split('/').all(|part| {
        let allowed = |octet: u8| octet.is_ascii_alphanumeric() || b"-.".contains(&octet);
        !part.is_empty() && part.bytes().all(allowed)
    })
}

/// The octet at which a character of a line begins; both are counted from 1.
fn offset_of(text: &str, line: usize, column: usize) -> usize {
    let start: usize = text
        .split_inclusive('\n')
        .take(line.saturating_sub(1))
        .map(str::len)
        .sum();
    let within = text.get(start..).unwrap_or_default();
    let octets: usize = within
        .chars()
        .take(column.saturating_sub(1))
        .map(char::len_utf8)
        .sum();
    (start + octets).min(text.len())
}

/// The expected word that the unknown one of a message resembles: "unknown field `filtr`, expected one of `filter`, ...".
fn suggestion(message: &str) -> Option<String> {
    let (before, expected) = message.split_once(", expected")?;
    if !before.contains("unknown") {
        return None;
    }
    let unknown = before.split('`').nth(1)?;
    let words = expected.split('`').skip(1).step_by(2);
    let nearest = words.min_by_key(|word| strsim::damerau_levenshtein(unknown, word))?;
    (strsim::damerau_levenshtein(unknown, nearest) <= 2)
        .then(|| format!("did you mean `{nearest}`?"))
}

#[cfg(test)]
mod tests;
