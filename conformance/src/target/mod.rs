//! What is judged: where it listens, whom it serves, who may be used as a subject, and what may be tried on it.
//!
//! A target file never holds a password, only where to find one. What may be tried follows from the address: see
//! [`Safety`].

mod document;
mod draft;
mod password;
mod read;
mod safety;

pub use document::{GroupSubject, Target, UserSubject};
pub use draft::{GroupDraft, TargetDraft, UserDraft};
pub use password::{Password, PasswordError, PasswordSource};
pub use read::{TargetError, is_organization_id, json_schema, read_target};
pub use safety::{Ledger, Refusal, Safety, Ticket};
