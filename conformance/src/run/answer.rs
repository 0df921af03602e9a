//! What a step got back, small enough to be kept of every step: for recordings and comparisons.

use serde::{Deserialize, Serialize};

use super::exchange::Observation;
use crate::client::without_secrets;
use crate::protocol::{Entry, LdapResult, printable};
use crate::scenario::{Operation, Step};

/// Entries that are kept of one answer; of an import's thousands, the number is.
const MAX_ENTRIES: usize = 50;

/// An answer, without the values of attributes that hold passwords.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StepAnswer {
    /// The result.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub result: Option<AnsweredResult>,
    /// How many entries came; none where entries can't come.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry_count: Option<usize>,
    /// The first of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub entries: Vec<AnsweredEntry>,
    /// How many continuation references came.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub references: u64,
    /// The OIDs of the last result's controls.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub controls: Vec<String>,
    /// The result of a Notice of Disconnection.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notice: Option<AnsweredResult>,
    /// How the connection ended, or that nothing came in time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ending: Option<String>,
}

/// An LDAPResult (RFC 4511 4.1.9).
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AnsweredResult {
    /// The number of the resultCode.
    pub code: i64,
    /// The matchedDN.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub matched_dn: String,
    /// The diagnosticMessage.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub diagnostic_message: String,
}

/// An entry; values that aren't printable as hexadecimal digits after `0x`.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct AnsweredEntry {
    /// Its name.
    pub dn: String,
    /// Attribute descriptions with their values.
    pub attributes: Vec<(String, Vec<String>)>,
}

impl StepAnswer {
    pub(super) fn of(step: &Step, observation: &Observation) -> Self {
        let searches = matches!(step.operation, Operation::Search(_) | Operation::Collect(_));
        let entries = observation.entries.iter().take(MAX_ENTRIES);
        let controls = observation.controls.last();
        Self {
            result: observation.result.as_ref().map(AnsweredResult::of),
            entry_count: searches.then_some(observation.entries.len()),
            entries: entries.map(AnsweredEntry::of).collect(),
            references: observation.references,
            controls: controls
                .into_iter()
                .flatten()
                .map(|control| control.oid.clone())
                .collect(),
            notice: observation.notice.as_ref().map(AnsweredResult::of),
            ending: observation.ending.as_ref().map(ToString::to_string),
        }
    }
}

impl AnsweredResult {
    fn of(result: &LdapResult) -> Self {
        Self {
            code: result.result_code.0,
            matched_dn: result.matched_dn.clone(),
            diagnostic_message: result.diagnostic_message.clone(),
        }
    }
}

impl AnsweredEntry {
    fn of(entry: &Entry) -> Self {
        let entry = without_secrets(entry);
        let attributes = entry.attributes.into_iter().map(|(description, values)| {
            let values = values.iter().map(|value| printable(value));
            (description, values.collect())
        });
        Self {
            dn: entry.dn,
            attributes: attributes.collect(),
        }
    }
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde passes a reference"
)]
fn is_zero(count: &u64) -> bool {
    *count == 0
}
