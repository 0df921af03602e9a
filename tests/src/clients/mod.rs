//! Real LDAP clients, and the table of cases that all of them are judged by.
//!
//! What is asked and what must come back stands in `tests/clients/cases/*.yaml`, once for all clients. A client takes part
//! through a small driver that carries out one request and prints what its library told it; nothing here knows the server's
//! code.

mod cases;
mod client;
mod expectation;
mod ldapsearch;
mod outcome;
mod readme;
mod trust;

pub use cases::{CaseFile, load};
pub use client::Client;
pub use readme::first_command_answers;
pub use trust::only_with_the_authority;
