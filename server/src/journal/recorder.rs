//! What is under way on one connection, until its record is complete.

use std::sync::Arc;
use std::time::Instant;

use jcldap_directory::Schema;
use time::OffsetDateTime;

use super::request::{RecordedControl, RecordedRequest};
use super::{Journal, Record};
use crate::jumpcloud::Identity;
use crate::session::Outcome;
use crate::wire::{DecodeError, MessageId, RequestKind, RequestMessage};

/// The cause of an operation that was ended by another, or with its connection, and so not answered.
const ABANDONED: &str = "abandoned";

/// The cause of an operation that has no answer.
const UNANSWERED: &str = "no_answer_due";

/// Records the operations of one connection. There are never more under way than the session allows.
pub(crate) struct Recorder {
    journal: Arc<Journal>,
    connection: u64,
    under_way: Vec<Begun>,
}

/// A moment by both clocks: the one that dates, and the one that never goes back.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Moment {
    pub(crate) date: OffsetDateTime,
    pub(crate) instant: Instant,
}

/// A request that is not finished.
struct Begun {
    id: MessageId,
    kind: RequestKind,
    request: Option<Arc<RecordedRequest>>,
    controls: Vec<RecordedControl>,
    tls: bool,
    at: Moment,
}

impl Recorder {
    /// A recorder for one more connection.
    pub(crate) fn new(journal: Arc<Journal>) -> Self {
        Self {
            connection: journal.next_connection(),
            journal,
            under_way: Vec::new(),
        }
    }

    /// The number of the connection.
    pub(crate) const fn connection(&self) -> u64 {
        self.connection
    }

    /// A message came. The schema tells which attributes are secret.
    pub(crate) fn begin(
        &mut self,
        message: &Result<RequestMessage, DecodeError>,
        schema: &Schema,
        tls: bool,
        at: Moment,
    ) {
        let begun = match message {
            Ok(message) => Begun {
                id: message.id,
                kind: message.request.kind(),
                request: Some(Arc::new(RecordedRequest::of(&message.request, schema))),
                controls: message.controls.iter().map(RecordedControl::of).collect(),
                tls,
                at,
            },
            Err(DecodeError::Invalid { id, kind, .. }) => Begun {
                id: *id,
                kind: *kind,
                request: None,
                controls: Vec::new(),
                tls,
                at,
            },
            // Only a notice follows, which answers no request.
            Err(DecodeError::Malformed(_)) => return,
        };
        self.under_way.push(begun);
    }

    /// An operation ended with an answer, or the session with a notice.
    pub(crate) fn finish(&mut self, outcome: &Outcome, tls: bool, now: Moment) -> Arc<Record> {
        let place = self
            .under_way
            .iter()
            .position(|begun| outcome.id == Some(begun.id));
        let begun = place.map(|place| self.under_way.remove(place));
        let started = begun.as_ref().map_or(now, |begun| begun.at);
        let tls = begun.as_ref().map_or(tls, |begun| begun.tls);
        let (request, controls) = begun
            .map(|it| (it.request, it.controls))
            .unwrap_or_default();
        self.journal.push(Record {
            number: 0,
            connection: self.connection,
            message_id: outcome.id,
            kind: outcome.kind,
            request,
            controls,
            result: Some(outcome.reason.result()),
            entries: outcome.entries,
            cause: outcome.reason.cause(),
            identity: outcome.identity.clone(),
            tls,
            started: started.date,
            duration: now.instant.saturating_duration_since(started.instant),
        })
    }

    /// Records what ended without an answer: everything that is not under way any more.
    pub(crate) fn sweep(
        &mut self,
        is_under_way: impl Fn(MessageId) -> bool,
        identity: &Identity,
        now: Instant,
    ) -> Vec<Arc<Record>> {
        let (left, ended): (Vec<_>, Vec<_>) = std::mem::take(&mut self.under_way)
            .into_iter()
            .partition(|begun| is_under_way(begun.id));
        self.under_way = left;
        let ended = ended.into_iter().map(|begun| Record {
            number: 0,
            connection: self.connection,
            message_id: Some(begun.id),
            kind: Some(begun.kind),
            request: begun.request,
            controls: begun.controls,
            result: None,
            entries: 0,
            cause: match begun.kind {
                RequestKind::Abandon | RequestKind::Unbind => UNANSWERED,
                _ => ABANDONED,
            },
            identity: identity.clone(),
            tls: begun.tls,
            started: begun.at.date,
            duration: now.saturating_duration_since(begun.at.instant),
        });
        ended.map(|record| self.journal.push(record)).collect()
    }
}
