//! How operations end, and why.
//!
//! A [`Reason`] says what happened; the one map from there to the wire is [`Reason::result`]. Result codes and texts
//! stand nowhere else in a session.

use crate::jumpcloud::{BindRefusal, Denial, Identity};
use crate::wire::{
    InvalidControl, InvalidRequest, LdapResult, MalformedMessage, MessageId, RequestKind,
    ResultCode,
};

/// Why an operation ended as it did.
#[derive(Clone, Debug, PartialEq)]
pub enum Reason {
    /// It did what was asked.
    Success,
    /// The name is not a DN (J5.06).
    InvalidDn,
    /// The request holds a value that is not allowed.
    InvalidRequest(InvalidRequest),
    /// The message cannot be read.
    Malformed(MalformedMessage),
    /// A critical control is not known.
    UnrecognizedControl,
    /// A critical control is known, but not for this operation.
    UnavailableControl,
    /// A control is known, and is not as it should be.
    InvalidControl(InvalidControl),
    /// The bind asks for a protocol version other than 2 and 3.
    UnsupportedVersion,
    /// The bind asks for LDAP version 2.
    HistoricalVersion,
    /// The bind's method is neither simple nor SASL.
    UnknownAuthenticationMethod,
    /// The bind asks for SASL (J5.13).
    SaslNotSupported,
    /// The bind asks for SASL without a mechanism.
    NoSaslMechanism,
    /// An anonymous bind, where the switch rejects them (J5.01, U06).
    AnonymousBindDisallowed,
    /// A password without a name.
    PasswordWithoutName,
    /// A name without a password (U07); the switch chooses the code.
    UnauthenticatedBind {
        /// Whether it is told apart from a wrong password.
        disclosed: bool,
    },
    /// The name, the account or the password is not good.
    BindRefused(BindRefusal),
    /// The base object is not there.
    NoSuchObject {
        /// The nearest entry above it that the session may see.
        matched_dn: String,
    },
    /// There is, as far as this session is told, nothing there.
    Concealed(Denial),
    /// There is something there, but this session sees none of it.
    NothingVisible(Denial),
    /// More entries match than the client or the server allows.
    SizeLimitExceeded,
    /// The search takes longer than the client or the server allows.
    TimeLimitExceeded,
    /// The client wants no more pages of its search.
    PagedSearchAbandoned,
    /// The cookie is none of this server's, or not for this session or query.
    InvalidPagedCookie,
    /// The cookie was good once.
    OldPagedCookie,
    /// The directory has changed since the page before, where the switch refuses to go on then.
    ChangedBetweenPages,
    /// The entries cannot be sorted as the client wants them; the code stands in the response control.
    CannotSort(ResultCode),
    /// The extended operation is not known (J6.01).
    UnsupportedExtendedOperation,
    /// A write by an anonymous session (J7.03).
    WriteUnauthenticated,
    /// A write by anybody else, refused for want of rights (U20).
    WriteWithoutRights(RequestKind),
    /// A write, refused because the directory is read-only (U20).
    ReadOnly,
    /// The server is about to end (RFC 4511 section 4.4.1).
    Stopping,
    /// An operation that the stand-in does not offer.
    NotOffered,
}

impl Reason {
    /// What the client is told.
    pub fn result(&self) -> LdapResult {
        let (code, diagnostic_message) = self.code_and_text();
        let matched_dn = match self {
            Self::NoSuchObject { matched_dn } => matched_dn.clone(),
            _ => String::new(),
        };
        LdapResult {
            code,
            matched_dn,
            diagnostic_message: diagnostic_message.into(),
        }
    }

