//! What must come back, and how an outcome is judged by it.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::clients::cases::Request;
use crate::clients::outcome::{FoundEntry, Outcome, SearchOutcome};

/// What a case expects. What it leaves out is not judged, but for the result codes: those must be success.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Expectation {
    #[serde(default)]
    bind: ResultCode,
    search: Option<SearchExpectation>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct SearchExpectation {
    #[serde(default)]
    result: ResultCode,
    #[serde(rename = "matchedDN")]
    matched_dn: Option<String>,
    /// By DN: these entries and no others, in any order.
    #[serde(default)]
    entries: BTreeMap<String, EntryExpectation>,
}

/// An entry's attributes by name, as the server spells it; the values in their order.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct EntryExpectation {
    /// These attributes and no others.
    exactly: Option<BTreeMap<String, Vec<String>>>,
    /// At least these attributes.
    #[serde(default)]
    including: BTreeMap<String, Vec<String>>,
    /// None of these attributes.
    #[serde(default)]
    without: Vec<String>,
}

/// The result codes of RFC 4511 appendix A.1 that the cases name.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
enum ResultCode {
    #[default]
    Success = 0,
    NoSuchObject = 32,
    InvalidDNSyntax = 34,
    InvalidCredentials = 49,
    UnwillingToPerform = 53,
}

impl Expectation {
    /// One line for each thing that is not as expected.
    pub(crate) fn problems_of(&self, request: &Request, outcome: &Outcome) -> Vec<String> {
        if let Some(failure) = &outcome.failure {
            return vec![format!("the client failed: {failure}")];
        }
        let mut problems = Vec::new();
        match (&request.bind, outcome.bind) {
            (Some(_), Some(code)) => problems.extend(self.bind.problem("bind", code)),
            (Some(_), None) => problems.push("no answer to the bind".to_owned()),
            (None, _) => {}
        }
        match (&self.search, &outcome.search) {
            (None, None) => {}
            (Some(expected), Some(found)) => expected.judge(found, &mut problems),
            (Some(_), None) => problems.push("no answer to the search".to_owned()),
            (None, Some(_)) => {
                problems.push("an answer to a search that was not expected".to_owned());
            }
        }
        problems
    }
}

impl SearchExpectation {
    fn judge(&self, found: &SearchOutcome, problems: &mut Vec<String>) {
        problems.extend(self.result.problem("search", found.code));
        if let (Some(expected), Some(matched_dn)) = (&self.matched_dn, &found.matched_dn)
            && expected != matched_dn
        {
            problems.push(format!("matchedDN `{matched_dn}`; expected `{expected}`"));
        }
        let found_dns = sorted(found.entries.iter().map(|entry| entry.dn.as_str()));
        let expected_dns = sorted(self.entries.keys().map(String::as_str));
        if found_dns != expected_dns {
            problems.push(format!("entries {found_dns:?}; expected {expected_dns:?}"));
            return;
        }
        for entry in &found.entries {
            self.entries[&entry.dn].judge(entry, problems);
        }
    }
}

impl EntryExpectation {
    fn judge(&self, found: &FoundEntry, problems: &mut Vec<String>) {
        let dn = &found.dn;
        if let Some(exactly) = &self.exactly
            && *exactly != found.attributes
        {
            problems.push(format!(
                "`{dn}` with {:?}; expected {exactly:?}",
                found.attributes
            ));
        }
        for (name, expected) in &self.including {
            match found.attributes.get(name) {
                Some(values) if values == expected => {}
                Some(values) => problems.push(format!(
                    "`{dn}` with {name} {values:?}; expected {expected:?}"
                )),
                None => problems.push(format!("`{dn}` without {name}; expected {expected:?}")),
            }
        }
        for name in &self.without {
            if let Some(values) = found.attributes.get(name) {
                problems.push(format!("`{dn}` with {name} {values:?}; expected none"));
            }
        }
    }
}

impl ResultCode {
    fn problem(self, operation: &str, found: u32) -> Option<String> {
        let expected = self as u32;
        (found != expected)
            .then(|| format!("{operation} answered {found}; expected {self:?} ({expected})"))
    }
}

fn sorted<'a>(dns: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut dns: Vec<&str> = dns.collect();
    dns.sort_unstable();
    dns
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clients::cases::Bind;

    const FOUND: &str = r#"{ "bind": 0, "search": { "code": 0, "matchedDN": "", "entries": [
        { "dn": "uid=leela", "attributes": { "uid": ["leela"], "mail": ["a@x.test", "b@x.test"] } } ] } }"#;

    fn problems(expectation: &str, outcome: &str) -> Vec<String> {
        let request = Request {
            url: String::new(),
            ca: None,
            bind: Some(Bind {
                name: String::new(),
                password: String::new(),
            }),
            search: None,
        };
        let expectation: Expectation = serde_yaml::from_str(expectation).unwrap();
        let outcome: Outcome = serde_json::from_str(outcome).unwrap();
        expectation.problems_of(&request, &outcome)
    }

    #[test]
    fn what_is_as_expected_is_no_problem() {
        let exactly = "search: { entries: { uid=leela: { exactly: { uid: [leela], mail: [a@x.test, b@x.test] } } } }";
        let in_part =
            "search: { entries: { uid=leela: { including: { uid: [leela] }, without: [cn] } } }";
        for expectation in [exactly, in_part, "search: { entries: { uid=leela: {} } }"] {
            assert_eq!(problems(expectation, FOUND), [""; 0], "{expectation}");
        }
        assert_eq!(
            problems("bind: invalidCredentials", r#"{ "bind": 49 }"#),
            [""; 0]
        );
    }

    #[test]
    fn each_difference_is_a_problem() {
        for expectation in [
            "bind: invalidCredentials\nsearch: { entries: { uid=leela: {} } }",
            "bind: success",
            "search: { result: noSuchObject, entries: { uid=leela: {} } }",
            "search: { matchedDN: dc=com, entries: { uid=leela: {} } }",
            "search: {}",
            "search: { entries: { uid=leela: {}, uid=fry: {} } }",
            "search: { entries: { uid=Leela: {} } }",
            "search: { entries: { uid=leela: { exactly: { uid: [leela] } } } }",
            "search: { entries: { uid=leela: { including: { mail: [b@x.test, a@x.test] } } } }",
            "search: { entries: { uid=leela: { including: { cn: [leela] } } } }",
            "search: { entries: { uid=leela: { without: [mail] } } }",
        ] {
            assert_eq!(problems(expectation, FOUND).len(), 1, "{expectation}");
        }
    }

    #[test]
    fn a_client_that_failed_or_stayed_silent_is_a_problem() {
        assert_eq!(
            problems("{}", r#"{ "failure": "connection refused" }"#).len(),
            1
        );
        assert_eq!(problems("{}", "{}").len(), 1);
        assert_eq!(problems("search: {}", r#"{ "bind": 0 }"#).len(), 1);
    }
}
