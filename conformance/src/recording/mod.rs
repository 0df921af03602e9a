//! What a target answered, kept to be compared with later, or by somebody else: without passwords, and with pseudonyms
//! for persons, groups and the organization.

mod document;
mod pseudonyms;

pub use document::{Recording, RecordingError, ScenarioAnswers, StepAnswers};
pub use pseudonyms::Pseudonyms;
