//! Going through one scenario, step by step, to its record.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

use super::answer::StepAnswer;
use super::bindings::{Bindings, Captured, Unbound};
use super::exchange::Observation;
use super::judge::judge;
use super::plan::Case;
use super::record::{Mismatch, ProbeRecord, ScenarioRecord, StepRecord, StepVerdict, Verdict};
use super::session::{Session, StepError, Surroundings};
use crate::requirements::Requirements;
use crate::scenario::{Capture, Confidence, Probe, Scenario, Step, Weight};
use crate::target::Ticket;

/// Goes through a case. `strict` makes warnings failures.
pub(super) async fn walk(
    case: &Case,
    tickets: BTreeMap<String, Ticket>,
    surroundings: &Surroundings,
    requirements: &Requirements,
    strict: bool,
) -> ScenarioRecord {
    let started = Instant::now();
    let scenario = &case.scenario;
    let default_weight = default_weight(scenario, requirements);
    let mut bindings = Bindings::new(&surroundings.target, case.variant());
    let mut session = Session::new(surroundings, tickets);
    let compared: BTreeSet<_> = scenario
        .steps
        .iter()
        .flat_map(Step::compared_steps)
        .collect();
    let mut steps = Vec::new();
    let mut reason = None;
    let mut verdict = if default_weight == Weight::Probe {
        Verdict::Probe
    } else {
        Verdict::Pass
    };

    for (index, step) in scenario.steps_of(case.variant_name()).enumerate() {
        let weight = match (&step.probe, step.confidence) {
            (Some(_), _) => Weight::Probe,
            (None, Some(confidence)) => confidence.weight(),
            (None, None) => default_weight,
        };
        let before = session.transcript.len();
        let outcome = session.perform(step, &bindings).await;
        let outcome = outcome.and_then(|observation| {
            keep(step, &observation, &mut bindings);
            let judged = judged(step, &observation, &bindings)?;
            let probe = step
                .probe
                .as_ref()
                .map(|probe| answer(probe, &observation, &bindings));
            let kept = StepAnswer::of(step, &observation);
            if let Some(id) = &step.id
                && compared.contains(id.as_str())
            {
                bindings.remember(id, observation);
            }
            Ok((judged, probe, kept))
        });
        let record = record(
            step,
            index,
            weight,
            outcome,
            session.transcript.since(before),
        );
        let of_step = match (record.verdict, weight) {
            (StepVerdict::Pass, _) | (StepVerdict::Differs, Weight::Probe) => verdict,
            (StepVerdict::Differs, Weight::Warn) if !strict => Verdict::Warn,
            (StepVerdict::Differs, Weight::Gate | Weight::Warn) => Verdict::Fail,
            (StepVerdict::Unassumed, _) => Verdict::Skip,
            (StepVerdict::Error, _) => Verdict::Error,
        };
        verdict = verdict.max(of_step);
        if record.verdict == StepVerdict::Unassumed {
            reason = Some(unassumed(step, &record.mismatches));
        }
        steps.push(record);
        // What comes after a failure would fail for the same reason.
        if matches!(verdict, Verdict::Fail | Verdict::Error) || reason.is_some() {
            break;
        }
    }
    ScenarioRecord {
        id: case.id.clone(),
        title: scenario.title.clone(),
        requirements: scenario.requirement.0.clone(),
        verdict,
        reason,
        duration_ms: u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX),
        steps,
    }
}

/// The record of a case that wasn't tried.
pub(super) fn not_tried(case: &Case, verdict: Verdict, reason: String) -> ScenarioRecord {
    ScenarioRecord {
        id: case.id.clone(),
        title: case.scenario.title.clone(),
        requirements: case.scenario.requirement.0.clone(),
        verdict,
        reason: Some(reason),
        duration_ms: 0,
        steps: Vec::new(),
    }
}

/// What a broken expectation does where a step doesn't say: as the scenario's evidence says, else its strictest statement.
fn default_weight(scenario: &Scenario, requirements: &Requirements) -> Weight {
    if let Some(confidence) = scenario.confidence {
        return Confidence::weight(confidence);
    }
    let levels = scenario
        .requirement
        .0
        .iter()
        .filter_map(|id| requirements.get(id));
    levels
        .map(|requirement| requirement.level)
        .min()
        .map_or(Weight::Gate, Weight::from)
}

