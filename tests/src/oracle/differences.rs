//! `tests/oracle/differences.yaml`: where the stand-in is meant to answer differently.

use std::collections::BTreeMap;
use std::fs;

use serde::Deserialize;

use super::case::Case;
use super::observation::FieldDifference;
use crate::repository;

/// All intended differences.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Differences {
    /// Each on its own.
    pub differences: Vec<Difference>,
}

/// One intended difference: one field of the answers to requests of one pattern.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Difference {
    /// What it is called.
    pub id: String,
    /// Why the answers differ.
    pub reason: String,
    /// The id of the reference documents that says so.
    pub evidence: String,
    /// The group of requests that it is about.
    pub group: String,
    /// Which of its requests: for each label named, the values it may have.
    #[serde(default, rename = "where")]
    pub(super) labels: BTreeMap<String, Vec<String>>,
    /// Which field of their answers, by its whole name.
    pub field: String,
    /// What only slapd's answer says in the field, where that is always the same.
    pub(super) slapd: Option<Vec<String>>,
    /// What only the stand-in's answer says in the field, where that is always the same.
    pub(super) jcldap: Option<Vec<String>>,
}

impl Differences {
    /// Reads the list.
    ///
    /// # Panics
    ///
    /// When it is not well formed; the message says where.
    pub fn load() -> Self {
        let path = repository::root().join("tests/oracle/differences.yaml");
        let text = fs::read_to_string(path).expect("the list is there");
        serde_yaml::from_str(&text).unwrap_or_else(|problem| panic!("differences.yaml: {problem}"))
    }
}

impl Difference {
    /// Whether it is this difference that was seen.
    pub(super) fn covers(&self, case: &Case, step: usize, seen: &FieldDifference) -> bool {
        let labels = self.labels.iter().all(|(name, values)| {
            case.label(name, step)
                .is_some_and(|value| values.contains(&value))
        });
        let said = |listed: &Option<Vec<String>>, seen: &Vec<String>| {
            listed.as_ref().is_none_or(|listed| listed == seen)
        };
        labels
            && self.field == seen.field
            && said(&self.slapd, &seen.here)
            && said(&self.jcldap, &seen.there)
    }
}
