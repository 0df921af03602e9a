//! What commands that talk to a target have in common: the target file, the rules of its safety, the plan, the run.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use super::Failure;
use super::arguments::TargetOptions;
use crate::client::Timeouts;
use crate::exit_code::Exit;
use crate::report::Progress;
use crate::run::{Case, Deviations, Options, Plan, RunRecord, Runner};
use crate::scenario::Library;
use crate::target::{PasswordSource, Safety, Target, read_target};

/// A scenario takes this many times the limit of one answer at most.
const ANSWERS_IN_A_SCENARIO: u32 = 12;

/// A target with the rules for it. Whatever goes to a target goes through here, so that they hold for every command.
pub(super) struct Execution {
    pub(super) target: Target,
    pub(super) safety: Safety,
}

impl Execution {
    pub(super) fn new(target_file: &Path, options: &TargetOptions) -> Result<Self, Failure> {
        let target =
            read_target(target_file).map_err(|error| Failure::error(Exit::BadFile, error))?;
        if let Some(subject) = &options.attempt_writes
            && !target.users.contains_key(subject)
        {
            let message = format!("the target file names no user `{subject}` to attempt writes on");
            return Err(Failure::message(Exit::Usage, message));
        }
        let safety = Safety::new(&target, options.attempt_writes.as_deref());
        Ok(Self { target, safety })
    }

    pub(super) fn plan(&self, cases: Vec<Case>) -> Plan {
        Plan::new(cases, &self.target, &self.safety)
    }

    /// A password that the target file promises and that isn't there: nearly every scenario would be skipped for it, and
    /// a run that shows nothing would look like a good one.
    fn check_binding_password(&self) -> Result<(), Failure> {
        let source = self.target.binding_user.password.as_ref();
        match source.map(PasswordSource::fetch) {
            Some(Err(error)) => {
                let message = format!("the binding user: {error}");
                Err(Failure::message(Exit::TargetUnavailable, message))
            }
            Some(Ok(_)) | None => Ok(()),
        }
    }

    /// Runs cases, with a progress bar.
    pub(super) fn run(
        self,
        cases: Vec<Case>,
        library: &Library,
        options: &TargetOptions,
        judging: Judging,
    ) -> Result<RunRecord, Failure> {
        self.check_binding_password()?;
        let plan = self.plan(cases);
        let answer = Duration::from_secs(options.timeout);
        let options = Options {
            jobs: options.jobs,
            strict: judging.strict,
            timeouts: Timeouts {
                connect: answer,
                answer,
            },
            scenario_limit: answer * ANSWERS_IN_A_SCENARIO,
            deviations: judging.deviations,
        };
        let requirements = Arc::clone(library.requirements());
        let runner = Runner::new(self.target, self.safety, requirements, options)
            .map_err(|error| Failure::error(Exit::BadFile, error))?;
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build()
            .map_err(|error| Failure::error(Exit::Internal, error))?;
        runtime.block_on(async {
            // Told once, and before the first scenario: each of a thousand would say the same, some after a long wait.
            if plan.sends() {
                let reached = runner.check_reachable().await;
                reached.map_err(|error| Failure::error(Exit::TargetUnavailable, error))?;
            }
            let mut progress = Progress::new();
            Ok(runner.run(plan, |event| progress.listen(&event)).await)
        })
    }
}

/// What makes a scenario fail.
#[derive(Default)]
pub(super) struct Judging {
    pub(super) strict: bool,
    pub(super) deviations: Deviations,
}
