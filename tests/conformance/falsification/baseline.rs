//! What every case asks of a right stand-in, and what it finds there.

use std::collections::BTreeMap;

use jcldap::fault::{Arrival, Fault};
use jcldap_conformance::run::{Case, ScenarioRecord, Verdict};

use super::approach::Way;
use super::check::told;
use super::server::Switches;
use super::servers::{Organization, Servers};

/// One case on a right stand-in.
pub struct Baseline {
    /// The first organization that has what it needs.
    pub organization: Organization,
    /// The first way by which it holds.
    pub way: Way,
    /// What it came to.
    pub record: ScenarioRecord,
    /// What the stand-in received.
    received: Vec<Arrival<'static>>,
}

/// The baselines of all cases by their ids.
pub type Baselines = BTreeMap<String, Baseline>;

impl Baseline {
    /// Runs a case on the first organization on which it isn't skipped.
    pub fn of(case: &Case, servers: &mut Servers<'_>) -> Result<Self, String> {
        let mut reason = "it is skipped on every organization".to_owned();
        for organization in 0..servers.organizations() {
            for way in Way::to_try(case) {
                let server = servers.with(&Switches::new(), organization)?;
                let Some(record) = server.run(case, way) else {
                    continue;
                };
                match record.verdict {
                    Verdict::Pass | Verdict::Probe => {
                        let received = server.mock.received().iter().map(Arrival::from).collect();
                        return Ok(Self {
                            organization,
                            way,
                            record,
                            received,
                        });
                    }
                    _ => reason = told(&record),
                }
            }
        }
        Err(format!("it doesn't hold on a right stand-in: {reason}"))
    }

    /// How many of its requests a fault is about.
    pub fn requests_for(&self, fault: &Fault) -> u64 {
        fault.matches(&self.received)
    }
}
