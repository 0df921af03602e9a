//! A comparison for a person: scenarios down, targets across, then each difference in words.

use std::fmt;

use crate::comparison::{ComparedScenario, Comparison, Difference};

/// Writes a comparison.
#[derive(Debug)]
pub struct ComparisonReport<'a>(pub &'a Comparison);

impl fmt::Display for ComparisonReport<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Comparison {
            targets, scenarios, ..
        } = self.0;
        for (letter, target) in ('A'..).zip(targets) {
            writeln!(out, "{letter}  {target}")?;
        }
        let told = || {
            let scenarios = scenarios.iter();
            scenarios
                .filter(|scenario| !scenario.differences.is_empty() || scenario.is_incomplete())
        };
        let width = told().map(|scenario| scenario.id.len()).max().unwrap_or(0);
        if width > 0 {
            writeln!(out)?;
            let letters = ('A'..).zip(targets).map(|(letter, _)| letter.to_string());
            write_row(out, &" ".repeat(width), letters)?;
        }
        for scenario in told() {
            let words = scenario
                .verdicts
                .iter()
                .map(|verdict| verdict.map_or("-", |verdict| verdict.word()).to_owned());
            write_row(out, &format!("{:width$}", scenario.id), words)?;
        }
        for scenario in scenarios {
            write_differences(out, scenario)?;
        }
        let differing = scenarios
            .iter()
            .filter(|scenario| !scenario.differences.is_empty());
        let incomplete = scenarios.iter().filter(|scenario| scenario.is_incomplete());
        writeln!(
            out,
            "\n{} scenarios: {} answered differently, {} not tried at every target",
            scenarios.len(),
            differing.count(),
            incomplete.count()
        )
    }
}

/// A row of the table, without blanks at its end.
fn write_row(
    out: &mut fmt::Formatter<'_>,
    head: &str,
    cells: impl Iterator<Item = String>,
) -> fmt::Result {
    let cells: Vec<_> = cells.map(|cell| format!("  {cell:<8}")).collect();
    writeln!(out, "{head}{}", cells.concat().trim_end())
}

fn write_differences(out: &mut fmt::Formatter<'_>, scenario: &ComparedScenario) -> fmt::Result {
    if scenario.differences.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{}", scenario.id)?;
    for Difference {
        step,
        what,
        values,
        switches,
    } in &scenario.differences
    {
        let values: Vec<_> = ('A'..)
            .zip(values)
            .map(|(letter, value)| format!("{letter}: {value}"))
            .collect();
        writeln!(out, "  {step}: {what} differs: {}", values.join("; "))?;
        if !switches.is_empty() {
            writeln!(
                out,
                "    the stand-in chooses by the switch {}",
                switches
                    .iter()
                    .map(|switch| format!("`{switch}`"))
                    .collect::<Vec<_>>()
                    .join(" or ")
            )?;
        }
    }
    Ok(())
}
