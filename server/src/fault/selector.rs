//! Which requests a rule is about.

use std::fmt;
use std::sync::Arc;

use jcldap_directory::Schema;

use crate::journal::{Record, RecordedControl, RecordedRequest};
use crate::jumpcloud::Identity;
use crate::wire::{DecodeError, MessageId, RequestKind, RequestMessage};

/// What a rule looks for in a request.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(super) struct Selector {
    pub(super) on: On,
    /// In lower case.
    pub(super) text: Option<String>,
    pub(super) octets: Option<Vec<u8>>,
    pub(super) name: Option<String>,
    pub(super) by: Option<By>,
}

/// The kind of request.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(super) enum On {
    #[default]
    Any,
    Request(RequestKind),
    Malformed,
}

/// As whom the session is bound that a request comes in.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum By {
    Anonymous,
    User(String),
}

/// A message as it arrived, as far as rules look at it. Secrets are left out, as in the journal.
pub(crate) struct Arrival<'a> {
    /// The messageID; `None` of what is no message.
    pub(crate) id: Option<MessageId>,
    /// `None` of what is no message.
    pub(crate) kind: Option<RequestKind>,
    /// `None` of what can't be read.
    request: Option<Arc<RecordedRequest>>,
    controls: Vec<RecordedControl>,
    identity: &'a Identity,
    /// `None` where they were not kept.
    octets: Option<&'a [u8]>,
}

impl<'a> Arrival<'a> {
    /// The message that arrived in these octets. The schema tells which attributes are secret.
    pub(crate) fn new(
        message: &Result<RequestMessage, DecodeError>,
        octets: &'a [u8],
        identity: &'a Identity,
        schema: &Schema,
    ) -> Self {
        let (id, kind) = match message {
            Ok(message) => (Some(message.id), Some(message.request.kind())),
            Err(DecodeError::Invalid { id, kind, .. }) => (Some(*id), Some(*kind)),
            Err(DecodeError::Malformed(_)) => (None, None),
        };
        let (request, controls) = match message {
            Ok(message) => (
                Some(Arc::new(RecordedRequest::of(&message.request, schema))),
                message.controls.iter().map(RecordedControl::of).collect(),
            ),
            Err(_) => (None, Vec::new()),
        };
        Self {
            id,
            kind,
            request,
            controls,
            identity,
            octets: Some(octets),
        }
    }

    /// The message that a journal has this record of.
    pub(super) fn of(record: &'a Record) -> Self {
        Self {
            id: record.message_id,
            kind: record.kind,
            request: record.request.clone(),
            controls: record.controls.clone(),
            identity: &record.identity,
            octets: None,
        }
    }
}

impl Selector {
    /// Whether a rule is about this message.
    pub(super) fn takes(&self, arrival: &Arrival<'_>) -> bool {
        self.takes_kind(arrival)
            && self
                .text
                .as_deref()
                .is_none_or(|text| has_text(arrival, text))
            && self.octets.as_deref().is_none_or(|wanted| {
                // What was not kept can't be looked at.
                arrival.octets.is_none_or(|octets| {
                    wanted.is_empty() || octets.windows(wanted.len()).any(|part| part == wanted)
                })
            })
            && self.name.as_deref().is_none_or(|name| {
                let target = arrival.request.as_deref().and_then(RecordedRequest::target);
                target.is_some_and(|target| target.eq_ignore_ascii_case(name))
            })
            && self
                .by
                .as_ref()
                .is_none_or(|by| match (by, arrival.identity) {
                    (By::Anonymous, Identity::Anonymous) => true,
                    (By::User(wanted), Identity::User(user)) => {
                        user.username.eq_ignore_ascii_case(wanted)
                    }
                    _ => false,
                })
    }

    fn takes_kind(&self, arrival: &Arrival<'_>) -> bool {
        match self.on {
            On::Any => arrival.kind.is_some(),
            On::Request(kind) => arrival.kind == Some(kind),
            On::Malformed => arrival.request.is_none(),
        }
    }
}

fn has_text(arrival: &Arrival<'_>, lower_case: &str) -> bool {
    let has = |text: &str| text.to_lowercase().contains(lower_case);
    let request = arrival.request.as_ref();
    request.is_some_and(|request| request.texts().iter().any(|text| has(text)))
        || arrival.controls.iter().any(|control| has(&control.oid))
}

impl fmt::Display for Selector {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.on {
            On::Any => formatter.write_str("any request")?,
            On::Request(kind) => write!(formatter, "{kind:?}")?,
            On::Malformed => formatter.write_str("what is malformed")?,
        }
        if let Some(text) = &self.text {
            write!(formatter, " with `{text}`")?;
        }
        if let Some(octets) = &self.octets {
            write!(formatter, " with {} octets", octets.len())?;
        }
        if let Some(name) = &self.name {
            write!(formatter, " of `{name}`")?;
        }
        match &self.by {
            Some(By::Anonymous) => formatter.write_str(" by nobody"),
            Some(By::User(user)) => write!(formatter, " by `{user}`"),
            None => Ok(()),
        }
    }
}
