//! What must come back. Everything that isn't named may be as it likes.

use std::collections::BTreeMap;
use std::fmt;

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Count, OneOrMany, Pattern, ResponseControls, SchemaExpectation, Template};
use crate::protocol::ResponseKind;

/// What must hold of the answer to a step.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Expectation {
    /// One of these result codes, by name or number.
    pub result_code: OneOrMany<ResultCodeText>,
    /// None of these result codes.
    pub not_result_code: OneOrMany<ResultCodeText>,
    /// The messageID of the answer, entries included; of several answers, that of the last. Other steps than `raw` ask
    /// for the answer to their own id anyway.
    pub message_id: Option<i64>,
    /// How many requests must have been answered; 1 without this. More come of `raw` octets only, and the rest of the
    /// expectation is about the last.
    pub answers: Option<u64>,
    /// The matchedDN, compared as a name; empty text stands for none.
    pub matched_dn: Option<Template>,
    /// The diagnosticMessage, to the letter.
    pub diagnostic_message: Option<Template>,
    /// What the entries must be.
    pub entries: Option<Entries>,
    /// How many continuation references.
    pub references: Option<Count>,
    /// How many pages a paged search had.
    pub pages: Option<Count>,
    /// How many entries its largest page had.
    pub largest_page: Option<Count>,
    /// What the response controls must be.
    pub controls: ResponseControls,
    /// The responseName of an extended response; empty text stands for none.
    pub response_name: Option<Template>,
    /// The responseValue of an extended response as text; empty text stands for none.
    pub response_value: Option<Template>,
    /// The responseValue has this form.
    pub response_value_matches: Option<Pattern>,
    /// Whether a responseValue is there at all, an empty one included.
    pub has_response_value: Option<bool>,
    /// Whether a BindResponse has serverSaslCreds, empty ones included.
    pub has_server_sasl_credentials: Option<bool>,
    /// The answer is as the one to the step with this id: its result, entries and extended response are equal, in
    /// whatever order the entries and their attributes come.
    pub same_as: Option<String>,
    /// A Notice of Disconnection (RFC 4511 4.4.1) must come.
    pub notice: Option<Notice>,
    /// What became of the connection.
    pub connection: Option<ConnectionFate>,
    /// `true`: the request must stay without an answer until the deadline or the close.
    pub no_answer: bool,
    /// These messages and no others, in this order.
    pub messages: Option<Vec<ResponseKind>>,
    /// All of the answer must come before anything of the answers to these steps, which have `await: false`.
    pub before: Vec<String>,
    /// `true`: the diagnosticMessage holds no control character.
    pub printable_diagnostic: bool,
    /// The serverSaslCreds of a bind response as text; empty text stands for none.
    pub server_sasl_credentials: Option<Template>,
    /// One of these must hold besides.
    pub any_of: Vec<Self>,
}

impl Expectation {
    /// This, and the alternatives in it.
    pub fn with_alternatives(&self) -> Vec<&Self> {
        let alternatives = self.any_of.iter().flat_map(Self::with_alternatives);
        [self].into_iter().chain(alternatives).collect()
    }

    /// Whether the connection has to be watched until it ends.
    pub fn awaits_end(&self) -> bool {
        self.notice.is_some()
            || matches!(
                self.connection,
                Some(ConnectionFate::Closed | ConnectionFate::ClosedInOrder)
            )
            || self.any_of.iter().any(Self::awaits_end)
    }

    /// Whether it is right that no answer comes.
    pub fn awaits_silence(&self) -> bool {
        self.no_answer || self.any_of.iter().any(Self::awaits_silence)
    }
}

/// A result code as a scenario writes it.
#[derive(Clone, Copy, Debug, Deserialize, Eq, JsonSchema, PartialEq)]
#[serde(try_from = "String")]
#[schemars(with = "String")]
pub struct ResultCodeText(pub crate::protocol::ResultCode);

impl TryFrom<String> for ResultCodeText {
    type Error = crate::protocol::UnknownResultCode;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse().map(Self)
    }
}

/// What the entries of an answer must be.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Entries {
    /// How many.
    pub count: Option<Count>,
    /// These names and no others, in any order.
    pub exactly: Option<Vec<Template>>,
    /// These names among others.
    pub include: Vec<Template>,
    /// None of these names.
    pub exclude: Vec<Template>,
    /// What must hold of each entry.
    pub each: AttributeExpectation,
    /// What must hold of the entry with this name, which must be there.
    pub named: BTreeMap<Template, AttributeExpectation>,
    /// What they are ordered by, the highest in precedence first.
    pub ordered_by: Vec<OrderKey>,
    /// What must hold between entries.
    pub relations: Relations,
    /// `true`: no two have the same name.
    pub distinct: bool,
    /// `true`: every name is one as RFC 4514 has it.
    pub well_formed_names: bool,
    /// Each stands right below the entry with this name.
    pub right_below: Option<Template>,
    /// What must hold of a published schema, and of entries by it.
    pub schema: Option<SchemaExpectation>,
}