    /// The cause in a word, for logs and journals. It may tell what the client is not told.
    pub const fn cause(&self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::InvalidDn => "invalid_dn",
            Self::InvalidRequest(_) => "invalid_request",
            Self::Malformed(_) => "malformed_message",
            Self::UnrecognizedControl => "unrecognized_critical_control",
            Self::UnavailableControl => "unavailable_critical_control",
            Self::InvalidControl(_) => "invalid_control",
            Self::UnsupportedVersion | Self::HistoricalVersion => "unsupported_version",
            Self::UnknownAuthenticationMethod => "unknown_authentication_method",
            Self::SaslNotSupported | Self::NoSaslMechanism => "sasl_not_supported",
            Self::AnonymousBindDisallowed => "anonymous_bind",
            Self::PasswordWithoutName => "password_without_name",
            Self::UnauthenticatedBind { .. } => "name_without_password",
            Self::BindRefused(refusal) => refusal.cause(),
            Self::NoSuchObject { .. } => "no_such_object",
            Self::Concealed(denial) | Self::NothingVisible(denial) => denial.cause(),
            Self::SizeLimitExceeded => "size_limit_exceeded",
            Self::TimeLimitExceeded => "time_limit_exceeded",
            Self::PagedSearchAbandoned => "paged_search_abandoned",
            Self::InvalidPagedCookie => "invalid_paged_cookie",
            Self::OldPagedCookie => "old_paged_cookie",
            Self::ChangedBetweenPages => "changed_between_pages",
            Self::CannotSort(_) => "cannot_sort",
            Self::UnsupportedExtendedOperation => "unsupported_extended_operation",
            Self::WriteUnauthenticated => "not_bound",
            Self::WriteWithoutRights(_) | Self::ReadOnly => "read_only",
            Self::Stopping => "server_stops",
            Self::NotOffered => "not_offered",
        }
    }

    /// Code and text, in OpenLDAP's words (`openldap.md 1` to 25).
    const fn code_and_text(&self) -> (ResultCode, &'static str) {
        use ResultCode as Code;
        match self {
            Self::Success | Self::NothingVisible(_) => (Code::SUCCESS, ""),
            Self::InvalidDn => (Code::INVALID_DN_SYNTAX, "invalid DN"),
            Self::InvalidRequest(invalid) => (Code::PROTOCOL_ERROR, invalid.diagnostic_message()),
            Self::Malformed(malformed) => (Code::PROTOCOL_ERROR, malformed.diagnostic_message()),
            Self::UnrecognizedControl => (
                Code::UNAVAILABLE_CRITICAL_EXTENSION,
                "critical extension is not recognized",
            ),
            Self::UnavailableControl | Self::CannotSort(_) => (
                Code::UNAVAILABLE_CRITICAL_EXTENSION,
                "critical extension is unavailable",
            ),
            Self::InvalidControl(invalid) => (Code::PROTOCOL_ERROR, invalid.diagnostic_message()),
            Self::UnsupportedVersion => (
                Code::PROTOCOL_ERROR,
                "requested protocol version not supported",
            ),
            Self::HistoricalVersion => (
                Code::PROTOCOL_ERROR,
                "historical protocol version requested, use LDAPv3 instead",
            ),
            Self::UnknownAuthenticationMethod => (
                Code::AUTH_METHOD_NOT_SUPPORTED,
                "unknown authentication method",
            ),
            Self::SaslNotSupported => (Code::AUTH_METHOD_NOT_SUPPORTED, "SASL not supported"),
            Self::NoSaslMechanism => (
                Code::AUTH_METHOD_NOT_SUPPORTED,
                "no SASL mechanism provided",
            ),
            Self::AnonymousBindDisallowed => (
                Code::INAPPROPRIATE_AUTHENTICATION,
                "anonymous bind disallowed",
            ),
            Self::UnauthenticatedBind { disclosed: true } => (
                Code::UNWILLING_TO_PERFORM,
                "unauthenticated bind (DN with no password) disallowed",
            ),
            // J5.04: no text, whatever the cause.
            Self::PasswordWithoutName
            | Self::UnauthenticatedBind { disclosed: false }
            | Self::BindRefused(_) => (Code::INVALID_CREDENTIALS, ""),
            Self::NoSuchObject { .. } | Self::Concealed(_) => (Code::NO_SUCH_OBJECT, ""),
            Self::SizeLimitExceeded => (Code::SIZE_LIMIT_EXCEEDED, ""),
            Self::TimeLimitExceeded => (Code::TIME_LIMIT_EXCEEDED, ""),
            Self::PagedSearchAbandoned => (Code::SUCCESS, "search abandoned by pagedResult size=0"),
            Self::InvalidPagedCookie => (Code::PROTOCOL_ERROR, "paged results cookie is invalid"),
            Self::OldPagedCookie | Self::ChangedBetweenPages => (
                Code::UNWILLING_TO_PERFORM,
                "paged results cookie is invalid or old",
            ),
            Self::UnsupportedExtendedOperation => {
                (Code::PROTOCOL_ERROR, "unsupported extended operation")
            }
            Self::WriteUnauthenticated => (
                Code::STRONGER_AUTH_REQUIRED,
                "modifications require authentication",
            ),
            Self::WriteWithoutRights(kind) => (
                Code::INSUFFICIENT_ACCESS_RIGHTS,
                match kind {
                    RequestKind::Add | RequestKind::Delete => "no write access to parent",
                    RequestKind::ModifyDn => "no write access to parent's children",
                    _ => "",
                },
            ),
            Self::ReadOnly => (Code::UNWILLING_TO_PERFORM, "operation restricted"),
            Self::Stopping => (Code::UNAVAILABLE, "the server is about to stop"),
            Self::NotOffered => (Code::UNWILLING_TO_PERFORM, "operation not offered"),
        }
    }
}

/// A finished operation, as logs and journals have it.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// Which request; `None` for a notice, which answers none.
    pub id: Option<MessageId>,
    /// Which kind of request.
    pub kind: Option<RequestKind>,
    /// Why it ended as it did.
    pub reason: Reason,
    /// How many entries were sent.
    pub entries: u32,
    /// As whom the session was bound when it ended.
    pub identity: Identity,
}

impl Outcome {
    pub(super) fn new(
        id: MessageId,
        kind: RequestKind,
        reason: Reason,
        identity: &Identity,
    ) -> Self {
        Self {
            id: Some(id),
            kind: Some(kind),
            reason,
            entries: 0,
            identity: identity.clone(),
        }
    }

    pub(super) fn notice(reason: Reason, identity: &Identity) -> Self {
        Self {
            id: None,
            kind: None,
            reason,
            entries: 0,
            identity: identity.clone(),
        }
    }

    pub(super) const fn unanswered(id: MessageId, kind: RequestKind) -> Self {
        Self {
            id: Some(id),
            kind: Some(kind),
            reason: Reason::Success,
            entries: 0,
            identity: Identity::Anonymous,
        }
    }
}
