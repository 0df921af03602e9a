//! The library API: a stand-in inside a test.
//!
//! Thin over [`StandIn`]: it chooses defaults that suit a test and adds no behaviour.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use jcldap_fixtures::behavior::Overrides;
use jcldap_fixtures::{Fixture, FixtureReport, PLANET_EXPRESS};
use tokio_util::sync::CancellationToken;

use crate::clock::Clock;
use crate::fault::{Fault, FaultHandle};
use crate::journal::Received;
use crate::limits::Limits;
use crate::live::{GroupHandle, LiveDirectory, OrganizationHandle, SavedState, UserHandle};
use crate::push::PushTiming;
use crate::stand_in::{Addresses, OrganizationSummary, Settings, StandIn, StartError};
use crate::tls::{Authority, ServerIdentity, TlsError, client_config};

/// A JumpCloud LDAP directory that lives as long as this value.
///
/// It listens on a free port of the loopback interface, with a certificate of its own, on a thread of its own: any
/// number of them run side by side, under any async runtime or none. Dropping it stops it.
///
/// # Examples
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), jcldap::MockError> {
/// use jcldap::MockJumpCloud;
///
/// let jumpcloud = MockJumpCloud::start().await?;
///
/// assert!(jumpcloud.ldaps_url().starts_with("ldaps://127.0.0.1:"));
/// assert_eq!(
///     jumpcloud.binding_dn(),
///     "uid=ldap-service,ou=Users,o=5f1b9a2c8d3e4f0012345678,dc=jumpcloud,dc=com"
/// );
/// assert_eq!(jumpcloud.password("leela"), "nibbler");
/// # Ok(())
/// # }
/// ```
#[must_use = "the directory stops when this value is dropped"]
pub struct MockJumpCloud {
    addresses: Addresses,
    organizations: Vec<OrganizationSummary>,
    fixtures: Vec<Fixture>,
    ca_pem: String,
    live: Arc<LiveDirectory>,
    stopping: CancellationToken,
    thread: Option<JoinHandle<()>>,
}

/// Chooses what a [`MockJumpCloud`] serves.
#[derive(Debug, Default)]
#[must_use = "a builder does nothing until `start`"]
pub struct MockJumpCloudBuilder {
    fixtures: Vec<Source>,
    overrides: Overrides,
    hostnames: Vec<String>,
    clock: Clock,
    ldap: bool,
    ldaps_mfa: bool,
    push: PushTiming,
}

#[derive(Debug)]
enum Source {
    File(PathBuf),
    Text(String),
}

/// Why a [`MockJumpCloud`] does not start.
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

impl MockJumpCloud {
    /// Starts a directory with the embedded seed, Planet Express.
    ///
    /// # Errors
    ///
    /// Everything that [`MockError`] lists.
    pub async fn start() -> Result<Self, MockError> {
        Self::builder().start().await
    }

    /// Chooses another seed or other behaviour.
    ///
    /// # Examples
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), jcldap::MockError> {
    /// use jcldap::MockJumpCloud;
    /// use jcldap::behavior::NonBindingSearch;
    ///
    /// let jumpcloud = MockJumpCloud::builder()
    ///     .behavior(|behavior| behavior.non_binding_search(NonBindingSearch::Empty))
    ///     .start()
    ///     .await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn builder() -> MockJumpCloudBuilder {
        MockJumpCloudBuilder::default()
    }

    /// The URL to give to a client, such as `ldaps://127.0.0.1:41233`.
    ///
    /// `localhost` works too, but OpenLDAP's clients then look for the machine's full name in the certificate.
    pub fn ldaps_url(&self) -> String {
        url("ldaps", self.addresses.ldaps)
    }

    /// The URL for LDAP in clear text and with StartTLS (J8.01), such as `ldap://127.0.0.1:41234`.
    ///
    /// # Panics
    ///
    /// Unless [`MockJumpCloudBuilder::ldap`] turned it on.
    ///
    /// # Examples
    ///
    /// ```
    /// use jcldap::MockJumpCloud;
    ///
    /// let jumpcloud = MockJumpCloud::builder().ldap().start_blocking()?;
    /// assert!(jumpcloud.ldap_url().starts_with("ldap://127.0.0.1:"));
    /// # Ok::<(), jcldap::MockError>(())
    /// ```
    pub fn ldap_url(&self) -> String {
        url("ldap", self.addresses.ldap)
    }

    /// The URL that asks for a second factor, as `ldap-mfa.jumpcloud.com` does (J5.15).
    ///
    /// # Panics
    ///
    /// Unless [`MockJumpCloudBuilder::ldaps_mfa`] turned it on.
    ///
    /// # Examples
    ///
    /// ```
    /// use jcldap::MockJumpCloud;
    ///
    /// let jumpcloud = MockJumpCloud::builder().ldaps_mfa().start_blocking()?;
    /// assert_ne!(jumpcloud.ldaps_mfa_url(), jumpcloud.ldaps_url());
    /// # Ok::<(), jcldap::MockError>(())
    /// ```
    pub fn ldaps_mfa_url(&self) -> String {
        url("ldaps", self.addresses.ldaps_mfa)
    }

    /// Where it listens.
    pub const fn addresses(&self) -> Addresses {
        self.addresses
    }

    /// The certificate authority that a client has to trust, in PEM.
    pub fn ca_pem(&self) -> &str {
        &self.ca_pem
    }

    /// A rustls configuration that trusts this directory.
    ///
    /// # Errors
    ///
    /// [`TlsError`], if the certificate cannot be read back; it was made a moment ago.
    pub fn client_config(&self) -> Result<Arc<rustls::ClientConfig>, TlsError> {
        client_config(&self.ca_pem)
    }

    /// `ou=Users,o=<id>,dc=jumpcloud,dc=com` of the first organization: where clients search.
    pub fn base_dn(&self) -> &str {
        self.organizations
            .first()
            .map_or("", |organization| &organization.base_dn)
    }

    /// The name of the first organization's first binding user; empty if the seed has none.
    pub fn binding_dn(&self) -> &str {
        let organization = self.organizations.first();
        organization
            .and_then(|organization| organization.binding_dns.first())
            .map_or("", String::as_str)
    }

    /// The organizations that it serves.
    pub fn organizations(&self) -> &[OrganizationSummary] {
        &self.organizations
    }

    /// A user of the first organization, to change it.
    pub fn user(&self, username: &str) -> UserHandle {
        OrganizationHandle::first(&self.live).user(username)
    }

    /// A group of the first organization, to change it.
    pub fn group(&self, name: &str) -> GroupHandle {
        OrganizationHandle::first(&self.live).group(name)
    }

    /// The organization with this id, to change it.
    pub fn organization(&self, id: &str) -> OrganizationHandle {
        OrganizationHandle::new(&self.live, id)
    }

    /// The last operations that were finished, with the reasons that clients are not told.
    pub fn received(&self) -> Received {
        self.live.received()
    }

    /// Does something wrong from now on: to see what an application makes of it.
    ///
    /// # Examples
    ///
    /// ```
    /// use jcldap::MockJumpCloud;
    /// use jcldap::fault::Fault;
    /// use jcldap::wire::{RequestKind, ResultCode};
    ///
    /// let jumpcloud = MockJumpCloud::builder().start_blocking()?;
    /// let outage = jumpcloud.fault(Fault::on(RequestKind::Bind).result(ResultCode::UNAVAILABLE).times(3));
    /// // ... after the application under test tried again and again:
    /// assert!(outage.hits() <= 3);
    /// # Ok::<(), jcldap::MockError>(())
    /// ```
    pub fn fault(&self, fault: Fault) -> FaultHandle {
        self.live.faults().add(fault)
    }

    /// Does nothing wrong any more.
    pub fn clear_faults(&self) {
        self.live.faults().clear();
    }

    /// Goes back to the seed: what was added is gone, what was changed is as it was, stamps included, there is no fault,
    /// and what was received is forgotten. Connections stay, and are judged by the seed from then on.
    pub fn reset(&self) {
        self.live.reset();
    }

    /// What every organization is now, to go back to with [`Self::restore`].
    ///
    /// # Examples
    ///
    /// ```
    /// # use jcldap::MockJumpCloud;
    /// let jumpcloud = MockJumpCloud::builder().start_blocking()?;
    /// jumpcloud.user("fry").lock()?;
    /// let with_fry_locked = jumpcloud.snapshot();
    /// jumpcloud.user("leela").lock()?;
    /// jumpcloud.restore(&with_fry_locked);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn snapshot(&self) -> SavedState {
        self.live.save()
    }

    /// Goes back to a state of this directory that was saved. Connections stay.
    pub fn restore(&self, saved: &SavedState) {
        self.live.restore(saved);
    }

    /// Lets time pass at once, for stamps, lockouts and the time limits of searches. Those of connections go by the system's
    /// clock.
    pub fn advance(&self, duration: Duration) {
        self.live.clock().advance(duration);
    }

    /// The password that the seed gives this user, in the first organization that has the user.
    ///
    /// # Panics
    ///
    /// If there is no such user, or its password is not in plain text: the test asks for what its seed does not say.
    #[expect(
        clippy::panic,
        reason = "a test that asks for a user its own seed lacks is to fail at once"
    )]
    pub fn password(&self, username: &str) -> &str {
        let named = |user: &&jcldap_fixtures::User| user.username.eq_ignore_ascii_case(username);
        let user = self
            .fixtures
            .iter()
            .find_map(|fixture| fixture.users.iter().find(named));
        let password = user.and_then(|user| user.password.as_ref());
        password.map_or_else(
            || panic!("the seed gives no plain password for a user `{username}`"),
            jcldap_fixtures::Password::expose,
        )
    }
}

