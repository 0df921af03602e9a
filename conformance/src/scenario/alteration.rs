//! What a defect changes in an answer.

use std::collections::BTreeMap;
use std::fmt;

use schemars::JsonSchema;
use serde::Deserialize;

use super::defect::DefectOn;
use super::expectation::ResultCodeText;
use super::hex::Hex;

/// What is changed in an answer, or comes in its place; whatever is left out stays.
#[derive(Clone, Debug, Default, Deserialize, Eq, JsonSchema, PartialEq)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Alteration {
    /// The result code, by name or number.
    pub result_code: Option<ResultCodeText>,
    /// The matchedDN.
    pub matched_dn: Option<String>,
    /// The diagnosticMessage.
    pub diagnostic_message: Option<String>,
    /// The messageID of every message of the answer.
    pub message_id: Option<i64>,
    /// Leaves out the entry of this number, counted from 1.
    pub drop_entry: Option<u64>,
    /// Adds an entry with this name and no attributes.
    pub add_entry: Option<String>,
    /// Sends the entry of this number, counted from 1, twice.
    pub repeat_entry: Option<u64>,
    /// Gives an entry another name.
    pub rename_entry: Option<Renaming>,
    /// Leaves this attribute out of every entry.
    pub drop_attribute: Option<String>,
    /// Gives an attribute of every entry these values, whether the entry has it or not.
    pub set_attribute: BTreeMap<String, Vec<String>>,
    /// Spells an attribute of every entry in another way.
    pub rename_attribute: Option<Renaming>,
    /// Leaves a value out of every entry.
    pub drop_value: Option<AttributeValue>,
    /// Adds a value to every entry.
    pub add_value: Option<AttributeValue>,
    /// Leaves out the response control with this OID.
    pub drop_control: Option<String>,
    /// Adds a response control with this OID and no value.
    pub add_control: Option<String>,
    /// Gives a response control this value, whether it is there or not.
    pub set_control: Option<ControlValue>,
    /// Adds a continuation reference with this URL.
    pub add_reference: Option<String>,
    /// The responseName of an extended response.
    pub response_name: Option<String>,
    /// The responseValue of an extended response.
    pub response_value: Option<Hex>,
    /// The responseValue of an extended response, as text.
    pub response_value_text: Option<String>,
    /// Leaves out the responseName.
    pub drop_response_name: bool,
    /// Leaves out the responseValue.
    pub drop_response_value: bool,
    /// The serverSaslCreds of a BindResponse.
    pub server_sasl_credentials: Option<Hex>,
    /// Sends the message that ends the operation twice.
    pub answer_twice: bool,
    /// These octets come in place of the whole answer: hexadecimal digits, and `{id}` for the last octet of the
    /// request's messageID.
    pub octets: Option<OctetTemplate>,
    /// Nothing comes in place of the answer.
    pub no_answer: bool,
    /// A Notice of Disconnection with this result code comes in place of the answer, and the connection ends.
    pub notice: Option<ResultCodeText>,
    /// The connection is cut in place of the answer.
    pub cut: bool,
    /// An answer with this result code comes where none is due.
    pub answer: Option<ResultCodeText>,
    /// The request isn't carried out: a success, or the `resultCode` named, is made up.
    pub ignore: bool,
    /// The session goes on where it would have ended, and no notice comes.
    pub keep_open: bool,
    /// The connection ends in order after the answer.
    pub close: bool,
}

/// What is called something else.
#[derive(Clone, Debug, Deserialize, Eq, JsonSchema, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Renaming {
    /// What it is called; an entry of any name where this is empty.
    pub from: String,
    /// What it is called then.
    pub to: String,
}

/// One value of an attribute.
#[derive(Clone, Debug, Deserialize, Eq, JsonSchema, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct AttributeValue {
    /// The attribute description.
    pub attribute: String,
    /// The value.
    pub value: String,
}

