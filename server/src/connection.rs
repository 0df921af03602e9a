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

use crate::jumpcloud::Identity;
use crate::limits::Limits;
use crate::session::{Advance, DirectorySource, Outcome, Reason, Session, Work};
use crate::wire::{
    DecodeError, FrameError, MalformedMessage, MessageId, decode, next_frame,
    write_notice_of_disconnection,
};

/// How much is read at once, and how much may be waiting to be decoded while an operation runs, in octets.
const READ_OCTETS: usize = 16 * 1024;

/// What has been written is sent once it is this long, in octets.
const SEND_OCTETS: usize = 16 * 1024;

/// A connection and its session.
pub(crate) struct Connection<S> {
    stream: S,
    session: Session,
    limits: Arc<Limits>,
    source: Arc<dyn DirectorySource>,
    stopping: CancellationToken,
    input: BytesMut,
    output: Vec<u8>,
    /// The peer has sent all it will send.
    at_end: bool,
}

/// Why a connection is over.
#[derive(Debug, thiserror::Error)]
enum Ending {
    #[error("the peer closed it")]
    Closed,
    #[error("the session ended")]
    Session,
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
    pub(crate) fn new(
        stream: S,
        source: Arc<dyn DirectorySource>,
        limits: Arc<Limits>,
        stopping: CancellationToken,
    ) -> Self {
        Self {
            stream,
            session: Session::new(Arc::clone(&source)),
            limits,
            source,
            stopping,
            input: BytesMut::new(),
            output: Vec::new(),
            at_end: false,
        }
    }

    /// Serves the connection to its end.
    pub(crate) async fn serve(mut self) {
        let ending = match self.run().await {
            Ok(ending) | Err(ending) => ending,
        };
        debug!(%ending, "connection ended");
    }

    async fn run(&mut self) -> Result<Ending, Ending> {
        loop {
            self.take_messages()?;
            match self.session.advance(&mut self.output) {
                Advance::Finished(outcome) => {
                    log(&outcome);
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
                    let password_is_right = carry_out(work).await;
                    if let Advance::Finished(outcome) =
                        self.session.resume(password_is_right, &mut self.output)
                    {
                        log(&outcome);
                    }
                }
                Advance::Idle => {
                    self.send().await?;
                    self.read().await?;
                }
                Advance::Ended(notice) => {
                    if let Some(notice) = notice {
                        log(&notice);
                    }
                    self.send().await?;
                    self.stream.shutdown().await?;
                    return Ok(Ending::Session);
                }
            }
        }
    }

    /// Hands whole messages to the session, as many as it may have under way.
    fn take_messages(&mut self) -> Result<(), Ending> {
        while self.session.outstanding() < self.limits.outstanding {
            let limit = match self.session.identity() {
                Identity::Anonymous => self.limits.anonymous_message,
                Identity::User(_) => self.limits.bound_message,
            };
            let message = match next_frame(&mut self.input, limit) {
                Ok(Some(frame)) => decode(&frame, self.limits.filter_depth),
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
            self.session.receive(message);
        }
        Ok(())
    }

    /// Waits for octets; also for the end of the server, and for the peer to have been idle for too long.
    async fn read(&mut self) -> Result<(), Ending> {
        if self.at_end {
            return Err(Ending::Closed);
        }
        self.input.reserve(READ_OCTETS);
        let idle = match self.source.current().behavior().idle_timeout {
            IdleTimeout::Never => NEVER,
            IdleTimeout::After(duration) => duration,
        };
        let read = tokio::select! {
            biased;
            () = self.stopping.cancelled() => return Err(self.say_goodbye().await),
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
        let sent = timeout(self.limits.write, async {
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
async fn carry_out(work: Work) -> bool {
    let Work::Verify { given, stored } = work;
    let verified = tokio::task::spawn_blocking(move || stored.matches(given.expose()));
    // A check that was cancelled, because the server stops, is a check that failed.
    verified.in_current_span().await.unwrap_or(false)
}

fn log(outcome: &Outcome) {
    let result = outcome.reason.result();
    info!(
        message_id = outcome.id.map(MessageId::value),
        operation = ?outcome.kind,
        result = %result.code,
        cause = outcome.reason.cause(),
        entries = outcome.entries,
        bound_as = %outcome.identity,
        "operation finished"
    );
}