impl Drop for MockJumpCloud {
    fn drop(&mut self) {
        self.stopping.cancel();
        // The port is free again once the thread is gone. It ends within the shutdown limit.
        if let Some(thread) = self.thread.take() {
            let _ended = thread.join();
        }
    }
}

impl MockJumpCloudBuilder {
    /// Adds the organization of a fixture file; several are several organizations. Without any, the embedded seed.
    pub fn fixture(mut self, path: impl AsRef<Path>) -> Self {
        self.fixtures.push(Source::File(path.as_ref().to_owned()));
        self
    }

    /// Adds the organization of a fixture given as text.
    pub fn fixture_text(mut self, yaml: impl Into<String>) -> Self {
        self.fixtures.push(Source::Text(yaml.into()));
        self
    }

    /// Sets switches, before what the fixtures say. See [`crate::behavior`].
    pub fn behavior(mut self, set: impl FnOnce(Overrides) -> Overrides) -> Self {
        self.overrides = set(self.overrides);
        self
    }

    /// Sets the time by this clock instead of the system's.
    pub fn clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }

    /// Adds a host name or an IP address to the server's certificate.
    pub fn hostname(mut self, hostname: impl Into<String>) -> Self {
        self.hostnames.push(hostname.into());
        self
    }

    /// Listens for LDAP in clear text and with StartTLS, too.
    pub const fn ldap(mut self) -> Self {
        self.ldap = true;
        self
    }

    /// Listens for LDAPS with a second factor, too (J5.15). Codes are judged by the fixture's `totp_secret`, and the
    /// fixture's `push` says how a user answers.
    pub const fn ldaps_mfa(mut self) -> Self {
        self.ldaps_mfa = true;
        self
    }

    /// Sets how long simulated push notifications take.
    pub const fn push_timing(mut self, timing: PushTiming) -> Self {
        self.push = timing;
        self
    }

    /// Starts the directory; it answers when this returns.
    ///
    /// # Errors
    ///
    /// Everything that [`MockError`] lists.
    pub async fn start(self) -> Result<MockJumpCloud, MockError> {
        let (ready, wait) = tokio::sync::oneshot::channel();
        let prepared = self.prepare()?;
        let starting = prepared.spawn(move |outcome| drop(ready.send(outcome)))?;
        let outcome = wait.await.map_err(|_| MockError::EndedEarly)?;
        starting.finish(outcome)
    }

    /// Starts the directory from code that is not async; it answers when this returns.
    ///
    /// # Errors
    ///
    /// Everything that [`MockError`] lists.
    ///
    /// # Examples
    ///
    /// ```
    /// use jcldap::MockJumpCloud;
    ///
    /// let jumpcloud = MockJumpCloud::builder().start_blocking()?;
    /// # Ok::<(), jcldap::MockError>(())
    /// ```
    pub fn start_blocking(self) -> Result<MockJumpCloud, MockError> {
        let (ready, wait) = std::sync::mpsc::channel();
        let prepared = self.prepare()?;
        let starting = prepared.spawn(move |outcome| drop(ready.send(outcome)))?;
        let outcome = wait.recv().map_err(|_| MockError::EndedEarly)?;
        starting.finish(outcome)
    }

    fn prepare(self) -> Result<Prepared, MockError> {
        let sources = if self.fixtures.is_empty() {
            vec![Source::Text(PLANET_EXPRESS.to_owned())]
        } else {
            self.fixtures
        };
        let fixtures: Result<Vec<_>, _> = sources.into_iter().map(Source::read).collect();
        let identity = Authority::ephemeral()?.issue(&self.hostnames)?;
        Ok(Prepared {
            fixtures: fixtures?,
            overrides: self.overrides,
            identity,
            clock: self.clock,
            addresses: Addresses {
                ldaps: Some(ANY_PORT),
                ldap: self.ldap.then_some(ANY_PORT),
                ldaps_mfa: self.ldaps_mfa.then_some(ANY_PORT),
            },
            push: self.push,
        })
    }
}

