//! What proves each id of the reference documents, for `docs/reference/evidence.md`.
//!
//! A test says what it proves in its name (`j5_04_...`, `u09_...`, `openldap_md_12_...`), in a line `Proves: J5.04, openldap.md
//! 1` of its comment, or, as a case or request of a table, in its name or under `proves`. A switch says it in its definition.
//! What none of these covers stands in `tests/evidence.yaml`, with a test's full name or a reason.

mod page;
mod proofs;
mod reasons;

pub use page::page;
pub use proofs::{Proof, Proofs};
pub use reasons::{Reason, Reasons};
