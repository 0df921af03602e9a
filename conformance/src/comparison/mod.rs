//! Where two or more targets answered differently, and what that means in words.
//!
//! Organizations differ in size and in what their people are called, and that is no difference: what is compared is
//! result codes, names and texts under pseudonyms, whether no, one or several entries came, which attributes the
//! subjects' entries have, controls, and how connections ended.

mod difference;
mod switches;

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

pub use self::difference::Difference;
pub use self::switches::SWITCHES;
use crate::recording::{Recording, ScenarioAnswers, StepAnswers};
use crate::run::Verdict;
use crate::scenario::Library;

/// What was compared, and what came of it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Comparison {
    /// Of this form of the record.
    pub format_version: u32,
    /// What the targets are called, in the order of the columns.
    pub targets: Vec<String>,
    /// Every scenario that any of them was asked, by id.
    pub scenarios: Vec<ComparedScenario>,
}

/// One scenario across the targets.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ComparedScenario {
    /// Its id.
    pub id: String,
    /// What it came to at each target; none where it isn't in the recording.
    pub verdicts: Vec<Option<Verdict>>,
    /// Where the answers differ.
    pub differences: Vec<Difference>,
}

impl ComparedScenario {
    /// Whether the targets were not all asked.
    pub fn is_incomplete(&self) -> bool {
        let untried = [Verdict::Skip, Verdict::Blocked, Verdict::Error];
        self.verdicts
            .iter()
            .any(|verdict| verdict.is_none_or(|verdict| untried.contains(&verdict)))
    }
}

impl Comparison {
    /// Compares recordings by the names of their targets. What the scenarios of `library` name as evidence explains.
    pub fn of(recordings: &[(String, Recording)], library: &Library) -> Self {
        let by_id: Vec<BTreeMap<&str, &ScenarioAnswers>> = recordings
            .iter()
            .map(|(_, recording)| {
                let scenarios = recording.scenarios.iter();
                scenarios
                    .map(|scenario| (scenario.scenario.as_str(), scenario))
                    .collect()
            })
            .collect();
        let ids: BTreeSet<&str> = by_id.iter().flat_map(|of| of.keys().copied()).collect();
        let scenarios = ids.into_iter().map(|id| {
            let columns: Vec<_> = by_id.iter().map(|of| of.get(id).copied()).collect();
            compared(id, &columns, library)
        });
        Self {
            format_version: 1,
            targets: recordings.iter().map(|(name, _)| name.clone()).collect(),
            scenarios: scenarios.collect(),
        }
    }

    /// Whether any answer differs.
    pub fn has_differences(&self) -> bool {
        self.scenarios
            .iter()
            .any(|scenario| !scenario.differences.is_empty())
    }
}

fn compared(id: &str, columns: &[Option<&ScenarioAnswers>], library: &Library) -> ComparedScenario {
    let mut compared = ComparedScenario {
        id: id.to_owned(),
        verdicts: columns
            .iter()
            .map(|column| column.map(|answers| answers.verdict))
            .collect(),
        differences: Vec::new(),
    };
    // Where one wasn't asked, nothing is known about its answers.
    if compared.is_incomplete() {
        return compared;
    }
    let steps: Vec<&[StepAnswers]> = columns
        .iter()
        .flatten()
        .map(|answers| answers.steps.as_slice())
        .collect();
    let longest = steps.iter().map(|steps| steps.len()).max().unwrap_or(0);
    let evidence = library.evidence_of(id);
    for place in 0..longest {
        let of_step: Vec<_> = steps.iter().map(|steps| steps.get(place)).collect();
        compared
            .differences
            .extend(Difference::between(&of_step, evidence));
    }
    compared
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::{AnsweredEntry, AnsweredResult, StepAnswer};

    fn recording(evidence: &str, answer: StepAnswer) -> Recording {
        Recording {
            scenarios: vec![ScenarioAnswers {
                scenario: "my-app/a".to_owned(),
                verdict: Verdict::Pass,
                steps: vec![StepAnswers {
                    step: "ask".to_owned(),
                    evidence: vec![evidence.to_owned()],
                    switch: None,
                    probe: None,
                    answer: Some(answer),
                }],
            }],
        }
    }

    fn answer(code: i64, entries: &[(&str, &[&str])]) -> StepAnswer {
        let entries: Vec<_> = entries
            .iter()
            .map(|(dn, attributes)| AnsweredEntry {
                dn: (*dn).to_owned(),
                attributes: attributes
                    .iter()
                    .map(|attribute| ((*attribute).to_owned(), vec!["x".to_owned()]))
                    .collect(),
            })
            .collect();
        StepAnswer {
            result: Some(AnsweredResult {
                code,
                ..AnsweredResult::default()
            }),
            entry_count: Some(entries.len()),
            entries,
            ..StepAnswer::default()
        }
    }

    fn compare(evidence: &str, one: StepAnswer, other: StepAnswer) -> Vec<Difference> {
        let recordings = [
            ("one".to_owned(), recording(evidence, one)),
            ("other".to_owned(), recording(evidence, other)),
        ];
        let library = Library::load(&[]).unwrap();
        let mut comparison = Comparison::of(&recordings, &library);
        comparison.scenarios.remove(0).differences
    }

    #[test]
    fn a_difference_of_result_codes_names_the_switch_that_chooses() {
        let differences = compare("U09", answer(32, &[]), answer(0, &[]));
        assert_eq!(differences.len(), 1, "{differences:?}");
        let difference = &differences[0];
        assert_eq!(
            difference.values,
            ["noSuchObject (32)", "success (0) with no entries"]
        );
        assert_eq!(difference.switches, ["nonBindingSearch"]);
    }

    #[test]
    fn results_that_a_switch_chooses_between_name_it_without_evidence_too() {
        let differences = compare("J1.03", answer(0, &[]), answer(32, &[]));
        assert_eq!(
            differences[0].switches,
            ["nonBindingSearch", "crossOrganizationSearch"]
        );
        let differences = compare("J1.03", answer(0, &[]), answer(1, &[]));
        assert!(differences[0].switches.is_empty());
    }

    #[test]
    fn the_size_of_an_organization_is_no_difference() {
        let (few, many): (Vec<_>, Vec<_>) = (
            vec![("uid=person-1", &["uid"][..]); 2],
            vec![("uid=person-1", &["uid"][..]); 9],
        );
        assert_eq!(compare("J1.03", answer(0, &few), answer(0, &many)), []);
    }

    #[test]
    fn attributes_that_a_subject_has_at_one_target_alone_are_told() {
        let differences = compare(
            "U01",
            answer(0, &[("uid=user-locked,ou=Users", &["uid", "pwdLock"])]),
            answer(0, &[("uid=user-locked,ou=Users", &["UID"])]),
        );
        assert_eq!(differences.len(), 1, "{differences:?}");
        assert_eq!(differences[0].values, ["pwdLock", "none of these"]);
    }

    #[test]
    fn a_scenario_that_one_target_was_not_asked_has_no_differences() {
        let mut other = recording("U09", answer(0, &[]));
        other.scenarios[0].verdict = Verdict::Skip;
        let recordings = [
            ("one".to_owned(), recording("U09", answer(32, &[]))),
            ("other".to_owned(), other),
        ];
        let comparison = Comparison::of(&recordings, &Library::load(&[]).unwrap());
        assert!(comparison.scenarios[0].is_incomplete());
        assert!(!comparison.has_differences());
    }
}
