//! One connection: the only place that moves octets between a peer and its session.
//!
//! It reads, cuts and decodes messages, lets the session take its steps, and sends what they wrote. What anything
//! means is the session's business.

use std::future::poll_fn;
use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use bytes::BytesMut;
use jcldap_fixtures::behavior::IdleTimeout;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use tracing::{Instrument as _, debug, info};

use crate::clock::Clock;
use crate::journal::{Journal, Moment, Record, Recorder};
use crate::jumpcloud::{Identity, StoredPassword};
use crate::limits::Limits;
use crate::push::PushTiming;
use crate::session::{Advance, DirectorySource, Outcome, Reason, Session, Work};
use crate::wire::{
    DecodeError, FrameError, MalformedMessage, MessageId, Request, RequestMessage, Secret, decode,
    has_too_many_elements, next_frame, write_notice_of_disconnection,
};

/// How much is read at once, and how much may be waiting to be decoded while an operation runs, in octets.
const READ_OCTETS: usize = 16 * 1024;

/// What has been written is sent once it is this long, in octets.
const SEND_OCTETS: usize = 16 * 1024;

/// What the connections of a server share.
#[derive(Clone)]
pub(crate) struct Service {
    pub(crate) source: Arc<dyn DirectorySource>,
    pub(crate) limits: Arc<Limits>,
    pub(crate) push: PushTiming,
    pub(crate) stopping: CancellationToken,
    pub(crate) journal: Arc<Journal>,
    pub(crate) clock: Arc<Clock>,
}

/// A connection and its session.
pub(crate) struct Connection<S> {
    stream: S,
    session: Session,
    recorder: Recorder,
    service: Service,
    input: BytesMut,
    output: Vec<u8>,
    /// The peer has sent all it will send.
    at_end: bool,
}

/// What is left of a connection once StartTLS was answered. The session goes on when the stream is under TLS.
pub(crate) struct StartTls<S> {
    pub(crate) stream: S,
    pub(crate) session: Session,
    pub(crate) recorder: Recorder,
}

/// Why a connection is over.
#[derive(Debug, thiserror::Error)]
enum Ending {
    #[error("the peer closed it")]
    Closed,
    #[error("the session ended")]
    Session,
    #[error("TLS begins")]
    StartTls,
    #[error("the server stops")]
    Stopping,
    #[error("it was idle for too long")]
    Idle,
    #[error("the peer left answers unread for too long")]
    Unread,
    #[error("{0}")]
    TooLong(FrameError),
    #[error(transparent)]
    Io(#[from] io::Error),
}

impl<S: AsyncRead + AsyncWrite + Unpin> Connection<S> {
    pub(crate) fn new(stream: S, session: Session, recorder: Recorder, service: Service) -> Self {
        Self {
            stream,
            session,
            recorder,
            service,
            input: BytesMut::new(),
            output: Vec::new(),
            at_end: false,
        }
    }

    /// Serves the connection to its end, or to the beginning of TLS.
    pub(crate) async fn serve(mut self) -> Option<StartTls<S>> {
        let ending = match self.run().await {
            Ok(ending) | Err(ending) => ending,
        };
        debug!(%ending, "connection ended");
        if let Ending::StartTls = ending {
            return Some(StartTls {
                stream: self.stream,
                session: self.session,
                recorder: self.recorder,
            });
        }
        self.record_unanswered(|_, _| false);
        None
    }

    async fn run(&mut self) -> Result<Ending, Ending> {
        let mut resumed = None;
        loop {
            let step = if let Some(step) = resumed.take() {
                step
            } else {
                self.take_messages()?;
                self.session.advance(&mut self.output)
            };
            match step {
                Advance::Finished(outcome) => {
                    self.record(&outcome);
                    if self.output.len() >= SEND_OCTETS {
                        self.send().await?;
                    }
                }
                Advance::Continue => {
                    if self.output.len() >= SEND_OCTETS {
                        self.send().await?;
                    }
                    // Other connections get their turn, and an Abandon is heard while a search runs.
                    tokio::task::yield_now().await;
                    self.read_what_is_there().await?;
                }
                Advance::Work(work) => {
                    self.send().await?;
                    resumed = Some(self.carry_out(work).await?);
                }
                Advance::Idle => {
                    self.send().await?;
                    self.read().await?;
                }
                Advance::StartTls(outcome) => {
                    self.record(&outcome);
                    self.send().await?;
                    return Ok(Ending::StartTls);
                }
                Advance::Ended(notice) => {
                    if let Some(notice) = notice {
                        self.record(&notice);
                    }
                    self.send().await?;
                    self.stream.shutdown().await?;
                    return Ok(Ending::Session);
                }
            }
        }
    }

    /// Does what the session asked for, and gives its next step.
    async fn carry_out(&mut self, work: Work) -> Result<Advance, Ending> {
        match work {
            Work::Verify { given, stored } => self.wait_for(verify(given, stored)).await,
            Work::AskUser(push) => self.wait_for(self.service.push.answer(push)).await,
            Work::StartTlsIsLast => {
                self.read_what_is_there().await?;
                let is_last = self.input.is_empty();
                Ok(self.session.resume(is_last, &mut self.output))
            }
        }
    }

    /// Waits for an answer, and goes on hearing the peer: it may end the session.
    async fn wait_for(&mut self, answer: impl Future<Output = bool>) -> Result<Advance, Ending> {
        let mut answer = pin!(answer);
        while self.session.is_waiting() {
            let has_room = !self.at_end && self.input.len() < READ_OCTETS;
            tokio::select! {
                biased;
                () = self.service.stopping.cancelled() => return Err(self.say_goodbye().await),
                answer = &mut answer => return Ok(self.session.resume(answer, &mut self.output)),
                read = self.stream.read_buf(&mut self.input), if has_room => {
                    self.at_end = read? == 0;
                    self.take_messages()?;
                }
            }
        }
        Ok(Advance::Continue)
    }

