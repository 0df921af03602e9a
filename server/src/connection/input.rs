//! Octets in: what a peer sends, cut into messages and handed to the session.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use jcldap_fixtures::behavior::IdleTimeout;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite};
use tokio::time::timeout;

use super::serving::{Connection, Ending};
use crate::fault::{Arrival, Arrived};
use crate::jumpcloud::Identity;
use crate::session::Session;
use crate::wire::{
    DecodeError, FrameError, MalformedMessage, Request, RequestMessage, decode,
    has_too_many_elements, next_frame,
};

/// How much is read at once, and how much may be waiting to be decoded while an operation runs, in octets.
pub(super) const READ_OCTETS: usize = 16 * 1024;

/// Longer than any connection lasts.
const NEVER: Duration = Duration::from_secs(60 * 60 * 24 * 365);

/// A message as it was read, or why it can't be.
pub(super) type Received = Result<RequestMessage, DecodeError>;

const fn no_message() -> Received {
    Err(DecodeError::Malformed(MalformedMessage::NotAMessage))
}

impl<S: AsyncRead + AsyncWrite + Unpin> Connection<S> {
    /// Hands whole messages to the session, as many as it may have under way.
    pub(super) fn take_messages(&mut self) -> Result<(), Ending> {
        while self.session.outstanding() < self.service.limits.outstanding {
            let limit = match self.session.identity() {
                Identity::Anonymous => self.service.limits.anonymous_message,
                Identity::User(_) => self.service.limits.bound_message,
            };
            let limits = &self.service.limits;
            let (message, octets) = match next_frame(&mut self.input, limit) {
                Ok(Some(frame)) if has_too_many_elements(&frame, limits.elements) => {
                    (Err(MalformedMessage::TooManyElements.into()), frame)
                }
                Ok(Some(frame)) => (decode(&frame, limits.filter_depth), frame),
                Ok(None) => break,
                // `openldap.md 8`: closed without a word.
                Err(too_long @ FrameError::TooLong { .. }) => {
                    let octets = self.input.split();
                    if self.is_withheld(&no_message(), &octets) {
                        break;
                    }
                    return Err(Ending::TooLong(too_long));
                }
                Err(FrameError::NotASequence { .. } | FrameError::Length(_)) => {
                    (no_message(), self.input.split().freeze())
                }
            };
            self.receive(message, &octets);
        }
        Ok(())
    }

    fn receive(&mut self, message: Received, octets: &[u8]) {
        let ends_others = matches!(
            &message,
            Ok(RequestMessage {
                request: Request::Abandon(_) | Request::Unbind,
                ..
            })
        );
        let (directory, at) = (self.service.source.current(), self.moment());
        self.recorder.begin(&message, directory.schema(), at);
        if self.is_withheld(&message, octets) {
            return;
        }
        self.session.receive(message);
        if ends_others {
            self.record_unanswered(Session::is_under_way);
        }
    }

    /// Asks the faults about a message. One that is withheld has its record already.
    fn is_withheld(&mut self, message: &Received, octets: &[u8]) -> bool {
        if !self.tampering.is_on() {
            return false;
        }
        let directory = self.service.source.current();
        let identity = self.session.identity();
        let arrival = Arrival::new(message, octets, identity, directory.schema());
        match self.tampering.arrive(&arrival, &mut self.output) {
            Arrived::Handed => false,
            Arrived::Withheld(tampered) => {
                self.record_withheld(message, tampered);
                true
            }
        }
    }

    /// Waits for octets; also for the end of the server, and for the peer to have been idle for too long.
    pub(super) async fn read(&mut self) -> Result<(), Ending> {
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
    pub(super) async fn read_what_is_there(&mut self) -> Result<(), Ending> {
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
}
