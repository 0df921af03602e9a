//! What the probes of a run found out, as switches of the stand-in: the `behavior` of a fixture, with the evidence as
//! comments. It holds questions and answers of scenarios, and so nobody's name.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crate::run::{RunRecord, StepVerdict};
use crate::scenario::Library;

/// What a run's probes say about each switch that they ask about.
#[derive(Debug)]
pub struct Calibration<'a> {
    target: &'a str,
    switches: BTreeMap<&'a str, Vec<Finding<'a>>>,
}

/// One answer.
#[derive(Debug)]
struct Finding<'a> {
    question: &'a str,
    scenario: &'a str,
    step: &'a str,
    evidence: &'a [String],
    answer: Option<&'a str>,
}

/// What the answers about one switch come to.
#[derive(Debug, Eq, PartialEq)]
enum Outcome<'a> {
    /// They agree.
    Value(&'a str),
    /// They don't.
    Disagreement(BTreeSet<&'a str>),
    /// No switch says what the target did.
    Unheard,
}

impl<'a> Calibration<'a> {
    /// Gathers the answers of a run; what the scenarios of `library` name as evidence stands with them.
    pub fn of(record: &'a RunRecord, library: &'a Library) -> Self {
        let mut switches: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for scenario in &record.scenarios {
            for step in &scenario.steps {
                let Some(probe) = &step.probe else { continue };
                let Some(switch) = &probe.switch else {
                    continue;
                };
                if step.verdict == StepVerdict::Error {
                    continue;
                }
                switches.entry(switch.as_str()).or_default().push(Finding {
                    question: &probe.question,
                    scenario: &scenario.id,
                    step: &step.id,
                    evidence: if step.evidence.is_empty() {
                        library.evidence_of(&scenario.id)
                    } else {
                        &step.evidence
                    },
                    answer: probe.answer.as_deref(),
                });
            }
        }
        Self {
            target: &record.target,
            switches,
        }
    }

    /// The switches about which probes disagree, each with the answers.
    pub fn disagreements(&self) -> impl Iterator<Item = (&'a str, Vec<&'a str>)> {
        self.switches
            .iter()
            .filter_map(|(switch, findings)| match outcome(findings) {
                Outcome::Disagreement(values) => Some((*switch, values.into_iter().collect())),
                Outcome::Value(_) | Outcome::Unheard => None,
            })
    }
}

fn outcome<'a>(findings: &[Finding<'a>]) -> Outcome<'a> {
    let values: BTreeSet<&str> = findings
        .iter()
        .filter_map(|finding| finding.answer.filter(|answer| is_value(answer)))
        .collect();
    let mut first = values.iter();
    match (first.next(), first.next()) {
        (None, _) => Outcome::Unheard,
        (Some(value), None) => Outcome::Value(value),
        (Some(_), Some(_)) => Outcome::Disagreement(values),
    }
}

/// The value of a switch is one word. An answer of several words is something that no switch says.
fn is_value(answer: &str) -> bool {
    !answer.is_empty() && !answer.contains(char::is_whitespace)
}

impl fmt::Display for Calibration<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            out,
            "# What {} showed, as switches of the stand-in. Put it into a fixture, beside `organization`.\n\
             # `jcldap behavior` says what each switch means.",
            self.target
        )?;
        let is_set = |findings: &Vec<Finding<'_>>| matches!(outcome(findings), Outcome::Value(_));
        if self.switches.values().any(is_set) {
            writeln!(out, "behavior:")?;
        } else {
            writeln!(out, "behavior: {{}}")?;
        }
        for (switch, findings) in &self.switches {
            writeln!(out)?;
            let mut told = None;
            for finding in findings {
                // Scenarios that got the same answer to the same question stand below it together.
                let asked = (finding.question, finding.answer);
                if told.replace(asked) != Some(asked) {
                    let answer = finding.answer.unwrap_or("something nobody thought of");
                    writeln!(out, "  # {} {answer}", finding.question)?;
                }
                finding.fmt(out)?;
            }
            match outcome(findings) {
                Outcome::Value(value) => {
                    // The words `yes` and `true` would be something else without quotes.
                    let quoted = serde_yaml::to_string(value).map_err(|_| fmt::Error)?;
                    writeln!(out, "  {switch}: {}", quoted.trim_end())?;
                }
                Outcome::Disagreement(_) => writeln!(
                    out,
                    "  # {switch}: the answers disagree; look at the transcripts, and set what your applications meet"
                )?,
                Outcome::Unheard => writeln!(
                    out,
                    "  # {switch}: none of its values is what the target did"
                )?,
            }
        }
        Ok(())
    }
}

