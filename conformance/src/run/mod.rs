//! Running scenarios against a target: plan, carry out, judge, record.
//!
//! Whoever runs gets events and a record; how they are shown is not known here.

mod answer;
mod bindings;
mod channel;
mod controls;
mod deviation;
mod exchange;
mod judge;
pub(crate) mod name;
mod order;
mod plan;
mod preview;
mod record;
mod relations;
mod requests;
mod runner;
mod schema;
mod session;
mod shape;
mod walk;

pub use answer::{AnsweredEntry, AnsweredResult, StepAnswer};
pub use deviation::{Deviation, DeviationError, Deviations};
pub use exchange::Observation;
pub use plan::{Case, Plan};
pub use preview::{Preview, PreviewLine};
pub use record::{
    Counts, Mismatch, ProbeRecord, RunRecord, ScenarioRecord, StepRecord, StepVerdict, Verdict,
};
pub use runner::{Event, Options, Runner};
