//! How sure we are of what a step expects, and what follows from it for the verdict.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::requirements::Level;

/// The label of the evidence; its strongest part where labels mix. `consumers.md` and `jumpcloud.md` define them.
#[derive(Clone, Copy, Debug, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
pub enum Confidence {
    /// The vendor's document says so.
    #[serde(rename = "official")]
    Official,
    /// A transcript, or an assertion against the live service, shows it.
    #[serde(rename = "observed")]
    Observed,
    /// Confirmed by a vendor's document, source code or a log.
    C,
    /// A third party describes it.
    #[serde(rename = "third-party")]
    ThirdParty,
    /// Strong inference.
    S,
    /// Weak inference.
    W,
    /// Nobody knows.
    U,
    /// An inference of `jumpcloud.md`, or a fact that one of its unknowns questions.
    #[serde(rename = "inference")]
    Inference,
}

/// What a broken expectation does to the verdict.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Weight {
    /// The scenario fails.
    Gate,
    /// The scenario warns, or fails under `--strict`.
    Warn,
    /// Nothing: the answer is reported, not judged.
    Probe,
}

impl Confidence {
    /// What a broken expectation does to the verdict.
    pub fn weight(self) -> Weight {
        match self {
            Self::Official | Self::Observed | Self::C => Weight::Gate,
            Self::ThirdParty | Self::S => Weight::Warn,
            Self::W | Self::U | Self::Inference => Weight::Probe,
        }
    }
}

impl From<Level> for Weight {
    fn from(level: Level) -> Self {
        match level {
            Level::Must | Level::MustNot => Self::Gate,
            Level::Should => Self::Warn,
            Level::May => Self::Probe,
        }
    }
}
