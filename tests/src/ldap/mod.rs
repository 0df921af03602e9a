//! An LDAP client for tests that hides nothing: it sends any octets and hands out everything that comes back.
//!
//! It shares no code with the server that it is pointed at, least of all the encoding.

pub mod ber;
mod connection;
mod filter;
mod message;
mod operation;
mod paged_results;

pub use connection::{Connection, Received};
pub use filter::encode as encode_filter;
pub use message::{Attribute, Control, Entry, Message, Protocol, Response};
pub use operation::{
    Add, Bind, Change, ChangeKind, Compare, Extended, Modify, ModifyDn, Operation, Scope, Search,
};
pub use paged_results::{PAGED_RESULTS, cookie};