/// A free port of the loopback interface.
const ANY_PORT: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0);

#[expect(
    clippy::expect_used,
    reason = "a test that asks for what it did not turn on is to fail at once"
)]
fn url(scheme: &str, address: Option<SocketAddr>) -> String {
    let address = address.expect("the builder turned this listener on");
    format!("{scheme}://{address}")
}

impl Source {
    fn read(self) -> Result<Fixture, MockError> {
        let loaded = match self {
            Self::File(path) => jcldap_fixtures::read_file(&path),
            Self::Text(text) => jcldap_fixtures::parse("fixture", text.as_bytes()),
        };
        match loaded {
            Ok(loaded) => Ok(loaded.fixture),
            Err(report) => Err(MockError::Fixture(Box::new(report))),
        }
    }
}

/// Everything that a server needs, checked.
struct Prepared {
    fixtures: Vec<Fixture>,
    overrides: Overrides,
    identity: ServerIdentity,
    clock: Clock,
    addresses: Addresses,
    push: PushTiming,
}

/// A server whose thread runs, ready or not.
struct Starting {
    fixtures: Vec<Fixture>,
    ca_pem: String,
    stopping: CancellationToken,
    thread: JoinHandle<()>,
}

/// What the server's thread says once it listens, or cannot.
type Listening = Result<(Addresses, Vec<OrganizationSummary>, Arc<LiveDirectory>), StartError>;

