//! Sends the requests of a group to both servers and compares the answers.

use std::collections::{BTreeMap, BTreeSet};

use super::case::{Case, Cookie, Page, Step};
use super::differences::Difference;
use super::environment::Environment;
use super::observation::Observation;
use super::table::Group;
use crate::ldap::{self, Connection, Control, Operation};

/// Compares the answers to every request of the group; the number of requests.
///
/// # Errors
///
/// A paragraph for each field that differs and is not listed, and for each listed difference that was not seen.
pub fn compare(
    group: &Group,
    listed: &[Difference],
    environment: &Environment,
) -> Result<usize, String> {
    let listed: Vec<&Difference> = listed
        .iter()
        .filter(|difference| difference.group == group.name)
        .collect();
    let mut seen = vec![false; listed.len()];
    let mut slapd = Side::new(|| environment.slapd(), environment);
    let mut stand_in = Side::new(|| environment.stand_in(), environment);
    let mut problems = Vec::new();
    let mut requests = 0;

    for case in group.cases() {
        requests += case.steps.len();
        let expected = slapd.answers(&case);
        let actual = stand_in.answers(&case);
        for (step, (expected, actual)) in expected.iter().zip(&actual).enumerate() {
            for difference in expected.differences(actual) {
                let covering = listed
                    .iter()
                    .position(|listed| listed.covers(&case, step + 1, &difference));
                if let Some(place) = covering {
                    seen[place] = true;
                } else {
                    problems.push(format!(
                        "{case}, step {}: {} differs\n    slapd:  {:?}\n    jcldap: {:?}",
                        step + 1,
                        difference.field,
                        difference.here,
                        difference.there,
                    ));
                }
            }
        }
    }
    for (difference, seen) in listed.iter().zip(seen) {
        if !seen {
            problems.push(format!(
                "the listed difference `{}` was not seen",
                difference.id
            ));
        }
    }
    if problems.is_empty() {
        Ok(requests)
    } else {
        Err(problems.join("\n"))
    }
}

/// One of the two servers.
struct Side<'a, C> {
    connect: C,
    environment: &'a Environment,
    /// Connections that cases of the same identity share.
    shared: BTreeMap<String, Connection>,
}

impl<'a, C: Fn() -> Connection> Side<'a, C> {
    const fn new(connect: C, environment: &'a Environment) -> Self {
        Self {
            connect,
            environment,
            shared: BTreeMap::new(),
        }
    }

    fn answers(&mut self, case: &Case) -> Vec<Observation> {
        if !case.shares_connection {
            return answers(&mut self.bound(&case.identity), case);
        }
        let mut connection = self
            .shared
            .remove(&case.identity)
            .unwrap_or_else(|| self.bound(&case.identity));
        let answers = answers(&mut connection, case);
        self.shared.insert(case.identity.clone(), connection);
        answers
    }

    fn bound(&self, identity: &str) -> Connection {
        let mut connection = (self.connect)();
        if let Some(bind) = self.environment.identity(identity) {
            let code = connection.bind(&bind.name, &bind.password);
            assert_eq!(code, 0, "`{}` can bind", bind.name);
        }
        connection
    }
}

/// What each step was answered, and then what all pages held together.
fn answers(connection: &mut Connection, case: &Case) -> Vec<Observation> {
    let mut cookies = Vec::new();
    let mut paged = BTreeSet::new();
    let mut is_cut_short = false;
    let mut observations = Vec::new();
    for step in &case.steps {
        let mut controls = step.controls.clone();
        controls.extend(step.page.as_ref().map(|page| paged_results(page, &cookies)));
        let received = connection.request(&step.request, &controls);
        cookies.extend(received.messages.iter().filter_map(ldap::cookie));
        let mut observation = Observation::of(&received);
        is_cut_short |= observation.is_cut_short();
        // In which order entries come is the server's affair, and so is what a page or a limit leaves out.
        if step.page.is_some() || observation.is_cut_short() {
            paged.extend(observation.count_entries());
        }
        note_ending(connection, step, &mut observation);
        observations.push(observation);
    }
    if !is_cut_short {
        observations.push(Observation::of_entries(paged));
    }
    observations
}

/// An Unbind has no answer: what can be seen is that the server closes the connection.
fn note_ending(connection: &mut Connection, step: &Step, observation: &mut Observation) {
    if matches!(step.request, Operation::Unbind) && connection.receive().is_none() {
        observation.note_closed();
    }
}

fn paged_results(page: &Page, cookies: &[Vec<u8>]) -> Control {
    let cookie = match page.cookie {
        Cookie::First => Vec::new(),
        Cookie::Last => cookies.last().cloned().unwrap_or_default(),
        Cookie::Earlier => cookies.iter().rev().nth(1).cloned().unwrap_or_default(),
        Cookie::Garbage => b"no cookie of yours".to_vec(),
    };
    Control::page(page.size, page.critical, &cookie)
}
