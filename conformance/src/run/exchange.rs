//! What came back for one step, sorted by kind.

use super::controls;
use crate::client::Ending;
use crate::protocol::{
    Control, Entry, LdapResult, PAGED_RESULTS, PagedResults, ResponseKind, ResponseMessage,
    ResponseOperation, ResultCode, oid,
};

/// Everything that a step saw. For a paged search, over all pages.
#[derive(Clone, Debug, Default)]
pub struct Observation {
    /// The entries, in order.
    pub entries: Vec<Entry>,
    /// How many continuation references.
    pub references: u64,
    /// The last result.
    pub result: Option<LdapResult>,
    /// How many requests have had their last message.
    pub answers: u64,
    /// The kinds of the messages, in order.
    pub messages: Vec<ResponseKind>,
    /// Their messageIDs.
    pub message_ids: Vec<i64>,
    /// The ids of the steps whose answers had begun before all of this one was there.
    pub overtaken_by: Vec<String>,
    /// The controls of each result: of a paged search, one list for each page.
    pub controls: Vec<Vec<Control>>,
    /// The controls of entries and continuation references.
    pub entry_controls: Vec<Control>,
    /// The cookie of the last page.
    pub cookie: Option<Vec<u8>>,
    /// How many entries each page had.
    pub pages: Vec<u64>,
    /// The serverSaslCreds of a bind response.
    pub server_sasl_credentials: Option<Vec<u8>>,
    /// The responseName and responseValue of an extended response.
    pub extended: Option<(Option<String>, Option<Vec<u8>>)>,
    /// The result of a Notice of Disconnection.
    pub notice: Option<LdapResult>,
    /// What came with an id that wasn't asked for, in words.
    pub strays: Vec<String>,
    /// How the connection ended, or that nothing came in time.
    pub ending: Option<Ending>,
    /// What is wrong with the answer whatever a scenario expects: the wrong kind of response, say.
    pub violations: Vec<String>,
}

impl Observation {
    /// Whether there is an answer, and one as the protocol has it.
    pub(super) fn is_sound_answer(&self) -> bool {
        self.result.is_some() && self.violations.is_empty() && self.strays.is_empty()
    }

    /// Takes in a message that came while the answer to the request with this id was waited for.
    pub(super) fn take(&mut self, message: ResponseMessage, id: i64, expected: Answer) {
        if message.id == 0 {
            self.take_unsolicited(message);
            return;
        }
        if message.id != id && expected != Answer::Any {
            let stray = crate::protocol::describe_response(&message);
            self.strays.push(stray);
            return;
        }
        let is_last = message.result().is_some();
        if !expected.admits(&message.operation) {
            self.violations.push(format!(
                "a {} in answer to a request for another operation (RFC 4511 4.1.1.1, 4.2 to 4.12)",
                ResponseKind::from(&message.operation)
            ));
        }
        self.messages.push(ResponseKind::from(&message.operation));
        self.message_ids.push(message.id);
        let referred = message.result().filter(|result| {
            (result.result_code == ResultCode::REFERRAL) != result.referral.is_some()
        });
        if let Some(result) = referred {
            let violation = match result.referral {
                Some(_) => format!("a referral with {} (RFC 4511 4.1.10)", result.result_code),
                None => "a referral without a URI (RFC 4511 4.1.10)".to_owned(),
            };
            self.violations.push(violation);
        }
        let page = message
            .controls
            .iter()
            .find(|control| control.oid == PAGED_RESULTS);
        if let Some(Ok(paged)) = page.map(PagedResults::from_response) {
            self.cookie = Some(paged.cookie);
        }
        self.violations
            .extend(message.controls.iter().filter_map(controls::violation));
        match message.operation {
            ResponseOperation::SearchResultEntry(entry) => self.entries.push(entry),
            ResponseOperation::SearchResultReference(_) => self.references += 1,
            ResponseOperation::Intermediate { .. } => {}
            ResponseOperation::Extended {
                result,
                name,
                value,
            } => {
                self.result = Some(result);
                self.extended = Some((name, value));
            }
            ResponseOperation::Bind {
                result,
                server_sasl_credentials,
            } => {
                self.server_sasl_credentials = server_sasl_credentials;
                self.result = Some(result);
            }
            ResponseOperation::SearchResultDone(result)
            | ResponseOperation::Modify(result)
            | ResponseOperation::Add(result)
            | ResponseOperation::Delete(result)
            | ResponseOperation::ModifyDn(result)
            | ResponseOperation::Compare(result) => self.result = Some(result),
        }
        if is_last {
            self.answers += 1;
            self.controls.push(message.controls);
        } else {
            self.entry_controls.extend(message.controls);
        }
    }

    fn take_unsolicited(&mut self, message: ResponseMessage) {
        match message.operation {
            ResponseOperation::Extended {
                result,
                name,
                value,
            } if name.as_deref() == Some(oid::NOTICE_OF_DISCONNECTION) => {
                if value.is_some() {
                    self.violations.push(
                        "a Notice of Disconnection with a responseValue (RFC 4511 4.4.1)"
                            .to_owned(),
                    );
                }
                self.notice = Some(result);
            }
            other => self
                .strays
                .push(format!("an unsolicited {}", ResponseKind::from(&other))),
        }
    }
}

/// Which responses answer a request (RFC 4511 4.2 to 4.12).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Answer {
    Bind,
    Search,
    Modify,
    Add,
    Delete,
    ModifyDn,
    Compare,
    Extended,
    /// After raw octets anything may come.
    Any,
}

impl Answer {
    fn admits(self, operation: &ResponseOperation) -> bool {
        matches!(
            (self, operation),
            (Self::Any, _)
                | (Self::Bind, ResponseOperation::Bind { .. })
                | (
                    Self::Search,
                    ResponseOperation::SearchResultEntry(_)
                        | ResponseOperation::SearchResultReference(_)
                        | ResponseOperation::SearchResultDone(_)
                )
                | (Self::Modify, ResponseOperation::Modify(_))
                | (Self::Add, ResponseOperation::Add(_))
                | (Self::Delete, ResponseOperation::Delete(_))
                | (Self::ModifyDn, ResponseOperation::ModifyDn(_))
                | (Self::Compare, ResponseOperation::Compare(_))
                | (Self::Extended, ResponseOperation::Extended { .. })
                | (_, ResponseOperation::Intermediate { .. })
        )
    }
}
