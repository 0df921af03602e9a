//! Whether the directory really answers.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::State;
use rustls::pki_types::ServerName;
use serde::Serialize;
use tokio::time::timeout;
use utoipa::ToSchema;

use super::plane::Shared;
use super::problem::{Kind, Problem};
use crate::probe::{ProbeError, ProbeTls, search_root_dse};
use crate::ready::reachable;
use crate::stand_in::Addresses;
use crate::tls::{ServerIdentity, own_client_config};

/// Asks the directory by its own front door, as its clients do.
pub(crate) struct HealthProbe {
    address: SocketAddr,
    tls: Option<ProbeTls>,
}

/// How long the answer may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// The directory answers.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct HealthView {
    #[schema(example = "ok")]
    status: &'static str,
}

impl HealthProbe {
    /// A probe over LDAPS, or over LDAP where that is off; `None` where both are.
    pub(crate) fn new(addresses: Addresses, identity: &ServerIdentity) -> Option<Self> {
        let ldaps = addresses.ldaps.or(addresses.ldaps_mfa);
        if let Some(address) = ldaps {
            let tls = ProbeTls {
                name: ServerName::IpAddress(address.ip().into()),
                configuration: Arc::new(own_client_config(identity)),
            };
            return Some(Self {
                address: reachable(address),
                tls: Some(tls),
            });
        }
        let address = reachable(addresses.ldap?);
        Some(Self { address, tls: None })
    }

    async fn ask(&self) -> Result<(), ProbeError> {
        let answer = timeout(PATIENCE, search_root_dse(self.address, self.tls.as_ref())).await;
        answer.unwrap_or(Err(ProbeError::Late {
            seconds: PATIENCE.as_secs(),
        }))
    }
}

/// Tells whether the directory really answers a search
///
/// The search is one of the root DSE by a connection of its own. Like every other it is in the journal, and faults may
/// take it.
#[utoipa::path(get, path = "/health", tag = "server", security(()), responses((status = 200, body = HealthView)))]
pub(super) async fn health(State(plane): State<Shared>) -> Result<Json<HealthView>, Problem> {
    let Some(probe) = &plane.probe else {
        let detail = "the directory listens nowhere";
        return Err(Problem::new(Kind::Unhealthy, detail));
    };
    match probe.ask().await {
        Ok(()) => Ok(Json(HealthView { status: "ok" })),
        Err(error) => Err(Problem::new(Kind::Unhealthy, error.to_string())),
    }
}