impl Prepared {
    /// Runs a server on a thread and a runtime of its own, which says through `ready` how it went.
    fn spawn(self, ready: impl FnOnce(Listening) + Send + 'static) -> Result<Starting, MockError> {
        let stopping = CancellationToken::new();
        let stopped = stopping.clone();
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        let ca_pem = self.identity.authority_pem().unwrap_or_default().to_owned();
        let fixtures = self.fixtures.clone();
        let settings = Settings {
            fixtures: self.fixtures,
            overrides: self.overrides,
            addresses: self.addresses,
            identity: self.identity,
            limits: Limits::default(),
            clock: self.clock,
            push: self.push,
        };
        let thread = std::thread::Builder::new()
            .name("jcldap".to_owned())
            .spawn(move || {
                runtime.block_on(async {
                    match StandIn::start(settings).await {
                        Ok(stand_in) => {
                            let live = Arc::clone(stand_in.live());
                            ready(Ok((stand_in.addresses(), stand_in.organizations(), live)));
                            stopped.cancelled().await;
                            stand_in.shutdown().await;
                        }
                        Err(error) => ready(Err(error)),
                    }
                });
            })?;
        Ok(Starting {
            fixtures,
            ca_pem,
            stopping,
            thread,
        })
    }
}

impl Starting {
    fn finish(self, outcome: Listening) -> Result<MockJumpCloud, MockError> {
        let (addresses, organizations, live) = outcome?;
        let Self {
            fixtures,
            ca_pem,
            stopping,
            thread,
        } = self;
        Ok(MockJumpCloud {
            addresses,
            organizations,
            fixtures,
            ca_pem,
            live,
            stopping,
            thread: Some(thread),
        })
    }
}
