//! A directory on its way: on a thread and a runtime of its own, so that it needs none of its caller's.

use std::sync::Arc;
use std::thread::JoinHandle;

use jcldap_fixtures::Fixture;
use jcldap_fixtures::behavior::Overrides;
use tokio_util::sync::CancellationToken;

use super::{MockError, MockJumpCloud};
use crate::clock::Clock;
use crate::limits::Limits;
use crate::live::LiveDirectory;
use crate::push::PushTiming;
use crate::stand_in::{Addresses, OrganizationSummary, Settings, StandIn, StartError};
use crate::tls::ServerIdentity;

/// Everything that a server needs, checked.
pub(super) struct Prepared {
    pub(super) fixtures: Vec<Fixture>,
    pub(super) overrides: Overrides,
    pub(super) identity: ServerIdentity,
    pub(super) clock: Clock,
    pub(super) addresses: Addresses,
    pub(super) push: PushTiming,
}

/// A server whose thread runs, ready or not.
pub(super) struct Starting {
    fixtures: Vec<Fixture>,
    ca_pem: String,
    stopping: CancellationToken,
    thread: JoinHandle<()>,
}

/// What the server's thread says once it listens, or cannot.
pub(super) type Listening =
    Result<(Addresses, Vec<OrganizationSummary>, Arc<LiveDirectory>), StartError>;

impl Prepared {
    /// Runs a server on a thread and a runtime of its own, which says through `ready` how it went.
    pub(super) fn spawn(
        self,
        ready: impl FnOnce(Listening) + Send + 'static,
    ) -> Result<Starting, MockError> {
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
    pub(super) fn finish(self, outcome: Listening) -> Result<MockJumpCloud, MockError> {
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
