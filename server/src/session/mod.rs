//! One LDAP session (RFC 4511 section 5) as a pure state machine: messages in, octets out.
//!
//! A session knows as whom it is bound and which operations are under way. It is driven from outside:
//! [`Session::receive`] takes what came, [`Session::advance`] takes the next small step and appends at most a few
//! replies, and [`Work`] is what only the outside can do (an expensive password check off the network's threads).
//! It never awaits, takes the time from its source, and never holds more than one step's worth of replies.
//!
//! Each file beside this one has one family of operations.

mod bind;
mod controls;
mod extended;
mod listing;
mod organization_search;
mod outcome;
mod paging;
mod password_policy;
mod search;
mod sorting;
mod write;

#[cfg(test)]
mod tests;

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Instant;

use jcldap_fixtures::behavior::Behavior;

use crate::jumpcloud::{Capabilities, Directory, Identity, StoredPassword};
use crate::wire::{
    DecodeError, LdapResult, MalformedMessage, MessageId, Request, RequestKind, RequestMessage,
    Response, ResponseControl, Secret, write_notice_of_disconnection, write_response,
};
use bind::Binding;
pub use outcome::{Outcome, Reason};
use paging::PagedSearches;
use search::Searching;

/// What the sessions of a server of this behavior can do, for its root DSE.
pub fn capabilities(behavior: &Behavior) -> Capabilities {
    Capabilities {
        controls: controls::supported(behavior),
        extensions: extended::SUPPORTED.to_vec(),
        features: vec![
            ALL_OPERATIONAL_ATTRIBUTES,
            OBJECT_CLASS_ATTRIBUTES,
            ABSOLUTE_FILTERS,
        ],
    }
}

/// RFC 3673: `+` asks for all operational attributes.
const ALL_OPERATIONAL_ATTRIBUTES: &str = "1.3.6.1.4.1.4203.1.5.1";
/// RFC 4529: `@class` asks for the attributes of a class.
const OBJECT_CLASS_ATTRIBUTES: &str = "1.3.6.1.4.1.4203.1.5.2";
/// RFC 4526: `(&)` and `(|)`.
const ABSOLUTE_FILTERS: &str = "1.3.6.1.4.1.4203.1.5.3";

/// Where a session finds the directory of this moment.
pub trait DirectorySource: Send + Sync {
    /// The directory as it is now. An operation asks once, when it begins.
    fn current(&self) -> Arc<Directory>;

    /// The time, by a clock that never goes back. It judges how long an operation takes.
    fn now(&self) -> Instant;
}

/// One LDAP session.
pub struct Session {
    source: Arc<dyn DirectorySource>,
    identity: Identity,
    paged_searches: PagedSearches,
    /// The operations under way, in the order they are to take their next step.
    operations: VecDeque<Operation>,
    /// What the outside was asked to do, and for whom.
    working: Option<Binding>,
    ended: bool,
}

/// An operation under way.
enum Operation {
    /// Nothing of it is done yet.
    Requested(RequestMessage),
    /// It was read, and cannot be done.
    Refused(MessageId, RequestKind, Reason),
    Searching(Box<Searching>),
    /// The session ends: with a notice, or without a word.
    Ending(Option<MalformedMessage>),
}

/// What came of a step.
#[derive(Debug)]
#[must_use = "an outcome is to be logged, work to be done, and an end to be carried out"]
pub enum Advance {
    /// There is nothing to do until something is received.
    Idle,
    /// There is more to do.
    Continue,
    /// An operation ended, and what there is to answer is written.
    Finished(Outcome),
    /// This is to be done outside; then [`Session::resume`].
    Work(Work),
    /// The session is over. What is written is to be sent, then the connection closed.
    Ended(Option<Outcome>),
}

/// Something that takes time or waiting.
#[derive(Debug)]
pub enum Work {
    /// Check the password; the answer is for [`Session::resume`].
    Verify {
        /// What the client gave.
        given: Secret,
        /// What it is checked against.
        stored: StoredPassword,
    },
}

/// How a step leaves an operation.
enum Progress {
    More(Operation),
    Done(Outcome),
    Work(Work, Binding),
}

impl Session {
    /// A new session: anonymous, with nothing under way.
    pub fn new(source: Arc<dyn DirectorySource>) -> Self {
        Self {
            source,
            identity: Identity::Anonymous,
            paged_searches: PagedSearches::default(),
            operations: VecDeque::new(),
            working: None,
            ended: false,
        }
    }

    /// As whom the session is bound.
    pub const fn identity(&self) -> &Identity {
        &self.identity
    }

    /// How many operations are under way.
    pub fn outstanding(&self) -> usize {
        self.operations.len() + usize::from(self.working.is_some())
    }

    /// Takes a message. It is acted upon when its turn comes, but for Abandon and Unbind, which have no answer.
    pub fn receive(&mut self, message: Result<RequestMessage, DecodeError>) {
        if self.ended {
            return;
        }
        match message {
            Ok(RequestMessage {
                request: Request::Abandon(id),
                ..
            }) => self.abandon(id),
            // RFC 4511 section 5.3: what is under way is abandoned.
            Ok(RequestMessage {
                request: Request::Unbind,
                ..
            }) => {
                self.operations.clear();
                self.end(None);
            }
            Ok(message) => self.operations.push_back(Operation::Requested(message)),
            Err(DecodeError::Invalid { id, kind, reason }) => {
                self.operations.push_back(Operation::Refused(
                    id,
                    kind,
                    Reason::InvalidRequest(reason),
                ));
            }
            Err(DecodeError::Malformed(malformed)) => self.end(Some(malformed)),
        }
    }

