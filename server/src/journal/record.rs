//! One finished operation.

use std::sync::Arc;
use std::time::Duration;

use time::OffsetDateTime;

use super::request::{RecordedControl, RecordedRequest};
use crate::jumpcloud::Identity;
use crate::wire::{LdapResult, MessageId, RequestKind};

/// The TLS of a connection.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct TlsDetails {
    /// The protocol's version, such as `TLSv1.3`.
    pub version: &'static str,
    /// The cipher suite's name, such as `TLS13_AES_256_GCM_SHA384`.
    pub cipher_suite: &'static str,
    /// Whether it came by StartTLS (RFC 4511 section 4.14), and not with the connection.
    pub by_start_tls: bool,
}

/// One operation from request to answer, as journal and log have it.
#[derive(Clone, Debug)]
pub struct Record {
    /// Which operation of the server, counted from 1 in the order in which they ended.
    pub number: u64,
    /// Which connection of the server, counted from 1.
    pub connection: u64,
    /// The messageID; `None` of a notice, which answers no request.
    pub message_id: Option<MessageId>,
    /// Which kind of request; `None` of a notice.
    pub kind: Option<RequestKind>,
    /// What was asked; `None` if it could not be read.
    pub request: Option<Arc<RecordedRequest>>,
    /// The controls of the request, in the order they came.
    pub controls: Vec<RecordedControl>,
    /// What was answered; `None` if nothing was, or nothing that could be read.
    pub result: Option<LdapResult>,
    /// How many entries were sent.
    pub entries: u32,
    /// The cause in a word, such as `account_locked`. It may tell what the client was not told.
    pub cause: &'static str,
    /// The [fault](crate::fault::Fault) that was at work, in words.
    pub fault: Option<Arc<str>>,
    /// As whom the session was bound when the operation ended.
    pub identity: Identity,
    /// The TLS that the request came under; `None` in clear text.
    pub tls: Option<TlsDetails>,
    /// When the request came, by the server's clock.
    pub started: OffsetDateTime,
    /// How long it took to answer.
    pub duration: Duration,
}
