//! What the protocol itself asks of an answer, where a scenario says that it looks: the kinds of messages, their order,
//! and what stands in a result.

use super::Judge;
use crate::client::Ending;
use crate::protocol::ResponseKind;
use crate::run::exchange::Observation;
use crate::scenario::Expectation;

impl Judge<'_> {
    pub(super) fn protocol(&mut self, expect: &Expectation, observation: &Observation) {
        if let Some(wanted) = &expect.messages
            && *wanted != observation.messages
        {
            self.add(
                format!("the messages {}", listed(wanted)),
                listed(&observation.messages),
            );
        }
        if let Some(id) = expect.message_id {
            // Of several answers, the last is judged.
            let judged = match expect.answers {
                Some(_) => observation.message_ids.last().map(std::slice::from_ref),
                None => Some(observation.message_ids.as_slice()),
            };
            let other = judged.and_then(|ids| ids.iter().find(|other| **other != id));
            if let Some(other) = other {
                self.add(format!("messageID {id}"), format!("messageID {other}"));
            }
        }
        for step in &expect.before {
            if observation.overtaken_by.contains(step) {
                self.add(
                    format!("the whole answer before any of that to `{step}`"),
                    format!("some of that to `{step}` came first"),
                );
            }
        }
        if let Some(result) = &observation.result
            && expect.printable_diagnostic
            && result.diagnostic_message.contains(char::is_control)
        {
            self.add(
                "a diagnosticMessage without control characters",
                format!("{:?}", result.diagnostic_message),
            );
        }
    }

    /// What is wrong with an answer whatever a scenario expects.
    pub(super) fn soundness(&mut self, observation: &Observation) {
        for violation in &observation.violations {
            self.add("an answer as the protocol has it", violation);
        }
        if let Some(ending @ Ending::Malformed(_)) = &observation.ending {
            self.add("an answer as the protocol has it", ending.to_string());
        }
        for stray in &observation.strays {
            self.add("no message that nobody asked for", stray);
        }
    }
}

fn listed(kinds: &[ResponseKind]) -> String {
    if kinds.is_empty() {
        return "none".to_owned();
    }
    let kinds: Vec<_> = kinds.iter().map(ToString::to_string).collect();
    kinds.join(", ")
}
