//! A progress bar, on standard error and on a terminal only.

use std::io::{IsTerminal, stderr};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::run::{Event, Verdict};

/// Listens to a run and draws how far it is.
#[derive(Debug)]
pub struct Progress {
    bar: ProgressBar,
    failures: u64,
}

impl Progress {
    /// A bar that draws nothing where standard error is no terminal.
    pub fn new() -> Self {
        let target = if stderr().is_terminal() {
            ProgressDrawTarget::stderr()
        } else {
            ProgressDrawTarget::hidden()
        };
        let bar = ProgressBar::with_draw_target(None, target);
        if let Ok(style) = ProgressStyle::with_template("{bar:24} {pos}/{len} {msg}") {
            bar.set_style(style);
        }
        Self { bar, failures: 0 }
    }

    /// Takes an event in.
    pub fn listen(&mut self, event: &Event<'_>) {
        match event {
            Event::RunStarted { cases } => self
                .bar
                .set_length(u64::try_from(*cases).unwrap_or(u64::MAX)),
            Event::ScenarioStarted { id } => self.bar.set_message(self.message(id)),
            Event::ScenarioFinished(record) => {
                if matches!(
                    record.verdict,
                    Verdict::Fail | Verdict::Error | Verdict::Stale
                ) {
                    self.failures += 1;
                }
                self.bar.inc(1);
            }
            Event::RunFinished(_) => self.bar.finish_and_clear(),
        }
    }

    fn message(&self, id: &str) -> String {
        if self.failures == 0 {
            id.to_owned()
        } else {
            format!("{} not passed, {id}", self.failures)
        }
    }
}

impl Default for Progress {
    fn default() -> Self {
        Self::new()
    }
}
