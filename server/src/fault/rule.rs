//! What is wrong, and for which requests: the description of a fault.

use std::fmt;

use super::selector::{By, On, Selector};
use super::{Arrival, Change, OctetTemplate};
use crate::wire::{RequestKind, ResultCode};

/// A rule by which the server does something wrong.
///
/// It says which requests it is about, and what becomes of them. Where several rules are about a request, the one that
/// was added first takes it.
///
/// # Examples
///
/// ```
/// use jcldap::MockJumpCloud;
/// use jcldap::fault::{Change, Fault};
/// use jcldap::wire::{RequestKind, ResultCode};
///
/// let jumpcloud = MockJumpCloud::builder().start_blocking()?;
/// // The first search is answered that the server is busy, as it may be at any time.
/// let busy = jumpcloud.fault(Fault::on(RequestKind::Search).result(ResultCode::BUSY).times(1));
/// // Entries lose their mail address where somebody asks for it.
/// let no_mail = Fault::on(RequestKind::Search)
///     .containing("mail")
///     .change(Change::DropAttribute("mail".to_owned()));
/// jumpcloud.fault(no_mail);
/// // ... after the application under test did something:
/// assert_eq!(busy.hits(), 0);
/// jumpcloud.clear_faults();
/// # Ok::<(), jcldap::MockError>(())
/// ```
#[derive(Clone, Debug, Eq, PartialEq)]
#[must_use = "a fault does nothing until a server is given it"]
pub struct Fault {
    pub(super) selector: Selector,
    pub(super) first: u64,
    pub(super) times: Option<u64>,
    pub(super) changes: Vec<Change>,
    pub(super) in_place: Option<InPlace>,
    pub(super) unasked: Option<ResultCode>,
    pub(super) is_ignored: bool,
    pub(super) stays_open: bool,
    pub(super) closes: bool,
}

/// What comes in place of an answer.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum InPlace {
    Nothing,
    Octets(OctetTemplate),
    Notice(ResultCode),
    Cut,
}

/// Which requests.
impl Fault {
    /// A rule about requests of this kind, which changes nothing yet.
    pub fn on(kind: RequestKind) -> Self {
        Self::new(On::Request(kind))
    }

    /// A rule about every request.
    pub fn on_any() -> Self {
        Self::new(On::Any)
    }

    /// A rule about messages that can't be read. Changes are made to the Notice of Disconnection that follows, or to the
    /// answer, where the message has an id.
    pub fn on_malformed() -> Self {
        Self::new(On::Malformed)
    }

    fn new(on: On) -> Self {
        Self {
            selector: Selector {
                on,
                ..Selector::default()
            },
            first: 1,
            times: None,
            changes: Vec::new(),
            in_place: None,
            unasked: None,
            is_ignored: false,
            stays_open: false,
            closes: false,
        }
    }

    /// Only requests with this text, in whatever case. Several texts: all of them.
    ///
    /// It may stand in a name, their filter as RFC 4515 writes it, their attributes, their assertion or the OID of their
    /// extended operation; in a control, such as `1.2.840.113556.1.4.319` and `1.2.840.113556.1.4.319 critical`; or be one
    /// of `messageID 7`, `version 3`, `simple`, `no password`, `sasl PLAIN`, `sizeLimit 5`, `timeLimit 5`, `typesOnly`.
    /// Values of secret attributes are not looked at.
    pub fn containing(mut self, text: &str) -> Self {
        self.selector.texts.push(text.to_lowercase());
        self
    }

    /// Only requests after the first one with this text, of whatever kind and on whatever connection. Several texts: one
    /// request with all of them.
    pub fn after(mut self, text: &str) -> Self {
        self.selector.after.push(text.to_lowercase());
        self
    }

    /// Only messages with these octets. Several: all of them.
    pub fn containing_octets(mut self, octets: impl Into<Vec<u8>>) -> Self {
        self.selector.octets.push(octets.into());
        self
    }

    /// Only requests about this name, in this spelling or another case: whom to bind as, where to search, which entry to
    /// compare or write.
    pub fn to(mut self, name: &str) -> Self {
        self.selector.name = Some(name.to_owned());
        self
    }

