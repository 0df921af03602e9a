//! A stand-in for JumpCloud's hosted LDAP directory, for tests.
//!
//! An application that logs its users in by JumpCloud's LDAP service is tested against a [`MockJumpCloud`]: a directory
//! inside the test, as JumpCloud's is in all that is known of it, over real LDAPS on a free port. There is nothing to
//! install and nothing to clean up.
//!
//! # A first test
//!
//! ```
//! # mod application {
//! #     //! Binds in clear text, and gives the result code.
//! #     use std::io::{Read, Write};
//! #     pub fn login(url: &str, dn: &str, password: &str) -> std::io::Result<u8> {
//! #         let short = |tag: u8, content: &[u8]| [&[tag, content.len() as u8], content].concat();
//! #         let bind = [&[2, 1, 3][..], &short(4, dn.as_bytes()), &short(0x80, password.as_bytes())];
//! #         let message = [&[2, 1, 1][..], &short(0x60, &bind.concat())].concat();
//! #         let mut stream = std::net::TcpStream::connect(url.trim_start_matches("ldap://"))?;
//! #         stream.write_all(&short(0x30, &message))?;
//! #         let mut answer = [0; 10];
//! #         stream.read_exact(&mut answer)?;
//! #         Ok(answer[9])
//! #     }
//! # }
//! use jcldap::MockJumpCloud;
//! use jcldap::wire::ResultCode;
//!
//! // #[test]
//! fn a_locked_user_is_refused() -> Result<(), Box<dyn std::error::Error>> {
//!     let jumpcloud = MockJumpCloud::builder().ldap().start_blocking()?;
//!     let fry = format!("uid=fry,{}", jumpcloud.base_dn());
//!     let password = jumpcloud.password("fry");
//!     assert_eq!(application::login(&jumpcloud.ldap_url(), &fry, password)?, 0);
//!
//!     // Half-way, as an administrator would:
//!     jumpcloud.user("fry").lock()?;
//!     assert_eq!(application::login(&jumpcloud.ldap_url(), &fry, password)?, 49);
//!
//!     // What the application really asked, and why it was answered so:
//!     let binds = jumpcloud.received().binds().to("fry");
//!     binds.exactly(2);
//!     binds.with_cause("account_locked").with_result(ResultCode::INVALID_CREDENTIALS).exactly(1);
//!     Ok(())
//! }
//! # a_locked_user_is_refused().unwrap();
//! ```
//!
//! Without a [fixture](MockJumpCloudBuilder::fixture) of its own it serves Planet Express: users such as `leela`, `fry` and
//! `bender`, groups, and the binding user `ldap-service` that applications search as.
//!
//! An application needs four settings: [`ldaps_url`](MockJumpCloud::ldaps_url), [`ca_pem`](MockJumpCloud::ca_pem) (or
//! [`client_config`](MockJumpCloud::client_config), if it is on rustls), [`binding_dn`](MockJumpCloud::binding_dn) with
//! its [`password`](MockJumpCloud::password), and [`base_dn`](MockJumpCloud::base_dn).
//!
//! # Async or not
//!
//! It runs on a thread of its own, under any async runtime or none. In a `#[tokio::test]`:
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), jcldap::MockError> {
//! use jcldap::MockJumpCloud;
//!
//! let jumpcloud = MockJumpCloud::start().await?;
//! let settings = (jumpcloud.ldaps_url(), jumpcloud.ca_pem(), jumpcloud.binding_dn());
//! # Ok(())
//! # }
//! ```
//!
//! In a `#[test]`, [`start_blocking`](MockJumpCloudBuilder::start_blocking) does the same. Everything else is never async:
//! a change is made when its verb returns, and sessions that are open see it. Any number of directories run side by side,
//! so that tests need not wait for each other; each stops when it is dropped.
//!
//! # Changing what there is
//!
//! ```
//! # use jcldap::MockJumpCloud;
//! # let jumpcloud = MockJumpCloud::builder().start_blocking()?;
//! jumpcloud.user("fry").expire_password()?;
//! jumpcloud.user("bender").set("jobTitle", "Bending unit")?;
//! jumpcloud.group("Delivery Crew").remove_member("leela")?;
//! jumpcloud.organization("5f1b9a2c8d3e4f0012345678").add_user(serde_json::json!({
//!     "username": "brannigan", "email": "brannigan@doop.test", "password": "velour",
//! }))?;
//!
//! jumpcloud.reset(); // back to the seed; connections stay
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! [`UserHandle`], [`GroupHandle`] and [`OrganizationHandle`] have all the verbs. [`snapshot`](MockJumpCloud::snapshot) and
//! [`restore`](MockJumpCloud::restore) go back to a state of the test's own.
//!
//! # Verifying what was asked
//!
//! [`received`](MockJumpCloud::received) has the last operations with their reasons, and never a password. Selectors narrow
//! them down; filters are compared by what they ask for, not by their text. What isn't as expected fails the test, and
//! says what came nearest:
//!
//! ```should_panic
//! # use jcldap::MockJumpCloud;
//! # let jumpcloud = MockJumpCloud::builder().start_blocking().unwrap();
//! jumpcloud.received().searches().with_filter("(&(objectClass=inetOrgPerson)(uid=fry))").exactly(1);
//! ```
//!
//! ```text
//! expected exactly 1 operation, received none
//!   operation     Search
//!   filter        (&(objectClass=inetOrgPerson)(uid=fry))
//!
//! the nearest miss is
//!   2: Search `ou=Users,o=...` wholeSubtree (uid=fry); success (0), success, 1 entry; bound as ldap-service
//! which has
//!   filter        (uid=fry), not (&(objectClass=inetOrgPerson)(uid=fry))
//! ```
//!
//! [`journal::Received`] has all selectors, and [`insights`](journal::Received::insights) gives the same as events of
//! JumpCloud's Directory Insights.
//!
//! # Making it fail
//!
//! ```
//! # use jcldap::MockJumpCloud;
//! use jcldap::fault::Fault;
//! use jcldap::wire::{RequestKind, ResultCode};
//!
//! # let jumpcloud = MockJumpCloud::builder().start_blocking()?;
//! let busy = jumpcloud.fault(Fault::on(RequestKind::Search).result(ResultCode::BUSY).times(1));
//! // ... the application searches, is told to come back later, and does:
//! assert!(busy.hits() <= 1);
//! # Ok::<(), jcldap::MockError>(())
//! ```
//!
//! See [`fault::Fault`] for the others: no answer, cut connections, entries that are not as they should be.
//!
//! # Letting time pass
//!
//! ```
//! # use jcldap::MockJumpCloud;
//! use std::time::Duration;
//!
//! # let jumpcloud = MockJumpCloud::builder().start_blocking()?;
//! jumpcloud.advance(Duration::from_secs(15 * 60)); // locks that end by themselves have ended
//! # Ok::<(), jcldap::MockError>(())
//! ```
//!
//! A [`Clock`] that stands still makes every stamp predictable.
//!
//! # What isn't known
//!
//! Where it isn't known what JumpCloud does, a switch chooses: see [`behavior`]. An application that bears every choice
//! is safe.
//!
//! # How long it takes
//!
//! The first random number of a process costs aws-lc-rs 30 ms of CPU, for jitter entropy. A test suite that minds sets
//! `AWS_LC_SYS_NO_JITTER_ENTROPY = "1"` under `[env]` in its `.cargo/config.toml`; the kernel's randomness stays.
//!
//! # How it is built
//!
//! Each module uses only what stands to its right:
//!
//! ```text
//! main, cli -> control -> mock -> stand_in -> listener -> connection -> fault -> session -> jumpcloud -> jcldap-directory
//!                                    |-> tls                                      |-> wire
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
mod control;
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
mod probe;
#[cfg(feature = "server")]
mod push;
#[cfg(feature = "server")]
mod ready;
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
