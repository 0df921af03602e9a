//! A pure X.500 core: names, schema, matching, filters, entries and snapshots.

pub mod ber;
mod filter;

pub use filter::{Filter, FilterError, FilterErrorKind, MAX_FILTER_DEPTH, Truth};