    /// Hands whole messages to the session, as many as it may have under way.
    fn take_messages(&mut self) -> Result<(), Ending> {
        while self.session.outstanding() < self.service.limits.outstanding {
            let limit = match self.session.identity() {
                Identity::Anonymous => self.service.limits.anonymous_message,
                Identity::User(_) => self.service.limits.bound_message,
            };
            let limits = &self.service.limits;
            let message = match next_frame(&mut self.input, limit) {
                Ok(Some(frame)) if has_too_many_elements(&frame, limits.elements) => {
                    Err(MalformedMessage::TooManyElements.into())
                }
                Ok(Some(frame)) => decode(&frame, limits.filter_depth),
                Ok(None) => break,
                // `openldap.md 8`: closed without a word.
                Err(too_long @ FrameError::TooLong { .. }) => {
                    return Err(Ending::TooLong(too_long));
                }
                Err(FrameError::NotASequence { .. } | FrameError::Length(_)) => {
                    self.input.clear();
                    Err(DecodeError::Malformed(MalformedMessage::NotAMessage))
                }
            };
            self.receive(message);
        }
        Ok(())
    }

    fn receive(&mut self, message: Result<RequestMessage, DecodeError>) {
        let ends_others = matches!(
            &message,
            Ok(RequestMessage {
                request: Request::Abandon(_) | Request::Unbind,
                ..
            })
        );
        let (directory, at) = (self.service.source.current(), self.moment());
        let tls = self.session.is_under_tls();
        self.recorder.begin(&message, directory.schema(), tls, at);
        self.session.receive(message);
        if ends_others {
            self.record_unanswered(Session::is_under_way);
        }
    }

    /// Journals and logs an operation that ended.
    fn record(&mut self, outcome: &Outcome) {
        let tls = self.session.is_under_tls();
        log(&self.recorder.finish(outcome, tls, self.moment()));
    }

    /// Journals and logs the operations that will never be answered.
    fn record_unanswered(&mut self, is_under_way: impl Fn(&Session, MessageId) -> bool) {
        let (session, now) = (&self.session, self.service.source.now());
        let ended = self
            .recorder
            .sweep(|id| is_under_way(session, id), session.identity(), now);
        for record in ended {
            log(&record);
        }
    }

    fn moment(&self) -> Moment {
        Moment {
            date: self.service.clock.now(),
            instant: self.service.source.now(),
        }
    }

    /// Waits for octets; also for the end of the server, and for the peer to have been idle for too long.
    async fn read(&mut self) -> Result<(), Ending> {
        if self.at_end {
            return Err(Ending::Closed);
        }
        self.input.reserve(READ_OCTETS);
        let idle = match self.service.source.current().behavior().idle_timeout {
            IdleTimeout::Never => NEVER,
            IdleTimeout::After(duration) => duration,
        };
        let read = tokio::select! {
            biased;
            () = self.service.stopping.cancelled() => return Err(self.say_goodbye().await),
            read = timeout(idle, self.stream.read_buf(&mut self.input)) => read,
        };
        match read {
            Err(_) => Err(Ending::Idle),
            Ok(Ok(0)) => Err(Ending::Closed),
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => Err(error.into()),
        }
    }

    /// Takes octets that have come already, without waiting, while there is room for them.
    async fn read_what_is_there(&mut self) -> Result<(), Ending> {
        if self.at_end || self.input.len() >= READ_OCTETS {
            return Ok(());
        }
        self.input.reserve(READ_OCTETS);
        let mut read = pin!(self.stream.read_buf(&mut self.input));
        let read = poll_fn(|context| match read.as_mut().poll(context) {
            Poll::Ready(read) => Poll::Ready(Some(read)),
            Poll::Pending => Poll::Ready(None),
        });
        match read.await {
            // What is under way is still answered: the peer may have closed one direction only.
            Some(Ok(0)) => {
                self.at_end = true;
                Ok(())
            }
            None | Some(Ok(_)) => Ok(()),
            Some(Err(error)) => Err(error.into()),
        }
    }

    async fn send(&mut self) -> Result<(), Ending> {
        if self.output.is_empty() {
            return Ok(());
        }
        let sent = timeout(self.service.limits.write, async {
            self.stream.write_all(&self.output).await?;
            self.stream.flush().await
        });
        sent.await.map_err(|_| Ending::Unread)??;
        self.output.clear();
        self.output.shrink_to(2 * SEND_OCTETS);
        Ok(())
    }

    /// RFC 4511 section 4.4.1: the server is about to close, with unavailable (52).
    async fn say_goodbye(&mut self) -> Ending {
        write_notice_of_disconnection(Reason::Stopping.result(), &mut self.output);
        match self.send().await {
            Ok(()) => Ending::Stopping,
            Err(ending) => ending,
        }
    }
}

/// Longer than any connection lasts.
const NEVER: Duration = Duration::from_secs(60 * 60 * 24 * 365);

/// Checks a password where it does not hold up the network.
async fn verify(given: Secret, stored: StoredPassword) -> bool {
    let verified = tokio::task::spawn_blocking(move || stored.matches(given.expose()));
    // A check that was cancelled, because the server stops, is a check that failed.
    verified.in_current_span().await.unwrap_or(false)
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
        "operation finished"
    );
}
