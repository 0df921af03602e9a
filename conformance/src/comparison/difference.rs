//! One thing that targets answered differently.

use std::collections::BTreeSet;

use serde::Serialize;

use super::switches;
use crate::protocol::ResultCode;
use crate::recording::StepAnswers;
use crate::run::{AnsweredEntry, AnsweredResult, StepAnswer};

/// A difference in one step.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Difference {
    /// The step.
    pub step: String,
    /// What differs, in words.
    pub what: String,
    /// What came at each target, in words.
    pub values: Vec<String>,
    /// The switches of the stand-in that choose between such answers.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub switches: Vec<String>,
}

/// One aspect of an answer in words; where the words are equal, targets are the same.
type Aspect = (&'static str, fn(&StepAnswer) -> String);

/// What is compared, the weightiest first.
const ASPECTS: [Aspect; 7] = [
    ("the result", outcome),
    ("matchedDN", |answer| {
        text(answer, |result| &result.matched_dn)
    }),
    ("the diagnostic message", |answer| {
        text(answer, |result| &result.diagnostic_message)
    }),
    ("whether there are continuation references", |answer| {
        let some = answer.references > 0;
        (if some { "some" } else { "none" }).to_owned()
    }),
    ("the set of controls", controls),
    ("the Notice of Disconnection", |answer| {
        code(answer.notice.as_ref())
    }),
    ("the connection", |answer| {
        let ending = answer.ending.as_deref();
        ending.unwrap_or("the connection stayed open").to_owned()
    }),
];

impl Difference {
    /// Every difference between what targets answered in one step; `evidence` is that of the whole scenario.
    pub(super) fn between(columns: &[Option<&StepAnswers>], evidence: &[String]) -> Vec<Self> {
        let Some(step) = columns.iter().flatten().next() else {
            return Vec::new();
        };
        let switches = switches::concerned(step, evidence);
        let difference = |what: &str, values: Vec<String>| {
            let first = values.first();
            let differs = values.iter().any(|value| Some(value) != first);
            let mut switches = switches.clone();
            if switches.is_empty() {
                switches = switches::suggested(&values);
            }
            differs.then(|| Self {
                step: step.step.clone(),
                what: what.to_owned(),
                values,
                switches,
            })
        };
        let answers: Option<Vec<&StepAnswer>> = columns
            .iter()
            .map(|column| column.as_ref()?.answer.as_ref())
            .collect();
        // A scenario ends at its first failure; what comes after it differs for that reason alone.
        let Some(answers) = answers else {
            return Vec::new();
        };
        let mut differences: Vec<Self> = ASPECTS
            .iter()
            .filter_map(|(what, describe)| {
                let values = answers.iter().map(|answer| describe(answer)).collect();
                difference(what, values)
            })
            .collect();
        for dn in common_subjects(&answers) {
            let what = format!("the set of attributes of `{dn}`");
            differences.extend(difference(&what, attributes(&answers, dn)));
        }
        // What a probe calls an answer says more than that its parts differ.
        let probes: Option<Vec<String>> = columns
            .iter()
            .map(|column| column.as_ref()?.probe.clone())
            .collect();
        if let Some(probes) = probes {
            differences.extend(difference("the answer to the probe", probes));
        }
        differences
    }
}

fn outcome(answer: &StepAnswer) -> String {
    let code = code(answer.result.as_ref());
    let succeeded = answer
        .result
        .as_ref()
        .is_some_and(|result| result.code == 0);
    match answer.entry_count {
        Some(count) if count > 0 || succeeded => format!("{code} with {}", entries(count)),
        _ => code,
    }
}

fn code(result: Option<&AnsweredResult>) -> String {
    result.map_or_else(
        || "nothing".to_owned(),
        |result| ResultCode(result.code).to_string(),
    )
}

/// How many, as far as organizations of different sizes agree on it.
const fn entries(count: usize) -> &'static str {
    match count {
        0 => "no entries",
        1 => "one entry",
        _ => "several entries",
    }
}

fn text(answer: &StepAnswer, part: fn(&AnsweredResult) -> &String) -> String {
    match answer.result.as_ref().map(part) {
        Some(text) if !text.is_empty() => format!("`{text}`"),
        _ => "none".to_owned(),
    }
}

fn controls(answer: &StepAnswer) -> String {
    let controls: BTreeSet<&str> = answer.controls.iter().map(String::as_str).collect();
    if controls.is_empty() {
        return "none".to_owned();
    }
    controls.into_iter().collect::<Vec<_>>().join(", ")
}

/// The names of entries that every answer has, and that are those of subjects: whoever else is there is chance.
fn common_subjects<'a>(answers: &[&'a StepAnswer]) -> Vec<&'a str> {
    let Some((first, others)) = answers.split_first() else {
        return Vec::new();
    };
    let is_subject = |dn: &str| dn.starts_with("uid=user-") || dn.starts_with("cn=group-");
    let names = first.entries.iter().map(|entry| entry.dn.as_str());
    names
        .filter(|dn| dn.is_empty() || is_subject(dn))
        .filter(|dn| others.iter().all(|answer| entry(answer, dn).is_some()))
        .collect()
}

fn entry<'a>(answer: &'a StepAnswer, dn: &str) -> Option<&'a AnsweredEntry> {
    answer.entries.iter().find(|entry| entry.dn == dn)
}

/// Which attributes an entry has at each target, without those that it has at all.
fn attributes(answers: &[&StepAnswer], dn: &str) -> Vec<String> {
    let descriptions: Vec<BTreeSet<String>> = answers
        .iter()
        .filter_map(|answer| entry(answer, dn))
        .map(|entry| {
            let attributes = entry.attributes.iter();
            attributes
                .map(|(description, _)| description.to_ascii_lowercase())
                .collect()
        })
        .collect();
    let everywhere = |description: &String| descriptions.iter().all(|of| of.contains(description));
    let spelled = |description: &String| {
        let mut attributes = answers
            .iter()
            .filter_map(|answer| entry(answer, dn))
            .flat_map(|entry| &entry.attributes);
        let found = attributes.find(|(spelled, _)| spelled.eq_ignore_ascii_case(description));
        found.map_or_else(|| description.clone(), |(spelled, _)| spelled.clone())
    };
    descriptions
        .iter()
        .map(|of| {
            let own: Vec<_> = of
                .iter()
                .filter(|description| !everywhere(description))
                .map(spelled)
                .collect();
            if own.is_empty() {
                "none of these".to_owned()
            } else {
                own.join(", ")
            }
        })
        .collect()
}
