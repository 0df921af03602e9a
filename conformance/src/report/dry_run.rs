//! What a run would send, for the person who wants to know before it is sent.

use std::fmt;

use crate::run::Preview;
use crate::target::Target;

/// Writes the requests of a plan.
#[derive(Debug)]
pub struct DryRunReport<'a> {
    /// Where they would go.
    pub target: &'a Target,
    /// What each case would send.
    pub previews: Vec<Preview<'a>>,
}

impl fmt::Display for DryRunReport<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(out, "{}: nothing is sent", self.target.url)?;
        if !self.target.is_loopback() {
            writeln!(
                out,
                "This target isn't this machine's own: no malformed input, no writes but those that --attempt-writes allows,\n\
                 one wrong password for each user."
            )?;
        }
        let mut skipped = 0;
        for preview in &self.previews {
            writeln!(
                out,
                "\n{}: {}",
                preview.case.id, preview.case.scenario.title
            )?;
            match &preview.outcome {
                Ok(lines) => {
                    for line in lines {
                        writeln!(out, "  {} > {}", line.connection, line.text)?;
                    }
                }
                Err(reason) => {
                    skipped += 1;
                    writeln!(out, "  skipped: {reason}")?;
                }
            }
        }
        writeln!(
            out,
            "\n{} scenarios, {skipped} of them skipped",
            self.previews.len()
        )
    }
}
