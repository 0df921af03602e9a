//! The exit codes of the command: a stable interface, for scripts.

use std::process::ExitCode;

use crate::run::Counts;

/// How a command ended.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[repr(u8)]
pub enum Exit {
    /// Everything that gates held.
    Ok = 0,
    /// The suite itself failed.
    Internal = 1,
    /// The command line is wrong.
    Usage = 2,
    /// No scenario was selected.
    NothingSelected = 4,
    /// A scenario, a target file or a list of deviations is wrong.
    BadFile = 96,
    /// At least one scenario failed.
    Failures = 100,
    /// At least one listed deviation passed.
    StaleDeviations = 101,
    /// The target can't be reached, or a scenario couldn't be judged, and nothing failed.
    TargetUnavailable = 102,
    /// Targets that were compared answered differently.
    Differences = 103,
}

impl Exit {
    /// What the verdicts of a run come to: the gravest of them.
    pub fn of(counts: &Counts) -> Self {
        if counts.fail > 0 {
            Self::Failures
        } else if counts.stale > 0 {
            Self::StaleDeviations
        } else if counts.error > 0 {
            Self::TargetUnavailable
        } else {
            Self::Ok
        }
    }

    /// The number.
    pub fn code(self) -> u8 {
        self as u8
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_gravest_verdict_decides() {
        let counts = |fail, stale, error| Counts {
            pass: 3,
            warn: 1,
            fail,
            stale,
            error,
            ..Counts::default()
        };
        for (counts, code) in [
            (counts(0, 0, 0), 0),
            (counts(0, 0, 1), 102),
            (counts(0, 1, 1), 101),
            (counts(1, 1, 1), 100),
        ] {
            assert_eq!(Exit::of(&counts).code(), code);
        }
    }
}
