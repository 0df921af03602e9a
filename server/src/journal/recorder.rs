//! What is under way on one connection, until its record is complete.

use std::sync::Arc;
use std::time::Instant;

use jcldap_directory::Schema;
use time::OffsetDateTime;

use super::request::{RecordedControl, RecordedRequest};
use super::{Journal, Record, TlsDetails};
use crate::jumpcloud::Identity;
use crate::session::Outcome;
use crate::wire::{DecodeError, LdapResult, MessageId, RequestKind, RequestMessage};

/// The cause of an operation that was ended by another, or with its connection, and so not answered.
const ABANDONED: &str = "abandoned";

/// The cause of an operation that has no answer.
const UNANSWERED: &str = "no_answer_due";

/// The cause of what a fault kept from the session.
const WITHHELD: &str = "fault";

/// Records the operations of one connection. There are never more under way than the session allows.
pub(crate) struct Recorder {
    journal: Arc<Journal>,
    connection: u64,
    tls: Option<TlsDetails>,
    under_way: Vec<Begun>,
}

/// A moment by both clocks: the one that dates, and the one that never goes back.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Moment {
    pub(crate) date: OffsetDateTime,
    pub(crate) instant: Instant,
}

/// What a fault made of an operation.
#[derive(Clone, Debug)]
pub(crate) struct Tampered {
    /// The fault in words.
    pub(crate) fault: Arc<str>,
    /// What was sent; `None` if nothing was that says so.
    pub(crate) result: Option<LdapResult>,
}

/// A request that is not finished.
struct Begun {
    id: MessageId,
    kind: RequestKind,
    asked: Asked,
}

/// What was asked, and when.
struct Asked {
    request: Option<Arc<RecordedRequest>>,
    controls: Vec<RecordedControl>,
    tls: Option<TlsDetails>,
    at: Moment,
}

/// Which operation ended.
#[derive(Clone, Copy)]
struct Ended<'a> {
    id: Option<MessageId>,
    kind: Option<RequestKind>,
    identity: &'a Identity,
}

impl Recorder {
    /// A recorder for one more connection.
    pub(crate) fn new(journal: Arc<Journal>) -> Self {
        Self {
            connection: journal.next_connection(),
            journal,
            tls: None,
            under_way: Vec::new(),
        }
    }

    /// The number of the connection.
    pub(crate) const fn connection(&self) -> u64 {
        self.connection
    }

    /// The connection is under TLS from now on.
    pub(crate) fn begin_tls(&mut self, tls: TlsDetails) {
        self.tls = Some(tls);
    }

    /// A message came. The schema tells which attributes are secret.
    pub(crate) fn begin(
        &mut self,
        message: &Result<RequestMessage, DecodeError>,
        schema: &Schema,
        at: Moment,
    ) {
        // Of what is no message only a notice follows, which answers no request.
        let Some((id, kind)) = asked_by(message) else {
            return;
        };
        let (request, controls) = match message {
            Ok(message) => (
                Some(Arc::new(RecordedRequest::of(&message.request, schema))),
                message.controls.iter().map(RecordedControl::of).collect(),
            ),
            Err(_) => (None, Vec::new()),
        };
        let asked = Asked {
            request,
            controls,
            tls: self.tls,
            at,
        };
        self.under_way.push(Begun { id, kind, asked });
    }

    /// An operation ended with an answer, or the session with a notice; if a fault was at work, as that had it.
    pub(crate) fn finish(
        &mut self,
        outcome: &Outcome,
        tampered: Option<Tampered>,
        now: Moment,
    ) -> Arc<Record> {
        let (fault, result) = match tampered {
            Some(Tampered { fault, result }) => (Some(fault), result),
            None => (None, Some(outcome.reason.result())),
        };
        let ended = Ended {
            id: outcome.id,
            kind: outcome.kind,
            identity: &outcome.identity,
        };
        let asked = self.take(outcome.id, now);
        let record = Record {
            result,
            entries: outcome.entries,
            fault,
            ..self.unanswered(ended, asked, outcome.reason.cause(), now.instant)
        };
        self.journal.push(record)
    }

    /// A fault kept a message from the session.
    pub(crate) fn withhold(
        &mut self,
        message: &Result<RequestMessage, DecodeError>,
        Tampered { fault, result }: Tampered,
        identity: &Identity,
        now: Moment,
    ) -> Arc<Record> {
        let (id, kind) = asked_by(message).unzip();
        let asked = self.take(id, now);
        let ended = Ended { id, kind, identity };
        let record = Record {
            result,
            fault: Some(fault),
            ..self.unanswered(ended, asked, WITHHELD, now.instant)
        };
        self.journal.push(record)
    }

    /// What was asked with this id, which is under way no longer; nothing, where no request has it.
    fn take(&mut self, id: Option<MessageId>, at: Moment) -> Asked {
        let mut all = self.under_way.iter();
        match all.position(|begun| id == Some(begun.id)) {
            Some(place) => self.under_way.remove(place).asked,
            None => Asked {
                request: None,
                controls: Vec::new(),
                tls: self.tls,
                at,
            },
        }
    }

    /// The record of an operation that nothing was answered to.
    fn unanswered(
        &self,
        ended: Ended<'_>,
        asked: Asked,
        cause: &'static str,
        now: Instant,
    ) -> Record {
        Record {
            number: 0,
            connection: self.connection,
            message_id: ended.id,
            kind: ended.kind,
            request: asked.request,
            controls: asked.controls,
            result: None,
            entries: 0,
            cause,
            fault: None,
            identity: ended.identity.clone(),
            tls: asked.tls,
            started: asked.at.date,
            duration: now.saturating_duration_since(asked.at.instant),
        }
    }

    /// Records what ended without an answer: everything that is not under way any more. `faults` were at work on some.
    pub(crate) fn sweep(
        &mut self,
        is_under_way: impl Fn(MessageId) -> bool,
        faults: &[(MessageId, Arc<str>)],
        identity: &Identity,
        now: Instant,
    ) -> Vec<Arc<Record>> {
        let (left, ended): (Vec<_>, Vec<_>) = std::mem::take(&mut self.under_way)
            .into_iter()
            .partition(|begun| is_under_way(begun.id));
        self.under_way = left;
        let ended = ended.into_iter().map(|Begun { id, kind, asked }| {
            let cause = match kind {
                RequestKind::Abandon | RequestKind::Unbind => UNANSWERED,
                _ => ABANDONED,
            };
            let ended = Ended {
                id: Some(id),
                kind: Some(kind),
                identity,
            };
            let fault = faults.iter().find(|(taken, _)| *taken == id);
            self.journal.push(Record {
                fault: fault.map(|(_, fault)| Arc::clone(fault)),
                ..self.unanswered(ended, asked, cause, now)
            })
        });
        ended.collect()
    }
}

/// The request that a message makes, as far as that is known.
fn asked_by(message: &Result<RequestMessage, DecodeError>) -> Option<(MessageId, RequestKind)> {
    match message {
        Ok(message) => Some((message.id, message.request.kind())),
        Err(DecodeError::Invalid { id, kind, .. }) => Some((*id, *kind)),
        Err(DecodeError::Malformed(_)) => None,
    }
}
