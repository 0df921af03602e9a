//! All scenarios at hand: those that are built in, and a user's own files and folders.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use miette::Diagnostic;
use thiserror::Error;

use super::{Scenario, ScenarioProblems, read_scenario};
use crate::requirements::{Requirements, RequirementsError};

/// Scenarios by id.
#[derive(Debug)]
pub struct Library {
    scenarios: BTreeMap<String, Arc<Scenario>>,
    requirements: Arc<Requirements>,
}

impl Library {
    /// The built-in scenarios and statements, with those of `paths`: files, or folders with `.yaml` files.
    pub fn load(paths: &[PathBuf]) -> Result<Self, LibraryError> {
        let mut library = Self {
            scenarios: BTreeMap::new(),
            requirements: Arc::new(Requirements::embedded()?),
        };
        let mut problems = Vec::new();
        for (name, text) in EMBEDDED {
            library.add(name, text, &mut problems);
        }
        for file in paths
            .iter()
            .map(|path| yaml_files(path))
            .collect::<Result<Vec<_>, _>>()?
            .concat()
        {
            let text = fs::read_to_string(&file).map_err(|source| unreadable(&file, source))?;
            library.add(&file.display().to_string(), &text, &mut problems);
        }
        library.check_requires(&mut problems);
        if problems.is_empty() {
            Ok(library)
        } else {
            Err(LibraryError::Problems { problems })
        }
    }

    /// The scenario with this id, without a variant's name.
    pub fn get(&self, id: &str) -> Option<&Arc<Scenario>> {
        self.scenarios.get(id)
    }

    /// The evidence of a scenario as a whole; the id may have a variant's name at its end.
    pub fn evidence_of(&self, id: &str) -> &[String] {
        let scenario = self.get(id).or_else(|| self.get(id.rsplit_once('/')?.0));
        scenario.map_or(&[], |scenario| scenario.evidence.0.as_slice())
    }

    /// Every scenario, by id.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<Scenario>> {
        self.scenarios.values()
    }

    /// The normative statements that scenarios refer to.
    pub fn requirements(&self) -> &Arc<Requirements> {
        &self.requirements
    }

    fn add(&mut self, file: &str, text: &str, problems: &mut Vec<FileProblem>) {
        match read_scenario(file, text, &self.requirements) {
            Ok(scenario) => {
                let id = scenario.id.clone();
                if self
                    .scenarios
                    .insert(id.clone(), Arc::new(scenario))
                    .is_some()
                {
                    problems.push(FileProblem::Duplicate {
                        id,
                        file: file.to_owned(),
                    });
                }
            }
            Err(error) => problems.push(FileProblem::Scenario(error)),
        }
    }

    /// A scenario may require only what exists, and nothing that requires it in turn.
    fn check_requires(&self, problems: &mut Vec<FileProblem>) {
        for scenario in self.scenarios.values() {
            for required in &scenario.requires {
                if !self.scenarios.contains_key(required) {
                    problems.push(FileProblem::UnknownRequired {
                        id: scenario.id.clone(),
                        required: required.clone(),
                    });
                }
            }
            if self.reaches(&scenario.id, &scenario.id) {
                problems.push(FileProblem::Cycle {
                    id: scenario.id.clone(),
                });
            }
        }
    }

    fn reaches(&self, from: &str, to: &str) -> bool {
        let mut seen = vec![from];
        let mut next = 0;
        while let Some(id) = seen.get(next).copied() {
            next += 1;
            for required in self
                .scenarios
                .get(id)
                .iter()
                .flat_map(|scenario| &scenario.requires)
            {
                if required == to {
                    return true;
                }
                if !seen.contains(&required.as_str()) {
                    seen.push(required);
                }
            }
        }
        false
    }
}

