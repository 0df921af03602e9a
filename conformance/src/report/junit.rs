//! A run as JUnit XML, the form that CI systems show.
//!
//! A test suite is a folder of scenarios (`rfc4511/4.5.1`), a test case is a scenario in a variant. What failed and what
//! could not be judged are kept apart. What warns and what probes found has passed, and is told in the case's output.

use std::time::Duration;

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use super::words::{answer_in_words, message_in_words};
use crate::run::{RunRecord, ScenarioRecord, Verdict};

/// Turns a record into JUnit XML.
///
/// # Errors
///
/// When the text cannot be put together; nothing that a target sends brings it about.
pub fn junit(record: &RunRecord) -> Result<String, quick_junit::SerializeError> {
    let mut report = Report::new(format!("jcldap-conformance {}", record.target));
    for scenario in &record.scenarios {
        let (folder, name) = place(&scenario.id);
        let mut case = TestCase::new(name, status(scenario));
        case.set_classname(folder)
            .set_time(Duration::from_millis(scenario.duration_ms));
        let told = told(scenario);
        if !told.is_empty() {
            case.set_system_out(told);
        }
        match report.test_suites.last_mut() {
            Some(suite) if *suite.name == *folder => {
                suite.add_test_case(case);
            }
            _ => {
                let mut suite = TestSuite::new(folder);
                suite.add_test_case(case);
                report.add_test_suite(suite);
            }
        }
    }
    report.to_string()
}

/// The folder of a scenario and what it is called there.
fn place(id: &str) -> (&str, &str) {
    id.rsplit_once('/').unwrap_or(("", id))
}

fn status(scenario: &ScenarioRecord) -> TestCaseStatus {
    let kind = match scenario.verdict {
        Verdict::Pass | Verdict::Probe | Verdict::Warn => return TestCaseStatus::success(),
        Verdict::Skip | Verdict::Known => {
            let mut status = TestCaseStatus::skipped();
            if let Some(reason) = &scenario.reason {
                status.set_message(reason.as_str());
            }
            return status;
        }
        Verdict::Fail | Verdict::Stale => NonSuccessKind::Failure,
        Verdict::Blocked | Verdict::Error => NonSuccessKind::Error,
    };
    let mut status = TestCaseStatus::non_success(kind);
    status
        .set_type(scenario.verdict.word())
        .set_message(message_in_words(scenario));
    status
}

/// What probes found and which steps were not as expected, a line each.
fn told(scenario: &ScenarioRecord) -> String {
    let mut lines = Vec::new();
    for step in &scenario.steps {
        for mismatch in &step.mismatches {
            lines.push(format!("{}: {}", step.id, step.title));
            lines.push(format!("  expected {}", mismatch.expected));
            lines.push(format!("  actual   {}", mismatch.actual));
        }
        if let Some(probe) = &step.probe {
            lines.push(format!("{} {}", probe.question, answer_in_words(probe)));
        }
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample::record;

    #[test]
    fn failures_errors_and_skips_are_kept_apart() {
        let text = junit(&record()).unwrap();
        let report = Report::deserialize_from_str(&text).unwrap();
        let suites: Vec<_> = report
            .test_suites
            .iter()
            .map(|suite| {
                let is_skipped =
                    |case: &&TestCase| matches!(case.status, TestCaseStatus::Skipped { .. });
                let skipped = suite.test_cases.iter().filter(is_skipped).count();
                let counts = (suite.tests, suite.failures, suite.errors, skipped);
                (suite.name.as_str().to_owned(), counts)
            })
            .collect();
        assert_eq!(
            suites,
            [
                ("okta".to_owned(), (3, 1, 0, 1)),
                ("rfc4511/4.5.1".to_owned(), (2, 0, 1, 0)),
            ]
        );
    }

    #[test]
    fn a_failure_says_what_was_expected_and_what_came() {
        let text = junit(&record()).unwrap();
        assert!(text.contains("expected success, actual busy"), "{text}");
        assert!(text.contains("What does it answer? noSuchObject"), "{text}");
    }

    #[test]
    fn octets_that_xml_cannot_hold_are_left_out() {
        let mut record = record();
        for scenario in &mut record.scenarios {
            scenario.title.push_str("\u{0}\u{1b}[31m");
            for mismatch in scenario
                .steps
                .iter_mut()
                .flat_map(|step| &mut step.mismatches)
            {
                mismatch.actual.push_str("\u{0}\u{7}]]></testcase>");
            }
        }
        let text = junit(&record).unwrap();
        assert!(!text.contains(['\u{0}', '\u{7}', '\u{1b}']));
        Report::deserialize_from_str(&text).unwrap();
    }
}
