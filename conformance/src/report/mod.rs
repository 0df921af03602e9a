//! Reports for people and machines, made from events and records. They judge nothing.

mod comparison;
mod coverage;
mod dry_run;
mod html;
mod human;
mod junit;
mod progress;
#[cfg(test)]
mod sample;
mod words;

pub use comparison::ComparisonReport;
pub use coverage::CoverageReport;
pub use dry_run::DryRunReport;
pub use html::html;
pub use human::{Detail, HumanReport};
pub use junit::junit;
pub use progress::Progress;
