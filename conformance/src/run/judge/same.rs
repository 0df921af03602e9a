//! Whether two answers are the same.

use super::{Judge, described, names};
use crate::protocol::Entry;
use crate::run::exchange::Observation;
use crate::run::name::normalized;

impl Judge<'_> {
    /// Judges an answer by that to an earlier step.
    pub(super) fn same_as(&mut self, step: &str, observation: &Observation) {
        let Some(earlier) = self.bindings.answer(step) else {
            self.add(format!("an answer to step `{step}`"), "none came");
            return;
        };
        let told = |observation: &Observation| match &observation.result {
            Some(result) => format!("{}, matchedDN `{}`", described(result), result.matched_dn),
            None => "no result".to_owned(),
        };
        if earlier.result != observation.result {
            let expected = format!("as step `{step}`, {}", told(earlier));
            self.add(expected, told(observation));
        }
        if earlier.extended != observation.extended {
            let expected = format!("responseName and responseValue as step `{step}`");
            self.add(expected, "others");
        }
        let (before, now) = (sorted(&earlier.entries), sorted(&observation.entries));
        let same_names = before
            .iter()
            .map(|entry| &entry.dn)
            .eq(now.iter().map(|entry| &entry.dn));
        if before.len() != now.len() || !same_names {
            let expected = format!("as step `{step}`, {}", names(&earlier.entries));
            self.add(expected, names(&observation.entries));
            return;
        }
        for (before, now) in before.iter().zip(&now) {
            if before.attributes != now.attributes {
                let expected = format!("`{}` as step `{step}`: {}", before.dn, listed(before));
                self.add(expected, listed(now));
            }
        }
    }
}

/// The entries in the order of their names, each with its attributes and their values in order, names in one form.
fn sorted(entries: &[Entry]) -> Vec<Entry> {
    let sorted = entries.iter().map(|entry| {
        let attributes = entry.attributes.iter().map(|(kind, values)| {
            let mut values = values.clone();
            values.sort();
            (kind.to_lowercase(), values)
        });
        let mut attributes: Vec<_> = attributes.collect();
        attributes.sort();
        Entry {
            dn: normalized(&entry.dn),
            attributes,
        }
    });
    let mut sorted: Vec<_> = sorted.collect();
    sorted.sort_by(|one, other| one.dn.cmp(&other.dn));
    sorted
}

fn listed(entry: &Entry) -> String {
    let attributes = entry.attributes.iter().map(|(kind, _)| {
        let values = entry.texts(kind);
        format!("{kind}: {}", values.join(" | "))
    });
    attributes.collect::<Vec<_>>().join("; ")
}
