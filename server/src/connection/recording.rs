//! What happened on a connection, for journal and log.

use tokio::io::{AsyncRead, AsyncWrite};
use tracing::info;

use super::input::Received;
use super::serving::Connection;
use crate::journal::{Moment, Record, Tampered};
use crate::session::{Outcome, Session};
use crate::wire::MessageId;

impl<S: AsyncRead + AsyncWrite + Unpin> Connection<S> {
    /// Journals and logs an operation that ended.
    pub(super) fn record(&mut self, outcome: &Outcome) {
        let tampered = self.tampering.finish(outcome.id);
        log(&self.recorder.finish(outcome, tampered, self.moment()));
    }

    /// Journals and logs a message that the session never heard of.
    pub(super) fn record_withheld(&mut self, message: &Received, tampered: Tampered) {
        let (identity, now) = (self.session.identity(), self.moment());
        log(&self.recorder.withhold(message, tampered, identity, now));
    }

    /// Journals and logs the operations that will never be answered.
    pub(super) fn record_unanswered(&mut self, is_under_way: impl Fn(&Session, MessageId) -> bool) {
        let (session, now) = (&self.session, self.service.source.now());
        let is_under_way = |id| is_under_way(session, id);
        let faults = self.tampering.finish_unanswered(is_under_way);
        let ended = self
            .recorder
            .sweep(is_under_way, &faults, session.identity(), now);
        for record in ended {
            log(&record);
        }
    }

    pub(super) fn moment(&self) -> Moment {
        Moment {
            date: self.service.clock.now(),
            instant: self.service.source.now(),
        }
    }
}

fn log(record: &Record) {
    info!(
        message_id = record.message_id.map(MessageId::value),
        operation = ?record.kind,
        result = record.result.as_ref().map(|result| tracing::field::display(result.code)),
        cause = record.cause,
        entries = record.entries,
        bound_as = %record.identity,
        elapsed = ?record.duration,
        fault = record.fault.as_deref(),
        "operation finished"
    );
}
