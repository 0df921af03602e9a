//! The facts and unknowns about JumpCloud and its consumers: what a scenario may name under `evidence`, and what
//! `coverage` counts.
//!
//! They are data, in `conformance/facts.yaml`. Which scenario shows a fact is not this module's business.

use serde::Deserialize;
use thiserror::Error;

/// The facts, in the order of the documents.
#[derive(Debug)]
pub struct Facts(Vec<Fact>);

/// One fact, one unknown, or one section of what a consumer sends.
#[derive(Clone, Debug, PartialEq)]
pub struct Fact {
    /// `J5.02`, `U09` or `consumers.md 1.6`.
    pub id: String,
    /// What it says, in a few words.
    pub title: String,
    /// Why what a server sends can't show it; none where it can.
    pub untestable: Option<String>,
}

impl Facts {
    /// The facts that are built in; a test proves that they can be read.
    pub fn embedded() -> Result<Self, FactsError> {
        Self::read(include_str!("../facts.yaml"))
    }

    /// Reads a YAML list of facts.
    pub fn read(text: &str) -> Result<Self, FactsError> {
        let records: Vec<Record> = serde_yaml::from_str(text)?;
        records
            .into_iter()
            .map(Fact::try_from)
            .collect::<Result<_, _>>()
            .map(Self)
    }

    /// Every fact.
    pub fn iter(&self) -> impl Iterator<Item = &Fact> {
        self.0.iter()
    }
}

impl Fact {
    /// What the fact is counted under: `J5`, `U` or `consumers.md`.
    pub fn group(&self) -> &str {
        let id = self.id.as_str();
        match id.split_once([' ', '.']) {
            // A fact of a numbered section.
            Some((section, _)) if section.starts_with('J') => section,
            _ if id.starts_with('U') => "U",
            _ => id.split(' ').next().unwrap_or(id),
        }
    }
}

/// Why facts can't be read.
#[derive(Debug, Error)]
pub enum FactsError {
    /// The text is no list of facts.
    #[error("failed to read the list of facts")]
    Malformed(#[from] serde_yaml::Error),
    /// A fact that can be shown has a reason why not, or the other way round.
    #[error("`{id}` needs a `reason` with `wire: false`, and with that alone")]
    Reason {
        /// The fact.
        id: String,
    },
}

/// A fact as the file spells it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Record {
    id: String,
    title: String,
    wire: bool,
    reason: Option<String>,
}

impl TryFrom<Record> for Fact {
    type Error = FactsError;

    fn try_from(record: Record) -> Result<Self, FactsError> {
        if record.wire == record.reason.is_some() {
            return Err(FactsError::Reason { id: record.id });
        }
        Ok(Self {
            id: record.id,
            title: record.title,
            untestable: record.reason,
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_list_that_is_built_in_names_each_fact_once() {
        let facts = Facts::embedded().unwrap();
        let ids: BTreeSet<_> = facts.iter().map(|fact| &fact.id).collect();
        assert_eq!(ids.len(), facts.iter().count());
        assert!(ids.len() > 100);
    }

    #[test]
    fn facts_are_counted_by_section() {
        for (id, group) in [
            ("J5.02", "J5"),
            ("U09", "U"),
            ("consumers.md 1.6", "consumers.md"),
        ] {
            let facts = Facts::read(&format!("[{{id: {id}, title: t, wire: true}}]")).unwrap();
            assert_eq!(facts.iter().next().unwrap().group(), group);
        }
    }

    #[test]
    fn a_reason_stands_where_one_is_due() {
        for text in [
            "[{id: U01, title: t, wire: false}]",
            "[{id: U01, title: t, wire: true, reason: r}]",
        ] {
            assert!(Facts::read(text).is_err(), "{text}");
        }
    }
}
