//! Known deviations: scenarios that are known to fail on a target, each with its reason. One that passes after all is
//! stale, and fails the run, so that the list stays true; but where chance decides, an entry may say so.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use thiserror::Error;

use super::record::Verdict;
use crate::scenario::{Selection, SelectorError};

/// One known deviation.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Deviation {
    /// The scenario's id, or the beginning of ids up to a slash.
    pub scenario: String,
    /// Why it fails there.
    pub reason: String,
    /// Whether it fails at some times only, so that passing doesn't make the entry stale.
    #[serde(default)]
    pub sometimes: bool,
    /// Where it is discussed.
    #[serde(default)]
    pub link: Option<String>,
}

/// The deviations of one target.
#[derive(Clone, Debug, Default)]
pub struct Deviations(Vec<(Selection, Deviation)>);

impl Deviations {
    /// Reads a YAML list of deviations.
    pub fn read(path: &Path) -> Result<Self, DeviationError> {
        let text = fs::read_to_string(path).map_err(|source| DeviationError::Unreadable {
            path: path.to_path_buf(),
            source,
        })?;
        let list: Vec<Deviation> =
            serde_yaml::from_str(&text).map_err(|source| DeviationError::Malformed {
                path: path.to_path_buf(),
                source,
            })?;
        let selected = list.into_iter().map(|deviation| {
            let selection = Selection::parse(&[&deviation.scenario])?;
            Ok((selection, deviation))
        });
        selected
            .collect::<Result<_, SelectorError>>()
            .map(Self)
            .map_err(DeviationError::from)
    }

    /// The verdict of the scenario with this id in the light of the list, and the reason that the list gives.
    pub(super) fn apply(&self, id: &str, verdict: Verdict) -> (Verdict, Option<String>) {
        let Some((_, deviation)) = self.0.iter().find(|(selection, _)| selection.takes(id)) else {
            return (verdict, None);
        };
        match verdict {
            Verdict::Fail | Verdict::Warn => (Verdict::Known, Some(deviation.reason.clone())),
            Verdict::Pass if !deviation.sometimes => {
                let reason = format!("it passes, though it is listed: {}", deviation.reason);
                (Verdict::Stale, Some(reason))
            }
            _ => (verdict, None),
        }
    }
}

/// Why a list of deviations can't be used.
#[derive(Debug, Error)]
#[expect(missing_docs, reason = "the messages say it")]
pub enum DeviationError {
    #[error("cannot read the deviations `{path}`")]
    Unreadable { path: PathBuf, source: io::Error },
    #[error("`{path}` is no list of deviations")]
    Malformed {
        path: PathBuf,
        source: serde_yaml::Error,
    },
    #[error(transparent)]
    Selector(#[from] SelectorError),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_listed_failure_is_known_and_a_listed_success_stale() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("slapd.yaml");
        let text = "- {scenario: rfc4511/4.2, reason: slapd is laxer}\n\
                    - {scenario: rfc4511/4.3, reason: it depends, sometimes: true}\n";
        fs::write(&path, text).unwrap();
        let deviations = Deviations::read(&path).unwrap();
        for (id, verdict, result) in [
            ("rfc4511/4.2/x", Verdict::Fail, Verdict::Known),
            ("rfc4511/4.2/x", Verdict::Pass, Verdict::Stale),
            ("rfc4511/4.2/x", Verdict::Skip, Verdict::Skip),
            ("rfc4511/4.2/x", Verdict::Error, Verdict::Error),
            ("rfc4511/4.20", Verdict::Fail, Verdict::Fail),
            ("rfc4511/4.3/x", Verdict::Fail, Verdict::Known),
            ("rfc4511/4.3/x", Verdict::Pass, Verdict::Pass),
        ] {
            assert_eq!(deviations.apply(id, verdict).0, result, "{id} {verdict:?}");
        }
    }
}
