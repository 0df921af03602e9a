//! A way to a stand-in: in clear text, or under TLS.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use jcldap_conformance::client::Timeouts;
use jcldap_conformance::requirements::Requirements;
use jcldap_conformance::run::{Case, Deviations, Options, Plan, Runner, ScenarioRecord};
use jcldap_conformance::scenario::ConnectionFate;
use jcldap_conformance::target::{Safety, Target};
use jcldap_tests::target_file::TargetFile;
use tokio::runtime::Runtime;

/// How long an answer of a server with a defect may take. What waits in vain, as it must under some, waits that long.
const IMPATIENCE: Duration = Duration::from_secs(3);

/// The default transport of scenarios. A handshake costs more than most scenarios, so that TLS is for those that need it;
/// that all hold under TLS is another test's business.
#[derive(Clone, Copy, Debug)]
pub enum Way {
    ClearText,
    Tls,
}

impl Way {
    /// The ways to try for a case, the likely one first: that a connection was cut shows under TLS alone.
    pub fn to_try(case: &Case) -> [Self; 2] {
        let fates = [ConnectionFate::ClosedInOrder, ConnectionFate::TlsFailed];
        let mut steps = case.scenario.steps.iter();
        let is_about_tls = |fate| fates.contains(&fate);
        if steps.any(|step| step.expect.connection.is_some_and(is_about_tls)) {
            [Self::Tls, Self::ClearText]
        } else {
            [Self::ClearText, Self::Tls]
        }
    }
}

/// One way to a stand-in, and what runs scenarios that way.
pub struct Approach {
    target: Target,
    safety: Safety,
    patient: Runner,
    impatient: Runner,
    // Held for its Drop: passwords are read when they are used.
    _target_file: TargetFile,
}

impl Approach {
    /// To the stand-in at `url`, which serves the `organization` of a folder.
    pub fn new(
        organization: &Path,
        url: &str,
        plain_url: &str,
        ca_file: &Path,
        requirements: &Arc<Requirements>,
    ) -> Result<Self, String> {
        let target_file = TargetFile::write(organization, url, plain_url, ca_file);
        let target = target_file.read();
        let safety = Safety::new(&target, None);
        let runner = |timeouts| {
            let options = Options {
                jobs: 1,
                strict: true,
                timeouts,
                scenario_limit: Duration::from_secs(60),
                deviations: Deviations::default(),
            };
            let (target, safety) = (target.clone(), safety.clone());
            Runner::new(target, safety, Arc::clone(requirements), options)
                .map_err(|error| error.to_string())
        };
        let impatient = Timeouts {
            answer: IMPATIENCE,
            ..Timeouts::default()
        };
        Ok(Self {
            patient: runner(Timeouts::default())?,
            impatient: runner(impatient)?,
            target,
            safety,
            _target_file: target_file,
        })
    }

    /// Goes through one case where all is right.
    pub fn run(&self, case: &Case, runtime: &Runtime) -> ScenarioRecord {
        self.run_by(&self.patient, case, runtime)
    }

    /// Goes through one case where something is wrong.
    pub fn run_with_defect(&self, case: &Case, runtime: &Runtime) -> ScenarioRecord {
        self.run_by(&self.impatient, case, runtime)
    }

    fn run_by(&self, runner: &Runner, case: &Case, runtime: &Runtime) -> ScenarioRecord {
        let plan = self.plan(case);
        let record = runtime.block_on(runner.run(plan, |_| {}));
        let mut scenarios = record.scenarios.into_iter();
        scenarios.next().expect("a plan of one case has one record")
    }

    /// Whether there is a reason not to try the case here, such as a missing subject.
    pub fn lacks_what_it_needs(&self, case: &Case) -> bool {
        let plan = self.plan(case);
        plan.cases().any(|(_, obstacle)| obstacle.is_some())
    }

    fn plan(&self, case: &Case) -> Plan {
        Plan::new(vec![case.clone()], &self.target, &self.safety)
    }
}
