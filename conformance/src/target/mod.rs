//! What is judged: where it listens, whom it serves, who may be used as a subject, and what may be tried on it.
//!
//! A target file never holds a password, only where to find one. What may be tried follows from the address: see
//! [`Safety`].

mod document;
mod password;
mod read;
mod safety;

pub use document::{GroupSubject, Target, UserSubject};
pub use password::{Password, PasswordError, PasswordSource};
pub use read::{TargetError, json_schema, read_target};
pub use safety::{Ledger, Refusal, Safety, Ticket};
