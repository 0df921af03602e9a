//! Indexes: which entries may match a filter, found without looking at all of them.
//!
//! An [`Index`] holds ids alone and lives in a snapshot beside the entries, sharing with the snapshot before all that did
//! not change. It answers with candidates: every entry that matches is among them, and the search judges each one all the
//! same. So an index may be coarse (a hash instead of a value, a digit less of a time), and a wrong answer of the search
//! can come from no collision. Which attributes have which index is the caller's choice, with memory in mind.

mod equality;
mod id_set;
mod kind;
mod ordering;
mod plan;
mod postings;
mod presence;
mod store;
mod text;

#[cfg(test)]
mod tests;

pub use kind::{IndexKind, IndexedAttribute};
pub(crate) use plan::Candidates;
pub(crate) use store::Index;
