//! One connection: opens, sends, receives, ends. Every wait has a deadline.

use std::mem;
use std::sync::Arc;
use std::time::Duration;

use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use thiserror::Error;
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout, timeout_at};

use super::stream::Stream;
use super::{Ending, Endpoint, Scheme, Transcript};
use crate::ber::Elements;
use crate::protocol::{FilterError, RequestMessage, ResponseMessage};

/// Longer than any message that a directory has a reason to send.
const MAX_MESSAGE: usize = 64 * 1024 * 1024;

/// How long a target may take.
#[derive(Clone, Copy, Debug)]
pub struct Timeouts {
    /// For the TCP connection and the TLS handshake, each.
    pub connect: Duration,
    /// From a request to the last message of its answer.
    pub answer: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            answer: Duration::from_secs(10),
        }
    }
}

/// An open connection, or one that has ended.
#[derive(Debug)]
pub struct Connection {
    name: String,
    endpoint: Endpoint,
    /// `None` once the peer or we have ended it.
    stream: Option<Stream>,
    /// Received octets that make no whole message yet.
    inbox: Vec<u8>,
    /// What was kept back, to be sent with what comes next.
    held: Vec<u8>,
    holds_next: bool,
    ending: Option<Ending>,
}

/// Why there is no connection.
#[derive(Debug, Error)]
#[error("cannot connect to {endpoint}: {ending}")]
pub struct ConnectError {
    /// Where to.
    pub endpoint: String,
    /// What happened instead.
    pub ending: Ending,
}

impl Connection {
    /// Connects, and shakes hands where the endpoint begins with TLS. `name` labels it in the transcript.
    pub async fn open(
        name: &str,
        endpoint: &Endpoint,
        tls: &Arc<ClientConfig>,
        timeouts: Timeouts,
        transcript: &mut Transcript,
    ) -> Result<Self, ConnectError> {
        let failed = |ending| ConnectError {
            endpoint: endpoint.to_string(),
            ending,
        };
        let address = (endpoint.host.as_str(), endpoint.port);
        let transport = timeout(timeouts.connect, TcpStream::connect(address))
            .await
            .map_err(|_| failed(Ending::Timeout))?
            .map_err(|error| failed(Ending::Transport(error.to_string())))?;
        // Requests are small and each waits for its answer; without this they wait for each other.
        transport
            .set_nodelay(true)
            .map_err(|error| failed(Ending::from_io(&error)))?;

        let mut connection = Self {
            name: name.to_owned(),
            endpoint: endpoint.clone(),
            stream: Some(Stream::Plain(transport)),
            inbox: Vec::new(),
            held: Vec::new(),
            holds_next: false,
            ending: None,
        };
        transcript.event(name, format!("connected to {endpoint}"));
        if endpoint.scheme == Scheme::Ldaps {
            connection
                .secure(tls, timeouts.connect, transcript)
                .await
                .map_err(failed)?;
        }
        Ok(connection)
    }

    /// Shakes hands on the open transport, as after a StartTLS response.
    pub async fn secure(
        &mut self,
        tls: &Arc<ClientConfig>,
        limit: Duration,
        transcript: &mut Transcript,
    ) -> Result<(), Ending> {
        let Some(Stream::Plain(transport)) = self.stream.take() else {
            return Err(self.end(
                Ending::Tls("there is no clear-text transport".to_owned()),
                transcript,
            ));
        };
        let name = match ServerName::try_from(self.endpoint.host.clone()) {
            Ok(name) => name,
            Err(error) => return Err(self.end(Ending::Tls(error.to_string()), transcript)),
        };
        match timeout(limit, Stream::secure(transport, name, Arc::clone(tls))).await {
            Ok(Ok(stream)) => {
                transcript.event(&self.name, "TLS handshake done");
                self.stream = Some(stream);
                Ok(())
            }
            Ok(Err(error)) => Err(self.end(Ending::from_io(&error), transcript)),
            Err(_) => Err(self.end(Ending::Timeout, transcript)),
        }
    }

    /// Keeps back what is sent next, so that it travels in the same octets as what is sent after it.
    pub fn hold_next(&mut self) {
        self.holds_next = true;
    }

