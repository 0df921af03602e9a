//! The simulated push notification of multi-factor authentication (J5.17): how long its answer takes.

use std::time::Duration;

use jcldap_fixtures::Push;
use tokio::time::sleep;

/// How long users take to answer, and how long a bind waits for it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct PushTiming {
    /// How long a user who answers takes for it.
    pub answer: Duration,
    /// How long a bind waits for an answer that doesn't come: 60 seconds at JumpCloud (J5.17).
    pub patience: Duration,
}

impl Default for PushTiming {
    fn default() -> Self {
        Self {
            answer: Duration::from_millis(500),
            patience: Duration::from_secs(60),
        }
    }
}

impl PushTiming {
    /// Waits for what a user answers: whether it approves.
    pub(crate) async fn answer(self, push: Push) -> bool {
        let (time, approves) = match push {
            Push::Approve => (self.answer, true),
            Push::Deny => (self.answer, false),
            Push::Timeout => (self.patience, false),
        };
        sleep(time.min(self.patience)).await;
        approves && self.answer < self.patience
    }
}
