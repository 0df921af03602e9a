//! Coverage as tables: suites, documents, then one line for each fact or statement that was asked for.

use std::fmt;

use crate::coverage::{Coverage, Item, Status};

/// Writes coverage for a person.
#[derive(Debug)]
pub struct CoverageReport<'a> {
    /// What to write.
    pub coverage: &'a Coverage,
    /// The items to list.
    pub items: &'a [&'a Item],
}

impl fmt::Display for CoverageReport<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            out,
            "{:<36}{:>10}{:>15}",
            "suite", "scenarios", "with variants"
        )?;
        let (mut scenarios, mut cases) = (0, 0);
        for (suite, count) in &self.coverage.suites {
            writeln!(out, "{suite:<36}{:>10}{:>15}", count.scenarios, count.cases)?;
            scenarios += count.scenarios;
            cases += count.cases;
        }
        writeln!(out, "{:<36}{scenarios:>10}{cases:>15}\n", "in all")?;

        writeln!(
            out,
            "{:<36}{:>10}{:>10}{:>12}",
            "document", "covered", "missing", "untestable"
        )?;
        let mut all = [0; 3];
        for (document, tally) in &self.coverage.documents {
            let row = [tally.covered, tally.missing, tally.untestable];
            let [covered, missing, untestable] = row;
            writeln!(
                out,
                "{document:<36}{covered:>10}{missing:>10}{untestable:>12}"
            )?;
            for (sum, count) in all.iter_mut().zip(row) {
                *sum += count;
            }
        }
        let [covered, missing, untestable] = all;
        writeln!(
            out,
            "{:<36}{covered:>10}{missing:>10}{untestable:>12}",
            "in all"
        )?;
        for item in self.items {
            write_item(out, item)?;
        }
        Ok(())
    }
}

fn write_item(out: &mut fmt::Formatter<'_>, item: &Item) -> fmt::Result {
    write!(out, "\n{:<11}{}", item.status.word(), item.id)?;
    if let Some(level) = &item.level {
        write!(out, " ({level})")?;
    }
    writeln!(out, ": {}", item.text)?;
    match (item.status, &item.reason) {
        (Status::Untestable, Some(reason)) => writeln!(out, "           because {reason}"),
        (Status::Covered, _) => writeln!(out, "           by {}", item.scenarios.join(", ")),
        _ => Ok(()),
    }
}
