//! Why a text or a value is not a name.

use thiserror::Error;

use crate::matching::InvalidValue;

/// The most values that a name is read with. Each takes some hundred octets of memory, and a peer writes one in five.
pub(super) const MAX_AVAS: usize = 10_000;

/// What isn't a distinguished name. A Bind, Search or Compare answers it with `invalidDNSyntax` (34).
#[derive(Clone, Debug, Eq, Error, PartialEq)]
pub enum DnError {
    /// Something that the grammar doesn't allow here.
    #[error("got `{}`, expected {expected} at octet {position}", got.escape_ascii())]
    Unexpected {
        /// The octet that is there.
        got: u8,
        /// What may stand there.
        expected: &'static str,
        /// The octet's place, counted from 0.
        position: usize,
    },
    /// The text stops in the middle.
    #[error("the name ends too early; expected {expected}")]
    UnexpectedEnd {
        /// What must come.
        expected: &'static str,
    },
    /// A backslash that neither a special character nor two hexadecimal digits follow.
    #[error(
        "got an invalid escape at octet {position}; expected `\\` and a special character or two hexadecimal digits"
    )]
    InvalidEscape {
        /// The backslash's place, counted from 0.
        position: usize,
    },
    /// A value of the `#` form that isn't the encoding of a string.
    #[error(
        "got an invalid hexadecimal value at octet {position}; expected the BER encoding of a string"
    )]
    InvalidHexValue {
        /// The number sign's place, counted from 0.
        position: usize,
    },
    /// More values than any name has.
    #[error("the name has more than {MAX_AVAS} values")]
    TooManyValues,
    /// An attribute type that the schema doesn't know (J6.06).
    #[error("got the unknown attribute type `{name}`")]
    UnknownAttributeType {
        /// The type as it was written.
        name: String,
    },
    /// An attribute type that can't name entries: it has no equality rule (RFC 4512 section 2.5.1), or its values are
    /// names themselves.
    #[error("got the attribute type `{name}`, whose values can't name an entry")]
    NotForNaming {
        /// The type's canonical name.
        name: String,
    },
    /// A value of no octets (`openldap.md 2`).
    #[error("got an empty value of `{name}`")]
    EmptyValue {
        /// The type's canonical name.
        name: String,
    },
    /// A value that the type's syntax forbids.
    #[error("got an invalid value of `{name}`")]
    InvalidValue {
        /// The type's canonical name.
        name: String,
        /// What is wrong with it.
        source: InvalidValue,
    },
    /// One RDN with two values of a type.
    #[error("got the attribute type `{name}` twice in one RDN")]
    RepeatedAttributeType {
        /// The type's canonical name.
        name: String,
    },
    /// More than one RDN, or none, where one is expected.
    #[error("got a name of {count} RDNs, expected one RDN")]
    NotOneRdn {
        /// How many there are.
        count: usize,
    },
}
