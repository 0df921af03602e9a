//! How operations end, and why.
//!
//! A [`Reason`] says what happened; the one map from there to the wire is [`Reason::result`]. Result codes and texts
//! stand nowhere else in a session.

use std::borrow::Cow;

use jcldap_directory::{Dn, Snapshot};

use crate::jumpcloud::{BindRefusal, Denial, Identity};
use crate::wire::{
    InvalidControl, InvalidRequest, InvalidRequestValue, LdapResult, MalformedMessage, MessageId,
    RequestKind, ResultCode,
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
    /// The requestValue of an extended request is not what it should be.
    InvalidRequestValue(InvalidRequestValue),
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
    /// The entry has a value that is equal to the assertion (J6.03).
    CompareTrue,
    /// The entry has the attribute, but no value that is equal to the assertion (J6.03).
    CompareFalse,
    /// The entry lacks the attribute that a Compare is about.
    NoSuchAttribute,
    /// The attribute that a Compare is about is not in the schema (J6.04).
    UnknownAttributeCompared,
    /// The attribute that a Compare is about has no rule for equality.
    NoEqualityRule,
    /// The value of a Compare is none that the attribute's rule can judge.
    InvalidAssertionValue,
    /// A Compare is about a password (`openldap.md 17`).
    PasswordNotComparable,
    /// The extended operation is not known (J6.01).
    UnsupportedExtendedOperation,
    /// A Cancel stopped it (RFC 3909).
    Canceled,
    /// There is nothing under way that a Cancel could mean.
    NoSuchOperation,
    /// A Cancel of what cannot be stopped.
    CannotCancel,
    /// A StartTLS under TLS.
    TlsAlreadyStarted,
    /// A StartTLS beside other operations, or with something sent behind it.
    TlsWhileOutstanding,
    /// A Password Modify by an anonymous session.
    PasswordChangeUnauthenticated,
    /// The new RDN of a Modify DN is not one RDN.
    InvalidNewRdn,
    /// The new superior of a Modify DN is not a DN.
    InvalidNewSuperior,
    /// An Add without an attribute.
    NoAttributesToAdd,
    /// A write names an attribute that is not in the schema.
    UndefinedAttributeType {
        /// The attribute description, as the client wrote it.
        description: String,
    },
    /// A write holds a value that its attribute's syntax forbids.
    InvalidAttributeValue {
        /// The attribute description, as the client wrote it.
        description: String,
        /// Which of the attribute's values, from 0.
        place: usize,
    },
    /// A write to the root DSE.
    WriteToRootDse(RequestKind),
    /// A write to the subschema subentry.
    WriteToSubschema(RequestKind),
    /// A write by an anonymous session (J7.03).
    WriteUnauthenticated,
    /// A write by anybody else, refused for want of rights (U20).
    WriteWithoutRights(RequestKind),
    /// A write, refused because the directory is read-only (U20).
    ReadOnly,
    /// The server is about to end (RFC 4511 section 4.4.1).
    Stopping,
}

impl Reason {
    /// That there is no entry of this name, in an organization that the session may see (`openldap.md 13`).
    pub(super) fn no_such_object(snapshot: &Snapshot, name: &Dn) -> Self {
        let matched = snapshot.nearest_ancestor(name);
        Self::NoSuchObject {
            matched_dn: matched.map_or_else(String::new, |entry| entry.dn().to_string()),
        }
    }

    /// What the client is told.
    pub fn result(&self) -> LdapResult {
        let (code, text) = self.code_and_text();
        let diagnostic_message = self.detailed_text().map_or(Cow::Borrowed(text), Cow::Owned);
        let matched_dn = match self {
            Self::NoSuchObject { matched_dn } => matched_dn.clone(),
            _ => String::new(),
        };
        LdapResult {
            code,
            matched_dn,
            diagnostic_message,
        }
    }

