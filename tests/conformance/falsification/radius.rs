//! How many other scenarios a defect makes fail. One that makes many fail breaks more than the requirement.
//!
//! A fault is tried on the scenarios that send what it is about. A switch is tried on all, but for those that are about
//! the switch themselves: by their own falsification, by a probe, or by an id in their evidence that the switch has, too.

use std::collections::BTreeSet;

use jcldap_conformance::run::Case;
use jcldap_conformance::scenario::{Falsification, Scenario};
use jcldap_fixtures::behavior::SWITCHES;

use super::baseline::Baselines;
use super::check::is_red;
use super::defect::fault_of;
use super::server::Switches;
use super::servers::Servers;

/// As many other scenarios may fail.
const RADIUS: usize = 5;

/// Tries a defect on the other scenarios. The error names those that fail, if they are too many.
pub fn check(
    scenario: &Scenario,
    falsification: &Falsification,
    cases: &[Case],
    baselines: &Baselines,
    servers: &mut Servers<'_>,
) -> Result<(), String> {
    let fault = falsification.fault.as_ref().map(fault_of);
    let first = falsification
        .fault
        .as_ref()
        .and_then(|defect| defect.nth)
        .unwrap_or(1);
    let mut red = BTreeSet::new();
    let mut tried = BTreeSet::new();
    for case in cases {
        let id = case.scenario.id.as_str();
        let Some(baseline) = baselines.get(&case.id) else {
            continue;
        };
        let is_witness = match &fault {
            Some(fault) => !red.contains(id) && baseline.requests_for(fault) >= first,
            // One of its variants is enough.
            None => tried.insert(id),
        };
        if id == scenario.id || !is_witness || is_about(&case.scenario, &falsification.behavior) {
            continue;
        }
        let server = servers.with(&falsification.behavior, baseline.organization)?;
        if let Some(fault) = &fault {
            server.mock.fault(fault.clone());
        }
        if is_red(&server.run_with_defect(case, baseline.way)) {
            red.insert(id);
        }
        if red.len() > RADIUS {
            let red: Vec<&str> = red.into_iter().collect();
            return Err(format!(
                "the defect is too blunt, to be narrowed by `containing`, `after` or `nth`: with it fail {}, perhaps more",
                red.join(", ")
            ));
        }
    }
    Ok(())
}

/// Whether a scenario is about one of the switches itself.
fn is_about(scenario: &Scenario, switches: &Switches) -> bool {
    let of_scenario = scenario.evidence.0.iter();
    let of_steps = scenario.steps.iter().flat_map(|step| &step.evidence.0);
    let evidence: BTreeSet<&str> = of_scenario.chain(of_steps).map(String::as_str).collect();
    switches.keys().any(|name| {
        let group = name.split('.').next().unwrap_or_default();
        let names_it = |own: &str| own == name || own == group;
        let switch = SWITCHES.iter().find(|switch| switch.name() == name);
        let ids = switch.map_or(&[][..], |switch| switch.evidence());
        ids.iter().any(|id| evidence.contains(id))
            || scenario
                .falsified_by
                .iter()
                .any(|own| own.behavior.keys().any(|own| names_it(own)))
            || scenario.steps.iter().any(|step| {
                let switch = step
                    .probe
                    .as_ref()
                    .and_then(|probe| probe.switch.as_deref());
                switch.is_some_and(names_it)
            })
    })
}
