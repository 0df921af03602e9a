//! A running directory, and what a client needs to connect to it.

use std::net::SocketAddr;
use std::sync::Arc;
use std::thread::JoinHandle;

use jcldap_fixtures::Fixture;
use tokio_util::sync::CancellationToken;

use super::{MockError, MockJumpCloudBuilder};
use crate::live::LiveDirectory;
use crate::stand_in::{Addresses, OrganizationSummary};
use crate::tls::{TlsError, client_config};

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
    pub(super) addresses: Addresses,
    pub(super) organizations: Vec<OrganizationSummary>,
    pub(super) fixtures: Vec<Fixture>,
    pub(super) ca_pem: String,
    pub(super) live: Arc<LiveDirectory>,
    pub(super) stopping: CancellationToken,
    pub(super) thread: Option<JoinHandle<()>>,
}

impl MockJumpCloud {
    /// Starts a directory with the embedded seed, Planet Express.
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
    /// let jumpcloud = MockJumpCloud::start().await?;
    /// # Ok(())
    /// # }
    /// ```
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
    ///
    /// # Examples
    ///
    /// ```
    /// # use jcldap::MockJumpCloud;
    /// # let jumpcloud = MockJumpCloud::builder().start_blocking()?;
    /// assert!(jumpcloud.ldaps_url().starts_with("ldaps://127.0.0.1:"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
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
    ///
    /// # Examples
    ///
    /// ```
    /// # use jcldap::MockJumpCloud;
    /// # let jumpcloud = MockJumpCloud::builder().start_blocking()?;
    /// let ldaps = jumpcloud.addresses().ldaps.expect("it is always on");
    /// assert_eq!(jumpcloud.ldaps_url(), format!("ldaps://{ldaps}"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub const fn addresses(&self) -> Addresses {
        self.addresses
    }

    /// The certificate authority that a client has to trust, in PEM.
    ///
    /// # Examples
    ///
    /// ```
    /// # use jcldap::MockJumpCloud;
    /// # let jumpcloud = MockJumpCloud::builder().start_blocking()?;
    /// // For an application that reads a file:
    /// let directory = tempfile::tempdir()?;
    /// let ca_file = directory.path().join("ca.pem");
    /// std::fs::write(&ca_file, jumpcloud.ca_pem())?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn ca_pem(&self) -> &str {
        &self.ca_pem
    }

    /// A rustls configuration that trusts this directory.
    ///
    /// # Errors
    ///
    /// [`TlsError`], if the certificate cannot be read back; it was made a moment ago.
    ///
    /// # Examples
    ///
    /// ```
    /// # use jcldap::MockJumpCloud;
    /// # let jumpcloud = MockJumpCloud::builder().start_blocking()?;
    /// // For a client on rustls, such as tokio-rustls:
    /// let tls: std::sync::Arc<rustls::ClientConfig> = jumpcloud.client_config()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn client_config(&self) -> Result<Arc<rustls::ClientConfig>, TlsError> {
        client_config(&self.ca_pem)
    }

    /// `ou=Users,o=<id>,dc=jumpcloud,dc=com` of the first organization: where clients search.
    ///
    /// # Examples
    ///
    /// ```
    /// # use jcldap::MockJumpCloud;
    /// # let jumpcloud = MockJumpCloud::builder().start_blocking()?;
    /// assert_eq!(jumpcloud.base_dn(), "ou=Users,o=5f1b9a2c8d3e4f0012345678,dc=jumpcloud,dc=com");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn base_dn(&self) -> &str {
        self.organizations
            .first()
            .map_or("", |organization| &organization.base_dn)
    }

    /// The name of the first organization's first binding user; empty if the seed has none.
    ///
    /// # Examples
    ///
    /// ```
    /// # use jcldap::MockJumpCloud;
    /// # let jumpcloud = MockJumpCloud::builder().start_blocking()?;
    /// let username = "ldap-service";
    /// assert_eq!(jumpcloud.binding_dn(), format!("uid={username},{}", jumpcloud.base_dn()));
    /// let password = jumpcloud.password(username);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn binding_dn(&self) -> &str {
        let organization = self.organizations.first();
        organization
            .and_then(|organization| organization.binding_dns.first())
            .map_or("", String::as_str)
    }

    /// The organizations that it serves.
    ///
    /// # Examples
    ///
    /// ```
    /// # use jcldap::MockJumpCloud;
    /// # let jumpcloud = MockJumpCloud::builder().start_blocking()?;
    /// for organization in jumpcloud.organizations() {
    ///     println!("{}: {} users below {}", organization.name, organization.users, organization.base_dn);
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn organizations(&self) -> &[OrganizationSummary] {
        &self.organizations
    }

    /// The password that the seed gives this user, in the first organization that has the user.
    ///
    /// # Panics
    ///
    /// If there is no such user, or its password is not in plain text: the test asks for what its seed does not say.
    ///
    /// # Examples
    ///
    /// ```
    /// # use jcldap::MockJumpCloud;
    /// # let jumpcloud = MockJumpCloud::builder().start_blocking()?;
    /// assert_eq!(jumpcloud.password("fry"), "walking-on-sunshine");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
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

#[expect(
    clippy::expect_used,
    reason = "a test that asks for what it did not turn on is to fail at once"
)]
fn url(scheme: &str, address: Option<SocketAddr>) -> String {
    let address = address.expect("the builder turned this listener on");
    format!("{scheme}://{address}")
}
