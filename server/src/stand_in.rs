//! A running server: what it serves, where it listens, and its end.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use jcldap_fixtures::Fixture;
use jcldap_fixtures::behavior::{Disagreement, Overrides, agree_on_server_switches};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;

use crate::clock::Clock;
use crate::connection::Service;
use crate::fault::{Fault, FaultHandle};
use crate::journal::{Journal, Received};
use crate::jumpcloud::{
    Directory, DirectoryError, Organization, OrganizationView, UnsupportedScheme,
};
use crate::limits::Limits;
use crate::listener::Listener;
use crate::live::{GroupHandle, LiveDirectory, OrganizationHandle, SavedState, UserHandle};
use crate::push::PushTiming;
use crate::session::{DirectorySource as _, Entrance, capabilities};
use crate::tls::{ServerIdentity, server_config};

/// What a server is started with.
pub struct Settings {
    /// The organizations, one for each fixture.
    pub fixtures: Vec<Fixture>,
    /// Switches that come before those of the fixtures.
    pub overrides: Overrides,
    /// Where to listen; port 0 picks a free one.
    pub addresses: Addresses,
    /// The certificate that the server shows.
    pub identity: ServerIdentity,
    /// What one peer may cost.
    pub limits: Limits,
    /// What the time is.
    pub clock: Clock,
    /// How long simulated push notifications take.
    pub push: PushTiming,
}

/// Where a server listens; `None` is off.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Addresses {
    /// LDAPS (J8.01).
    pub ldaps: Option<SocketAddr>,
    /// LDAP in clear text and with StartTLS (J8.01).
    pub ldap: Option<SocketAddr>,
    /// LDAPS that asks for a second factor, as `ldap-mfa.jumpcloud.com` does (J5.15).
    pub ldaps_mfa: Option<SocketAddr>,
}

impl Addresses {
    /// Those that are on.
    pub fn iter(&self) -> impl Iterator<Item = SocketAddr> {
        [self.ldaps, self.ldap, self.ldaps_mfa]
            .into_iter()
            .flatten()
    }
}

