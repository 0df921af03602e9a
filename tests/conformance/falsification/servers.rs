//! The stand-ins of one worker: those with default switches, and those of the switches at hand.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::path::PathBuf;
use std::sync::Arc;

use jcldap_conformance::requirements::Requirements;

use super::server::{Server, Switches};

/// Which of the organizations.
pub type Organization = usize;

/// Starts stand-ins as they are asked for, and ends those of other switches.
pub struct Servers<'a> {
    organizations: &'a [PathBuf],
    requirements: &'a Arc<Requirements>,
    running: BTreeMap<(Switches, Organization), Server>,
}

impl<'a> Servers<'a> {
    pub const fn new(organizations: &'a [PathBuf], requirements: &'a Arc<Requirements>) -> Self {
        Self {
            organizations,
            requirements,
            running: BTreeMap::new(),
        }
    }

    /// The stand-in with this organization under these switches, as it was at its start.
    pub fn with(
        &mut self,
        switches: &Switches,
        organization: Organization,
    ) -> Result<&Server, String> {
        self.running
            .retain(|(own, _), _| own.is_empty() || own == switches);
        let server = match self.running.entry((switches.clone(), organization)) {
            Entry::Occupied(running) => running.into_mut(),
            Entry::Vacant(place) => place.insert(Server::start(
                &self.organizations[organization],
                switches,
                self.requirements,
            )?),
        };
        server.mock.reset();
        Ok(server)
    }

    /// How many organizations there are.
    pub const fn organizations(&self) -> Organization {
        self.organizations.len()
    }
}
