//! A stand-in of this process that can be made wrong.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use jcldap::MockJumpCloud;
use jcldap_conformance::requirements::Requirements;
use jcldap_conformance::run::{Case, ScenarioRecord};
use jcldap_fixtures::behavior::Overrides;
use tokio::runtime::Runtime;

use super::approach::{Approach, Way};

/// Switches by name.
pub type Switches = BTreeMap<String, String>;

/// One stand-in, and the ways to it.
pub struct Server {
    pub mock: MockJumpCloud,
    clear_text: Approach,
    tls: Approach,
    runtime: Runtime,
}

impl Server {
    /// Starts a stand-in with the `organization` of a folder under these switches, or says why there is none.
    pub fn start(
        organization: &Path,
        switches: &Switches,
        requirements: &Arc<Requirements>,
    ) -> Result<Self, String> {
        let mut overrides = Overrides::default();
        for (name, value) in switches {
            overrides
                .set(name, value)
                .map_err(|error| format!("switch `{name}`: {error}"))?;
        }
        let mock = MockJumpCloud::builder()
            .fixture(organization.join("organization.yaml"))
            .behavior(|_| overrides)
            .ldap()
            .start_blocking()
            .map_err(|error| error.to_string())?;
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let ca_file = folder.path().join("ca.pem");
        fs::write(&ca_file, mock.ca_pem()).expect("a file can be written");
        let approach =
            |url: &str| Approach::new(organization, url, &mock.ldap_url(), &ca_file, requirements);
        Ok(Self {
            clear_text: approach(&mock.ldap_url())?,
            tls: approach(&mock.ldaps_url())?,
            runtime: tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .expect("a runtime can be built"),
            mock,
        })
    }

    /// Goes through one case where all is right; `None` where there is a reason not to try it.
    pub fn run(&self, case: &Case, way: Way) -> Option<ScenarioRecord> {
        let approach = self.approach(way);
        (!approach.lacks_what_it_needs(case)).then(|| approach.run(case, &self.runtime))
    }

    /// Goes through one case where something is wrong.
    pub fn run_with_defect(&self, case: &Case, way: Way) -> ScenarioRecord {
        self.approach(way).run_with_defect(case, &self.runtime)
    }

    const fn approach(&self, way: Way) -> &Approach {
        match way {
            Way::ClearText => &self.clear_text,
            Way::Tls => &self.tls,
        }
    }
}
