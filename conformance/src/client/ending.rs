//! How a connection, or the wait for it, ended: judged apart from what was said on it.

use std::io;

use serde::Serialize;
use thiserror::Error;

/// Why nothing more comes.
#[derive(Clone, Debug, Eq, Error, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Ending {
    /// The peer closed in order: on TLS after a closure alert.
    #[error("the connection was closed")]
    Closed,
    /// The transport ended under TLS without a closure alert, so that nobody knows whether it was cut.
    #[error("the connection was cut: no TLS closure alert came")]
    Cut,
    /// The peer reset the connection.
    #[error("the connection was reset")]
    Reset,
    /// The peer, or our own side of TLS, gave up with an alert or an error.
    #[error("TLS failed: {0}")]
    Tls(String),
    /// Nothing came until the deadline. The connection is still open.
    #[error("nothing came in time")]
    Timeout,
    /// What came is no LDAP message; nothing after it can be understood.
    #[error("what came is no LDAP message: {0}")]
    Malformed(String),
    /// Another failure of the transport.
    #[error("the transport failed: {0}")]
    Transport(String),
}

impl Ending {
    /// Whether the peer has ended the connection, in whatever way.
    pub fn is_closed(&self) -> bool {
        matches!(self, Self::Closed | Self::Cut | Self::Reset | Self::Tls(_))
    }

    /// What a failed read or write means.
    pub(super) fn from_io(error: &io::Error) -> Self {
        let tls = error
            .get_ref()
            .and_then(|inner| inner.downcast_ref::<rustls::Error>());
        if let Some(tls) = tls {
            return Self::Tls(tls.to_string());
        }
        match error.kind() {
            io::ErrorKind::UnexpectedEof => Self::Cut,
            io::ErrorKind::ConnectionReset
            | io::ErrorKind::ConnectionAborted
            | io::ErrorKind::BrokenPipe => Self::Reset,
            _ => Self::Transport(error.to_string()),
        }
    }
}
