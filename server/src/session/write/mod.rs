//! Writes: Add, Delete, Modify and Modify DN (RFC 4511 sections 4.6 to 4.9), none of which is ever done (J7.01).
//!
//! A request is read to its end before it is refused, so that a client with a mistake in it hears of the mistake
//! first, in OpenLDAP's order (`openldap.md 23`). Whether the entry exists is never looked at.

mod attributes;
mod refuse;
mod rights;

pub(super) use refuse::{Write, refuse};
pub(super) use rights::without_rights;
