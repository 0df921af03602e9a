//! Whether one case fails under one defect as the scenario says.

use jcldap_conformance::client::{Direction, TranscriptLine};
use jcldap_conformance::run::{Case, Mismatch, ScenarioRecord, StepRecord, StepVerdict, Verdict};
use jcldap_conformance::scenario::{Falsification, Operation, Step};

use super::baseline::Baseline;
use super::defect::fault_of;
use super::servers::Servers;

/// The step that a falsification names, where this variant has it.
pub fn named_step<'c>(case: &'c Case, falsification: &Falsification) -> Option<&'c Step> {
    let mut steps = case.scenario.steps_of(case.variant_name());
    steps.find(|step| step.id.as_deref() == Some(&falsification.fails))
}

/// Runs a case under a defect. False where the defect takes none of this variant's requests; the error says why the
/// failure shows nothing.
pub fn fails(
    case: &Case,
    step: &Step,
    falsification: &Falsification,
    baseline: &Baseline,
    servers: &mut Servers<'_>,
) -> Result<bool, String> {
    let server = servers.with(&falsification.behavior, baseline.organization)?;
    let fault = falsification.fault.as_ref().map(fault_of);
    let handle = fault.map(|fault| server.mock.fault(fault));
    let record = server.run_with_defect(case, baseline.way);
    if handle.is_some_and(|handle| handle.hits() == 0) {
        return Ok(false);
    }
    judge(step, &falsification.fails, &record, baseline).map(|()| true)
}

/// Steps before the named one hold, and that one's expectation breaks.
fn judge(
    step: &Step,
    fails: &str,
    record: &ScenarioRecord,
    baseline: &Baseline,
) -> Result<(), String> {
    for done in &record.steps {
        if done.id != fails {
            if done.verdict != StepVerdict::Pass {
                return Err(format!("it fails before `{fails}`: {}", told(record)));
            }
            continue;
        }
        return match done.verdict {
            StepVerdict::Differs if for_want_of_an_answer(done) && !is_about_connections(step) => {
                Err(format!(
                    "`{fails}` fails for want of an answer, not by what it expects: {}",
                    told(record)
                ))
            }
            StepVerdict::Differs => Ok(()),
            StepVerdict::Pass if answers_otherwise(done, baseline) => Ok(()),
            StepVerdict::Pass => Err(format!("`{fails}` holds all the same")),
            StepVerdict::Unassumed => Err(format!(
                "`{fails}` assumes what doesn't hold under the defect: {}",
                told(record)
            )),
            StepVerdict::Error => Err(format!("`{fails}` can't be carried out: {}", told(record))),
        };
    }
    Err(format!("it never comes to `{fails}`: {}", told(record)))
}

/// Whether a probe found out something else than on a right server.
fn answers_otherwise(done: &StepRecord, baseline: &Baseline) -> bool {
    let answer_of = |step: &StepRecord| step.probe.as_ref().map(|probe| probe.answer.clone());
    let mut before = baseline.record.steps.iter();
    let before = before.find(|step| step.id == done.id);
    answer_of(done).is_some() && before.and_then(answer_of) != answer_of(done)
}

/// Whether it is only that nothing came: neither a message, nor octets that are none.
fn for_want_of_an_answer(done: &StepRecord) -> bool {
    let is_message = |line: &TranscriptLine| line.direction == Direction::Received;
    let is_broken = |line: &TranscriptLine| line.text.starts_with("what came is no LDAP message");
    let ended = |line: &TranscriptLine| {
        line.direction == Direction::Event
            && !line.text.starts_with("connected to")
            && line.text != "TLS handshake done"
    };
    let in_vain = |mismatch: &Mismatch| mismatch.actual.contains("nothing came in time");
    let lines = &done.transcript;
    (lines.iter().any(ended) || done.mismatches.iter().any(in_vain))
        && !lines.iter().any(|line| is_message(line) || is_broken(line))
}

/// Whether how the connection fares, or silence, is what the step is about.
fn is_about_connections(step: &Step) -> bool {
    let expect = &step.expect;
    expect.connection.is_some()
        || expect.notice.is_some()
        || expect.no_answer
        || matches!(
            step.operation,
            Operation::Connect(_)
                | Operation::StartTls
                | Operation::Unbind
                | Operation::WaitForClose(_)
        )
}

/// The first thing that isn't as expected, in one line.
pub fn told(record: &ScenarioRecord) -> String {
    let mut steps = record.steps.iter();
    let Some(step) = steps.find(|step| step.verdict != StepVerdict::Pass) else {
        let reason = record.reason.as_deref().unwrap_or("every step holds");
        return format!("{}: {reason}", record.verdict.word());
    };
    let mismatches: Vec<String> = step
        .mismatches
        .iter()
        .map(|mismatch| format!("expected {}, got {}", mismatch.expected, mismatch.actual))
        .collect();
    format!("`{}` ({}): {}", step.id, step.title, mismatches.join("; "))
}

/// Whether a scenario that held before does not now.
pub fn is_red(record: &ScenarioRecord) -> bool {
    !matches!(
        record.verdict,
        Verdict::Pass | Verdict::Probe | Verdict::Skip
    )
}