/// What a step's answer comes to, and what isn't as it should be.
///
/// Only a sound answer can say that the target is none that the scenario is about. Silence and nonsense are judged.
fn judged(
    step: &Step,
    observation: &Observation,
    bindings: &Bindings<'_>,
) -> Result<(StepVerdict, Vec<Mismatch>), Unbound> {
    if let Some(assume) = &step.assume {
        let mismatches = judge(assume, observation, bindings)?;
        let verdict = if observation.is_sound_answer() {
            StepVerdict::Unassumed
        } else {
            StepVerdict::Differs
        };
        if !mismatches.is_empty() {
            return Ok((verdict, mismatches));
        }
    }
    let mismatches = judge(&step.expect, observation, bindings)?;
    let verdict = if mismatches.is_empty() {
        StepVerdict::Pass
    } else {
        StepVerdict::Differs
    };
    Ok((verdict, mismatches))
}

/// Why a scenario is skipped whose assumption doesn't hold.
fn unassumed(step: &Step, mismatches: &[Mismatch]) -> String {
    let reason = step.reason.as_deref();
    let reason = reason.unwrap_or("the target is not as the scenario assumes");
    let told: Vec<_> = mismatches
        .iter()
        .map(|mismatch| format!("{} in place of {}", mismatch.actual, mismatch.expected))
        .collect();
    format!("{reason}: {}", told.join("; "))
}

type Outcome = Result<
    (
        (StepVerdict, Vec<Mismatch>),
        Option<ProbeRecord>,
        StepAnswer,
    ),
    StepError,
>;

fn record(
    step: &Step,
    index: usize,
    weight: Weight,
    outcome: Outcome,
    transcript: Vec<crate::client::TranscriptLine>,
) -> StepRecord {
    let (verdict, mismatches, probe, answer) = match outcome {
        Ok(((verdict, mismatches), probe, answer)) => (verdict, mismatches, probe, Some(answer)),
        Err(error) => {
            let mismatch = Mismatch {
                expected: "a step that can be carried out".to_owned(),
                actual: error.to_string(),
            };
            (StepVerdict::Error, vec![mismatch], None, None)
        }
    };
    StepRecord {
        id: step
            .id
            .clone()
            .unwrap_or_else(|| format!("step-{}", index + 1)),
        title: step
            .title
            .clone()
            .unwrap_or_else(|| step.operation.word().to_owned()),
        evidence: step.evidence.0.clone(),
        weight,
        verdict,
        mismatches,
        probe,
        transcript,
        answer,
    }
}

/// Keeps what a step captures.
fn keep<'a>(step: &'a Step, observation: &Observation, bindings: &mut Bindings<'a>) {
    for (name, capture) in &step.capture {
        let values_of = |attribute: &str| {
            let values = observation
                .entries
                .iter()
                .flat_map(|entry| entry.values(attribute).unwrap_or_default());
            values.cloned().collect::<Vec<_>>()
        };
        let captured = match capture {
            Capture::Greatest(attribute) => {
                Captured::Values(values_of(attribute).into_iter().max().into_iter().collect())
            }
            Capture::Values(attribute) => Captured::Values(values_of(attribute)),
            Capture::Names => {
                let names = observation
                    .entries
                    .iter()
                    .map(|entry| entry.dn.clone().into_bytes());
                Captured::Values(names.collect())
            }
            Capture::Cookie => Captured::Values(observation.cookie.clone().into_iter().collect()),
            Capture::Entries => Captured::Entries(observation.entries.clone()),
        };
        bindings.capture(name, captured);
    }
}

/// The first answer to a probe that holds.
fn answer(probe: &Probe, observation: &Observation, bindings: &Bindings<'_>) -> ProbeRecord {
    let holds =
        |when| judge(when, observation, bindings).is_ok_and(|mismatches| mismatches.is_empty());
    let answer = probe.answers.iter().find(|answer| holds(&answer.when));
    ProbeRecord {
        question: probe.question.clone(),
        switch: probe.switch.clone(),
        answer: answer.map(|answer| answer.answer.clone()),
    }
}
