//! A fault as data, in the words of a conformance scenario's `fault`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::operation::Code;
use super::problem::{Kind, Problem};
use crate::fault::{Change, Fault, OctetTemplate};
use crate::wire::{AnswerControl, RequestKind};

/// A rule by which the server does something wrong. Where several are about a request, the one that was added first takes
/// it.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct FaultRule {
    /// Which requests.
    on: FaultOn,
    /// Only requests with this text, in whatever case, in a name, their filter (as RFC 4515 writes it), their attributes, or
    /// the OID of their extended operation or of a control. Of malformed messages: only those with these octets, in
    /// hexadecimal digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    containing: Option<String>,
    /// Only requests about this DN.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    to: Option<String>,
    /// Only requests of sessions that are bound as this user.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    by_user: Option<String>,
    /// Only the request of this number, counted from 1, of those that match.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    nth: Option<u64>,
    /// Only so many requests; later ones are answered as ever.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    times: Option<u64>,
    /// What to change.
    change: FaultChange,
}

/// Which requests a fault is about.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
enum FaultOn {
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

/// What is changed in an answer, or comes in its place; whatever is left out stays.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
struct FaultChange {
    /// The result code, by name or number.
    #[serde(skip_serializing_if = "Option::is_none")]
    result_code: Option<Code>,
    /// The matchedDN.
    #[serde(skip_serializing_if = "Option::is_none")]
    matched_dn: Option<String>,
    /// The diagnosticMessage.
    #[serde(skip_serializing_if = "Option::is_none")]
    diagnostic_message: Option<String>,
    /// The URLs of a referral.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    referral: Vec<String>,
    /// The messageID of every message of the answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    message_id: Option<i64>,
    /// Leaves out the entry of this number, counted from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    drop_entry: Option<u64>,
    /// Adds an entry with this name and no attributes.
    #[serde(skip_serializing_if = "Option::is_none")]
    add_entry: Option<String>,
    /// Sends the entry of this number, counted from 1, twice.
    #[serde(skip_serializing_if = "Option::is_none")]
    repeat_entry: Option<u64>,
    /// Gives an entry another name.
    #[serde(skip_serializing_if = "Option::is_none")]
    rename_entry: Option<Renaming>,
    /// Leaves this attribute out of every entry.
    #[serde(skip_serializing_if = "Option::is_none")]
    drop_attribute: Option<String>,
    /// Gives an attribute of every entry these values, whether the entry has it or not.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    set_attribute: BTreeMap<String, Vec<String>>,
    /// Spells an attribute of every entry in another way.
    #[serde(skip_serializing_if = "Option::is_none")]
    rename_attribute: Option<Renaming>,
    /// Leaves a value out of every entry.
    #[serde(skip_serializing_if = "Option::is_none")]
    drop_value: Option<AttributeValue>,
    /// Adds a value to every entry.
    #[serde(skip_serializing_if = "Option::is_none")]
    add_value: Option<AttributeValue>,
    /// Leaves out the response control with this OID.
    #[serde(skip_serializing_if = "Option::is_none")]
    drop_control: Option<String>,
    /// Adds a response control with this OID and no value.
    #[serde(skip_serializing_if = "Option::is_none")]
    add_control: Option<String>,
    /// Adds a continuation reference with this URL.
    #[serde(skip_serializing_if = "Option::is_none")]
    add_reference: Option<String>,
    /// Sends the message that ends the operation twice.
    #[serde(skip_serializing_if = "is_false")]
    answer_twice: bool,
    /// These octets come in place of the whole answer: hexadecimal digits, and `{id}` for the last octet of the
    /// request's messageID.
    #[serde(skip_serializing_if = "Option::is_none")]
    octets: Option<String>,
    /// Nothing comes in place of the answer.
    #[serde(skip_serializing_if = "is_false")]
    no_answer: bool,
    /// A Notice of Disconnection with this result code comes in place of the answer, and the connection ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    notice: Option<Code>,
    /// The connection is cut in place of the answer.
    #[serde(skip_serializing_if = "is_false")]
    cut: bool,
    /// An answer with this result code comes to an Abandon or an Unbind, where none is due.
    #[serde(skip_serializing_if = "Option::is_none")]
    answer: Option<Code>,
    /// The request isn't carried out: a success, or the `resultCode` named, is made up.
    #[serde(skip_serializing_if = "is_false")]
    ignore: bool,
    /// The session goes on where it would have ended, and no notice comes.
    #[serde(skip_serializing_if = "is_false")]
    keep_open: bool,
    /// The connection ends in order after the answer.
    #[serde(skip_serializing_if = "is_false")]
    close: bool,
}

/// What is called something else.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Renaming {
    /// What it is called; an entry of any name where this is empty.
    from: String,
    /// What it is called then.
    to: String,
}

/// One value of an attribute.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AttributeValue {
    /// The attribute description.
    attribute: String,
    /// The value.
    value: String,
}

