//! Running a plan: several scenarios at a time, each after those that it requires, with an event for whatever happens.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Mutex;
use tokio::task::{JoinError, JoinSet};

use super::plan::{Case, Leave, Plan};
use super::record::{Counts, RunRecord, ScenarioRecord, Verdict};
use super::session::Surroundings;
use super::{Deviations, walk};
use crate::client::{ConnectError, Connection, Timeouts, Transcript, TrustError};
use crate::requirements::Requirements;
use crate::target::{Safety, Target};

/// How to run.
#[derive(Clone, Debug)]
pub struct Options {
    /// Scenarios at a time; a target that isn't loopback gets fewer.
    pub jobs: usize,
    /// Whether warnings are failures.
    pub strict: bool,
    /// How long the target may take.
    pub timeouts: Timeouts,
    /// How long one scenario may take in all.
    pub scenario_limit: Duration,
    /// What is known to fail.
    pub deviations: Deviations,
}

/// What happens in a run.
#[derive(Debug)]
pub enum Event<'a> {
    /// It begins.
    RunStarted {
        /// How many cases there are.
        cases: usize,
    },
    /// A case begins.
    ScenarioStarted {
        /// Its id.
        id: &'a str,
    },
    /// A case has its verdict.
    ScenarioFinished(&'a ScenarioRecord),
    /// All have.
    RunFinished(&'a RunRecord),
}

/// Runs plans against one target.
#[derive(Debug)]
pub struct Runner {
    surroundings: Arc<Surroundings>,
    requirements: Arc<Requirements>,
    options: Options,
}

impl Runner {
    /// Prepares to run against `target` under the rules of `safety`.
    ///
    /// # Errors
    ///
    /// When the authorities to trust can't be had.
    pub fn new(
        target: Target,
        safety: Safety,
        requirements: Arc<Requirements>,
        options: Options,
    ) -> Result<Self, TrustError> {
        let surroundings = Surroundings {
            tls: target.trust().client_config()?,
            timeouts: options.timeouts,
            wrong_binds: Mutex::new(()),
            target,
            safety,
        };
        Ok(Self {
            surroundings: Arc::new(surroundings),
            requirements,
            options,
        })
    }

    /// Opens a connection as scenarios do, and closes it: whether there is anything to run against.
    ///
    /// # Errors
    ///
    /// When the target can't be reached, or isn't trusted.
    pub async fn check_reachable(&self) -> Result<(), ConnectError> {
        let Surroundings {
            target,
            tls,
            timeouts,
            ..
        } = &*self.surroundings;
        let mut transcript = Transcript::default();
        let mut connection =
            Connection::open("check", &target.url, tls, *timeouts, &mut transcript).await?;
        connection.close(timeouts.connect, &mut transcript).await;
        Ok(())
    }

    /// Runs a plan. Whatever happens is told to `listen` as it happens.
    pub async fn run(&self, plan: Plan, mut listen: impl FnMut(Event<'_>)) -> RunRecord {
        listen(Event::RunStarted { cases: plan.len() });
        let mut schedule = Schedule::new(plan);
        let mut running = JoinSet::new();
        let jobs = self.surroundings.safety.jobs(self.options.jobs).max(1);
        loop {
            while running.len() < jobs
                && let Some((case, leave)) = schedule.next_ready()
            {
                match self.begin(&case, leave, &schedule) {
                    Ok(future) => {
                        listen(Event::ScenarioStarted { id: &case.id });
                        running.spawn(async move { (case, future.await) });
                    }
                    Err(record) => listen(Event::ScenarioFinished(schedule.finish(&case, *record))),
                }
            }
            let Some(joined) = running.join_next().await else {
                break;
            };
            if let Ok((case, joined)) = joined {
                let record = self.finished(&case, joined);
                listen(Event::ScenarioFinished(schedule.finish(&case, record)));
            }
        }
        let record = RunRecord {
            format_version: 1,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            target: self.surroundings.target.url.to_string(),
            counts: schedule.counts,
            scenarios: schedule.records.into_values().collect(),
        };
        listen(Event::RunFinished(&record));
        record
    }

    /// The work of a case, or its record where there is nothing to do.
    fn begin(
        &self,
        case: &Case,
        leave: Leave,
        schedule: &Schedule,
    ) -> Result<
        impl Future<Output = Result<ScenarioRecord, JoinError>> + Send + 'static,
        Box<ScenarioRecord>,
    > {
        if let Some(required) = schedule.failed_requirement(case) {
            let reason = format!("`{required}`, which it requires, did not pass");
            return Err(Box::new(walk::not_tried(case, Verdict::Blocked, reason)));
        }
        let tickets = match leave {
            Ok(tickets) => tickets,
            Err(reason) => return Err(Box::new(walk::not_tried(case, Verdict::Skip, reason))),
        };
        let case = case.clone();
        let surroundings = Arc::clone(&self.surroundings);
        let requirements = Arc::clone(&self.requirements);
        let (strict, limit) = (self.options.strict, self.options.scenario_limit);
        // A task of its own: a defect of the suite in one scenario is that scenario's error, not the run's end.
        let task = tokio::spawn(async move {
            let walked = walk::walk(&case, tickets, &surroundings, &requirements, strict);
            tokio::time::timeout(limit, walked)
                .await
                .unwrap_or_else(|_| {
                    let reason = format!("it took longer than {} s in all", limit.as_secs());
                    walk::not_tried(&case, Verdict::Error, reason)
                })
        });
        Ok(task)
    }

    fn finished(&self, case: &Case, joined: Result<ScenarioRecord, JoinError>) -> ScenarioRecord {
        let mut record = joined.unwrap_or_else(|error| {
            let reason = format!("the suite itself failed: {error}");
            walk::not_tried(case, Verdict::Error, reason)
        });
        let (verdict, reason) = self.options.deviations.apply(&record.id, record.verdict);
        record.verdict = verdict;
        record.reason = record.reason.or(reason);
        record
    }
}

/// What is still to do, and what has come out so far.
struct Schedule {
    waiting: Vec<(Case, Leave)>,
    /// How many cases of each scenario have no verdict yet.
    open: BTreeMap<String, usize>,
    /// The worst verdict of each scenario, over its variants.
    worst: BTreeMap<String, Verdict>,
    /// By the parts of their ids, so that the variants of one scenario stay together.
    records: BTreeMap<Vec<String>, ScenarioRecord>,
    counts: Counts,
}

impl Schedule {
    fn new(plan: Plan) -> Self {
        let mut open = BTreeMap::new();
        for (case, _) in &plan.entries {
            *open.entry(case.scenario.id.clone()).or_insert(0) += 1;
        }
        Self {
            waiting: plan.entries,
            open,
            worst: BTreeMap::new(),
            records: BTreeMap::new(),
            counts: Counts::default(),
        }
    }

    /// The first case whose requirements all have their verdicts. Those that weren't selected are not waited for.
    fn next_ready(&mut self) -> Option<(Case, Leave)> {
        let is_done = |id: &String| self.open.get(id).is_none_or(|&open| open == 0);
        let ready = self
            .waiting
            .iter()
            .position(|(case, _)| case.scenario.requires.iter().all(is_done))?;
        Some(self.waiting.remove(ready))
    }

    fn failed_requirement<'c>(&self, case: &'c Case) -> Option<&'c String> {
        let failed = [
            Verdict::Fail,
            Verdict::Known,
            Verdict::Error,
            Verdict::Blocked,
        ];
        let mut requires = case.scenario.requires.iter();
        requires.find(|id| {
            self.worst
                .get(*id)
                .is_some_and(|verdict| failed.contains(verdict))
        })
    }

    fn finish(&mut self, case: &Case, record: ScenarioRecord) -> &ScenarioRecord {
        let id = &case.scenario.id;
        if let Some(open) = self.open.get_mut(id) {
            *open = open.saturating_sub(1);
        }
        let worst = self.worst.entry(id.clone()).or_insert(record.verdict);
        *worst = (*worst).max(record.verdict);
        self.counts.add(record.verdict);
        let parts = record.id.split('/').map(str::to_owned).collect();
        self.records.entry(parts).or_insert(record)
    }
}
