//! Server side sorting (RFC 2891), where the switch `serverSort` offers it (U21).
//!
//! A [`SortOrder`] is what a client's keys come to under a schema; [`Sorting`] collects what a search finds and puts it
//! in that order, within a bound of memory.

mod collected;
mod order;
mod sorted_key;

pub(super) use collected::{Collected, Sorting, TooMany};
pub(super) use order::{SortFailure, SortOrder};
pub(super) use sorted_key::SortedKey;