    /// The cause in a word, for logs and journals. It may tell what the client is not told.
    pub const fn cause(&self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::InvalidDn | Self::InvalidNewRdn | Self::InvalidNewSuperior => "invalid_dn",
            Self::InvalidRequest(_) | Self::InvalidRequestValue(_) | Self::NoAttributesToAdd => {
                "invalid_request"
            }
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
            Self::CompareTrue => "compare_true",
            Self::CompareFalse => "compare_false",
            Self::NoSuchAttribute => "no_such_attribute",
            Self::UnknownAttributeCompared | Self::UndefinedAttributeType { .. } => {
                "undefined_attribute_type"
            }
            Self::NoEqualityRule => "no_equality_rule",
            Self::InvalidAssertionValue | Self::InvalidAttributeValue { .. } => "invalid_value",
            Self::PasswordNotComparable => "password_not_comparable",
            Self::Canceled => "canceled",
            Self::NoSuchOperation => "no_such_operation",
            Self::CannotCancel => "cannot_cancel",
            Self::TlsAlreadyStarted => "tls_already_started",
            Self::TlsWhileOutstanding => "operations_outstanding",
            Self::WriteUnauthenticated | Self::PasswordChangeUnauthenticated => "not_bound",
            Self::WriteToRootDse(_) | Self::WriteToSubschema(_) => "entry_of_the_server",
            Self::WriteWithoutRights(_) | Self::ReadOnly => "read_only",
            Self::Stopping => "server_stops",
        }
    }

    /// Code and text, in OpenLDAP's words (`openldap.md 1` to 25).
    const fn code_and_text(&self) -> (ResultCode, &'static str) {
        use ResultCode as Code;
        match self {
            Self::Success | Self::NothingVisible(_) => (Code::SUCCESS, ""),
            Self::InvalidDn => (Code::INVALID_DN_SYNTAX, "invalid DN"),
            Self::InvalidRequest(invalid) => (Code::PROTOCOL_ERROR, invalid.diagnostic_message()),
            Self::InvalidRequestValue(invalid) => {
                (Code::PROTOCOL_ERROR, invalid.diagnostic_message())
            }
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
            Self::CompareTrue => (Code::COMPARE_TRUE, ""),
            Self::CompareFalse => (Code::COMPARE_FALSE, ""),
            Self::NoSuchAttribute => (Code::NO_SUCH_ATTRIBUTE, ""),
            Self::UnknownAttributeCompared | Self::UndefinedAttributeType { .. } => {
                (Code::UNDEFINED_ATTRIBUTE_TYPE, "")
            }
            Self::NoEqualityRule => (
                Code::INAPPROPRIATE_MATCHING,
                "inappropriate matching request",
            ),
            Self::InvalidAssertionValue => (
                Code::INVALID_ATTRIBUTE_SYNTAX,
                "value does not conform to assertion syntax",
            ),
            Self::InvalidAttributeValue { .. } => (Code::INVALID_ATTRIBUTE_SYNTAX, ""),
            Self::PasswordNotComparable => (Code::INSUFFICIENT_ACCESS_RIGHTS, ""),
            Self::Canceled => (Code::CANCELED, ""),
            Self::NoSuchOperation => (Code::NO_SUCH_OPERATION, "message ID not found"),
            Self::CannotCancel => (Code::CANNOT_CANCEL, ""),
            Self::TlsAlreadyStarted => (Code::OPERATIONS_ERROR, "TLS already started"),
            Self::TlsWhileOutstanding => (
                Code::OPERATIONS_ERROR,
                "cannot start TLS when operations are outstanding",
            ),
            Self::PasswordChangeUnauthenticated => (
                Code::STRONGER_AUTH_REQUIRED,
                "only authenticated users may change passwords",
            ),
            Self::InvalidNewRdn => (Code::INVALID_DN_SYNTAX, "invalid new RDN"),
            Self::InvalidNewSuperior => (Code::INVALID_DN_SYNTAX, "invalid newSuperior"),
            Self::NoAttributesToAdd => (Code::PROTOCOL_ERROR, "no attributes provided"),
            Self::WriteToRootDse(kind) => (
                Code::UNWILLING_TO_PERFORM,
                match kind {
                    RequestKind::Add => "root DSE already exists",
                    RequestKind::Delete => "cannot delete the root DSE",
                    RequestKind::ModifyDn => "cannot rename the root DSE",
                    _ => "modify upon the root DSE not supported",
                },
            ),
            Self::WriteToSubschema(kind) => (
                Code::UNWILLING_TO_PERFORM,
                match kind {
                    RequestKind::Add => "subschema subentry already exists",
                    // OpenLDAP names the root DSE here, too.
                    RequestKind::Delete => "cannot delete the root DSE",
                    RequestKind::ModifyDn => "cannot rename subschema subentry",
                    _ => "modification of subschema subentry not supported",
                },
            ),
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
        }
    }

    /// The text, where it repeats what the client wrote.
    fn detailed_text(&self) -> Option<String> {
        match self {
            Self::UndefinedAttributeType { description } => {
                Some(format!("{description}: attribute type undefined"))
            }
            Self::InvalidAttributeValue { description, place } => {
                Some(format!("{description}: value #{place} invalid per syntax"))
            }
            _ => None,
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
