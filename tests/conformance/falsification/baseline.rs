//! What every case asks of a right stand-in, and what it finds there.

use std::collections::BTreeMap;

use jcldap::fault::Fault;
use jcldap::journal::Record;
use jcldap_conformance::run::{Case, ScenarioRecord, Verdict};

use super::server::Switches;
use super::servers::{Organization, Servers};

/// One case on a right stand-in.
pub struct Baseline {
    /// The first organization that has what it needs.
    pub organization: Organization,
    /// What it came to.
    pub record: ScenarioRecord,
    /// What the stand-in received.
    received: Vec<Record>,
}

/// The baselines of all cases by their ids.
pub type Baselines = BTreeMap<String, Baseline>;

impl Baseline {
    /// Runs a case on the first organization on which it isn't skipped.
    pub fn of(case: &Case, servers: &mut Servers<'_>) -> Result<Self, String> {
        let mut reason = String::new();
        for organization in 0..servers.organizations() {
            let server = servers.with(&Switches::new(), organization)?;
            if server.lacks_what_it_needs(case) {
                continue;
            }
            let record = server.run(case);
            match record.verdict {
                Verdict::Pass | Verdict::Probe => {
                    let received = server.mock.received().iter().cloned().collect();
                    return Ok(Self {
                        organization,
                        record,
                        received,
                    });
                }
                _ => reason = super::check::told(&record),
            }
        }
        Err(format!("it doesn't hold on a right stand-in: {reason}"))
    }

    /// How many of its requests a fault is about.
    pub fn requests_for(&self, fault: &Fault) -> u64 {
        let selected = self.received.iter().filter(|record| fault.selects(record));
        u64::try_from(selected.count()).unwrap_or(u64::MAX)
    }
}