/// Why a server cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// Another program, or another stand-in, listens there.
    #[error("cannot listen on {address}: the address is already in use")]
    AddressInUse {
        /// Which entrance was to be there.
        entrance: Entrance,
        /// The address that was asked for.
        address: SocketAddr,
    },
    /// The address cannot be listened on for another reason.
    #[error("cannot listen on {address}")]
    Bind {
        /// Which entrance was to be there.
        entrance: Entrance,
        /// The address that was asked for.
        address: SocketAddr,
        /// What the operating system says.
        source: io::Error,
    },
    /// Fixtures ask for different values of switches that belong to the server.
    #[error("fixtures disagree on {} of the server", if .0.len() == 1 { "a switch" } else { "switches" })]
    Disagreement(Vec<Disagreement>),
    /// A password cannot be checked.
    #[error(transparent)]
    Password(#[from] UnsupportedScheme),
    /// An organization cannot be shown as entries.
    #[error(transparent)]
    Directory(#[from] DirectoryError),
}

/// A running server. Dropping it stops it without waiting; [`StandIn::shutdown`] waits.
pub struct StandIn {
    live: Arc<LiveDirectory>,
    addresses: Addresses,
    stopping: CancellationToken,
    listeners: Vec<JoinHandle<()>>,
}

/// What there is to know of an organization that is served.
#[derive(Clone, Debug)]
pub struct OrganizationSummary {
    /// The organization's id.
    pub id: String,
    /// The organization's name for people.
    pub name: String,
    /// `ou=Users,o=<id>,dc=jumpcloud,dc=com`: where clients are to search.
    pub base_dn: String,
    /// The names of its binding users.
    pub binding_dns: Vec<String>,
    /// How many users it has, in the tree or not.
    pub users: usize,
    /// How many groups it has, in the tree or not.
    pub groups: usize,
}

impl StandIn {
    /// Loads the seed and binds the listeners; both are done when this returns.
    pub async fn start(settings: Settings) -> Result<Self, StartError> {
        let Settings {
            fixtures,
            overrides,
            addresses,
            identity,
            limits,
            clock,
            push,
        } = settings;
        let directory = load(fixtures, &overrides)?;
        let (clock, journal) = (Arc::new(clock), Arc::new(Journal::new(limits.journal)));
        let live = LiveDirectory::new(directory, Arc::clone(&clock), Arc::clone(&journal));
        let live = Arc::new(live);
        let faults = Arc::clone(live.faults());
        let service = Service {
            source: Arc::<LiveDirectory>::clone(&live),
            limits: Arc::new(limits),
            push,
            stopping: CancellationToken::new(),
            journal,
            clock,
            faults,
        };
        let tls = TlsAcceptor::from(server_config(&identity));
        // Dropped on an error, it ends the listeners that were opened before.
        let mut stand_in = Self {
            live,
            addresses: Addresses::default(),
            stopping: service.stopping.clone(),
            listeners: Vec::new(),
        };
        stand_in.addresses = Addresses {
            ldaps: stand_in
                .open(addresses.ldaps, Entrance::Ldaps, &tls, &service)
                .await?,
            ldap: stand_in
                .open(addresses.ldap, Entrance::Ldap, &tls, &service)
                .await?,
            ldaps_mfa: stand_in
                .open(addresses.ldaps_mfa, Entrance::LdapsMfa, &tls, &service)
                .await?,
        };
        Ok(stand_in)
    }

    /// Opens an entrance, and says where it is.
    async fn open(
        &mut self,
        address: Option<SocketAddr>,
        entrance: Entrance,
        tls: &TlsAcceptor,
        service: &Service,
    ) -> Result<Option<SocketAddr>, StartError> {
        let Some(address) = address else {
            return Ok(None);
        };
        let socket = listen(entrance, address).await?;
        let local_address = socket.local_addr().ok();
        let listener = Listener {
            socket,
            entrance,
            tls: tls.clone(),
            service: service.clone(),
        };
        self.listeners.push(tokio::spawn(listener.serve()));
        Ok(local_address)
    }

    /// Where it listens, with the ports that were picked.
    pub const fn addresses(&self) -> Addresses {
        self.addresses
    }

    /// The organizations that it serves.
    pub fn organizations(&self) -> Vec<OrganizationSummary> {
        self.live
            .current()
            .organizations()
            .iter()
            .map(|view| summarize(view))
            .collect()
    }

    /// The directory as it is now.
    pub fn directory(&self) -> Arc<Directory> {
        self.live.current()
    }

    /// The organization with this id, to change it.
    pub fn organization(&self, id: &str) -> OrganizationHandle {
        OrganizationHandle::new(&self.live, id)
    }

    /// A user of the first organization, to change it.
    pub fn user(&self, username: &str) -> UserHandle {
        OrganizationHandle::first(&self.live).user(username)
    }

    /// A group of the first organization, to change it.
    pub fn group(&self, name: &str) -> GroupHandle {
        OrganizationHandle::first(&self.live).group(name)
    }

    /// The last operations that were finished, with the reasons that clients are not told.
    pub fn received(&self) -> Received {
        self.live.received()
    }

    /// Does something wrong from now on.
    pub fn fault(&self, fault: Fault) -> FaultHandle {
        self.live.faults().add(fault)
    }

    /// Does nothing wrong any more.
    pub fn clear_faults(&self) {
        self.live.faults().clear();
    }

    /// Goes back to the seed, without faults, takes back that the clock was advanced, and forgets what was received.
    /// Connections stay, and are judged by the seed from then on.
    pub fn reset(&self) {
        self.live.reset();
    }

    /// What every organization is now, to go back to with [`Self::restore`].
    pub fn snapshot(&self) -> SavedState {
        self.live.save()
    }

    /// Goes back to a state of this server that was saved. Connections stay.
    pub fn restore(&self, saved: &SavedState) {
        self.live.restore(saved);
    }

    /// What shares this server's directory.
    pub(crate) fn live(&self) -> &Arc<LiveDirectory> {
        &self.live
    }

    /// Ends every connection with a notice and every listener, within a second.
    pub async fn shutdown(mut self) {
        self.stopping.cancel();
        for listener in self.listeners.drain(..) {
            // A listener that panicked has ended too.
            let _ended = listener.await;
        }
    }
}

impl Drop for StandIn {
    fn drop(&mut self) {
        self.stopping.cancel();
    }
}

/// Fixtures become organizations, under the switches that hold for each.
fn load(fixtures: Vec<Fixture>, overrides: &Overrides) -> Result<Directory, StartError> {
    let named = fixtures
        .iter()
        .map(|fixture| (fixture.organization.name.as_str(), &fixture.behavior));
    let agreed = agree_on_server_switches(named).map_err(StartError::Disagreement)?;
    let overrides = overrides.clone().over(agreed);
    let organizations: Result<Vec<_>, _> = fixtures
        .into_iter()
        .map(|fixture| {
            let behavior = overrides.clone().over(fixture.behavior.clone()).resolve();
            Organization::new(fixture, behavior)
        })
        .collect();
    Ok(Directory::new(organizations?, capabilities)?)
}

async fn listen(entrance: Entrance, address: SocketAddr) -> Result<TcpListener, StartError> {
    TcpListener::bind(address)
        .await
        .map_err(|source| match source.kind() {
            io::ErrorKind::AddrInUse => StartError::AddressInUse { entrance, address },
            _ => StartError::Bind {
                entrance,
                address,
                source,
            },
        })
}

fn summarize(view: &OrganizationView) -> OrganizationSummary {
    let organization = view.organization();
    let binding_users = organization
        .accounts()
        .filter(|account| account.user.ldap_binding_user);
    OrganizationSummary {
        id: organization.identity.id.clone(),
        name: organization.identity.name.clone(),
        base_dn: view.users_dn().to_string(),
        binding_dns: binding_users
            .filter_map(|account| view.user_dn(&account.user.username).ok())
            .map(|dn| dn.to_string())
            .collect(),
        users: organization.accounts().count(),
        groups: organization.groups().count(),
    }
}