/// A response control.
#[derive(Clone, Debug, Deserialize, Eq, JsonSchema, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct ControlValue {
    /// The controlType.
    pub oid: String,
    /// The controlValue; none without one.
    #[serde(default)]
    pub value: Option<Hex>,
    /// The criticality.
    #[serde(default)]
    pub critical: bool,
}

/// Octets in hexadecimal digits, among which `{id}` stands for the last octet of a messageID.
#[derive(Clone, Debug, Deserialize, Eq, JsonSchema, PartialEq)]
#[serde(try_from = "String")]
#[schemars(with = "String")]
pub struct OctetTemplate(String);

impl OctetTemplate {
    /// The octets in hexadecimal digits, with `{id}`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for OctetTemplate {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Hex::try_from(text.replace("{id}", "01"))?;
        Ok(Self(text))
    }
}

/// A part of an answer that an alteration changes, by its field's name.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Part {
    name: &'static str,
    operation: Option<DefectOn>,
}

impl Part {
    /// The only operation whose answers have such a part.
    pub(super) const fn operation(self) -> Option<DefectOn> {
        self.operation
    }
}

impl fmt::Display for Part {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name)
    }
}

impl Alteration {
    /// What comes in place of the answer.
    pub(super) fn in_place(&self) -> Vec<&'static str> {
        let all = [
            (self.octets.is_some(), "octets"),
            (self.no_answer, "noAnswer"),
            (self.notice.is_some(), "notice"),
            (self.cut, "cut"),
        ];
        let named = all.into_iter().filter(|(is_named, _)| *is_named);
        named.map(|(_, name)| name).collect()
    }

    /// The parts of an answer that are changed.
    pub(super) fn parts(&self) -> Vec<Part> {
        let (search, extended) = (Some(DefectOn::Search), Some(DefectOn::Extended));
        let all = [
            (self.result_code.is_some(), "resultCode", None),
            (self.matched_dn.is_some(), "matchedDn", None),
            (self.diagnostic_message.is_some(), "diagnosticMessage", None),
            (self.message_id.is_some(), "messageId", None),
            (self.drop_entry.is_some(), "dropEntry", search),
            (self.add_entry.is_some(), "addEntry", search),
            (self.repeat_entry.is_some(), "repeatEntry", search),
            (self.rename_entry.is_some(), "renameEntry", search),
            (self.drop_attribute.is_some(), "dropAttribute", search),
            (!self.set_attribute.is_empty(), "setAttribute", search),
            (self.rename_attribute.is_some(), "renameAttribute", search),
            (self.drop_value.is_some(), "dropValue", search),
            (self.add_value.is_some(), "addValue", search),
            (self.drop_control.is_some(), "dropControl", None),
            (self.add_control.is_some(), "addControl", None),
            (self.set_control.is_some(), "setControl", None),
            (self.add_reference.is_some(), "addReference", search),
            (self.response_name.is_some(), "responseName", extended),
            (self.response_value.is_some(), "responseValue", extended),
            (
                self.response_value_text.is_some(),
                "responseValueText",
                extended,
            ),
            (self.drop_response_name, "dropResponseName", extended),
            (self.drop_response_value, "dropResponseValue", extended),
            (
                self.server_sasl_credentials.is_some(),
                "serverSaslCredentials",
                Some(DefectOn::Bind),
            ),
            (self.answer_twice, "answerTwice", None),
        ];
        let named = all.into_iter().filter(|(is_named, ..)| *is_named);
        named
            .map(|(_, name, operation)| Part { name, operation })
            .collect()
    }

    /// Whether the connection would end in two ways, or end and stay.
    pub(super) fn ends_twice(&self) -> bool {
        let ends = [self.notice.is_some(), self.cut, self.close, self.keep_open];
        ends.into_iter().filter(|ends| *ends).count() > 1
    }

    /// Whether nothing is changed.
    pub(super) fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}
