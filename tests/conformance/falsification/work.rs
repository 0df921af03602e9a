//! Falsifying many scenarios at a time.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::thread;

use jcldap_conformance::run::Case;
use jcldap_conformance::scenario::{Falsification, Library, Scenario, Selection};

use super::baseline::{Baseline, Baselines};
use super::servers::Servers;
use super::{check, radius};

/// Many wait in vain, so that there are more than cores.
const WORKERS: usize = 8;

/// Falsifies scenarios; what holds on a right stand-in is found out once.
pub struct Falsifier {
    library: Arc<Library>,
    organizations: Vec<PathBuf>,
    cases: Vec<Case>,
    found: OnceLock<Found>,
}

/// The baselines of those that hold on a right stand-in, and why the others don't.
type Found = (Baselines, BTreeMap<String, String>);

impl Falsifier {
    pub fn new(library: &Arc<Library>, organizations: Vec<PathBuf>) -> Self {
        Self {
            library: Arc::clone(library),
            organizations,
            cases: Case::selected(library, &Selection::default()),
            found: OnceLock::new(),
        }
    }

    fn find(&self) -> Found {
        let found = self.in_parallel(&self.cases, Baseline::of);
        let (mut baselines, mut failures) = (Baselines::new(), BTreeMap::new());
        for (case, found) in self.cases.iter().zip(found) {
            match found {
                Ok(baseline) => drop(baselines.insert(case.id.clone(), baseline)),
                Err(reason) => drop(failures.insert(case.id.clone(), reason)),
            }
        }
        (baselines, failures)
    }

    /// Falsifies the scenarios whose ids `selection` takes. Says how many there were, or which show nothing, and why.
    pub fn falsify(&self, selection: &Selection) -> Result<String, String> {
        let (baselines, broken) = self.found.get_or_init(|| self.find());
        let mut failures: Vec<String> = broken
            .iter()
            .filter(|(id, _)| selection.takes(id))
            .map(|(id, reason)| format!("{id}: {reason}"))
            .collect();

        let selected = |scenario: &&Scenario| selection.takes(&scenario.id);
        let scenarios: Vec<&Scenario> = self
            .library
            .iter()
            .map(|it| &**it)
            .filter(selected)
            .collect();
        let mut items: Vec<(&Scenario, &Falsification)> = Vec::new();
        for scenario in &scenarios {
            if scenario.falsified_by.is_empty() {
                failures.push(format!("{}: nothing is said to make it fail", scenario.id));
            }
            items.extend(scenario.falsified_by.iter().map(|it| (*scenario, it)));
        }
        // Stand-ins under the same switches are started once.
        items.sort_by(|(_, one), (_, other)| one.behavior.cmp(&other.behavior));
        let outcomes = self.in_parallel(&items, |(scenario, falsification), servers| {
            one(scenario, falsification, &self.cases, baselines, servers)
        });
        for ((scenario, falsification), outcome) in items.iter().zip(outcomes) {
            if let Err(reason) = outcome {
                failures.push(format!(
                    "{}, {}: {reason}",
                    scenario.id,
                    described(falsification)
                ));
            }
        }

        let suites: BTreeSet<&str> = scenarios.iter().map(|scenario| scenario.suite()).collect();
        let counts = format!(
            "{} scenarios of {} suites, {} falsifications",
            scenarios.len(),
            suites.len(),
            items.len()
        );
        if failures.is_empty() {
            return Ok(counts);
        }
        let mut text = format!("{counts}; {} show nothing:\n", failures.len());
        for failure in failures {
            // Writing to a String doesn't fail.
            let _ = writeln!(text, "- {failure}");
        }
        Err(text)
    }

    /// The results of all items, in order. Each worker has stand-ins of its own.
    fn in_parallel<T: Sync, R: Send>(
        &self,
        items: &[T],
        work: impl Fn(&T, &mut Servers<'_>) -> R + Sync,
    ) -> Vec<R> {
        let next = AtomicUsize::new(0);
        let results = Mutex::new(Vec::new());
        thread::scope(|scope| {
            for _ in 0..WORKERS.min(items.len()) {
                scope.spawn(|| {
                    let mut servers =
                        Servers::new(&self.organizations, self.library.requirements());
                    loop {
                        let place = next.fetch_add(1, Ordering::Relaxed);
                        let Some(item) = items.get(place) else {
                            return;
                        };
                        let result = work(item, &mut servers);
                        let mut results = results.lock().unwrap_or_else(PoisonError::into_inner);
                        results.push((place, result));
                    }
                });
            }
        });
        let mut results = results.into_inner().unwrap_or_else(PoisonError::into_inner);
        results.sort_by_key(|(place, _)| *place);
        results.into_iter().map(|(_, result)| result).collect()
    }
}

/// One defect of one scenario: in every variant that has the step, then on the other scenarios.
fn one(
    scenario: &Scenario,
    falsification: &Falsification,
    cases: &[Case],
    baselines: &Baselines,
    servers: &mut Servers<'_>,
) -> Result<(), String> {
    let mut shown = 0;
    for case in cases.iter().filter(|case| case.scenario.id == scenario.id) {
        let (Some(step), Some(baseline)) = (
            check::named_step(case, falsification),
            baselines.get(&case.id),
        ) else {
            continue;
        };
        let fails = check::fails(case, step, falsification, baseline, servers);
        shown += usize::from(fails.map_err(|reason| match case.variant_name() {
            Some(variant) => format!("variant `{variant}`: {reason}"),
            None => reason,
        })?);
    }
    if shown == 0 {
        return Err("the defect takes no request of it".to_owned());
    }
    radius::check(scenario, falsification, cases, baselines, servers)
}

fn described(falsification: &Falsification) -> String {
    let mut words = format!("at `{}`", falsification.fails);
    if let Some(defect) = &falsification.fault {
        // Writing to a String doesn't fail.
        let _ = write!(words, " by {}", super::defect::fault_of(defect));
    }
    for (name, value) in &falsification.behavior {
        let _ = write!(words, " by {name}={value}");
    }
    words
}
