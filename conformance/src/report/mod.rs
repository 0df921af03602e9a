//! Reports for people and machines, made from events and records. They judge nothing.

mod html;
mod human;
mod junit;
mod progress;
#[cfg(test)]
mod sample;
mod words;

pub use html::html;
pub use human::{Detail, HumanReport};
pub use junit::junit;
pub use progress::Progress;
