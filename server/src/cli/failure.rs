//! How a command fails, and with which exit code.

use std::io;
use std::path::PathBuf;

use jcldap_fixtures::behavior::{BehaviorError, Disagreement};
use miette::Diagnostic;
use thiserror::Error;

use super::arguments::{BEHAVIOR_VARIABLE, TOKEN_VARIABLE};
use super::health::HealthError;
use super::ready_file::ReadyFileError;
use super::target::TargetFileError;
use crate::StartError;
use crate::control::{ControlError, TokenError};
use crate::session::Entrance;
use crate::tls::TlsError;

/// Why a command didn't do what it was asked to.
#[derive(Debug, Diagnostic, Error)]
pub(super) enum Failure {
    /// A setting of a switch is wrong.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Behavior(#[from] BehaviorError),
    /// The environment sets switches wrongly.
    #[error("the environment variable `{variable}` is wrong")]
    #[diagnostic(code(behavior::environment))]
    BehaviorVariable {
        /// Its name.
        variable: &'static str,
        /// Why.
        source: BehaviorError,
        /// What to write instead.
        #[help]
        help: Option<String>,
    },
    /// An environment variable isn't text.
    #[error("the environment variable `{variable}` is not UTF-8")]
    VariableNotText {
        /// Its name.
        variable: &'static str,
    },
    /// No listener is left to serve on.
    #[error("there is nothing to serve: every listener is turned off")]
    #[diagnostic(help("leave `--ldaps none` out, or name an address: `--ldaps 127.0.0.1:0`"))]
    NothingToServe,
    /// Fixtures have problems, each of which was reported when it was found.
    #[error("{refused} of {all} fixtures {} problems", if *refused == 1 { "has" } else { "have" })]
    Fixtures {
        /// How many have problems.
        refused: usize,
        /// How many were read.
        all: usize,
    },
    /// Two fixtures are of one organization.
    #[error("{first} and {second} are both of the organization `{id}`")]
    #[diagnostic(
        code(serve::same_organization),
        help("give one of them another `organization.id`, or leave one out")
    )]
    SameOrganization {
        /// The organization's id.
        id: String,
        /// The fixture given first.
        first: String,
        /// The one given later.
        second: String,
    },
    /// A certificate, a key or the state directory can't be used.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Tls(#[from] TlsError),
    /// The ready file can't be written.
    #[error(transparent)]
    #[diagnostic(transparent)]
    ReadyFile(#[from] ReadyFileError),
    /// The server can't start.
    #[error("the server can't start")]
    #[diagnostic(code(serve::start))]
    Start {
        /// Why.
        source: StartError,
        /// What to do about it.
        #[help]
        help: Option<String>,
    },
    /// The control plane can't start.
    #[error("the control plane can't start")]
    #[diagnostic(code(serve::control))]
    Control {
        /// Why.
        source: ControlError,
        /// What to do about it.
        #[help]
        help: String,
    },
    /// The file with the control plane's token can't be read.
    #[error("failed to read the control plane's token from `{}`", path.display())]
    #[diagnostic(code(serve::token))]
    ReadToken {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The control plane's token is none.
    #[error("{place} has no token for the control plane")]
    #[diagnostic(
        code(serve::token),
        help("make one with `openssl rand -hex 16`, or leave it out")
    )]
    Token {
        /// Where it was read, in words.
        place: String,
        /// Why.
        source: TokenError,
    },
    /// Fixtures can't be served together.
    #[error("the fixtures can't be served together")]
    #[diagnostic(code(serve::disagreement))]
    Disagreement {
        /// What they disagree on.
        #[related]
        disagreements: Vec<Disagreement>,
    },
    /// A server isn't healthy.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Health(#[from] HealthError),
    /// There is no target file to print.
    #[error(transparent)]
    #[diagnostic(transparent)]
    TargetFile(#[from] TargetFileError),
    /// The file to write is there already.
    #[error("`{}` is there already", path.display())]
    #[diagnostic(help("`--force` replaces it"))]
    FileExists {
        /// The file.
        path: PathBuf,
    },
    /// A file can't be written.
    #[error("failed to write `{}`", path.display())]
    WriteFile {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The operating system refused something that it always grants.
    #[error("the operating system failed")]
    System(#[from] io::Error),
}

impl Failure {
    /// The environment sets switches wrongly.
    pub(super) fn behavior_variable(source: BehaviorError) -> Self {
        let help = source.help().map(|help| help.to_string());
        Self::BehaviorVariable {
            variable: BEHAVIOR_VARIABLE,
            source,
            help,
        }
    }

    /// Whether it says more than was reported already: of a single fixture it doesn't.
    pub(super) fn is_news(&self) -> bool {
        !matches!(self, Self::Fixtures { all: 1, .. })
    }

    /// The process's exit code; `jcldap --help` lists them.
    pub(super) fn exit_code(&self) -> u8 {
        match self {
            Self::Health(_)
            | Self::FileExists { .. }
            | Self::WriteFile { .. }
            | Self::System(_) => 1,
            Self::Behavior(_)
            | Self::BehaviorVariable { .. }
            | Self::VariableNotText { .. }
            | Self::NothingToServe
            | Self::Token { .. }
            | Self::Control {
                source: ControlError::TokenNeeded { .. },
                ..
            } => 2,
            Self::Fixtures { .. } | Self::SameOrganization { .. } | Self::Disagreement { .. } => 3,
            Self::TargetFile(error) => error.exit_code(),
            Self::Tls(_)
            | Self::ReadyFile(_)
            | Self::Start { .. }
            | Self::Control { .. }
            | Self::ReadToken { .. } => 4,
        }
    }
}

/// The flag that says where an entrance is.
const fn flag(entrance: Entrance) -> &'static str {
    match entrance {
        Entrance::Ldap => "--ldap",
        Entrance::Ldaps => "--ldaps",
        Entrance::LdapsMfa => "--ldaps-mfa",
    }
}

impl From<ControlError> for Failure {
    fn from(source: ControlError) -> Self {
        let help = match &source {
            ControlError::TokenNeeded { .. } => format!(
                "set the environment variable `{TOKEN_VARIABLE}` or name a file with `--control-token-file`"
            ),
            ControlError::AddressInUse { .. } => "let the system pick a free port with `--control 127.0.0.1:0`; the banner and `--ready-file` say which. Or do without, with `--control none`".to_owned(),
            ControlError::Bind { .. } => {
                "name an address of this machine, such as `--control 127.0.0.1:8389`, or do without, with `--control none`".to_owned()
            }
        };
        Self::Control { source, help }
    }
}

impl From<StartError> for Failure {
    fn from(error: StartError) -> Self {
        let help = match &error {
            StartError::AddressInUse { entrance, .. } => Some(format!(
                "let the system pick a free port with `{} 127.0.0.1:0`; the banner and `--ready-file` say which",
                flag(*entrance)
            )),
            StartError::Bind {
                entrance, source, ..
            } if source.kind() == io::ErrorKind::PermissionDenied => Some(format!(
                "ports below 1024 need privileges: use a higher one, such as `{} 127.0.0.1:1636`",
                flag(*entrance)
            )),
            StartError::Bind { entrance, .. } => Some(format!(
                "name an address of this machine, such as `{} 127.0.0.1:1636`",
                flag(*entrance)
            )),
            _ => None,
        };
        match error {
            StartError::Disagreement(disagreements) => Self::Disagreement { disagreements },
            source => Self::Start { source, help },
        }
    }
}
