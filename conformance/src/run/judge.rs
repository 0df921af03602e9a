//! Whether an answer is what was expected. Pure: no connection, no clock.
//!
//! The response and the fate of the connection are judged apart, so that one failure doesn't hide the other.

mod attributes;
mod entries;
mod fate;
mod forms;
mod protocol;
mod response;
mod same;

use super::bindings::{Bindings, Unbound};
use super::exchange::Observation;
use super::record::Mismatch;
use crate::protocol::{Entry, LdapResult};
use crate::scenario::{Expectation, ResultCodeText};

/// Everything that isn't as expected; empty when all is.
pub(super) fn judge(
    expect: &Expectation,
    observation: &Observation,
    bindings: &Bindings<'_>,
) -> Result<Vec<Mismatch>, Unbound> {
    let mut judge = Judge {
        bindings,
        mismatches: Vec::new(),
    };
    judge.response(expect, observation)?;
    judge.fate(expect, observation);
    judge.any_of(&expect.any_of, observation)?;
    judge.soundness(observation);
    Ok(judge.mismatches)
}

struct Judge<'a> {
    bindings: &'a Bindings<'a>,
    mismatches: Vec<Mismatch>,
}

impl Judge<'_> {
    fn add(&mut self, expected: impl Into<String>, actual: impl Into<String>) {
        self.mismatches.push(Mismatch {
            expected: expected.into(),
            actual: actual.into(),
        });
    }

    /// One of the alternatives must hold, if there are any.
    fn any_of(
        &mut self,
        alternatives: &[Expectation],
        observation: &Observation,
    ) -> Result<(), Unbound> {
        let mut broken = Vec::new();
        for alternative in alternatives {
            let mut judge = Judge {
                bindings: self.bindings,
                mismatches: Vec::new(),
            };
            judge.response(alternative, observation)?;
            judge.fate(alternative, observation);
            judge.any_of(&alternative.any_of, observation)?;
            if judge.mismatches.is_empty() {
                return Ok(());
            }
            broken.push(judge.mismatches);
        }
        let told = |part: fn(&Mismatch) -> &String, joint: &str| {
            let alternatives = broken.iter().map(|mismatches| {
                let parts: Vec<_> = mismatches.iter().map(|one| part(one).as_str()).collect();
                parts.join(" and ")
            });
            alternatives.collect::<Vec<_>>().join(joint)
        };
        if !broken.is_empty() {
            let expected = told(|mismatch| &mismatch.expected, ", or ");
            self.add(expected, told(|mismatch| &mismatch.actual, "; "));
        }
        Ok(())
    }
}

fn alternatives(codes: &[ResultCodeText]) -> String {
    let codes: Vec<_> = codes.iter().map(|code| code.0.to_string()).collect();
    codes.join(" or ")
}

fn described(result: &LdapResult) -> String {
    if result.diagnostic_message.is_empty() {
        result.result_code.to_string()
    } else {
        format!("{} `{}`", result.result_code, result.diagnostic_message)
    }
}

/// The names of the first entries.
fn names(entries: &[Entry]) -> String {
    const SHOWN: usize = 5;
    let mut names: Vec<_> = entries.iter().take(SHOWN).map(Entry::called).collect();
    if entries.len() > SHOWN {
        names.push(format!("and {} more", entries.len() - SHOWN));
    }
    if names.is_empty() {
        "no entries".to_owned()
    } else {
        names.join(", ")
    }
}

#[cfg(test)]
mod tests;
