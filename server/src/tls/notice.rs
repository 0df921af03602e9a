//! What happened while certificates were prepared that a person should know.

use std::fmt;
use std::path::PathBuf;

use super::authority::AuthorityProblem;

/// Something that went another way than the user may expect, and was dealt with.
///
/// Its text is one sentence without a full stop, for a log line or a banner.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Notice {
    /// The state directory can't be used, so that the authority lives only as long as this process.
    TemporaryStateDirectory {
        /// The directory that was wanted; none when the platform knows no home directory.
        wanted: Option<PathBuf>,
        /// Why it can't be used.
        reason: String,
        /// The temporary directory used instead.
        used: PathBuf,
    },
    /// A new authority was made, because there was none: clients have to trust it once.
    AuthorityCreated {
        /// The certificate to trust.
        certificate: PathBuf,
    },
    /// The authority that was kept can't be used and was replaced: clients have to trust the new one.
    AuthorityReplaced {
        /// The certificate to trust.
        certificate: PathBuf,
        /// What was wrong with the old one.
        problem: AuthorityProblem,
    },
    /// Others than its owner could read the authority's key, as after a copy that kept no modes.
    KeyReadableByOthers {
        /// The key.
        key: PathBuf,
        /// Whether that has been put right.
        closed: bool,
    },
}

impl Notice {
    /// Whether it deserves a warning, rather than a mention.
    pub fn is_warning(&self) -> bool {
        !matches!(self, Self::AuthorityCreated { .. })
    }
}

impl fmt::Display for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TemporaryStateDirectory {
                wanted: Some(wanted),
                reason,
                used,
            } => write!(
                f,
                "the state directory `{}` can't be used ({reason}): the certificate authority is kept in `{}` and ends \
                 with this server",
                wanted.display(),
                used.display()
            ),
            Self::TemporaryStateDirectory {
                wanted: None,
                reason,
                used,
            } => write!(
                f,
                "{reason}: the certificate authority is kept in `{}` and ends with this server",
                used.display()
            ),
            Self::AuthorityCreated { certificate } => {
                write!(
                    f,
                    "made a new certificate authority: let clients trust `{}`",
                    certificate.display()
                )
            }
            Self::AuthorityReplaced {
                certificate,
                problem,
            } => write!(
                f,
                "replaced the certificate authority, because {problem}: let clients trust the new `{}`",
                certificate.display()
            ),
            Self::KeyReadableByOthers { key, closed: true } => write!(
                f,
                "others could read the private key `{}`: from now on only its owner can",
                key.display()
            ),
            Self::KeyReadableByOthers { key, closed: false } => write!(
                f,
                "others can read the private key `{}`, and its mode can't be changed: make it 0600",
                key.display()
            ),
        }
    }
}