    /// Takes the next step and appends to `out` what there is to send.
    pub fn advance(&mut self, out: &mut Vec<u8>) -> Advance {
        if self.working.is_some() {
            return Advance::Idle;
        }
        let Some(operation) = self.operations.pop_front() else {
            return Advance::Idle;
        };
        let progress = match operation {
            Operation::Requested(message) => self.begin(message, out),
            Operation::Refused(id, kind, reason) => {
                Progress::Done(finish(id, kind, reason, &self.identity, out))
            }
            Operation::Searching(searching) => searching.step(
                &self.identity,
                || self.source.now(),
                &mut self.paged_searches,
                out,
            ),
            Operation::Ending(malformed) => return self.finish_session(malformed, out),
        };
        match progress {
            Progress::More(operation) => {
                self.put_back(operation);
                Advance::Continue
            }
            Progress::Done(outcome) => Advance::Finished(outcome),
            Progress::Work(work, binding) => {
                self.working = Some(binding);
                Advance::Work(work)
            }
        }
    }

    /// Goes on after [`Work`]: whether the password was right.
    pub fn resume(&mut self, password_is_right: bool, out: &mut Vec<u8>) -> Advance {
        match self.working.take() {
            Some(binding) => Advance::Finished(self.conclude_bind(binding, password_is_right, out)),
            None => Advance::Continue,
        }
    }

    fn begin(&mut self, message: RequestMessage, out: &mut Vec<u8>) -> Progress {
        let RequestMessage {
            id,
            request,
            controls,
        } = message;
        let kind = request.kind();
        let begun = match request {
            Request::Bind(bind) => return self.bind(id, bind, &controls, out),
            Request::Search(search) => {
                let directory = self.source.current();
                match Searching::begin(
                    id,
                    &search,
                    &controls,
                    &directory,
                    &self.identity,
                    &mut self.paged_searches,
                    self.source.now(),
                ) {
                    Ok(searching) => {
                        return Progress::More(Operation::Searching(Box::new(searching)));
                    }
                    Err(reason) => reason,
                }
            }
            Request::Extended(extended) => {
                extended::refuse(&extended, &controls, self.source.current().behavior())
            }
            Request::Modify(_) | Request::Add(_) | Request::Delete(_) | Request::ModifyDn(_) => {
                write::refuse(kind, &controls, &self.source.current(), &self.identity)
            }
            Request::Compare(_) => Reason::NotOffered,
            // Taken on receipt.
            Request::Unbind | Request::Abandon(_) => {
                return Progress::Done(Outcome::unanswered(id, kind));
            }
        };
        Progress::Done(finish(id, kind, begun, &self.identity, out))
    }

    /// RFC 4511 section 4.11: an operation that is not under way, or that cannot be abandoned, is left alone.
    fn abandon(&mut self, id: i64) {
        self.operations.retain(|operation| match operation {
            Operation::Requested(message) => {
                i64::from(message.id.value()) != id || matches!(message.request, Request::Bind(_))
            }
            Operation::Searching(searching) => i64::from(searching.id().value()) != id,
            Operation::Refused(other, ..) => i64::from(other.value()) != id,
            Operation::Ending(_) => true,
        });
    }

    /// Lets the other operations take a step before this one's next, but none that waits for a Bind: what comes after
    /// a Bind runs under its outcome, and a Bind waits for what came before it (`openldap.md 5`).
    fn put_back(&mut self, operation: Operation) {
        let is_barrier = |operation: &Operation| match operation {
            Operation::Requested(message) => matches!(message.request, Request::Bind(_)),
            Operation::Ending(_) => true,
            Operation::Refused(..) | Operation::Searching(_) => false,
        };
        let place = self
            .operations
            .iter()
            .position(is_barrier)
            .unwrap_or(self.operations.len());
        self.operations.insert(place, operation);
    }

    fn end(&mut self, malformed: Option<MalformedMessage>) {
        self.ended = true;
        self.operations.push_back(Operation::Ending(malformed));
    }

    fn finish_session(
        &mut self,
        malformed: Option<MalformedMessage>,
        out: &mut Vec<u8>,
    ) -> Advance {
        self.operations.clear();
        let outcome = malformed.map(|malformed| {
            let reason = Reason::Malformed(malformed);
            write_notice_of_disconnection(reason.result(), out);
            Outcome::notice(reason, &self.identity)
        });
        Advance::Ended(outcome)
    }
}

/// Writes the answer that ends an operation.
fn finish(
    id: MessageId,
    kind: RequestKind,
    reason: Reason,
    identity: &Identity,
    out: &mut Vec<u8>,
) -> Outcome {
    finish_with(id, kind, reason, Vec::new(), identity, out)
}

/// Writes the answer that ends an operation, with response controls.
fn finish_with(
    id: MessageId,
    kind: RequestKind,
    reason: Reason,
    controls: Vec<ResponseControl>,
    identity: &Identity,
    out: &mut Vec<u8>,
) -> Outcome {
    let result: LdapResult = reason.result();
    write_response(
        id,
        Response {
            kind,
            result,
            value: None,
            controls,
        },
        out,
    );
    Outcome::new(id, kind, reason, identity)
}
