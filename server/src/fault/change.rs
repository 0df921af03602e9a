//! What a rule changes in an answer.

use std::fmt;

use crate::wire::{AnswerControl, ResultCode};

/// One change to an answer. Several are made in the order in which they were added to a [`Fault`](super::Fault).
///
/// Attribute descriptions and names are compared as text, in whatever case. What an answer doesn't have isn't changed.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Change {
    /// Ends the operation with this code.
    ResultCode(ResultCode),
    /// The matchedDN.
    MatchedDn(String),
    /// The diagnosticMessage.
    DiagnosticMessage(String),
    /// The referral's URLs.
    Referral(Vec<String>),
    /// The messageID of every message of the answer.
    MessageId(i64),
    /// Leaves out the entry of this number, counted from 1.
    DropEntry(u64),
    /// Adds an entry with this name and no attributes, behind the others.
    AddEntry(String),
    /// Sends the entry of this number, counted from 1, twice.
    RepeatEntry(u64),
    /// Gives an entry another name.
    RenameEntry {
        /// Its name; `None` for every entry.
        from: Option<String>,
        /// Its new name.
        to: String,
    },
    /// Leaves this attribute out of every entry.
    DropAttribute(String),
    /// Gives an attribute of every entry these values; an entry that lacks it gets it.
    SetAttribute {
        /// The attribute description.
        description: String,
        /// The values.
        values: Vec<Vec<u8>>,
    },
    /// Spells an attribute of every entry in another way.
    RenameAttribute {
        /// The attribute description.
        from: String,
        /// The new one.
        to: String,
    },
    /// Leaves a value out of every entry, and the attribute with its last value.
    DropValue {
        /// The attribute description.
        description: String,
        /// The value, octet by octet.
        value: Vec<u8>,
    },
    /// Adds a value to every entry.
    AddValue {
        /// The attribute description.
        description: String,
        /// The value.
        value: Vec<u8>,
    },
    /// Adds a continuation reference with these URLs, behind the entries.
    AddReference(Vec<String>),
    /// Leaves out the response control with this OID.
    DropControl(String),
    /// Adds a response control to the message that ends the operation, in place of one with the same OID.
    SetControl(AnswerControl),
    /// The responseName of an extended response; `None` leaves it out.
    ResponseName(Option<String>),
    /// The responseValue of an extended response; `None` leaves it out.
    ResponseValue(Option<Vec<u8>>),
    /// The serverSaslCreds of a `BindResponse`.
    ServerSaslCredentials(Vec<u8>),
    /// Sends the message that ends the operation twice.
    AnswerTwice,
}

/// What is changed, without values, which may be secret.
impl fmt::Display for Change {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ResultCode(code) => write!(formatter, "{code}"),
            Self::MatchedDn(name) => write!(formatter, "matchedDN `{name}`"),
            Self::DiagnosticMessage(text) => write!(formatter, "diagnosticMessage `{text}`"),
            Self::Referral(_) => formatter.write_str("a referral"),
            Self::MessageId(id) => write!(formatter, "messageID {id}"),
            Self::DropEntry(number) => write!(formatter, "entry {number} left out"),
            Self::AddEntry(name) => write!(formatter, "an entry `{name}`"),
            Self::RepeatEntry(number) => write!(formatter, "entry {number} twice"),
            Self::RenameEntry { to, .. } => write!(formatter, "an entry called `{to}`"),
            Self::DropAttribute(description) => write!(formatter, "no `{description}`"),
            Self::SetAttribute { description, .. } => write!(formatter, "another `{description}`"),
            Self::RenameAttribute { from, to } => write!(formatter, "`{from}` spelled `{to}`"),
            Self::DropValue { description, .. } => {
                write!(formatter, "a value of `{description}` less")
            }
            Self::AddValue { description, .. } => {
                write!(formatter, "a value of `{description}` more")
            }
            Self::AddReference(_) => formatter.write_str("a continuation reference"),
            Self::DropControl(oid) => write!(formatter, "no control {oid}"),
            Self::SetControl(control) => write!(
                formatter,
                "a control {}",
                String::from_utf8_lossy(&control.oid)
            ),
            Self::ResponseName(_) => formatter.write_str("another responseName"),
            Self::ResponseValue(_) => formatter.write_str("another responseValue"),
            Self::ServerSaslCredentials(_) => formatter.write_str("serverSaslCreds"),
            Self::AnswerTwice => formatter.write_str("the answer twice"),
        }
    }
}
