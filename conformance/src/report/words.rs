//! What every report says alike.

use crate::run::{ProbeRecord, ScenarioRecord};

/// The answer to a probe.
pub(super) fn answer_in_words(probe: &ProbeRecord) -> &str {
    probe
        .answer
        .as_deref()
        .unwrap_or("something nobody thought of")
}

/// Why a scenario came to what it did, in one line.
pub(super) fn message_in_words(scenario: &ScenarioRecord) -> String {
    if let Some(reason) = &scenario.reason {
        return reason.clone();
    }
    let mut steps = scenario.steps.iter().rev();
    let broken = steps.find_map(|step| Some((step, step.mismatches.first()?)));
    broken.map_or_else(
        || scenario.verdict.word().to_owned(),
        |(step, mismatch)| {
            format!(
                "{}: expected {}, actual {}",
                step.title, mismatch.expected, mismatch.actual
            )
        },
    )
}
