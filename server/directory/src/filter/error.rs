//! Why a text is not a filter.

use thiserror::Error;

/// A text that RFC 4515 doesn't accept as a filter, and where.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
#[error("{kind} at octet {position}")]
pub struct FilterError {
    /// What is wrong.
    pub kind: FilterErrorKind,
    /// The octet at which it was noticed, counted from 0.
    pub position: usize,
}

/// What can be wrong with the text of a filter.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
pub enum FilterErrorKind {
    /// Neither a filter nor the end of one begins here.
    #[error("got `{}`, expected {expected}", got.escape_ascii())]
    Unexpected {
        /// The octet that is there.
        got: u8,
        /// What may stand there.
        expected: &'static str,
    },
    /// The text stops in the middle.
    #[error("the filter ends too early; expected {expected}")]
    UnexpectedEnd {
        /// What must come.
        expected: &'static str,
    },
    /// More than [`MAX_FILTER_DEPTH`](super::MAX_FILTER_DEPTH) filters inside each other.
    #[error("the filter is nested too deeply")]
    TooDeep,
    /// An item without `=`.
    #[error("got an item without `=`")]
    NoEquals,
    /// Octets that no attribute description has (RFC 4512 section 2.5).
    #[error("got an invalid attribute description")]
    InvalidAttribute,
    /// An extensible item that names neither an attribute nor a rule, or has too many parts.
    #[error(
        "got an invalid extensible match; expected `attribute:dn:rule:=value` with an attribute or a rule"
    )]
    InvalidExtensible,
    /// A backslash that two hexadecimal digits don't follow.
    #[error("got an invalid escape; expected `\\` and two hexadecimal digits")]
    InvalidEscape,
    /// An octet in an assertion value that must be escaped: `(`, `*` or NUL.
    #[error("got an octet that must be escaped in an assertion value")]
    Unescaped,
    /// Two asterisks with nothing between them.
    #[error("got an empty substring")]
    EmptySubstring,
}
