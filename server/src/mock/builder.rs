//! What a directory is to be like, before it starts.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};

use jcldap_fixtures::behavior::Overrides;
use jcldap_fixtures::{Fixture, PLANET_EXPRESS};

use super::start::Prepared;
use super::{MockError, MockJumpCloud};
use crate::clock::Clock;
use crate::push::PushTiming;
use crate::stand_in::Addresses;
use crate::tls::Authority;

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

impl MockJumpCloudBuilder {
    /// Adds the organization of a fixture file; several are several organizations. Without any, the embedded seed.
    ///
    /// # Examples
    ///
    /// ```
    /// use jcldap::MockJumpCloud;
    ///
    /// # let directory = tempfile::tempdir()?;
    /// # let file = directory.path().join("planet-express.yaml");
    /// # std::fs::write(&file, "organization: {id: 5f1b9a2c8d3e4f0012345678}")?;
    /// let jumpcloud = MockJumpCloud::builder().fixture(file).start_blocking()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn fixture(mut self, path: impl AsRef<Path>) -> Self {
        self.fixtures.push(Source::File(path.as_ref().to_owned()));
        self
    }

    /// Adds the organization of a fixture given as text.
    ///
    /// # Examples
    ///
    /// ```
    /// use jcldap::MockJumpCloud;
    ///
    /// let jumpcloud = MockJumpCloud::builder()
    ///     .fixture_text("
    /// organization: {id: 5f1b9a2c8d3e4f0012345678}
    /// users:
    ///   - {username: zoidberg, email: zoidberg@planetexpress.test, password: crustacean}
    /// ")
    ///     .start_blocking()?;
    /// assert_eq!(jumpcloud.password("zoidberg"), "crustacean");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn fixture_text(mut self, yaml: impl Into<String>) -> Self {
        self.fixtures.push(Source::Text(yaml.into()));
        self
    }

    /// Sets switches, before what the fixtures say. See [`crate::behavior`].
    ///
    /// # Examples
    ///
    /// ```
    /// use jcldap::MockJumpCloud;
    /// use jcldap::behavior::NonBindingSearch;
    ///
    /// // What those see that may not search is not known for sure, so an application has to bear both.
    /// let jumpcloud = MockJumpCloud::builder()
    ///     .behavior(|behavior| behavior.non_binding_search(NonBindingSearch::Empty))
    ///     .start_blocking()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn behavior(mut self, set: impl FnOnce(Overrides) -> Overrides) -> Self {
        self.overrides = set(self.overrides);
        self
    }

    /// Sets the time by this clock instead of the system's.
    ///
    /// # Examples
    ///
    /// ```
    /// use jcldap::MockJumpCloud;
    /// use jcldap::Clock;
    /// use time::macros::datetime;
    ///
    /// let jumpcloud = MockJumpCloud::builder()
    ///     .clock(Clock::standing_at(datetime!(2030-01-01 00:00:00 UTC)))
    ///     .start_blocking()?;
    /// // Stamps of what changes from now on are these:
    /// jumpcloud.user("fry").set("jobTitle", "Delivery boy, retired")?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }

    /// Adds a host name or an IP address to the server's certificate.
    ///
    /// # Examples
    ///
    /// ```
    /// use jcldap::MockJumpCloud;
    ///
    /// // For an application whose settings say so:
    /// let jumpcloud = MockJumpCloud::builder().hostname("ldap.jumpcloud.com").start_blocking()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn hostname(mut self, hostname: impl Into<String>) -> Self {
        self.hostnames.push(hostname.into());
        self
    }

    /// Listens for LDAP in clear text and with StartTLS, too.
    ///
    /// # Examples
    ///
    /// ```
    /// use jcldap::MockJumpCloud;
    ///
    /// let jumpcloud = MockJumpCloud::builder().ldap().start_blocking()?;
    /// assert!(jumpcloud.ldap_url().starts_with("ldap://"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub const fn ldap(mut self) -> Self {
        self.ldap = true;
        self
    }

    /// Listens for LDAPS with a second factor, too (J5.15). Codes are judged by the fixture's `totp_secret`, and the
    /// fixture's `push` says how a user answers.
    ///
    /// # Examples
    ///
    /// ```
    /// use jcldap::MockJumpCloud;
    ///
    /// let jumpcloud = MockJumpCloud::builder().ldaps_mfa().start_blocking()?;
    /// assert!(jumpcloud.ldaps_mfa_url().starts_with("ldaps://"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub const fn ldaps_mfa(mut self) -> Self {
        self.ldaps_mfa = true;
        self
    }

    /// Sets how long simulated push notifications take.
    ///
    /// # Examples
    ///
    /// ```
    /// use jcldap::MockJumpCloud;
    /// use jcldap::PushTiming;
    /// use std::time::Duration;
    ///
    /// let timing = PushTiming { answer: Duration::from_millis(5), ..PushTiming::default() };
    /// let jumpcloud = MockJumpCloud::builder().ldaps_mfa().push_timing(timing).start_blocking()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub const fn push_timing(mut self, timing: PushTiming) -> Self {
        self.push = timing;
        self
    }

    /// Starts the directory; it answers when this returns.
    ///
    /// # Errors
    ///
    /// Everything that [`MockError`] lists.
    ///
    /// # Examples
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), jcldap::MockError> {
    /// use jcldap::MockJumpCloud;
    ///
    /// let jumpcloud = MockJumpCloud::builder().ldap().start().await?;
    /// # Ok(())
    /// # }
    /// ```
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
