//! The fixtures that a command is given: files, standard input, or the embedded one.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use jcldap_fixtures::behavior::Overrides;
use jcldap_fixtures::{
    Fixture, FixtureReport, Loaded, PLANET_EXPRESS, Problem, parse, read_file, read_stdin,
};

use super::arguments::{BEHAVIOR_VARIABLE, BehaviorArguments};
use super::failure::Failure;
use super::output;

/// A fixture that was read without a problem.
#[derive(Debug)]
pub(super) struct Seed {
    /// Where it came from, in words.
    pub(super) source: String,
    /// Whether it is the embedded one, whose passwords everyone knows.
    pub(super) embedded: bool,
    pub(super) fixture: Fixture,
    pub(super) warnings: Vec<Problem>,
}

impl Seed {
    /// Reads one; `-` is standard input. Nothing comes of one with problems, which are reported at once.
    pub(super) fn read(file: &Path) -> Option<Self> {
        if file == Path::new(STANDARD_STREAM) {
            Self::of(read_stdin(), "standard input".to_owned(), false)
        } else {
            Self::of(read_file(file), format!("`{}`", file.display()), false)
        }
    }

    fn embedded() -> Option<Self> {
        let loaded = parse("embedded", PLANET_EXPRESS.as_bytes());
        Self::of(loaded, "the embedded fixture".to_owned(), true)
    }

    fn of(loaded: Result<Loaded, FixtureReport>, source: String, embedded: bool) -> Option<Self> {
        match loaded {
            Ok(Loaded { fixture, warnings }) => Some(Self {
                source,
                embedded,
                fixture,
                warnings,
            }),
            Err(report) => {
                output::refused(&report);
                None
            }
        }
    }
}

/// Reads all of them, or reports every problem of every one. None at all stands for the embedded one.
pub(super) fn load(files: &[PathBuf]) -> Result<Vec<Seed>, Failure> {
    let read: Vec<Option<Seed>> = if files.is_empty() {
        vec![Seed::embedded()]
    } else {
        files.iter().map(|file| Seed::read(file)).collect()
    };
    let all = read.len();
    let seeds: Vec<Seed> = read.into_iter().flatten().collect();
    match all - seeds.len() {
        0 => each_organization_once(seeds),
        refused => Err(Failure::Fixtures { refused, all }),
    }
}

/// Two fixtures of one organization would have the same names in the tree.
fn each_organization_once(seeds: Vec<Seed>) -> Result<Vec<Seed>, Failure> {
    let mut sources = HashMap::new();
    for seed in &seeds {
        let id = &seed.fixture.organization.id;
        if let Some(first) = sources.insert(id, &seed.source) {
            return Err(Failure::SameOrganization {
                id: id.clone(),
                first: first.clone(),
                second: seed.source.clone(),
            });
        }
    }
    Ok(seeds)
}

/// What the command line and the environment say about switches, the command line first.
pub(super) fn overrides(arguments: &BehaviorArguments) -> Result<Overrides, Failure> {
    let flags = Overrides::from_assignments(arguments.behavior.iter().map(String::as_str))?;
    let environment = match std::env::var(BEHAVIOR_VARIABLE) {
        Ok(text) => text.parse().map_err(Failure::behavior_variable)?,
        Err(std::env::VarError::NotPresent) => Overrides::default(),
        Err(std::env::VarError::NotUnicode(_)) => {
            return Err(Failure::VariableNotText {
                variable: BEHAVIOR_VARIABLE,
            });
        }
    };
    Ok(flags.over(environment))
}

/// Stands for standard input or output where a file is asked for.
pub(super) const STANDARD_STREAM: &str = "-";
