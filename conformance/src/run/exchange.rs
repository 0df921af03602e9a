//! What came back for one step, sorted by kind.

use super::controls;
use crate::client::Ending;
use crate::protocol::{
    Control, Entry, LdapResult, PAGED_RESULTS, PagedResults, ResponseMessage, ResponseOperation,
    oid,
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
    /// The messageID that it came with.
    pub message_id: Option<i64>,
    /// How many requests have had their last message.
    pub answers: u64,
    /// The controls of each result: of a paged search, one list for each page.
    pub controls: Vec<Vec<Control>>,
    /// The controls of entries and continuation references.
    pub entry_controls: Vec<Control>,
    /// The cookie of the last page.
    pub cookie: Option<Vec<u8>>,
    /// How many entries each page had.
    pub pages: Vec<u64>,
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
                kind(&message.operation)
            ));
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
            ResponseOperation::Bind { result, .. }
            | ResponseOperation::SearchResultDone(result)
            | ResponseOperation::Modify(result)
            | ResponseOperation::Add(result)
            | ResponseOperation::Delete(result)
            | ResponseOperation::ModifyDn(result)
            | ResponseOperation::Compare(result) => self.result = Some(result),
        }
        if is_last {
            self.answers += 1;
            self.message_id = Some(message.id);
            self.controls.push(message.controls);
        } else {
            self.entry_controls.extend(message.controls);
        }
    }

    fn take_unsolicited(&mut self, message: ResponseMessage) {
        match message.operation {
            ResponseOperation::Extended { result, name, .. }
                if name.as_deref() == Some(oid::NOTICE_OF_DISCONNECTION) =>
            {
                self.notice = Some(result);
            }
            other => self.strays.push(format!("an unsolicited {}", kind(&other))),
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

fn kind(operation: &ResponseOperation) -> &'static str {
    match operation {
        ResponseOperation::Bind { .. } => "BindResponse",
        ResponseOperation::SearchResultEntry(_) => "SearchResultEntry",
        ResponseOperation::SearchResultReference(_) => "SearchResultReference",
        ResponseOperation::SearchResultDone(_) => "SearchResultDone",
        ResponseOperation::Modify(_) => "ModifyResponse",
        ResponseOperation::Add(_) => "AddResponse",
        ResponseOperation::Delete(_) => "DelResponse",
        ResponseOperation::ModifyDn(_) => "ModifyDNResponse",
        ResponseOperation::Compare(_) => "CompareResponse",
        ResponseOperation::Extended { .. } => "ExtendedResponse",
        ResponseOperation::Intermediate { .. } => "IntermediateResponse",
    }
}
