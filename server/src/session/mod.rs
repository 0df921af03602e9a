//! One LDAP session (RFC 4511 section 5) as a pure state machine: messages in, octets out.
//!
//! A session knows as whom it is bound and which operations are under way. It is driven from outside:
//! [`Session::receive`] takes what came, [`Session::advance`] takes the next small step and appends at most a few
//! replies, and [`Work`] is what only the outside can do (an expensive password check off the network's threads).
//! It never awaits, takes the time from its source, and never holds more than one step's worth of replies.
//!
//! Each file beside this one has one family of operations.

mod answer;
mod bind;
mod binding;
mod compare;
mod controls;
mod ending;
mod extended;
mod listing;
mod organization_search;
mod outcome;
mod outstanding;
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

use jcldap_fixtures::Push;
use jcldap_fixtures::behavior::Behavior;
use time::OffsetDateTime;

use crate::jumpcloud::{Capabilities, Directory, Identity, StoredPassword, UserIdentity};
use crate::wire::{
    Control, DecodeError, MalformedMessage, MessageId, Request, RequestKind, RequestMessage,
    Secret, write_notice_of_disconnection,
};
use answer::{finish, finish_with, finish_with_value};
use binding::Binding;
use extended::Answer;
pub use outcome::{Outcome, Reason};
use paging::PagedSearches;
use search::Searching;
use write::Write;

/// What the sessions of a server of this behavior can do, for its root DSE.
pub fn capabilities(behavior: &Behavior) -> Capabilities {
    Capabilities {
        controls: controls::supported(behavior),
        extensions: extended::supported(),
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

    /// The time of day. It judges one-time passwords.
    fn wall_clock(&self) -> OffsetDateTime;

    /// Hears of a password that was checked where it decides a bind, and whether it was right: failures may be counted
    /// (U25).
    fn password_checked(&self, _user: &UserIdentity, _is_right: bool) {}
}

/// By which of a server's entrances a session came.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Entrance {
    /// `ldap://`: in clear text, until StartTLS (J8.01).
    Ldap,
    /// `ldaps://`: under TLS from the first octet.
    Ldaps,
    /// `ldaps://`, on the host that asks for a second factor (J5.15).
    LdapsMfa,
}

/// Whether messages travel under TLS (RFC 4511 section 5).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum TlsLayer {
    Absent,
    Installed,
}

/// One LDAP session.
pub struct Session {
    source: Arc<dyn DirectorySource>,
    identity: Identity,
    entrance: Entrance,
    tls: TlsLayer,
    paged_searches: PagedSearches,
    /// The operations under way, in the order they are to take their next step.
    operations: VecDeque<Operation>,
    /// What waits for the outside to do its work.
    pending: Option<Pending>,
    ended: bool,
}

/// An operation under way.
enum Operation {
    /// Nothing of it is done yet.
    Requested(RequestMessage),
    /// It is known how it ends; that is still to be answered.
    Concluded(MessageId, RequestKind, Reason),
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
    /// StartTLS succeeded. What is written is to be sent in clear text; TLS comes before anything else is received.
    StartTls(Outcome),
    /// The session is over. What is written is to be sent, then the connection closed.
    Ended(Option<Outcome>),
}

/// A question that only the outside can answer, with yes or no, for [`Session::resume`].
#[derive(Debug)]
pub enum Work {
    /// Whether this is the password, which takes time to find out.
    Verify {
        /// What the client gave.
        given: Secret,
        /// What it is checked against.
        stored: StoredPassword,
    },
    /// Whether the user approves, asked by a push notification to a telephone (J5.17).
    AskUser(Push),
    /// Whether the request for TLS is the last that was received, to the octet. Answered with no, the session goes on in
    /// clear text: nothing that was sent before TLS may be taken for having come under it.
    StartTlsIsLast,
}

/// An operation that waits for an answer to [`Work`].
enum Pending {
    Bind(Box<Binding>),
    StartTls(MessageId),
}

impl Pending {
    const fn id(&self) -> MessageId {
        match self {
            Self::Bind(binding) => binding.id(),
            Self::StartTls(id) => *id,
        }
    }
}

/// How a step leaves an operation.
enum Progress {
    More(Operation),
    Done(Outcome),
    Work(Work, Pending),
}

impl Session {
    /// A new session: anonymous, with nothing under way.
    pub fn new(source: Arc<dyn DirectorySource>, entrance: Entrance) -> Self {
        Self {
            source,
            identity: Identity::Anonymous,
            entrance,
            tls: match entrance {
                Entrance::Ldap => TlsLayer::Absent,
                Entrance::Ldaps | Entrance::LdapsMfa => TlsLayer::Installed,
            },
            paged_searches: PagedSearches::default(),
            operations: VecDeque::new(),
            pending: None,
            ended: false,
        }
    }