impl FaultRule {
    /// The fault in the library's words.
    pub(super) fn fault(&self) -> Result<Fault, Problem> {
        self.change.check()?;
        let mut fault = match self.on {
            FaultOn::Bind => Fault::on(RequestKind::Bind),
            FaultOn::Search => Fault::on(RequestKind::Search),
            FaultOn::Compare => Fault::on(RequestKind::Compare),
            FaultOn::Add => Fault::on(RequestKind::Add),
            FaultOn::Modify => Fault::on(RequestKind::Modify),
            FaultOn::Delete => Fault::on(RequestKind::Delete),
            FaultOn::ModifyDn => Fault::on(RequestKind::ModifyDn),
            FaultOn::Extended => Fault::on(RequestKind::Extended),
            FaultOn::Abandon => Fault::on(RequestKind::Abandon),
            FaultOn::Unbind => Fault::on(RequestKind::Unbind),
            FaultOn::Malformed => Fault::on_malformed(),
            FaultOn::Any => Fault::on_any(),
        };
        if let Some(text) = &self.containing {
            fault = match self.on {
                FaultOn::Malformed => fault.containing_octets(octets(text, "/containing")?),
                _ => fault.containing(text),
            };
        }
        if let Some(name) = &self.to {
            fault = fault.to(name);
        }
        if let Some(username) = &self.by_user {
            fault = fault.by_user(username);
        }
        fault = match (self.nth, self.times) {
            (Some(0), _) => return Err(invalid("requests are counted from 1", "/nth")),
            (Some(_), Some(_)) => {
                return Err(invalid(
                    "`nth` stands for one request; expected it without `times`",
                    "/times",
                ));
            }
            (Some(number), None) => fault.nth(number),
            (None, Some(count)) => fault.times(count),
            (None, None) => fault,
        };
        self.change.made_to(fault)
    }
}

impl FaultChange {
    fn check(&self) -> Result<(), Problem> {
        let in_place = [
            self.octets.is_some(),
            self.no_answer,
            self.notice.is_some(),
            self.cut,
        ];
        let in_place = in_place.into_iter().filter(|is_meant| *is_meant).count();
        let changes = self.changes().count();
        let rest = self.answer.is_some() || self.ignore || self.keep_open || self.close;
        match (in_place, changes) {
            (2.., _) => Err(invalid(
                "expected one thing in place of the answer",
                "/change",
            )),
            (1, 1..) => Err(invalid(
                "nothing is left of the answer to change",
                "/change",
            )),
            (0, 0) if !rest => Err(invalid("a change of nothing", "/change")),
            _ => Ok(()),
        }
    }

    fn made_to(&self, fault: Fault) -> Result<Fault, Problem> {
        let mut fault = self.changes().fold(fault, Fault::change);
        if let Some(text) = &self.octets {
            let octets: OctetTemplate =
                text.parse()
                    .map_err(|error: crate::fault::OctetTemplateError| {
                        invalid(error.to_string(), "/change/octets")
                    })?;
            fault = fault.octets(octets);
        }
        if let Some(Code(code)) = self.notice {
            fault = fault.notice(code);
        }
        if let Some(Code(code)) = self.answer {
            fault = fault.answer(code);
        }
        for (is_meant, effect) in [
            (self.no_answer, Fault::no_answer as fn(Fault) -> Fault),
            (self.cut, Fault::cut),
            (self.ignore, Fault::ignore),
            (self.keep_open, Fault::keep_open),
            (self.close, Fault::close),
        ] {
            if is_meant {
                fault = effect(fault);
            }
        }
        Ok(fault)
    }

    /// The changes to the answer.
    fn changes(&self) -> impl Iterator<Item = Change> {
        let set = self
            .set_attribute
            .clone()
            .into_iter()
            .map(|(description, values)| Change::SetAttribute {
                description,
                values: values.into_iter().map(String::into_bytes).collect(),
            });
        let once = [
            self.result_code.map(|Code(code)| Change::ResultCode(code)),
            self.matched_dn.clone().map(Change::MatchedDn),
            self.diagnostic_message
                .clone()
                .map(Change::DiagnosticMessage),
            (!self.referral.is_empty()).then(|| Change::Referral(self.referral.clone())),
            self.drop_entry.map(Change::DropEntry),
            self.repeat_entry.map(Change::RepeatEntry),
            self.add_entry.clone().map(Change::AddEntry),
            self.rename_entry
                .clone()
                .map(|Renaming { from, to }| Change::RenameEntry {
                    from: Some(from).filter(|from| !from.is_empty()),
                    to,
                }),
            self.drop_attribute.clone().map(Change::DropAttribute),
            self.rename_attribute
                .clone()
                .map(|Renaming { from, to }| Change::RenameAttribute { from, to }),
            self.drop_value
                .clone()
                .map(|AttributeValue { attribute, value }| Change::DropValue {
                    description: attribute,
                    value: value.into_bytes(),
                }),
            self.add_value
                .clone()
                .map(|AttributeValue { attribute, value }| Change::AddValue {
                    description: attribute,
                    value: value.into_bytes(),
                }),
            self.drop_control.clone().map(Change::DropControl),
            self.add_control.clone().map(|oid| {
                Change::SetControl(AnswerControl {
                    oid: oid.into_bytes(),
                    criticality: false,
                    value: None,
                })
            }),
            self.add_reference
                .clone()
                .map(|url| Change::AddReference(vec![url])),
            self.message_id.map(Change::MessageId),
            self.answer_twice.then_some(Change::AnswerTwice),
        ];
        set.chain(once.into_iter().flatten())
    }
}

/// Reads hexadecimal digits.
fn octets(text: &str, pointer: &str) -> Result<Vec<u8>, Problem> {
    let digits: Vec<u8> = text
        .bytes()
        .filter(|octet| !octet.is_ascii_whitespace())
        .collect();
    let octet = |pair: &[u8]| {
        let [high, low] = pair else { return None };
        let value = |digit: u8| char::from(digit).to_digit(16);
        u8::try_from(value(*high)? * 16 + value(*low)?).ok()
    };
    let octets: Option<Vec<u8>> = digits.chunks(2).map(octet).collect();
    octets.ok_or_else(|| invalid("expected octets in hexadecimal digits", pointer))
}

fn invalid(detail: impl Into<Box<str>>, pointer: &str) -> Problem {
    Problem::new(Kind::InvalidBody, detail).at(pointer)
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
const fn is_false(flag: &bool) -> bool {
    !*flag
}
