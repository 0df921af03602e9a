//! What all routes share.

use std::sync::Arc;

use serde::Deserialize;
use tokio_util::sync::CancellationToken;
use utoipa::IntoParams;

use super::faults::FaultRules;
use super::health::HealthProbe;
use super::snapshots::Snapshots;
use crate::live::{LiveDirectory, OrganizationHandle};
use crate::ready::Ready;
use crate::stand_in::StandIn;

/// A running server as its control plane has it.
pub(crate) struct Plane {
    pub(super) live: Arc<LiveDirectory>,
    pub(super) ready: Ready,
    /// The authority that clients have to trust, if it is ours.
    pub(super) ca_pem: Option<String>,
    pub(super) probe: Option<HealthProbe>,
    pub(super) snapshots: Snapshots,
    pub(super) faults: FaultRules,
    /// Ends what would not end by itself.
    pub(super) stopping: CancellationToken,
}

/// How routes have it.
pub(super) type Shared = Arc<Plane>;

/// Which organization.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct OrganizationParameter {
    /// The organization's id; the first one without it.
    pub(super) organization: Option<String>,
}

impl Plane {
    pub(crate) fn new(
        stand_in: &StandIn,
        ready: Ready,
        ca_pem: Option<&str>,
        probe: Option<HealthProbe>,
    ) -> Self {
        Self {
            live: Arc::clone(stand_in.live()),
            ready,
            ca_pem: ca_pem.map(str::to_owned),
            probe,
            snapshots: Snapshots::default(),
            faults: FaultRules::default(),
            stopping: CancellationToken::new(),
        }
    }

    /// The organization of this id, the first one without.
    pub(super) fn organization(&self, id: Option<&str>) -> OrganizationHandle {
        id.map_or_else(
            || OrganizationHandle::first(&self.live),
            |id| OrganizationHandle::new(&self.live, id),
        )
    }
}
