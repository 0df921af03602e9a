//! What a client's library made of a request: what a driver prints.

use std::collections::BTreeMap;

use serde::Deserialize;

/// How far a request came. A request that could not be carried out at all has a failure and nothing else.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Outcome {
    /// What the client said when it could not connect, or gave up for a reason that is no answer of the server.
    pub(crate) failure: Option<String>,
    /// The result code of the bind, where one was asked for.
    pub(crate) bind: Option<u32>,
    /// The answer to the search, where one was asked for and the bind had succeeded.
    pub(crate) search: Option<SearchOutcome>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SearchOutcome {
    /// The result code.
    pub(crate) code: u32,
    /// The matchedDN; absent where the client doesn't tell.
    #[serde(rename = "matchedDN")]
    pub(crate) matched_dn: Option<String>,
    pub(crate) entries: Vec<FoundEntry>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FoundEntry {
    pub(crate) dn: String,
    /// Attribute descriptions as the server spelled them, values in the order of the answer.
    pub(crate) attributes: BTreeMap<String, Vec<String>>,
}
