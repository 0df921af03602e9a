//! A raw LDAP client: any octets out, everything in kept, and how the connection ended told apart from what was said.
//!
//! It judges nothing and retries nothing. Everything that waits for the peer has a deadline, and what goes into the
//! transcript is redacted before it gets there.

mod connection;
mod ending;
mod endpoint;
mod redaction;
mod stream;
mod transcript;
mod trust;

pub use connection::{ConnectError, Connection, Timeouts};
pub use ending::Ending;
pub use endpoint::{Endpoint, EndpointError, Scheme};
pub(crate) use redaction::without_secrets;
pub use transcript::{Direction, Transcript, TranscriptLine};
pub use trust::{Trust, TrustError};
