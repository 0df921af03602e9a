//! Every scenario fails under each of its defects, where it says, and hardly another one with it.
//!
//! Stand-ins of this process are made wrong: by switches, or by faults. The scenarios know them by the wire alone.

mod approach;
mod baseline;
mod check;
mod defect;
mod radius;
mod server;
mod servers;
mod work;

pub use work::Falsifier;
