//! The record of a run. Reports are made from it alone.

use serde::{Deserialize, Serialize};

use super::StepAnswer;
use crate::client::TranscriptLine;
use crate::scenario::Weight;

/// What a run found.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RunRecord {
    /// Of this form of records.
    pub format_version: u32,
    /// The suite's version.
    pub version: String,
    /// The target's URL.
    pub target: String,
    /// How many scenarios came to which verdict.
    pub counts: Counts,
    /// The scenarios by id.
    pub scenarios: Vec<ScenarioRecord>,
}

/// How many scenarios came to which verdict.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize)]
#[expect(missing_docs, reason = "the fields are the verdicts")]
pub struct Counts {
    pub pass: u64,
    pub fail: u64,
    pub warn: u64,
    pub probe: u64,
    pub skip: u64,
    pub known: u64,
    pub stale: u64,
    pub blocked: u64,
    pub error: u64,
}

/// What a scenario came to.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Verdict {
    /// Everything held.
    Pass,
    /// It asked what nobody knew; see the steps' answers.
    Probe,
    /// It wasn't tried; the reason says why.
    Skip,
    /// It failed, as a listed deviation says it does.
    Known,
    /// What we infer strongly, or what a SHOULD asks for, didn't hold.
    Warn,
    /// A scenario that it requires failed.
    Blocked,
    /// It passed although a listed deviation says that it fails.
    Stale,
    /// It couldn't be judged: no connection, no password.
    Error,
    /// Something that must hold didn't.
    Fail,
}

impl Verdict {
    /// Every verdict, in the order in which summaries name them.
    pub const ALL: [Self; 9] = [
        Self::Pass,
        Self::Fail,
        Self::Warn,
        Self::Probe,
        Self::Skip,
        Self::Known,
        Self::Stale,
        Self::Blocked,
        Self::Error,
    ];

    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::Warn => "warn",
            Self::Probe => "probe",
            Self::Skip => "skip",
            Self::Known => "known",
            Self::Stale => "stale",
            Self::Blocked => "blocked",
            Self::Error => "error",
        }
    }
}

impl Counts {
    /// How many came to this verdict.
    pub fn of(&self, verdict: Verdict) -> u64 {
        match verdict {
            Verdict::Pass => self.pass,
            Verdict::Fail => self.fail,
            Verdict::Warn => self.warn,
            Verdict::Probe => self.probe,
            Verdict::Skip => self.skip,
            Verdict::Known => self.known,
            Verdict::Stale => self.stale,
            Verdict::Blocked => self.blocked,
            Verdict::Error => self.error,
        }
    }

    pub(super) fn add(&mut self, verdict: Verdict) {
        let count = match verdict {
            Verdict::Pass => &mut self.pass,
            Verdict::Fail => &mut self.fail,
            Verdict::Warn => &mut self.warn,
            Verdict::Probe => &mut self.probe,
            Verdict::Skip => &mut self.skip,
            Verdict::Known => &mut self.known,
            Verdict::Stale => &mut self.stale,
            Verdict::Blocked => &mut self.blocked,
            Verdict::Error => &mut self.error,
        };
        *count += 1;
    }
}

/// What one scenario, in one variant, came to.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ScenarioRecord {
    /// Its id, the variant's name included.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The normative statements that it shows.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub requirements: Vec<String>,
    /// What it came to.
    pub verdict: Verdict,
    /// Why, where the steps don't say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Whole milliseconds.
    pub duration_ms: u64,
    /// The steps that were carried out.
    pub steps: Vec<StepRecord>,
}

/// What one step came to.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StepRecord {
    /// What it is called by.
    pub id: String,
    /// What it did, in words.
    pub title: String,
    /// Where its expectation is from.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<String>,
    /// What a broken expectation does to the verdict.
    pub weight: Weight,
    /// What it came to.
    pub verdict: StepVerdict,
    /// What wasn't as expected.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub mismatches: Vec<Mismatch>,
    /// What it found out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub probe: Option<ProbeRecord>,
    /// What went over the wire.
    pub transcript: Vec<TranscriptLine>,
    /// What came back, for a recording; the transcript tells a reader the same.
    #[serde(skip)]
    pub answer: Option<StepAnswer>,
}

/// What one step came to.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum StepVerdict {
    /// As expected.
    Pass,
    /// Not as assumed: the scenario says nothing about this target.
    Unassumed,
    /// Not as expected, which weighs as the step's confidence says.
    Differs,
    /// It couldn't be carried out.
    Error,
}

/// One thing that wasn't as expected.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Mismatch {
    pub expected: String,
    pub actual: String,
}

/// What a probe found out.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ProbeRecord {
    /// What was asked.
    pub question: String,
    /// The switch of the stand-in that the answer sets.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub switch: Option<String>,
    /// The answer that held; none when the target did what nobody thought of.
    pub answer: Option<String>,
}