    /// As whom the session is bound.
    pub const fn identity(&self) -> &Identity {
        &self.identity
    }

    /// Takes a message. It is acted upon when its turn comes, but for those that end others: Abandon, Cancel, Unbind.
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
                self.pending = None;
                self.end(None);
            }
            Ok(message) => {
                let operation = match self.take_on_receipt(&message) {
                    Some(reason) => {
                        Operation::Concluded(message.id, message.request.kind(), reason)
                    }
                    None => Operation::Requested(message),
                };
                self.operations.push_back(operation);
            }
            Err(DecodeError::Invalid { id, kind, reason }) => {
                self.operations.push_back(Operation::Concluded(
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
        if self.pending.is_some() {
            return Advance::Idle;
        }
        let Some(operation) = self.operations.pop_front() else {
            return Advance::Idle;
        };
        let progress = match operation {
            Operation::Requested(message) => self.begin(message, out),
            Operation::Concluded(id, kind, reason) => {
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
        self.take(progress)
    }

    /// Keeps what a step leaves to be done.
    fn take(&mut self, progress: Progress) -> Advance {
        match progress {
            Progress::More(operation) => {
                self.put_back(operation);
                Advance::Continue
            }
            Progress::Done(outcome) => Advance::Finished(outcome),
            Progress::Work(work, pending) => {
                self.pending = Some(pending);
                Advance::Work(work)
            }
        }
    }

    /// Goes on with the answer to [`Work`].
    pub fn resume(&mut self, answer: bool, out: &mut Vec<u8>) -> Advance {
        match self.pending.take() {
            Some(Pending::Bind(binding)) => {
                let progress = self.resume_bind(*binding, answer, out);
                self.take(progress)
            }
            Some(Pending::StartTls(id)) => self.conclude_start_tls(id, answer, out),
            None => Advance::Continue,
        }
    }

    /// Whether [`Work`] waits for its answer. A session that ends in the meantime needs none.
    pub const fn is_waiting(&self) -> bool {
        self.pending.is_some()
    }

    /// How a request ends that does not wait for its turn.
    fn take_on_receipt(&mut self, message: &RequestMessage) -> Option<Reason> {
        match &message.request {
            Request::Extended(request) => {
                extended::take_on_receipt(self, message.id, request, &message.controls)
            }
            _ => None,
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
            Request::Extended(request) => match extended::begin(self, &request, &controls) {
                Answer::Ended(reason) => reason,
                Answer::Value(value) => {
                    let outcome = finish_with_value(id, value, &self.identity, out);
                    return Progress::Done(outcome);
                }
                Answer::StartTls => {
                    return Progress::Work(Work::StartTlsIsLast, Pending::StartTls(id));
                }
            },
            Request::Compare(compare) => {
                compare::compare(&compare, &controls, &self.source.current(), &self.identity)
            }
            Request::Add(add) => self.refuse_write(&Write::Add(&add), &controls),
            Request::Delete(name) => self.refuse_write(&Write::Delete(&name), &controls),
            Request::Modify(modify) => self.refuse_write(&Write::Modify(&modify), &controls),
            Request::ModifyDn(modify_dn) => {
                self.refuse_write(&Write::ModifyDn(&modify_dn), &controls)
            }
            // Taken on receipt.
            Request::Unbind | Request::Abandon(_) => {
                return Progress::Done(Outcome::unanswered(id, kind));
            }
        };
        Progress::Done(finish(id, kind, begun, &self.identity, out))
    }

    fn refuse_write(&self, write: &Write<'_>, controls: &[Control]) -> Reason {
        write::refuse(write, controls, &self.source.current(), &self.identity)
    }

    /// RFC 4511 section 4.14: what was not protected is not relied upon, so that the session is anonymous again
    /// (`openldap.md 24`).
    fn conclude_start_tls(&mut self, id: MessageId, is_last: bool, out: &mut Vec<u8>) -> Advance {
        let kind = RequestKind::Extended;
        if !is_last || !self.operations.is_empty() {
            let reason = Reason::TlsWhileOutstanding;
            return Advance::Finished(finish(id, kind, reason, &self.identity, out));
        }
        self.identity = Identity::Anonymous;
        self.tls = TlsLayer::Installed;
        Advance::StartTls(finish(id, kind, Reason::Success, &self.identity, out))
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
