//! Scenarios against the real binary: what gates must hold, and nothing may be skipped.

use std::path::PathBuf;
use std::sync::LazyLock;
use std::time::Instant;

use jcldap_conformance::report::{Detail, HumanReport};
use jcldap_conformance::run::{Case, Deviations, RunRecord, Verdict};
use jcldap_conformance::scenario::{Library, Selection};
use jcldap_tests::judge;

use crate::stand_in::StandIn;

/// One server for each organization, once somebody needs it.
pub struct StandIns(Vec<LazyLock<StandIn, Start>>);

type Start = Box<dyn FnOnce() -> StandIn + Send>;

impl StandIns {
    /// Those of the organizations in these folders. None is started yet.
    pub fn of(organizations: &[PathBuf]) -> Self {
        let organizations = organizations.iter().cloned();
        let stand_ins = organizations.map(|organization| {
            LazyLock::new(Box::new(move || StandIn::start(&organization)) as Start)
        });
        Self(stand_ins.collect())
    }
}

/// Runs the scenarios that `selection` takes, each against the first stand-in that doesn't make it skip. Says how many
/// there were, or reports what doesn't hold.
pub fn hold(
    library: &Library,
    stand_ins: &StandIns,
    selection: &Selection,
) -> Result<String, String> {
    let started = Instant::now();
    let mut cases = Case::selected(library, selection);
    let (count, mut reports) = (cases.len(), String::new());
    let StandIns(stand_ins) = stand_ins;
    for (place, stand_in) in stand_ins.iter().enumerate() {
        if cases.is_empty() {
            break;
        }
        let target = stand_in.target();
        let mut record =
            judge::run_strictly(cases.clone(), library, &target, Deviations::default());
        if place + 1 < stand_ins.len() {
            let skipped = record
                .scenarios
                .extract_if(.., |it| it.verdict == Verdict::Skip);
            let skipped: Vec<String> = skipped.map(|scenario| scenario.id).collect();
            cases.retain(|case| skipped.contains(&case.id));
        }
        reports.extend(report(record, library, &[Verdict::Pass, Verdict::Probe]));
    }
    if !reports.is_empty() {
        return Err(reports);
    }
    let took = started.elapsed();
    Ok(format!(
        "{count} scenarios with their variants in {took:.1?}"
    ))
}

/// What isn't `right`, told; nothing when everything is.
pub fn report(mut record: RunRecord, library: &Library, right: &[Verdict]) -> Option<String> {
    record.scenarios.retain(|it| !right.contains(&it.verdict));
    if record.scenarios.is_empty() {
        return None;
    }
    let report = HumanReport {
        record: &record,
        requirements: library.requirements(),
        transcripts: Detail::Failures,
        command: "jcldap-conformance run --target FILE",
    };
    Some(report.to_string())
}
