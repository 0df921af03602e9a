//! Why there is no directory.

use jcldap_fixtures::FixtureReport;

use crate::stand_in::StartError;
use crate::tls::TlsError;

/// Why a [`MockJumpCloud`](super::MockJumpCloud) does not start.
#[derive(Debug, thiserror::Error)]
pub enum MockError {
    /// A fixture has problems; the report names each with its place.
    #[error("{0}")]
    Fixture(Box<FixtureReport>),
    /// No certificate could be made.
    #[error(transparent)]
    Tls(#[from] TlsError),
    /// The server could not start.
    #[error(transparent)]
    Start(#[from] StartError),
    /// The operating system gives no thread or no runtime.
    #[error("cannot run a server")]
    Runtime(#[from] std::io::Error),
    /// The server's thread ended before it was ready.
    #[error("the server ended before it was ready")]
    EndedEarly,
}