    /// Sends one message.
    ///
    /// # Errors
    ///
    /// When the message has no octets, for its filter is none. A transport that fails ends the connection; the next
    /// [`Self::receive`] tells how.
    pub async fn send(
        &mut self,
        message: &RequestMessage,
        limit: Duration,
        transcript: &mut Transcript,
    ) -> Result<(), FilterError> {
        let octets = message.encode()?;
        transcript.request(&self.name, message);
        self.write(&octets, limit, transcript).await;
        Ok(())
    }

    /// Sends any octets at all.
    pub async fn send_octets(
        &mut self,
        octets: &[u8],
        limit: Duration,
        transcript: &mut Transcript,
    ) {
        transcript.raw(&self.name, octets);
        self.write(octets, limit, transcript).await;
    }

    /// Waits for the next message until `deadline`.
    ///
    /// # Errors
    ///
    /// When none comes: see [`Ending`]. After a [`Ending::Timeout`] one may go on waiting.
    pub async fn receive(
        &mut self,
        deadline: Instant,
        transcript: &mut Transcript,
    ) -> Result<ResponseMessage, Ending> {
        loop {
            if let Some(octets) = self
                .take_message()
                .map_err(|ending| self.end(ending, transcript))?
            {
                return match ResponseMessage::decode(&octets) {
                    Ok(message) => {
                        transcript.response(&self.name, &message, &octets);
                        Ok(message)
                    }
                    Err(error) => Err(self.end(Ending::Malformed(error.to_string()), transcript)),
                };
            }
            let Some(stream) = &mut self.stream else {
                return Err(self.ending.clone().unwrap_or(Ending::Closed));
            };
            match timeout_at(deadline, stream.read(&mut self.inbox)).await {
                Ok(Ok(0)) => return Err(self.end(Ending::Closed, transcript)),
                Ok(Ok(_)) => {}
                Ok(Err(error)) => return Err(self.end(Ending::from_io(&error), transcript)),
                Err(_) => return Err(Ending::Timeout),
            }
        }
    }

    /// Closes our half in order; what the peer still sends can be received.
    pub async fn close(&mut self, limit: Duration, transcript: &mut Transcript) {
        if let Some(stream) = &mut self.stream {
            transcript.event(&self.name, "closing");
            // A peer that has gone already needs no farewell.
            let _ = timeout(limit, stream.shutdown()).await;
        }
    }

    /// How the connection ended, once it has.
    pub fn ending(&self) -> Option<&Ending> {
        self.ending.as_ref()
    }

    /// Whether the octets travel under TLS.
    pub fn is_secure(&self) -> bool {
        self.stream.as_ref().is_some_and(Stream::is_secure)
    }

    async fn write(&mut self, octets: &[u8], limit: Duration, transcript: &mut Transcript) {
        self.held.extend_from_slice(octets);
        if mem::take(&mut self.holds_next) {
            return;
        }
        let octets = mem::take(&mut self.held);
        let Some(stream) = &mut self.stream else {
            return;
        };
        let ending = match timeout(limit, stream.write(&octets)).await {
            Ok(Ok(())) => return,
            Ok(Err(error)) => Ending::from_io(&error),
            Err(_) => Ending::Timeout,
        };
        // A peer that closes while we write may have said why: what it sent is still to be read.
        if ending == Ending::Timeout {
            self.end(ending, transcript);
        }
    }

    /// Takes the octets of one whole message out of the inbox.
    fn take_message(&mut self) -> Result<Option<Vec<u8>>, Ending> {
        // Who expected a TLS handshake answers clear text with an alert (RFC 8446 5.1 and 6).
        if !self.is_secure() && matches!(self.inbox.as_slice(), [21, 3, ..]) {
            return Err(Ending::Tls("the peer sent an alert".to_owned()));
        }
        let malformed = |error: &dyn ToString| Ending::Malformed(error.to_string());
        let length = Elements::length_of_first(&self.inbox).map_err(|error| malformed(&error))?;
        match length {
            Some(length) if length > MAX_MESSAGE => {
                Err(malformed(&format!("a message of {length} octets")))
            }
            Some(length) if length <= self.inbox.len() => {
                let rest = self.inbox.split_off(length);
                Ok(Some(mem::replace(&mut self.inbox, rest)))
            }
            _ => Ok(None),
        }
    }

    fn end(&mut self, ending: Ending, transcript: &mut Transcript) -> Ending {
        transcript.event(&self.name, ending.to_string());
        self.stream = None;
        self.ending = Some(ending.clone());
        ending
    }
}