/// Something that entries are ordered by (RFC 2891 2). Of several values the least counts, and having none is larger than
/// any.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct OrderKey {
    /// The attribute description.
    pub attribute: String,
    /// Whether the order is the other way round.
    #[serde(default)]
    pub reverse: bool,
    /// Whether values are compared as numbers.
    #[serde(default)]
    pub numeric: bool,
}

/// What must hold of an entry's attributes.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct AttributeExpectation {
    /// These descriptions are there, with at least one value unless only names were asked for.
    pub present: Vec<Template>,
    /// These are not.
    pub absent: Vec<Template>,
    /// No other than these.
    pub only: Option<Vec<Template>>,
    /// These are spelled so, to the letter.
    pub spelled: Vec<Template>,
    /// An attribute has these values and no others, in any order, octet by octet.
    pub equal: BTreeMap<String, OneOrMany<Template>>,
    /// An attribute has these values in this order.
    pub in_order: BTreeMap<String, OneOrMany<Template>>,
    /// An attribute has these values among others.
    pub contains: BTreeMap<String, OneOrMany<Template>>,
    /// An attribute has none of these values.
    pub lacks: BTreeMap<String, OneOrMany<Template>>,
    /// An attribute has one value, and it is this name, compared as names are.
    pub names: BTreeMap<String, Template>,
    /// How many values every attribute has that is there.
    pub value_count: Option<Count>,
    /// `true`: no attribute comes twice.
    pub distinct: bool,
    /// These have no two values that are equal, letter case and needless blanks aside.
    pub distinct_values: Vec<String>,
    /// Every value of an attribute has this form.
    pub forms: BTreeMap<String, ValueForm>,
    /// An attribute has so many values; one that is absent has none.
    pub value_counts: BTreeMap<String, Count>,
    /// Each value of an attribute matches this regular expression.
    pub matching: BTreeMap<String, Pattern>,
    /// An attribute has, for each of these regular expressions, a value that matches it.
    pub contains_matching: BTreeMap<String, OneOrMany<Pattern>>,
}

/// A form of attribute values.
#[derive(Clone, Copy, Debug, Deserialize, Eq, JsonSchema, PartialEq)]
#[serde(rename_all = "camelCase")]
pub enum ValueForm {
    /// An object identifier in numbers (RFC 4512 1.4).
    NumericOid,
    /// UTF-8.
    Utf8,
}

impl fmt::Display for ValueForm {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::NumericOid => "numeric OIDs",
            Self::Utf8 => "UTF-8",
        })
    }
}

/// What must hold between entries.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Relations {
    /// Each entry has one `entryDN`, and it is the entry's name.
    pub entry_dn_is_name: bool,
    /// Each `memberOf` value names one of the entries captured under this name, and its `member` names the entry back.
    pub member_of_within: Option<String>,
    /// Each `member` value names one of the entries captured under this name.
    pub members_within: Option<String>,
    /// Each entry is among those captured under this name.
    pub subset_of: Option<String>,
    /// Each entry captured under this name is among these.
    pub superset_of: Option<String>,
    /// No two entries have a value of one of these attributes in common.
    pub unique_values: Vec<String>,
    /// Each entry has the values that its relative name says.
    pub rdn_in_entry: bool,
    /// Each entry has this name, or its superior is that entry or another of the answer.
    pub superiors_up_to: Option<Template>,
}

/// A Notice of Disconnection.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Notice {
    /// One of these result codes.
    pub result_code: OneOrMany<ResultCodeText>,
}

/// What became of a connection.
#[derive(Clone, Copy, Debug, Deserialize, Eq, JsonSchema, PartialEq)]
#[serde(rename_all = "camelCase")]
pub enum ConnectionFate {
    /// It is still open.
    Open,
    /// The target closed it, in whatever way.
    Closed,
    /// The target closed it in order: on TLS with a closure alert.
    ClosedInOrder,
    /// The TLS handshake failed.
    TlsFailed,
}

impl fmt::Display for ConnectionFate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Open => "an open connection",
            Self::Closed => "a closed connection",
            Self::ClosedInOrder => "a connection closed in order",
            Self::TlsFailed => "a failed TLS handshake",
        })
    }
}
