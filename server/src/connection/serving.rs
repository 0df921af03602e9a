//! A connection from its first message to its end.

use std::io;
use std::pin::pin;
use std::sync::Arc;

use bytes::BytesMut;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tracing::{Instrument as _, debug};

use super::Service;
use super::input::READ_OCTETS;
use super::output::SEND_OCTETS;
use crate::fault::Tampering;
use crate::journal::Recorder;
use crate::jumpcloud::StoredPassword;
use crate::session::{Advance, Session, Work};
use crate::wire::{FrameError, Secret};

/// A connection and its session.
pub(crate) struct Connection<S> {
    pub(super) stream: S,
    pub(super) session: Session,
    pub(super) recorder: Recorder,
    pub(super) tampering: Tampering,
    pub(super) service: Service,
    pub(super) input: BytesMut,
    pub(super) output: Vec<u8>,
    /// The peer has sent all it will send.
    pub(super) at_end: bool,
}

/// What is left of a connection once StartTLS was answered. The session goes on when the stream is under TLS.
pub(crate) struct StartTls<S> {
    pub(crate) stream: S,
    pub(crate) session: Session,
    pub(crate) recorder: Recorder,
}

/// Why a connection is over.
#[derive(Debug, thiserror::Error)]
pub(super) enum Ending {
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
    #[error("a fault ended it")]
    Fault,
    #[error(transparent)]
    Io(#[from] io::Error),
}

impl<S: AsyncRead + AsyncWrite + Unpin> Connection<S> {
    pub(crate) fn new(stream: S, session: Session, recorder: Recorder, service: Service) -> Self {
        Self {
            stream,
            session,
            recorder,
            tampering: Tampering::new(Arc::clone(&service.faults)),
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
                self.step(Session::advance)
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

    /// Lets the session take a step. What it writes is at the mercy of faults.
    fn step(&mut self, take: impl FnOnce(&mut Session, &mut Vec<u8>) -> Advance) -> Advance {
        let start = self.output.len();
        let advance = take(&mut self.session, &mut self.output);
        self.tampering.rewrite(&mut self.output, start);
        advance
    }

    /// Does what the session asked for, and gives its next step.
    async fn carry_out(&mut self, work: Work) -> Result<Advance, Ending> {
        match work {
            Work::Verify { given, stored } => self.wait_for(verify(given, stored)).await,
            Work::AskUser(push) => self.wait_for(self.service.push.answer(push)).await,
            Work::StartTlsIsLast => {
                self.read_what_is_there().await?;
                let is_last = self.input.is_empty();
                Ok(self.step(|session, out| session.resume(is_last, out)))
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
                answer = &mut answer => {
                    return Ok(self.step(|session, out| session.resume(answer, out)));
                }
                read = self.stream.read_buf(&mut self.input), if has_room => {
                    self.at_end = read? == 0;
                    self.take_messages()?;
                }
            }
        }
        Ok(Advance::Continue)
    }
}

/// Checks a password where it does not hold up the network.
async fn verify(given: Secret, stored: StoredPassword) -> bool {
    let verified = tokio::task::spawn_blocking(move || stored.matches(given.expose()));
    // A check that was cancelled, because the server stops, is a check that failed.
    verified.in_current_span().await.unwrap_or(false)
}
