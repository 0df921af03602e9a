//! Helpers for the tests that need more than one package.

pub mod reference_ids;
pub mod repository;
