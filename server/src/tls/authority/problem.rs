//! Why an authority that was kept can't be used any more.

use thiserror::Error;
use time::Date;

/// What is wrong with an authority found on disk. Reads on after "because".
#[derive(Clone, Debug, Eq, Error, PartialEq)]
#[non_exhaustive]
pub enum AuthorityProblem {
    /// One of the two files isn't there.
    #[error("`{file}` is missing")]
    Missing {
        /// The file's name.
        file: &'static str,
    },
    /// A file isn't the PEM text that it should be.
    #[error("`{file}` is damaged")]
    Damaged {
        /// The file's name.
        file: &'static str,
    },
    /// The certificate isn't one of an authority.
    #[error("its certificate may not sign others")]
    NotAnAuthority,
    /// The certificate belongs to another key.
    #[error("its key belongs to another certificate")]
    KeyMismatch,
    /// The certificate has ended.
    #[error("it expired on {on}")]
    Expired {
        /// The last day.
        on: Date,
    },
    /// The certificate hasn't begun.
    #[error("it is valid only from {from} on")]
    NotYetValid {
        /// The first day.
        from: Date,
    },
}
