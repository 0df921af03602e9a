//! What a running server tells other programs about itself: in its ready file, and over HTTP in the same words.

use std::fs;
use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::stand_in::{Addresses, OrganizationSummary};

/// Where a server is and what it serves. Every key is always present; null says that something is off or doesn't exist.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize, ToSchema)]
pub(crate) struct Ready {
    /// The version of jcldap.
    pub(crate) version: String,
    /// The process that serves.
    pub(crate) pid: u32,
    /// The URL of the LDAPS listener.
    pub(crate) ldaps: Option<String>,
    /// The URL of the LDAPS listener that wants a second factor.
    pub(crate) ldaps_mfa: Option<String>,
    /// The URL of the LDAP listener, where StartTLS is spoken.
    pub(crate) ldap: Option<String>,
    /// The URL of the control plane.
    pub(crate) control: Option<String>,
    #[schema(value_type = Option<String>)]
    /// The certificate to trust, as an absolute path; null with a certificate of the user's own.
    pub(crate) ca: Option<PathBuf>,
    /// One for each fixture, in their order.
    pub(crate) organizations: Vec<ReadyOrganization>,
}

/// What there is to say of one organization.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize, ToSchema)]
pub(crate) struct ReadyOrganization {
    /// JumpCloud's id: 24 hex digits.
    pub(crate) id: String,
    /// Its name.
    pub(crate) name: String,
    /// Where searches begin.
    pub(crate) base_dn: String,
    /// The users that may search.
    pub(crate) binding_dns: Vec<String>,
}

impl Ready {
    /// What this process serves.
    pub(crate) fn new(
        addresses: Addresses,
        control: Option<SocketAddr>,
        ca: Option<&Path>,
        organizations: &[OrganizationSummary],
    ) -> Self {
        let url = |scheme, address: Option<SocketAddr>| address.map(|address| url(scheme, address));
        let organizations = organizations.iter().map(|organization| ReadyOrganization {
            id: organization.id.clone(),
            name: organization.name.clone(),
            base_dn: organization.base_dn.clone(),
            binding_dns: organization.binding_dns.clone(),
        });
        Self {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            pid: std::process::id(),
            ldaps: url("ldaps", addresses.ldaps),
            ldaps_mfa: url("ldaps", addresses.ldaps_mfa),
            ldap: url("ldap", addresses.ldap),
            control: url("http", control),
            ca: ca.map(ToOwned::to_owned),
            organizations: organizations.collect(),
        }
    }

    /// Reads a file that a server wrote.
    pub(crate) fn read(path: &Path) -> io::Result<Self> {
        Ok(serde_json::from_slice(&fs::read(path)?)?)
    }
}

/// The address as a URL that a client on this machine can use: "all interfaces" becomes the loopback address.
pub(crate) fn url(scheme: &str, address: SocketAddr) -> String {
    format!("{scheme}://{}", reachable(address))
}

/// The address at which a program on this machine reaches what listens at this one.
pub(crate) fn reachable(mut address: SocketAddr) -> SocketAddr {
    if address.ip().is_unspecified() {
        address.set_ip(match address {
            SocketAddr::V4(_) => std::net::Ipv4Addr::LOCALHOST.into(),
            SocketAddr::V6(_) => std::net::Ipv6Addr::LOCALHOST.into(),
        });
    }
    address
}
