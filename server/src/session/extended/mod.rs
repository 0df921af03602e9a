//! Extended operations (RFC 4511 section 4.12): one table of those that are offered, one file for each.

mod cancel;
mod password_modify;
mod start_tls;
mod table;
mod who_am_i;

pub(super) use table::{Answer, begin, can_be_stopped, supported, take_on_receipt};
