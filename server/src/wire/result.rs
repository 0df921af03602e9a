//! Result codes and the LDAPResult that ends an operation (RFC 4511 section 4.1.9).
//!
//! Which code answers what is decided elsewhere; here a code is a number with a name.

use std::borrow::Cow;
use std::fmt;

use ldap3_proto::LdapResultCode;

/// A result code.
#[derive(Clone, Copy, Eq, Hash, PartialEq)]
pub struct ResultCode(u16);

/// Defines each code once: its constant, its number, its name in the RFC, and its name in `ldap3_proto`.
macro_rules! result_codes {
    ($($constant:ident = $number:literal $name:literal $vocabulary:ident, $source:literal;)*) => {
        impl ResultCode {
            $(
                #[doc = concat!("`", $name, "` (", stringify!($number), "): ", $source, ".")]
                pub const $constant: Self = Self($number);
            )*

            /// The codes that have a name.
            pub const NAMED: &[Self] = &[$(Self::$constant),*];

            /// The name that the RFC gives the code.
            pub const fn name(self) -> &'static str {
                match self.0 {
                    $($number => $name,)*
                    _ => "unknown",
                }
            }

            /// The same code in the vocabulary of the encoder, which knows those above only.
            pub(super) const fn vocabulary(self) -> LdapResultCode {
                match self.0 {
                    $($number => LdapResultCode::$vocabulary,)*
                    // Other numbers come from faults, which write them themselves.
                    _ => LdapResultCode::Other,
                }
            }
        }
    };
}

