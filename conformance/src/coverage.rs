//! What the scenarios cover: which facts and which statements of the RFCs have one, which have none, and which nothing
//! could show.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::facts::Facts;
use crate::requirements::Testability;
use crate::run::Case;
use crate::scenario::{Library, Scenario};

/// The scenarios held against everything that they could show.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Coverage {
    /// Of this form of the record.
    pub format_version: u32,
    /// How many scenarios each suite has.
    pub suites: BTreeMap<String, SuiteCount>,
    /// How many statements or facts of each document are covered.
    pub documents: BTreeMap<String, Tally>,
    /// Every fact, then every statement.
    pub items: Vec<Item>,
}

/// How large a suite is.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize)]
pub struct SuiteCount {
    /// Scenarios.
    pub scenarios: usize,
    /// Scenarios, each variant counted.
    pub cases: usize,
}

/// How much of a document is covered.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize)]
pub struct Tally {
    /// At least one scenario shows it.
    pub covered: usize,
    /// It could be shown, and no scenario does.
    pub missing: usize,
    /// Nothing that a server sends can show it.
    pub untestable: usize,
}

/// One fact or statement.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Item {
    /// Its id.
    pub id: String,
    /// The document, or the section of facts, that it is counted under.
    pub document: String,
    /// What it says.
    pub text: String,
    /// How binding it is; facts aren't.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<String>,
    /// Whether it is covered.
    pub status: Status,
    /// The ids of the scenarios that show it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub scenarios: Vec<String>,
    /// Why it can't be shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// Whether a fact or statement is covered.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Status {
    /// At least one scenario shows it.
    Covered,
    /// It could be shown, and no scenario does.
    Missing,
    /// Nothing that a server sends can show it.
    Untestable,
}

impl Status {
    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Covered => "covered",
            Self::Missing => "missing",
            Self::Untestable => "untestable",
        }
    }
}

impl Coverage {
    /// Holds a library against the facts, and against the statements that it knows.
    pub fn of(library: &Library, facts: &Facts) -> Self {
        let mut suites: BTreeMap<String, SuiteCount> = BTreeMap::new();
        let mut showing: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for scenario in library.iter() {
            let suite = suites.entry(scenario.suite().to_owned()).or_default();
            suite.scenarios += 1;
            suite.cases += Case::all_of(scenario).len();
            for id in shown_by(scenario) {
                let scenarios = showing.entry(id).or_default();
                if scenarios.last() != Some(&scenario.id) {
                    scenarios.push(scenario.id.clone());
                }
            }
        }
        let mut of = |id: &str, untestable: Option<String>| {
            let scenarios = showing.remove(id).unwrap_or_default();
            let status = match (scenarios.is_empty(), &untestable) {
                (false, _) => Status::Covered,
                (true, None) => Status::Missing,
                (true, Some(_)) => Status::Untestable,
            };
            (scenarios, status, untestable)
        };
        let mut items = Vec::new();
        for fact in facts.iter() {
            let (scenarios, status, reason) = of(&fact.id, fact.untestable.clone());
            items.push(Item {
                id: fact.id.clone(),
                document: fact.group().to_owned(),
                text: fact.title.clone(),
                level: None,
                status,
                scenarios,
                reason,
            });
        }
        for statement in library.requirements().iter() {
            let untestable = match &statement.testability {
                Testability::Wire { .. } => None,
                Testability::Untestable { reason } => Some(reason.clone()),
            };
            let (scenarios, status, reason) = of(&statement.id, untestable);
            items.push(Item {
                id: statement.id.clone(),
                document: statement.document().to_owned(),
                text: statement.text.clone(),
                level: Some(statement.level.to_string()),
                status,
                scenarios,
                reason,
            });
        }
        let mut documents: BTreeMap<String, Tally> = BTreeMap::new();
        for item in &items {
            documents
                .entry(item.document.clone())
                .or_default()
                .add(item.status);
        }
        Self {
            format_version: 1,
            suites,
            documents,
            items,
        }
    }
}

impl Tally {
    fn add(&mut self, status: Status) {
        match status {
            Status::Covered => self.covered += 1,
            Status::Missing => self.missing += 1,
            Status::Untestable => self.untestable += 1,
        }
    }
}

/// The ids of statements and facts that a scenario names, as a whole or at a step.
fn shown_by(scenario: &Scenario) -> impl Iterator<Item = &str> {
    let of_steps = scenario.steps.iter().flat_map(|step| &step.evidence.0);
    let named = scenario.requirement.0.iter().chain(&scenario.evidence.0);
    named.chain(of_steps).map(String::as_str)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    const FACTS: &str = "
- {id: own 1, title: shown at a step, wire: true}
- {id: own 2, title: shown by nothing, wire: true}
- {id: own 3, title: can't be shown, wire: false, reason: it is invisible}
- {id: own 4, title: shown all the same, wire: false, reason: it seemed invisible}
";

    fn coverage(scenario: &str) -> Coverage {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a.yaml"), scenario).unwrap();
        let library = Library::load(&[folder.path().to_path_buf()]).unwrap();
        Coverage::of(&library, &Facts::read(FACTS).unwrap())
    }

    fn item<'a>(coverage: &'a Coverage, id: &str) -> &'a Item {
        coverage.items.iter().find(|item| item.id == id).unwrap()
    }

    #[test]
    fn what_scenarios_and_their_steps_name_is_covered() {
        let coverage = coverage(
            "id: my-app/a
title: t
evidence: own 4
requirement: rfc4511/4.5.1.4/size-limit-zero
variants: [{name: one}, {name: two}]
steps: [{bind: {as: anonymous}, evidence: [own 1, own 1]}]",
        );
        for (id, status, scenarios) in [
            ("own 1", Status::Covered, &["my-app/a"][..]),
            ("own 2", Status::Missing, &[]),
            ("own 3", Status::Untestable, &[]),
            ("own 4", Status::Covered, &["my-app/a"]),
        ] {
            let item = item(&coverage, id);
            assert_eq!(item.status, status, "{id}");
            assert_eq!(item.scenarios, scenarios, "{id}");
        }
        let statement = item(&coverage, "rfc4511/4.5.1.4/size-limit-zero");
        assert!(statement.scenarios.contains(&"my-app/a".to_owned()));
        let count = SuiteCount {
            scenarios: 1,
            cases: 2,
        };
        assert_eq!(coverage.suites["my-app"], count);
        let tally = Tally {
            covered: 2,
            missing: 1,
            untestable: 1,
        };
        assert_eq!(coverage.documents["own"], tally);
    }

    #[test]
    fn every_item_is_counted_once() {
        let coverage = coverage("{id: my-app/a, title: t, steps: [{bind: {as: anonymous}}]}");
        let counted: usize = coverage
            .documents
            .values()
            .map(|tally| tally.covered + tally.missing + tally.untestable)
            .sum();
        assert_eq!(counted, coverage.items.len());
    }
}
