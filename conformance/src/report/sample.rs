//! A record to test reports with: a scenario of every kind that reports tell apart.

use crate::client::{Direction, TranscriptLine};
use crate::run::{
    Counts, Mismatch, ProbeRecord, RunRecord, ScenarioRecord, StepRecord, StepVerdict, Verdict,
};
use crate::scenario::Weight;

/// Two suites with five scenarios: a failure, a pass, a skip, a probe and an error.
pub(super) fn record() -> RunRecord {
    let mut failed = step(StepVerdict::Differs, Weight::Gate);
    failed.mismatches.push(Mismatch {
        expected: "success".to_owned(),
        actual: "busy".to_owned(),
    });
    let mut asked = step(StepVerdict::Pass, Weight::Probe);
    asked.probe = Some(ProbeRecord {
        question: "What does it answer?".to_owned(),
        switch: Some("nonBindingSearch".to_owned()),
        answer: Some("noSuchObject".to_owned()),
    });
    let mut skipped = scenario("okta/skipped", Verdict::Skip, Vec::new());
    skipped.reason = Some("the target names no `user.locked`".to_owned());
    RunRecord {
        format_version: 1,
        version: "0.1.0".to_owned(),
        target: "ldaps://127.0.0.1:1636".to_owned(),
        counts: Counts {
            pass: 1,
            fail: 1,
            probe: 1,
            skip: 1,
            error: 1,
            ..Counts::default()
        },
        scenarios: vec![
            scenario("okta/failed", Verdict::Fail, vec![failed]),
            scenario(
                "okta/passed",
                Verdict::Pass,
                vec![step(StepVerdict::Pass, Weight::Gate)],
            ),
            skipped,
            scenario("rfc4511/4.5.1/asked", Verdict::Probe, vec![asked]),
            scenario(
                "rfc4511/4.5.1/not-judged",
                Verdict::Error,
                vec![step(StepVerdict::Error, Weight::Gate)],
            ),
        ],
    }
}

fn scenario(id: &str, verdict: Verdict, steps: Vec<StepRecord>) -> ScenarioRecord {
    ScenarioRecord {
        id: id.to_owned(),
        title: format!("What {id} shows"),
        requirements: vec!["rfc4511/4.5.1.4/size-limit-zero".to_owned()],
        verdict,
        reason: None,
        duration_ms: 12,
        steps,
    }
}

fn step(verdict: StepVerdict, weight: Weight) -> StepRecord {
    StepRecord {
        id: "look".to_owned(),
        title: "look for the user".to_owned(),
        evidence: vec!["J5.02".to_owned()],
        weight,
        verdict,
        mismatches: Vec::new(),
        probe: None,
        transcript: vec![TranscriptLine {
            connection: "main".to_owned(),
            direction: Direction::Sent,
            text: "1 searchRequest".to_owned(),
            hex: "300c".to_owned(),
        }],
        answer: None,
    }
}