    /// Only requests of sessions that are bound as this user.
    pub fn by_user(mut self, username: &str) -> Self {
        self.selector.by = Some(By::User(username.to_owned()));
        self
    }

    /// Only requests of anonymous sessions.
    pub fn by_anonymous(mut self) -> Self {
        self.selector.by = Some(By::Anonymous);
        self
    }

    /// Only the request of this number among those that it would take otherwise, counted from 1.
    pub const fn nth(mut self, number: u64) -> Self {
        self.first = number;
        self.times(1)
    }

    /// Only so many requests; later ones are answered as ever.
    pub const fn times(mut self, count: u64) -> Self {
        self.times = Some(count);
        self
    }

    /// How many of these messages, in their order, it would take if it took them all, whatever [`Self::nth`] and
    /// [`Self::times`] say.
    pub fn matches<'a>(&self, arrivals: impl IntoIterator<Item = &'a Arrival<'a>>) -> u64 {
        let mut arrivals = arrivals.into_iter();
        if !self.selector.after.is_empty() {
            arrivals.find(|arrival| self.selector.begins_with(arrival));
        }
        arrivals
            .filter(|arrival| self.selector.takes(arrival))
            .fold(0, |count, _| count + 1)
    }
}

/// What becomes of them.
impl Fault {
    /// Makes a change to the answer.
    pub fn change(mut self, change: Change) -> Self {
        self.changes.push(change);
        self
    }

    /// Ends the operation with this code, after whatever entries it found.
    pub fn result(self, code: ResultCode) -> Self {
        self.change(Change::ResultCode(code))
    }

    /// Sends these octets in place of the answer.
    pub fn octets(self, octets: impl Into<OctetTemplate>) -> Self {
        self.in_place(InPlace::Octets(octets.into()))
    }

    /// Sends nothing in place of the answer.
    pub fn no_answer(self) -> Self {
        self.in_place(InPlace::Nothing)
    }

    /// Sends a Notice of Disconnection (RFC 4511 section 4.4.1) in place of the answer, and closes the connection in order.
    pub fn notice(self, code: ResultCode) -> Self {
        self.in_place(InPlace::Notice(code))
    }

    /// Cuts the connection in place of the answer: without a TLS closure alert.
    pub fn cut(self) -> Self {
        self.in_place(InPlace::Cut)
    }

    fn in_place(mut self, in_place: InPlace) -> Self {
        self.in_place = Some(in_place);
        self
    }

    /// Answers an Abandon or an Unbind, which have no answer: with an `ExtendedResponse` of this code.
    pub const fn answer(mut self, code: ResultCode) -> Self {
        self.unasked = Some(code);
        self
    }

    /// Doesn't carry out the request, but answers with success, or as changes say.
    pub const fn ignore(mut self) -> Self {
        self.is_ignored = true;
        self
    }

    /// Goes on with the session where it would have ended, after an Unbind or a malformed message, and sends no notice. Of
    /// what has no length as a message has one, everything that has come so far is passed over.
    pub const fn keep_open(mut self) -> Self {
        self.stays_open = true;
        self
    }

    /// Closes the connection in order after the answer.
    pub const fn close(mut self) -> Self {
        self.closes = true;
        self
    }
}

/// The rule in words, as a journal has it.
impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut effects: Vec<String> = self.changes.iter().map(ToString::to_string).collect();
        match &self.in_place {
            Some(InPlace::Nothing) => effects.push("no answer".to_owned()),
            Some(InPlace::Octets(_)) => effects.push("octets in place of the answer".to_owned()),
            Some(InPlace::Notice(code)) => effects.push(format!("a notice with {code}")),
            Some(InPlace::Cut) => effects.push("the connection cut".to_owned()),
            None => {}
        }
        if let Some(code) = self.unasked {
            effects.push(format!("an answer with {code}"));
        }
        for (is_meant, effect) in [
            (self.is_ignored, "not carried out"),
            (self.stays_open, "the session goes on"),
            (self.closes, "the connection closed"),
        ] {
            if is_meant {
                effects.push(effect.to_owned());
            }
        }
        if effects.is_empty() {
            effects.push("nothing changed".to_owned());
        }
        write!(formatter, "{}: {}", self.selector, effects.join(", "))
    }
}
