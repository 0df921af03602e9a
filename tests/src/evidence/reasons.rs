//! `tests/evidence.yaml`: what is written by hand.

use std::collections::BTreeMap;
use std::fs;

use serde::Deserialize;

use crate::repository;

/// By id, what tests don't say themselves.
#[derive(Debug, Deserialize)]
#[serde(transparent)]
pub struct Reasons(pub BTreeMap<String, Reason>);

/// What there is to say of one id: tests that show it without claiming it, or why there is none.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Reason {
    /// Tests by full name, `file::name`.
    #[serde(default)]
    pub tests: Vec<String>,
    /// Why no test can show it, or what is left after those that do.
    pub not_applicable: Option<String>,
}

impl Reasons {
    /// Reads the file.
    ///
    /// # Panics
    ///
    /// When it is not well formed; the message says where.
    pub fn load() -> Self {
        let path = repository::root().join("tests/evidence.yaml");
        let text = fs::read_to_string(path).expect("the file is there");
        serde_yaml::from_str(&text).unwrap_or_else(|problem| panic!("evidence.yaml: {problem}"))
    }
}
