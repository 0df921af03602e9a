//! A recording, and the file that keeps one: JSON, one value a line, of which the first says what the file is.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::Pseudonyms;
use crate::run::{RunRecord, StepAnswer, Verdict};
use crate::target::Target;

/// What a target answered in each scenario.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Recording {
    /// The scenarios, by id.
    pub scenarios: Vec<ScenarioAnswers>,
}

/// The first line of the file.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
struct Header {
    /// Always [`FORMAT`].
    format: String,
    format_version: u32,
    /// Of the suite that wrote it.
    version: String,
}

/// What was answered in one scenario, in one variant. Every further line of the file is one.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ScenarioAnswers {
    /// Its id.
    pub scenario: String,
    /// What it came to.
    pub verdict: Verdict,
    /// The steps that were carried out.
    #[serde(default)]
    pub steps: Vec<StepAnswers>,
}

/// What was answered in one step.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StepAnswers {
    /// What the step is called by.
    pub step: String,
    /// Where its expectation is from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<String>,
    /// The switch that its probe asks about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub switch: Option<String>,
    /// What its probe found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub probe: Option<String>,
    /// What came back; none where the step couldn't be carried out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<StepAnswer>,
}

const FORMAT: &str = "jcldap-conformance recording";
const FORMAT_VERSION: u32 = 1;

impl Recording {
    /// What a run recorded, under pseudonyms.
    pub fn of(record: &RunRecord, target: &Target) -> Self {
        let steps = record.scenarios.iter().flat_map(|scenario| &scenario.steps);
        let mut pseudonyms = Pseudonyms::new(target);
        for answer in steps.filter_map(|step| step.answer.as_ref()) {
            pseudonyms.learn(answer);
        }
        let scenarios = record.scenarios.iter().map(|scenario| ScenarioAnswers {
            scenario: scenario.id.clone(),
            verdict: scenario.verdict,
            steps: scenario
                .steps
                .iter()
                .map(|step| StepAnswers {
                    step: step.id.clone(),
                    evidence: step.evidence.clone(),
                    switch: step.probe.as_ref().and_then(|probe| probe.switch.clone()),
                    probe: step.probe.as_ref().and_then(|probe| probe.answer.clone()),
                    answer: step.answer.as_ref().map(|answer| pseudonyms.answer(answer)),
                })
                .collect(),
        });
        Self {
            scenarios: scenarios.collect(),
        }
    }

    /// The text of the file.
    pub fn text(&self) -> Result<String, serde_json::Error> {
        let header = Header {
            format: FORMAT.to_owned(),
            format_version: FORMAT_VERSION,
            version: env!("CARGO_PKG_VERSION").to_owned(),
        };
        let mut lines = vec![serde_json::to_string(&header)?];
        for scenario in &self.scenarios {
            lines.push(serde_json::to_string(scenario)?);
        }
        lines.push(String::new());
        Ok(lines.join("\n"))
    }

    /// Reads a file if it is a recording; none where it is another file, such as a target's.
    pub fn read_if_one(path: &Path) -> Result<Option<Self>, RecordingError> {
        let text = fs::read_to_string(path).map_err(|source| RecordingError::Unreadable {
            path: path.to_path_buf(),
            source,
        })?;
        let mut lines = (1..).zip(text.lines());
        let header: Option<Header> = lines
            .next()
            .and_then(|(_, line)| serde_json::from_str(line).ok());
        let Some(header) = header.filter(|header| header.format == FORMAT) else {
            return Ok(None);
        };
        if header.format_version != FORMAT_VERSION {
            return Err(RecordingError::Version {
                path: path.to_path_buf(),
                found: header.format_version,
            });
        }
        let scenarios = lines
            .filter(|(_, line)| !line.trim().is_empty())
            .map(|(number, line)| {
                serde_json::from_str(line).map_err(|source| RecordingError::Malformed {
                    path: path.to_path_buf(),
                    line: number,
                    source,
                })
            });
        Ok(Some(Self {
            scenarios: scenarios.collect::<Result<_, _>>()?,
        }))
    }
}

/// Why a recording can't be read.
#[derive(Debug, Error)]
#[expect(missing_docs, reason = "the messages say it")]
pub enum RecordingError {
    #[error("cannot read `{path}`")]
    Unreadable { path: PathBuf, source: io::Error },
    #[error("`{path}` is a recording of format version {found}; expected {FORMAT_VERSION}")]
    Version { path: PathBuf, found: u32 },
    #[error("`{path}`, line {line}: no scenario's answers")]
    Malformed {
        path: PathBuf,
        line: usize,
        source: serde_json::Error,
    },
}
