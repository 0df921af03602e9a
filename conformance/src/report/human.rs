//! A run as a tree of scenarios, then each failure whole: requirement, expected, actual, transcript, how to run it again.

use std::fmt::{self, Write};

use super::words::answer_in_words;
use crate::client::{Direction, TranscriptLine};
use crate::requirements::Requirements;
use crate::run::{RunRecord, ScenarioRecord, StepRecord, StepVerdict, Verdict};
use crate::scenario::Weight;

/// Which transcripts to show.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, clap::ValueEnum)]
pub enum Detail {
    /// None.
    Never,
    /// Those of failed steps.
    #[default]
    Failures,
    /// All.
    Always,
}

/// Writes a record for a person.
#[derive(Debug)]
pub struct HumanReport<'a> {
    /// What to write.
    pub record: &'a RunRecord,
    /// Where quoted statements come from.
    pub requirements: &'a Requirements,
    /// Which transcripts to show.
    pub transcripts: Detail,
    /// How the command begins that runs a scenario again: program, target and options.
    pub command: &'a str,
}

impl fmt::Display for HumanReport<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(formatter, "{}", self.record.target)?;
        self.tree(formatter)?;
        for scenario in &self.record.scenarios {
            if is_told(scenario) || self.transcripts == Detail::Always {
                self.scenario(formatter, scenario)?;
            }
        }
        self.summary(formatter)
    }
}

impl HumanReport<'_> {
    /// One line for each scenario, under the parts of its id that it shares with the one before.
    fn tree(&self, out: &mut impl Write) -> fmt::Result {
        let mut above: Vec<&str> = Vec::new();
        for scenario in &self.record.scenarios {
            let mut parts: Vec<&str> = scenario.id.split('/').collect();
            let leaf = parts.pop().unwrap_or_default();
            let shared = parts
                .iter()
                .zip(&above)
                .take_while(|(part, before)| part == before)
                .count();
            for (depth, part) in parts.iter().enumerate().skip(shared) {
                writeln!(out, "{}{part}", "  ".repeat(depth + 1))?;
            }
            let indent = "  ".repeat(parts.len() + 1);
            write!(
                out,
                "{indent}{} {leaf}: {}",
                mark(scenario.verdict),
                scenario.title
            )?;
            if let Some(reason) = &scenario.reason {
                write!(out, " ({}: {reason})", scenario.verdict.word())?;
            }
            writeln!(out)?;
            for probe in scenario.steps.iter().filter_map(|step| step.probe.as_ref()) {
                let answer = answer_in_words(probe);
                writeln!(out, "{indent}    {} {answer}", probe.question)?;
            }
            above = parts;
        }
        Ok(())
    }

    fn scenario(&self, out: &mut impl Write, scenario: &ScenarioRecord) -> fmt::Result {
        writeln!(
            out,
            "\n{} {}: {}",
            scenario.verdict.word(),
            scenario.id,
            scenario.title
        )?;
        for id in &scenario.requirements {
            if let Some(requirement) = self.requirements.get(id) {
                writeln!(
                    out,
                    "  requirement  {} ({}): {}",
                    requirement.source(),
                    requirement.level,
                    requirement.text
                )?;
            }
        }
        for step in &scenario.steps {
            let differs = matches!(step.verdict, StepVerdict::Differs | StepVerdict::Error);
            if differs && (step.weight != Weight::Probe || step.verdict == StepVerdict::Error) {
                Self::step(out, step)?;
            }
            let shown = match self.transcripts {
                Detail::Never => false,
                Detail::Failures => differs && is_told(scenario),
                Detail::Always => true,
            };
            if shown {
                transcript(out, &step.transcript)?;
            }
        }
        if is_told(scenario) {
            writeln!(out, "  run again    {} {}", self.command, scenario.id)?;
        }
        Ok(())
    }

    fn step(out: &mut impl Write, step: &StepRecord) -> fmt::Result {
        writeln!(out, "  step         {}: {}", step.id, step.title)?;
        if !step.evidence.is_empty() {
            writeln!(out, "  evidence     {}", step.evidence.join(", "))?;
        }
        for mismatch in &step.mismatches {
            writeln!(out, "  expected     {}", mismatch.expected)?;
            writeln!(out, "  actual       {}", mismatch.actual)?;
        }
        Ok(())
    }

    fn summary(&self, out: &mut impl Write) -> fmt::Result {
        let counts: Vec<_> = Verdict::ALL
            .into_iter()
            .map(|verdict| (verdict, self.record.counts.of(verdict)))
            .filter(|(_, count)| *count > 0)
            .map(|(verdict, count)| format!("{count} {}", verdict.word()))
            .collect();
        writeln!(
            out,
            "\n{} scenarios: {}",
            self.record.scenarios.len(),
            counts.join(", ")
        )
    }
}

fn transcript(out: &mut impl Write, lines: &[TranscriptLine]) -> fmt::Result {
    for line in lines {
        let arrow = match line.direction {
            Direction::Sent => ">",
            Direction::Received => "<",
            Direction::Event => "-",
        };
        writeln!(out, "    {} {arrow} {}", line.connection, line.text)?;
        if !line.hex.is_empty() {
            writeln!(out, "      {}", line.hex)?;
        }
    }
    Ok(())
}

fn is_told(scenario: &ScenarioRecord) -> bool {
    matches!(
        scenario.verdict,
        Verdict::Fail | Verdict::Warn | Verdict::Error
    )
}

fn mark(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Pass => "ok",
        Verdict::Fail => "FAIL",
        Verdict::Warn => "WARN",
        Verdict::Probe => "?",
        Verdict::Skip => "-",
        Verdict::Known => "known",
        Verdict::Stale => "STALE",
        Verdict::Blocked => "blocked",
        Verdict::Error => "ERROR",
    }
}
