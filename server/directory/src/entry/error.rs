//! Why values don't make an entry.

use thiserror::Error;

use crate::dn::Dn;
use crate::matching::InvalidValue;

/// An entry that can't be built.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
#[error("cannot build the entry `{dn}`")]
pub struct EntryError {
    /// The entry's name.
    pub dn: Dn,
    /// What is wrong with it.
    #[source]
    pub problem: EntryProblem,
}

/// What can be wrong with an entry. Attributes are named by their descriptions.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
pub enum EntryProblem {
    /// A value that the attribute's syntax or equality rule refuses.
    #[error("value #{index} of `{attribute}` is invalid")]
    InvalidValue {
        /// The attribute.
        attribute: String,
        /// The value's place, counted from 0.
        index: usize,
        /// Why.
        source: InvalidValue,
    },
    /// Two values that the equality rule says are one (RFC 4512 section 2.2).
    #[error("value #{index} of `{attribute}` is there already")]
    RepeatedValue {
        /// The attribute.
        attribute: String,
        /// The place of the second one, counted from 0.
        index: usize,
    },
    /// More than one value of a type that takes one.
    #[error("`{attribute}` has {count} values, expected one")]
    NotSingleValue {
        /// The attribute.
        attribute: String,
        /// How many there are.
        count: usize,
    },
    /// The RDN has a value that the entry doesn't have (RFC 4512 section 2.3.1).
    #[error("`{attribute}` lacks the value that the RDN has")]
    MissingDistinguishedValue {
        /// The attribute.
        attribute: String,
    },
    /// The encoding takes 4 GiB or more.
    #[error("the encoding takes {octets} octets, expected less than 4 GiB")]
    TooLarge {
        /// How many it takes.
        octets: usize,
    },
}
