//! Why there is no control plane.

use std::io;
use std::net::SocketAddr;

/// Why the control plane cannot start.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ControlError {
    /// Whoever reached it could do everything.
    #[error("a control plane on {address}, beyond this machine, needs a token")]
    TokenNeeded {
        /// The address that was asked for.
        address: SocketAddr,
    },
    /// Another program, or another stand-in, listens there.
    #[error("cannot listen on {address}: the address is already in use")]
    AddressInUse {
        /// The address that was asked for.
        address: SocketAddr,
    },
    /// The address cannot be listened on for another reason.
    #[error("cannot listen on {address}")]
    Bind {
        /// The address that was asked for.
        address: SocketAddr,
        /// What the operating system says.
        source: io::Error,
    },
}
