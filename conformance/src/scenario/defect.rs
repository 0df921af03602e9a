//! The defect under which a scenario must fail: a scenario that nothing can fail shows nothing.
//!
//! This is the description alone. Who makes a server wrong on purpose applies it.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A way to make the scenario fail, and where it must fail then.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Falsification {
    /// The id of the step whose expectation must break, whatever that weighs; those before it must hold. In variants
    /// without that step the falsification says nothing.
    pub fails: String,
    /// Switches of the stand-in under which it fails, by name.
    #[serde(default)]
    pub behavior: BTreeMap<String, String>,
    /// What to change in a right server's answers.
    #[serde(default)]
    pub fault: Option<Defect>,
}

/// A change to the answers of one kind of request.
#[derive(Clone, Debug, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Defect {
    /// The operation, in a scenario's word: `bind`, `search`, `extended`.
    pub on: String,
    /// Only requests with this in their filter, name or base.
    #[serde(default)]
    pub containing: Option<String>,
    /// Only the request of this number, counted from 1, of those that match.
    #[serde(default)]
    pub nth: Option<u64>,
    /// What to change.
    pub change: Alteration,
}

/// What is changed in an answer; whatever is left out stays.
#[derive(Clone, Debug, Default, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Alteration {
    /// The result code, by name or number.
    pub result_code: Option<String>,
    /// The matchedDN.
    pub matched_dn: Option<String>,
    /// The diagnosticMessage.
    pub diagnostic_message: Option<String>,
    /// The messageID.
    pub message_id: Option<i64>,
    /// Leaves out the entry of this number, counted from 1.
    pub drop_entry: Option<u64>,
    /// Adds an entry with this name.
    pub add_entry: Option<String>,
    /// Leaves this attribute out of every entry.
    pub drop_attribute: Option<String>,
    /// Gives an attribute of every entry these values.
    pub set_attribute: BTreeMap<String, Vec<String>>,
    /// Leaves out the response control with this OID.
    pub drop_control: Option<String>,
    /// Adds a response control with this OID.
    pub add_control: Option<String>,
    /// Cuts the connection in place of the answer.
    pub cut: bool,
}