/// Why there is no library.
#[derive(Debug, Diagnostic, Error)]
#[expect(missing_docs, reason = "the messages say it")]
pub enum LibraryError {
    #[error("scenario files with problems")]
    Problems {
        #[related]
        problems: Vec<FileProblem>,
    },
    #[error("cannot read `{path}`")]
    Unreadable { path: PathBuf, source: io::Error },
    #[error(transparent)]
    Requirements(#[from] RequirementsError),
}

/// What is wrong with one file, or with it among the others.
#[derive(Debug, Diagnostic, Error)]
#[expect(missing_docs, reason = "the messages say it")]
pub enum FileProblem {
    #[error(transparent)]
    #[diagnostic(transparent)]
    Scenario(ScenarioProblems),
    #[error("`{file}`: another scenario has the id `{id}`, too")]
    Duplicate { id: String, file: String },
    #[error("`{id}` requires `{required}`, which doesn't exist")]
    UnknownRequired { id: String, required: String },
    #[error("`{id}` requires itself, through others or at once")]
    Cycle { id: String },
}

const EMBEDDED: &[(&str, &str)] = &include!(concat!(env!("OUT_DIR"), "/scenarios.rs"));

fn yaml_files(path: &Path) -> Result<Vec<PathBuf>, LibraryError> {
    if !path.is_dir() {
        return Ok(vec![path.to_path_buf()]);
    }
    let mut files = Vec::new();
    let mut folders = vec![path.to_path_buf()];
    while let Some(folder) = folders.pop() {
        let entries = fs::read_dir(&folder).map_err(|source| unreadable(&folder, source))?;
        for entry in entries {
            let path = entry.map_err(|source| unreadable(&folder, source))?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path
                .extension()
                .is_some_and(|extension| extension == "yaml")
            {
                files.push(path);
            }
        }
    }
    files.sort();
    Ok(files)
}

fn unreadable(path: &Path, source: io::Error) -> LibraryError {
    LibraryError::Unreadable {
        path: path.to_path_buf(),
        source,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_built_in_scenario_has_no_problems_and_says_where_it_is_from() {
        let library = Library::load(&[]).unwrap();
        for scenario in library.iter() {
            let everywhere = !scenario.evidence.0.is_empty() || !scenario.requirement.0.is_empty();
            assert!(
                everywhere
                    || scenario
                        .steps
                        .iter()
                        .all(|step| !step.evidence.0.is_empty()),
                "{}",
                scenario.id
            );
            assert!(
                scenario.confidence.is_some() || !scenario.requirement.0.is_empty(),
                "{}",
                scenario.id
            );
            assert!(
                !scenario.falsified_by.is_empty(),
                "{} can't fail",
                scenario.id
            );
        }
    }

    #[test]
    fn a_built_in_scenario_lies_where_its_id_says() {
        for (file, text) in EMBEDDED {
            let scenario: Scenario = serde_yaml::from_str(text).unwrap();
            assert_eq!(format!("{}.yaml", scenario.id), *file);
        }
    }

    #[test]
    fn files_are_checked_against_each_other() {
        let folder = tempfile::tempdir().unwrap();
        for (file, id, requires) in [
            ("a", "x/a", "x/b"),
            ("b", "x/b", "x/a"),
            ("c", "x/b", "x/none"),
        ] {
            let text = format!(
                "{{id: {id}, title: t, requires: [{requires}], steps: [{{bind: {{as: binding}}}}]}}"
            );
            fs::write(folder.path().join(format!("{file}.yaml")), text).unwrap();
        }
        let Err(LibraryError::Problems { problems }) =
            Library::load(&[folder.path().to_path_buf()])
        else {
            panic!("there are problems");
        };
        let told: Vec<_> = problems.iter().map(ToString::to_string).collect();
        assert!(
            told.iter()
                .any(|told| told.contains("another scenario has the id `x/b`")),
            "{told:?}"
        );
        assert!(
            told.iter()
                .any(|told| told.contains("`x/none`, which doesn't exist")),
            "{told:?}"
        );
    }
}