result_codes! {
    SUCCESS = 0 "success" Success, "RFC 4511 appendix A";
    OPERATIONS_ERROR = 1 "operationsError" OperationsError, "RFC 4511 appendix A";
    PROTOCOL_ERROR = 2 "protocolError" ProtocolError, "RFC 4511 appendix A";
    TIME_LIMIT_EXCEEDED = 3 "timeLimitExceeded" TimeLimitExceeded, "RFC 4511 appendix A";
    SIZE_LIMIT_EXCEEDED = 4 "sizeLimitExceeded" SizeLimitExceeded, "RFC 4511 appendix A";
    COMPARE_FALSE = 5 "compareFalse" CompareFalse, "RFC 4511 appendix A";
    COMPARE_TRUE = 6 "compareTrue" CompareTrue, "RFC 4511 appendix A";
    AUTH_METHOD_NOT_SUPPORTED = 7 "authMethodNotSupported" AuthMethodNotSupported, "RFC 4511 appendix A";
    STRONGER_AUTH_REQUIRED = 8 "strongerAuthRequired" StrongerAuthRequired, "RFC 4511 appendix A";
    REFERRAL = 10 "referral" Referral, "RFC 4511 appendix A";
    ADMIN_LIMIT_EXCEEDED = 11 "adminLimitExceeded" AdminLimitExceeded, "RFC 4511 appendix A";
    UNAVAILABLE_CRITICAL_EXTENSION = 12 "unavailableCriticalExtension" UnavailableCriticalExtension,
        "RFC 4511 appendix A";
    CONFIDENTIALITY_REQUIRED = 13 "confidentialityRequired" ConfidentialityRequired, "RFC 4511 appendix A";
    SASL_BIND_IN_PROGRESS = 14 "saslBindInProgress" SaslBindInProgress, "RFC 4511 appendix A";
    NO_SUCH_ATTRIBUTE = 16 "noSuchAttribute" NoSuchAttribute, "RFC 4511 appendix A";
    UNDEFINED_ATTRIBUTE_TYPE = 17 "undefinedAttributeType" UndefinedAttributeType, "RFC 4511 appendix A";
    INAPPROPRIATE_MATCHING = 18 "inappropriateMatching" InappropriateMatching, "RFC 4511 appendix A";
    CONSTRAINT_VIOLATION = 19 "constraintViolation" ConstraintViolation, "RFC 4511 appendix A";
    ATTRIBUTE_OR_VALUE_EXISTS = 20 "attributeOrValueExists" AttributeOrValueExists, "RFC 4511 appendix A";
    INVALID_ATTRIBUTE_SYNTAX = 21 "invalidAttributeSyntax" InvalidAttributeSyntax, "RFC 4511 appendix A";
    NO_SUCH_OBJECT = 32 "noSuchObject" NoSuchObject, "RFC 4511 appendix A";
    ALIAS_PROBLEM = 33 "aliasProblem" AliasProblem, "RFC 4511 appendix A";
    INVALID_DN_SYNTAX = 34 "invalidDNSyntax" InvalidDNSyntax, "RFC 4511 appendix A";
    ALIAS_DEREFERENCING_PROBLEM = 36 "aliasDereferencingProblem" AliasDereferencingProblem,
        "RFC 4511 appendix A";
    INAPPROPRIATE_AUTHENTICATION = 48 "inappropriateAuthentication" InappropriateAuthentication,
        "RFC 4511 appendix A";
    INVALID_CREDENTIALS = 49 "invalidCredentials" InvalidCredentials, "RFC 4511 appendix A";
    INSUFFICIENT_ACCESS_RIGHTS = 50 "insufficientAccessRights" InsufficentAccessRights, "RFC 4511 appendix A";
    BUSY = 51 "busy" Busy, "RFC 4511 appendix A";
    UNAVAILABLE = 52 "unavailable" Unavailable, "RFC 4511 appendix A";
    UNWILLING_TO_PERFORM = 53 "unwillingToPerform" UnwillingToPerform, "RFC 4511 appendix A";
    LOOP_DETECT = 54 "loopDetect" LoopDetect, "RFC 4511 appendix A";
    NAMING_VIOLATION = 64 "namingViolation" NamingViolation, "RFC 4511 appendix A";
    OBJECT_CLASS_VIOLATION = 65 "objectClassViolation" ObjectClassViolation, "RFC 4511 appendix A";
    NOT_ALLOWED_ON_NON_LEAF = 66 "notAllowedOnNonLeaf" NotAllowedOnNonLeaf, "RFC 4511 appendix A";
    NOT_ALLOWED_ON_RDN = 67 "notAllowedOnRDN" NotALlowedOnRDN, "RFC 4511 appendix A";
    ENTRY_ALREADY_EXISTS = 68 "entryAlreadyExists" EntryAlreadyExists, "RFC 4511 appendix A";
    OBJECT_CLASS_MODS_PROHIBITED = 69 "objectClassModsProhibited" ObjectClassModsProhibited,
        "RFC 4511 appendix A";
    AFFECTS_MULTIPLE_DSAS = 71 "affectsMultipleDSAs" AffectsMultipleDSAs, "RFC 4511 appendix A";
    OTHER = 80 "other" Other, "RFC 4511 appendix A";
    CANCELED = 118 "canceled" Canceled, "RFC 3909 section 2.2";
    NO_SUCH_OPERATION = 119 "noSuchOperation" NoSuchOperation, "RFC 3909 section 2.2";
    TOO_LATE = 120 "tooLate" TooLate, "RFC 3909 section 2.2";
    CANNOT_CANCEL = 121 "cannotCancel" CannotCancel, "RFC 3909 section 2.2";
}

impl ResultCode {
    /// The code of this number, whether it has a name or not.
    pub const fn from_number(number: u16) -> Self {
        Self(number)
    }

    /// The number on the wire.
    pub const fn number(self) -> u16 {
        self.0
    }
}

impl fmt::Display for ResultCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} ({})", self.name(), self.0)
    }
}

impl fmt::Debug for ResultCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

/// How an operation ended.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct LdapResult {
    /// The result code.
    pub code: ResultCode,
    /// The nearest entry that the session may know of, where a name was not found; else empty.
    pub matched_dn: String,
    /// A text for a person; empty where telling more would tell too much.
    pub diagnostic_message: Cow<'static, str>,
}

impl From<ResultCode> for LdapResult {
    /// A result with neither matchedDN nor text.
    fn from(code: ResultCode) -> Self {
        Self {
            code,
            matched_dn: String::new(),
            diagnostic_message: Cow::Borrowed(""),
        }
    }
}
