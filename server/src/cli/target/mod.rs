//! `jcldap target`: the file from which jcldap-conformance knows a running server: where it listens, and whom of its
//! fixture to use for what.
//!
//! Passwords don't go into that file. They go into another that only its owner may read, and that the first one names.

mod document;
mod subjects;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use miette::Diagnostic;
use thiserror::Error;

use self::document::{SecretsFile, TargetFile};
use self::subjects::Subjects;
use super::arguments::TargetArguments;
use super::failure::Failure;
use super::{output, seed};
use crate::StartError;
use crate::jumpcloud::Organization;
use crate::ready::{Ready, ReadyOrganization};
use crate::whole_file::{self, Readers};

pub(super) fn run(arguments: &TargetArguments) -> Result<(), Failure> {
    let overrides = seed::overrides(&arguments.behavior)?;
    let ready =
        Ready::read(&arguments.ready_file).map_err(|source| TargetFileError::ReadyFile {
            path: arguments.ready_file.clone(),
            source,
        })?;
    // One at most is given, and without any there is the embedded one.
    for seed in seed::load(arguments.fixture.as_slice())? {
        // Of what else the fixture's author may want to know, the server has told.
        check_served(&ready, &seed.fixture.organization.id, &arguments.ready_file)?;
        let passwords = subjects::passwords(&seed.fixture);
        let behavior = overrides
            .clone()
            .over(seed.fixture.behavior.clone())
            .resolve();
        let organization = Organization::new(seed.fixture, behavior).map_err(StartError::from)?;
        let subjects = Subjects::choose(&organization, &passwords)
            .ok_or(TargetFileError::NoBindingUser { seed: seed.source })?;

        let secrets = SecretsFile::new(&subjects).text()?;
        let path = std::path::absolute(&arguments.secrets)?;
        let target = TargetFile::new(&ready, &organization.identity.id, &subjects, &path)?;
        let target = target.text()?;
        write_secrets(&path, &secrets)?;
        output::print(target.as_bytes())?;
    }
    Ok(())
}

fn check_served(ready: &Ready, id: &str, path: &Path) -> Result<(), TargetFileError> {
    if ready.organizations.iter().any(|served| served.id == id) {
        return Ok(());
    }
    let in_words = |served: &ReadyOrganization| format!("`{}` ({})", served.id, served.name);
    let served: Vec<_> = ready.organizations.iter().map(in_words).collect();
    Err(TargetFileError::NotServed {
        path: path.to_owned(),
        id: id.to_owned(),
        served: served.join(", "),
    })
}

/// Writes the passwords; nothing is replaced but what this command wrote before.
fn write_secrets(path: &Path, text: &str) -> Result<(), TargetFileError> {
    match fs::read_to_string(path) {
        Ok(earlier) if !SecretsFile::is_one(&earlier) => {
            return Err(TargetFileError::NotOurs {
                path: path.to_owned(),
            });
        }
        Err(source) if source.kind() != io::ErrorKind::NotFound => {
            return Err(TargetFileError::Secrets {
                path: path.to_owned(),
                source,
            });
        }
        _ => {}
    }
    whole_file::write(path, text.as_bytes(), Readers::Owner).map_err(|source| {
        TargetFileError::Secrets {
            path: path.to_owned(),
            source,
        }
    })
}

/// Why there is no target file to print.
#[derive(Debug, Diagnostic, Error)]
pub(super) enum TargetFileError {
    /// The ready file isn't there, or is something else.
    #[error("failed to read the ready file `{}`", path.display())]
    #[diagnostic(
        code(target::ready_file),
        help("a server that runs with `--ready-file {}` writes it once it answers", path.display())
    )]
    ReadyFile {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The server serves other organizations than the fixture's.
    #[error("the server of `{}` doesn't serve the organization `{id}` of the fixture; expected one of {served}", path.display())]
    #[diagnostic(
        code(target::not_served),
        help(
            "name the fixture that the server was started with, one of them where it has several"
        )
    )]
    NotServed {
        /// The ready file.
        path: PathBuf,
        /// The fixture's organization.
        id: String,
        /// Ids and names of those that are served.
        served: String,
    },
    /// The server has neither an LDAPS nor an LDAP listener.
    #[error("the server listens neither for LDAPS nor for LDAP")]
    #[diagnostic(code(target::no_listener))]
    NoListener,
    /// Nobody of the fixture may search.
    #[error("{seed} has no binding user that can sign in")]
    #[diagnostic(
        code(target::no_binding_user),
        help("give one of its users `ldap_binding_user: true` and a `password`")
    )]
    NoBindingUser {
        /// The fixture, in words.
        seed: String,
    },
    /// What is at the place of the passwords isn't ours to replace.
    #[error("`{}` is there already, and `jcldap target` didn't write it", path.display())]
    #[diagnostic(code(target::secrets), help("name another file with `--secrets FILE`"))]
    NotOurs {
        /// The file.
        path: PathBuf,
    },
    /// The passwords can't be written.
    #[error("failed to write the passwords to `{}`", path.display())]
    #[diagnostic(
        code(target::secrets),
        help("its directory must be there, and may be written")
    )]
    Secrets {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The file can't be expressed in YAML.
    #[error("failed to write YAML")]
    Yaml(#[from] serde_yaml::Error),
}

impl TargetFileError {
    /// The process's exit code.
    pub(super) const fn exit_code(&self) -> u8 {
        match self {
            Self::ReadyFile { .. }
            | Self::NotOurs { .. }
            | Self::Secrets { .. }
            | Self::Yaml(_) => 1,
            Self::NotServed { .. } | Self::NoListener => 2,
            Self::NoBindingUser { .. } => 3,
        }
    }
}
