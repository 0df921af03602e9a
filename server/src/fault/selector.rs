//! Which requests a rule is about.

use std::fmt;

use jcldap_directory::Schema;

use crate::journal::{Record, RecordedControl, RecordedRequest};
use crate::jumpcloud::Identity;
use crate::wire::{DecodeError, MessageId, RequestKind, RequestMessage};

/// What a rule looks for in a request.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(super) struct Selector {
    pub(super) on: On,
    /// In lower case. All are to be found.
    pub(super) texts: Vec<String>,
    /// In lower case. All are to be found in an earlier request.
    pub(super) after: Vec<String>,
    /// All are to be found.
    pub(super) octets: Vec<Vec<u8>>,
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
#[derive(Clone, Debug)]
pub struct Arrival<'a> {
    /// The messageID; `None` of what is no message.
    pub(super) id: Option<MessageId>,
    /// `None` of what is no message.
    pub(super) kind: Option<RequestKind>,
    is_readable: bool,
    target: Option<String>,
    /// In lower case.
    texts: Vec<String>,
    identity: Identity,
    /// `None` where they were not kept.
    octets: Option<&'a [u8]>,
}

impl<'a> Arrival<'a> {
    /// The message that arrived in these octets. The schema tells which attributes are secret.
    pub(crate) fn new(
        message: &Result<RequestMessage, DecodeError>,
        octets: &'a [u8],
        identity: &Identity,
        schema: &Schema,
    ) -> Self {
        let (id, kind) = match message {
            Ok(message) => (Some(message.id), Some(message.request.kind())),
            Err(DecodeError::Invalid { id, kind, .. }) => (Some(*id), Some(*kind)),
            Err(DecodeError::Malformed(_)) => (None, None),
        };
        let message = message.as_ref().ok();
        let request = message.map(|message| RecordedRequest::of(&message.request, schema));
        let controls = message.map(|message| message.controls.as_slice());
        let controls: Vec<_> = controls
            .unwrap_or_default()
            .iter()
            .map(RecordedControl::of)
            .collect();
        Self {
            kind,
            octets: Some(octets),
            ..Self::of(id, request.as_ref(), &controls, identity)
        }
    }

    fn of(
        id: Option<MessageId>,
        request: Option<&RecordedRequest>,
        controls: &[RecordedControl],
        identity: &Identity,
    ) -> Self {
        let controls = controls.iter().map(|control| {
            let critical = if control.criticality { " critical" } else { "" };
            format!("{}{critical}", control.oid)
        });
        let texts = request.map(RecordedRequest::texts).unwrap_or_default();
        let texts = texts.iter().map(|text| text.to_lowercase());
        let number = id.map(|id| format!("messageid {id}"));
        Self {
            id,
            kind: None,
            is_readable: request.is_some(),
            target: request.and_then(RecordedRequest::target).map(str::to_owned),
            texts: texts.chain(controls).chain(number).collect(),
            identity: identity.clone(),
            octets: None,
        }
    }
}

impl Arrival<'_> {
    fn has_all(&self, wanted: &[String]) -> bool {
        let has = |wanted: &String| {
            let mut texts = self.texts.iter();
            texts.any(|text| text.contains(wanted.as_str()))
        };
        wanted.iter().all(has)
    }
}

/// What a journal has of a message: no octets, so that a rule about octets is about every malformed one.
impl From<&Record> for Arrival<'_> {
    fn from(record: &Record) -> Self {
        let request = record.request.as_deref();
        Self {
            kind: record.kind,
            ..Self::of(
                record.message_id,
                request,
                &record.controls,
                &record.identity,
            )
        }
    }
}

impl Selector {
    /// Whether a rule is about the messages after this one, which may be about earlier ones already.
    pub(super) fn begins_with(&self, arrival: &Arrival<'_>) -> bool {
        arrival.has_all(&self.after)
    }

    /// Whether a rule is about this message, once it has begun.
    pub(super) fn takes(&self, arrival: &Arrival<'_>) -> bool {
        self.takes_kind(arrival)
            && arrival.has_all(&self.texts)
            && self.octets.iter().all(|wanted| has_octets(arrival, wanted))
            && self.name.as_ref().is_none_or(|name| {
                let target = arrival.target.as_ref();
                target.is_some_and(|target| target.eq_ignore_ascii_case(name))
            })
            && self
                .by
                .as_ref()
                .is_none_or(|by| match (by, &arrival.identity) {
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
            On::Malformed => !arrival.is_readable,
        }
    }
}

/// What was not kept may have been there.
fn has_octets(arrival: &Arrival<'_>, wanted: &[u8]) -> bool {
    let Some(octets) = arrival.octets else {
        return true;
    };
    wanted.is_empty() || octets.windows(wanted.len()).any(|part| part == wanted)
}

impl fmt::Display for Selector {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.on {
            On::Any => formatter.write_str("any request")?,
            On::Request(kind) => write!(formatter, "{kind:?}")?,
            On::Malformed => formatter.write_str("what is malformed")?,
        }
        for text in &self.texts {
            write!(formatter, " with `{text}`")?;
        }
        for text in &self.after {
            write!(formatter, " after `{text}`")?;
        }
        for octets in &self.octets {
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
