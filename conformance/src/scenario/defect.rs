//! The defect under which a scenario must fail: a scenario that nothing can fail shows nothing.
//!
//! This is the description alone. Who makes a server wrong on purpose applies it.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Alteration, Hex, OneOrMany};

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
    /// What a server does wrong that is right otherwise.
    #[serde(default)]
    pub fault: Option<Defect>,
}

/// A change to what answers one kind of request.
#[derive(Clone, Debug, Deserialize, Eq, JsonSchema, PartialEq)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Defect {
    /// The operation.
    pub on: DefectOn,
    /// Only requests with this text, in whatever case. It may stand in their name, base, filter (as RFC 4515 writes it, with
    /// `...` for the values of passwords), attribute list, assertion or extended operation's OID; in a control, such as
    /// `1.2.840.113556.1.4.319` and `1.2.840.113556.1.4.319 critical`; or be one of `messageID 7`, `version 3`, `simple`,
    /// `no password`, `sasl EXTERNAL`, `sizeLimit 5`, `timeLimit 5`, `typesOnly`. Several texts: all of them. Of malformed
    /// messages: only those with these octets, in hexadecimal digits.
    #[serde(default)]
    pub containing: OneOrMany<String>,
    /// Only requests that come after one with this text, in the same sense, in a run of the scenario.
    #[serde(default)]
    pub after: OneOrMany<String>,
    /// Only the request of this number, counted from 1, of those that match in a run of the scenario.
    #[serde(default)]
    pub nth: Option<u64>,
    /// What to change.
    pub change: Alteration,
}

/// Which requests a defect is about.
#[derive(Clone, Copy, Debug, Deserialize, Eq, JsonSchema, PartialEq)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "the names are the operations of RFC 4511")]
pub enum DefectOn {
    Bind,
    Search,
    Compare,
    Add,
    Modify,
    Delete,
    ModifyDn,
    Extended,
    Abandon,
    Unbind,
    /// What is no message, and messages that can't be read.
    Malformed,
    /// Every request.
    Any,
}

impl DefectOn {
    /// Whether an answer to such a request may be of this operation.
    const fn may_be(self, other: Self) -> bool {
        matches!(
            (self, other),
            (Self::Any, _)
                | (Self::Search, Self::Search)
                | (Self::Bind, Self::Bind)
                | (Self::Extended, Self::Extended)
        )
    }

    /// Whether no answer is due.
    const fn is_unanswered(self) -> bool {
        matches!(self, Self::Abandon | Self::Unbind)
    }
}

impl Defect {
    /// What is wrong with it as a whole.
    pub fn problem(&self) -> Option<String> {
        let Self { on, change, .. } = self;
        let in_place = change.in_place();
        let parts = change.parts();
        if let [first, second, ..] = in_place.as_slice() {
            return Some(format!(
                "a change with `{first}` and `{second}`; expected one thing in place of the answer"
            ));
        }
        if let ([in_place], [part, ..]) = (in_place.as_slice(), parts.as_slice()) {
            return Some(format!(
                "a change with `{in_place}` and `{part}`; nothing is left of the answer to change"
            ));
        }
        let misplaced = parts.iter().find(|part| match part.operation() {
            Some(operation) => !on.may_be(operation),
            None => false,
        });
        // A Notice of Disconnection is an extended response.
        if let Some(part) = misplaced
            && !(*on == DefectOn::Malformed && part.operation() == Some(DefectOn::Extended))
        {
            return Some(format!("a change with `{part}` of another operation"));
        }
        if change.answer.is_some() && !on.is_unanswered() {
            return Some("a change with `answer`; that is for `abandon` and `unbind`".to_owned());
        }
        if change.keep_open && !matches!(on, DefectOn::Malformed | DefectOn::Unbind) {
            return Some(
                "a change with `keepOpen`; that is for `malformed` and `unbind`".to_owned(),
            );
        }
        if change.ends_twice() {
            return Some(
                "a change that ends the connection in two ways, or keeps it open, too".to_owned(),
            );
        }
        if change.is_empty() {
            return Some("a change of nothing".to_owned());
        }
        if self.nth == Some(0) {
            return Some("`nth: 0`; requests are counted from 1".to_owned());
        }
        let mut texts = self.containing.0.iter();
        match on {
            DefectOn::Malformed => texts
                .find_map(|digits| Hex::try_from(digits.clone()).err())
                .map(str::to_owned),
            _ => None,
        }
    }
}
