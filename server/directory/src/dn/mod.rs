//! Distinguished names: their text in and out (RFC 4514) and their normal form.
//!
//! A [`Dn`] is one string and one key. Two names are the same entry's if their keys are equal, and one is below the other
//! if its key begins with the other's, so no part of a name is ever compared by itself. What values mean is left to the
//! schema; nothing here knows of entries.

mod distinguished_name;
mod error;
mod key;
mod lexer;
mod rdn;
mod text;

#[cfg(test)]
mod tests;

pub use distinguished_name::Dn;
pub use error::DnError;
pub use rdn::{Ava, Rdn};