impl fmt::Display for Finding<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "  #   asked by {}, {}", self.scenario, self.step)?;
        if !self.evidence.is_empty() {
            write!(out, " ({})", self.evidence.join(", "))?;
        }
        writeln!(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::{Counts, ProbeRecord, ScenarioRecord, StepRecord, Verdict};
    use crate::scenario::Weight;

    fn library() -> Library {
        Library::load(&[]).unwrap()
    }

    fn record(answers: &[(&str, Option<&str>)]) -> RunRecord {
        let steps = answers.iter().map(|(switch, answer)| StepRecord {
            id: "ask".to_owned(),
            title: "t".to_owned(),
            evidence: vec!["U09".to_owned()],
            weight: Weight::Probe,
            verdict: StepVerdict::Pass,
            mismatches: Vec::new(),
            probe: Some(ProbeRecord {
                question: "What then?".to_owned(),
                switch: Some((*switch).to_owned()),
                answer: answer.map(str::to_owned),
            }),
            transcript: Vec::new(),
            answer: None,
        });
        RunRecord {
            format_version: 1,
            version: "0.1.0".to_owned(),
            target: "ldaps://ldap.jumpcloud.com:636".to_owned(),
            counts: Counts::default(),
            scenarios: vec![ScenarioRecord {
                id: "a/b".to_owned(),
                title: "t".to_owned(),
                requirements: Vec::new(),
                verdict: Verdict::Probe,
                reason: None,
                duration_ms: 0,
                steps: steps.collect(),
            }],
        }
    }

    #[test]
    fn answers_that_agree_set_a_switch_with_their_evidence_above_it() {
        let record = record(&[
            ("nonBindingSearch", Some("empty")),
            ("nonBindingSearch", Some("empty")),
            ("anonymousRootDse", Some("yes")),
        ]);
        let text = Calibration::of(&record, &library()).to_string();
        let value: serde_yaml::Value = serde_yaml::from_str(&text).unwrap();
        assert_eq!(value["behavior"]["nonBindingSearch"], "empty");
        assert_eq!(value["behavior"]["anonymousRootDse"], "yes");
        assert!(
            text.contains("  # What then? empty\n  #   asked by a/b, ask (U09)\n"),
            "{text}"
        );
    }

    #[test]
    fn what_is_not_settled_is_told_and_not_set() {
        let record = record(&[
            ("writes", Some("insufficientAccessRights")),
            ("writes", Some("unwillingToPerform")),
            ("gecos", None),
            ("memberOf", Some("always, in another spelling")),
        ]);
        let library = library();
        let calibration = Calibration::of(&record, &library);
        let text = calibration.to_string();
        let value: serde_yaml::Value = serde_yaml::from_str(&text).unwrap();
        assert_eq!(
            value["behavior"],
            serde_yaml::from_str::<serde_yaml::Value>("{}").unwrap()
        );
        let disagreements: Vec<_> = calibration.disagreements().collect();
        assert_eq!(
            disagreements,
            [(
                "writes",
                vec!["insufficientAccessRights", "unwillingToPerform"]
            )]
        );
        for told in [
            "# writes: the answers disagree",
            "# gecos: none of its values",
            "# memberOf: none of its values",
        ] {
            assert!(text.contains(told), "{text}");
        }
    }
}
