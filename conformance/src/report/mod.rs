//! Reports for people, made from events and records. They judge nothing.

mod human;
mod progress;

pub use human::{Detail, HumanReport};
pub use progress::Progress;
