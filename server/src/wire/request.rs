//! The requests of RFC 4511 section 4, over octets.
//!
//! Names, values and passwords are kept as they came: whether they are UTF-8, a DN or an attribute description is for
//! the session to judge, so that it can answer on the right request. Passwords are [`Secret`]s.

use std::fmt;

use jcldap_directory::{Filter, SearchScope};

use super::Control;

/// A messageID that a client may use: 1 to 2^31-1 (RFC 4511 section 4.1.1.1; 0 is the server's own).
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct MessageId(i32);

impl MessageId {
    /// The id for this number, if a client may use it.
    pub fn new(number: i64) -> Option<Self> {
        i32::try_from(number).ok().filter(|id| *id > 0).map(Self)
    }

    /// The number on the wire.
    pub const fn value(self) -> i32 {
        self.0
    }
}

impl fmt::Display for MessageId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

/// Octets that must not reach a log: a password, or credentials.
#[derive(Clone, Eq, PartialEq)]
pub struct Secret(Vec<u8>);

impl Secret {
    /// Takes octets into custody.
    pub const fn new(octets: Vec<u8>) -> Self {
        Self(octets)
    }

    /// The octets. Whoever asks answers for where they go.
    pub fn expose(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Secret(..)")
    }
}

/// One request of a client.
#[derive(Clone, Debug, PartialEq)]
pub struct RequestMessage {
    /// Which request the answers belong to.
    pub id: MessageId,
    /// What is asked.
    pub request: Request,
    /// The controls, in the order they came.
    pub controls: Vec<Control>,
}

/// What a client asks.
#[derive(Clone, Debug, PartialEq)]
pub enum Request {
    /// RFC 4511 section 4.2.
    Bind(BindRequest),
    /// RFC 4511 section 4.3.
    Unbind,
    /// RFC 4511 section 4.5.
    Search(SearchRequest),
    /// RFC 4511 section 4.6.
    Modify(ModifyRequest),
    /// RFC 4511 section 4.7.
    Add(AddRequest),
    /// RFC 4511 section 4.8: the name of the entry.
    Delete(Vec<u8>),
    /// RFC 4511 section 4.9.
    ModifyDn(ModifyDnRequest),
    /// RFC 4511 section 4.10.
    Compare(CompareRequest),
    /// RFC 4511 section 4.11: the messageID to abandon, which need not be one that a client may use.
    Abandon(i64),
    /// RFC 4511 section 4.12.
    Extended(ExtendedRequest),
}

impl Request {
    /// Which operation this is.
    pub const fn kind(&self) -> RequestKind {
        match self {
            Self::Bind(_) => RequestKind::Bind,
            Self::Unbind => RequestKind::Unbind,
            Self::Search(_) => RequestKind::Search,
            Self::Modify(_) => RequestKind::Modify,
            Self::Add(_) => RequestKind::Add,
            Self::Delete(_) => RequestKind::Delete,
            Self::ModifyDn(_) => RequestKind::ModifyDn,
            Self::Compare(_) => RequestKind::Compare,
            Self::Abandon(_) => RequestKind::Abandon,
            Self::Extended(_) => RequestKind::Extended,
        }
    }
}

/// The operations a client can ask for. The kind decides the type of the answer.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum RequestKind {
    /// Bind.
    Bind,
    /// Unbind: no answer.
    Unbind,
    /// Search.
    Search,
    /// Modify.
    Modify,
    /// Add.
    Add,
    /// Delete.
    Delete,
    /// Modify DN.
    ModifyDn,
    /// Compare.
    Compare,
    /// Abandon: no answer.
    Abandon,
    /// Extended.
    Extended,
}

/// A BindRequest.
#[derive(Clone, Debug, PartialEq)]
pub struct BindRequest {
    /// The protocol version: 3, or a mistake for the session to answer.
    pub version: i64,
    /// The name to bind as; empty for an anonymous bind.
    pub name: Vec<u8>,
    /// How the client proves it.
    pub authentication: Authentication,
}

/// The AuthenticationChoice of a BindRequest.
#[derive(Clone, Debug, PartialEq)]
pub enum Authentication {
    /// A password, which may be empty.
    Simple(Secret),
    /// A SASL mechanism, possibly empty, and its credentials.
    Sasl {
        /// The mechanism's name.
        mechanism: Vec<u8>,
        /// The credentials, if any.
        credentials: Option<Secret>,
    },
    /// A choice that RFC 4511 does not define.
    Unknown,
}

/// A SearchRequest.
#[derive(Clone, Debug, PartialEq)]
pub struct SearchRequest {
    /// The name of the base object.
    pub base: Vec<u8>,
    /// How far below the base to look.
    pub scope: SearchScope,
    /// The greatest number of entries wanted; 0 for no limit.
    pub size_limit: u32,
    /// The longest time in seconds; 0 for no limit.
    pub time_limit: u32,
    /// Whether only the attribute descriptions are wanted.
    pub types_only: bool,
    /// Which entries.
    pub filter: Filter,
    /// The attribute selection (RFC 4511 section 4.5.1.8).
    pub attributes: Vec<Vec<u8>>,
}

/// An attribute with its values, as a client gives it.
#[derive(Clone, Debug, PartialEq)]
pub struct PartialAttribute {
    /// The attribute description.
    pub description: Vec<u8>,
    /// The values. A new password may stand among them.
    pub values: Vec<Secret>,
}

/// An AddRequest.
#[derive(Clone, Debug, PartialEq)]
pub struct AddRequest {
    /// The name of the new entry.
    pub entry: Vec<u8>,
    /// Its attributes.
    pub attributes: Vec<PartialAttribute>,
}

/// A ModifyRequest.
#[derive(Clone, Debug, PartialEq)]
pub struct ModifyRequest {
    /// The name of the entry.
    pub object: Vec<u8>,
    /// The changes, in order.
    pub changes: Vec<Change>,
}

/// One change of a ModifyRequest.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// What to do.
    pub operation: ChangeOperation,
    /// With which attribute and values.
    pub modification: PartialAttribute,
}

/// What a change does.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum ChangeOperation {
    /// Adds values.
    Add,
    /// Deletes values, or the whole attribute.
    Delete,
    /// Replaces all values.
    Replace,
    /// Adds a number to each value (RFC 4525).
    Increment,
}

/// A ModifyDNRequest.
#[derive(Clone, Debug, PartialEq)]
pub struct ModifyDnRequest {
    /// The name of the entry.
    pub entry: Vec<u8>,
    /// Its new RDN.
    pub new_rdn: Vec<u8>,
    /// Whether the values of the old RDN go.
    pub delete_old_rdn: bool,
    /// The new immediate superior, if it moves.
    pub new_superior: Option<Vec<u8>>,
}

/// A CompareRequest.
#[derive(Clone, Debug, PartialEq)]
pub struct CompareRequest {
    /// The name of the entry.
    pub entry: Vec<u8>,
    /// The attribute description.
    pub attribute: Vec<u8>,
    /// The assertion value. It may be a guessed password.
    pub value: Secret,
}

/// An ExtendedRequest.
#[derive(Clone, Debug, PartialEq)]
pub struct ExtendedRequest {
    /// The requestName: an object identifier in dotted form.
    pub name: Vec<u8>,
    /// The requestValue. It may hold passwords.
    pub value: Option<Secret>,
}
