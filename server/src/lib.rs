//! A stand-in for JumpCloud's hosted LDAP directory, for tests.
//!
//! [`MockJumpCloud`] starts one inside a test:
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), jcldap::MockError> {
//! use jcldap::MockJumpCloud;
//!
//! let jumpcloud = MockJumpCloud::start().await?;
//! // Give these to the application under test:
//! let settings = (jumpcloud.ldaps_url(), jumpcloud.ca_pem(), jumpcloud.binding_dn());
//! # Ok(())
//! # }
//! ```
//!
//! The first random number of a process costs aws-lc-rs 30 ms of CPU, for jitter entropy. A test suite that minds sets
//! `AWS_LC_SYS_NO_JITTER_ENTROPY = "1"` under `[env]` in its `.cargo/config.toml`; the kernel's randomness stays.
//!
//! # How it is built
//!
//! Each module uses only what stands to its right:
//!
//! ```text
//! main, cli -> mock -> stand_in -> listener -> connection -> fault -> session -> jumpcloud -> jcldap-directory
//!                         |-> tls                                      |-> wire
//! ```

pub mod jumpcloud;
pub mod ldif;
pub mod session;
pub mod wire;

#[cfg(feature = "server")]
pub mod cli;
#[cfg(feature = "server")]
mod clock;
#[cfg(feature = "server")]
mod connection;
#[cfg(feature = "server")]
pub mod fault;
#[cfg(feature = "server")]
pub mod journal;
#[cfg(feature = "server")]
mod limits;
#[cfg(feature = "server")]
mod listener;
#[cfg(feature = "server")]
mod live;
#[cfg(feature = "server")]
mod mock;
#[cfg(feature = "server")]
mod push;
#[cfg(feature = "server")]
mod stand_in;
#[cfg(feature = "server")]
pub mod tls;
#[cfg(feature = "server")]
mod whole_file;

/// The switches: what JumpCloud is not known to do is chosen here.
pub use jcldap_fixtures::behavior;

#[cfg(feature = "server")]
pub use clock::Clock;
pub use jumpcloud::ChangeError;
#[cfg(feature = "server")]
pub use limits::Limits;
#[cfg(feature = "server")]
pub use live::{GroupHandle, OrganizationHandle, SavedState, UserHandle};
#[cfg(feature = "server")]
pub use mock::{MockError, MockJumpCloud, MockJumpCloudBuilder};
#[cfg(feature = "server")]
pub use push::PushTiming;
#[cfg(feature = "server")]
pub use stand_in::{Addresses, OrganizationSummary, Settings, StandIn, StartError};
