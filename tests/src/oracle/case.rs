//! One thing that is asked of both servers.

use std::fmt;

use serde::Deserialize;

use crate::ldap::{Control, Operation};

/// Requests that one identity sends on one connection.
#[derive(Debug)]
pub(super) struct Case {
    /// The name of the identity.
    pub(super) identity: String,
    /// What tells this case from the others of its group.
    pub(super) labels: Vec<(&'static str, String)>,
    pub(super) steps: Vec<Step>,
    /// Whether it may be sent on the connection of another case of the same identity: it leaves no trace there.
    pub(super) shares_connection: bool,
}

/// One request of a case.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Step {
    #[serde(with = "serde_yaml::with::singleton_map")]
    pub(super) request: Operation,
    #[serde(default)]
    pub(super) controls: Vec<Control>,
    pub(super) page: Option<Page>,
}

/// A paged results control (RFC 2696).
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Page {
    pub(super) size: i64,
    #[serde(default)]
    pub(super) critical: bool,
    #[serde(default)]
    pub(super) cookie: Cookie,
}

/// Which cookie a page is asked with.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum Cookie {
    /// None: the first page.
    #[default]
    First,
    /// The one that came last.
    Last,
    /// The one that came before the last.
    Earlier,
    /// One that no server gave.
    Garbage,
}

impl Step {
    pub(super) const fn new(request: Operation, controls: Vec<Control>) -> Self {
        Self {
            request,
            controls,
            page: None,
        }
    }
}

impl Case {
    /// The value of a label; that of `identity`, and of `step`, which is counted from 1, included.
    pub(super) fn label(&self, name: &str, step: usize) -> Option<String> {
        match name {
            "identity" => Some(self.identity.clone()),
            "step" => Some(step.to_string()),
            _ => self
                .labels
                .iter()
                .find(|(label, _)| *label == name)
                .map(|(_, value)| value.clone()),
        }
    }
}

impl fmt::Display for Case {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.identity)?;
        for (label, value) in &self.labels {
            write!(formatter, ", {label} `{value}`")?;
        }
        Ok(())
    }
}
