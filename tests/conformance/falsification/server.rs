//! A stand-in of this process that can be made wrong, and what runs scenarios against it.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use jcldap::MockJumpCloud;
use jcldap_conformance::client::Timeouts;
use jcldap_conformance::requirements::Requirements;
use jcldap_conformance::run::{Case, Deviations, Options, Plan, Runner, ScenarioRecord};
use jcldap_conformance::target::{Safety, Target};
use jcldap_fixtures::behavior::Overrides;
use tokio::runtime::Runtime;

use crate::target_file::TargetFile;

/// Switches by name.
pub type Switches = BTreeMap<String, String>;

/// How long an answer may take. What waits in vain, as it must under some defects, waits that long.
const ANSWER_LIMIT: Duration = Duration::from_secs(2);

/// One stand-in and the runner for it.
pub struct Server {
    pub mock: MockJumpCloud,
    target: Target,
    safety: Safety,
    runner: Runner,
    runtime: Runtime,
    // Held for its Drop: passwords are read when they are used.
    _target_file: TargetFile,
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
        std::fs::write(&ca_file, mock.ca_pem()).expect("a file can be written");
        let target_file =
            TargetFile::write(organization, &mock.ldaps_url(), &mock.ldap_url(), &ca_file);
        let target = target_file.read();
        let safety = Safety::new(&target, None);
        let options = Options {
            jobs: 1,
            strict: true,
            timeouts: Timeouts {
                answer: ANSWER_LIMIT,
                ..Timeouts::default()
            },
            scenario_limit: Duration::from_secs(60),
            deviations: Deviations::default(),
        };
        let runner = Runner::new(
            target.clone(),
            safety.clone(),
            Arc::clone(requirements),
            options,
        )
        .map_err(|error| error.to_string())?;
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a runtime can be built");
        Ok(Self {
            mock,
            target,
            safety,
            runner,
            runtime,
            _target_file: target_file,
        })
    }

    /// Goes through one case, as things are.
    pub fn run(&self, case: &Case) -> ScenarioRecord {
        let plan = Plan::new(vec![case.clone()], &self.target, &self.safety);
        let record = self.runtime.block_on(self.runner.run(plan, |_| {}));
        let mut scenarios = record.scenarios.into_iter();
        scenarios.next().expect("a plan of one case has one record")
    }

    /// Whether there is a reason not to try the case here, such as a missing subject.
    pub fn lacks_what_it_needs(&self, case: &Case) -> bool {
        let plan = Plan::new(vec![case.clone()], &self.target, &self.safety);
        plan.cases().any(|(_, obstacle)| obstacle.is_some())
    }
}
