//! Controls (RFC 4511 section 4.1.11).
//!
//! [`known`] is the one table of the controls that the stand-in knows: which operations each belongs to, when it is
//! offered, and how it is read. What a server advertises derives from it. [`read`] is how every operation reads its
//! controls; what a control then does is the operation's business.

mod known;
mod request;

pub(super) use known::{PAGED_RESULTS, PASSWORD_POLICY, SORT_RESPONSE, supported};
pub(super) use request::{RequestControls, ServerSideSort, read};
