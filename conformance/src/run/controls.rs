//! Whether the controls of an answer are what was expected.

use super::exchange::Observation;
use super::record::Mismatch;
use crate::protocol::{
    Control, PAGED_RESULTS, PASSWORD_POLICY, PagedResults, PasswordPolicy, SORT_RESPONSE,
    SortResult,
};
use crate::scenario::{
    CookieExpectation, PagedResultsExpectation, PasswordPolicyExpectation, ResponseControls,
    ResultCodeText, SortResultExpectation,
};

/// What is wrong with a control whatever a scenario expects: a value that can't be read.
pub(super) fn violation(control: &Control) -> Option<String> {
    let (name, read) = match control.oid.as_str() {
        PAGED_RESULTS => ("paging", PagedResults::from_response(control).map(drop)),
        SORT_RESPONSE => ("sorting", SortResult::from_response(control).map(drop)),
        PASSWORD_POLICY => (
            "password policy",
            PasswordPolicy::from_response(control).map(drop),
        ),
        _ => return None,
    };
    let error = read.err()?;
    Some(format!(
        "the {name} control of the answer can't be read: {error}"
    ))
}

/// The expectations that don't hold.
pub(super) fn broken(expect: &ResponseControls, observation: &Observation) -> Vec<Mismatch> {
    let mut mismatches = Vec::new();
    let results = &observation.controls;
    for oid in &expect.present {
        if results.is_empty() || results.iter().any(|controls| find(controls, oid).is_none()) {
            mismatches.push(mismatch(
                format!("the response control {oid}"),
                "it is absent",
            ));
        }
    }
    for oid in &expect.absent {
        if results.iter().any(|controls| find(controls, oid).is_some()) {
            mismatches.push(mismatch(
                format!("no response control {oid}"),
                "it is there",
            ));
        }
    }
    for oid in &expect.absent_on_entries {
        if find(&observation.entry_controls, oid).is_some() {
            mismatches.push(mismatch(
                format!("no control {oid} on entries and references"),
                "it is there",
            ));
        }
    }
    for oid in &expect.not_critical {
        let mut found = results.iter().filter_map(|controls| find(controls, oid));
        if found.any(|control| control.criticality) {
            mismatches.push(mismatch(
                format!("a response control {oid} that isn't critical"),
                "it is critical",
            ));
        }
    }
    let last = results.last().map(Vec::as_slice).unwrap_or_default();
    let values = [
        expect
            .paged_results
            .as_ref()
            .and_then(|expect| paged_results(expect, last)),
        expect
            .sort_result
            .as_ref()
            .and_then(|expect| sort_result(expect, last)),
        expect
            .password_policy
            .as_ref()
            .and_then(|expect| password_policy(expect, last)),
    ];
    mismatches.extend(values.into_iter().flatten());
    mismatches
}

fn paged_results(expect: &PagedResultsExpectation, controls: &[Control]) -> Option<Mismatch> {
    let read = find(controls, PAGED_RESULTS).map(PagedResults::from_response);
    let size = expect.size.map(|size| format!("size {size}"));
    let cookie = expect.cookie.map(|cookie| match cookie {
        CookieExpectation::Empty => "an empty cookie".to_owned(),
        CookieExpectation::Given => "a cookie".to_owned(),
    });
    let wanted = described("a paging control", [size, cookie]);
    let Some(Ok(paged)) = read else {
        return Some(mismatch(wanted, "none"));
    };
    let is_cookie_right = expect
        .cookie
        .is_none_or(|cookie| (cookie == CookieExpectation::Empty) == paged.cookie.is_empty());
    let is_size_right = u64::try_from(paged.size)
        .is_ok_and(|size| expect.size.is_none_or(|expect| expect.holds(size)));
    if is_cookie_right && is_size_right {
        return None;
    }
    let actual = format!(
        "size {}, a cookie of {} octets",
        paged.size,
        paged.cookie.len()
    );
    Some(mismatch(wanted, actual))
}

fn sort_result(expect: &SortResultExpectation, controls: &[Control]) -> Option<Mismatch> {
    let codes: Vec<_> = expect
        .code
        .0
        .iter()
        .map(|code| code.0.to_string())
        .collect();
    let code = (!codes.is_empty()).then(|| format!("sortResult {}", codes.join(" or ")));
    let attribute = expect
        .attribute
        .as_ref()
        .map(|attribute| format!("attributeType `{attribute}`"));
    let wanted = described("a sorting control", [code, attribute]);
    let Some(Ok(sorted)) = find(controls, SORT_RESPONSE).map(SortResult::from_response) else {
        return Some(mismatch(wanted, "none"));
    };
    let is_code_right =
        codes.is_empty() || expect.code.0.contains(&ResultCodeText(sorted.result_code));
    let named = sorted.attribute.unwrap_or_default();
    let is_attribute_right = expect
        .attribute
        .as_ref()
        .is_none_or(|attribute| attribute.eq_ignore_ascii_case(&named));
    if is_code_right && is_attribute_right {
        return None;
    }
    let actual = format!("sortResult {}, attributeType `{named}`", sorted.result_code);
    Some(mismatch(wanted, actual))
}

fn password_policy(expect: &PasswordPolicyExpectation, controls: &[Control]) -> Option<Mismatch> {
    let errors = &expect.error.0;
    let names: Vec<_> = errors
        .iter()
        .map(|error| error.0.as_deref().unwrap_or("none"))
        .collect();
    let error = (!names.is_empty()).then(|| format!("error {}", names.join(" or ")));
    let warning = expect
        .warning
        .map(|warning| if warning { "a warning" } else { "no warning" }.to_owned());
    let wanted = described("a password policy control", [error, warning]);
    let Some(Ok(policy)) = find(controls, PASSWORD_POLICY).map(PasswordPolicy::from_response)
    else {
        return Some(mismatch(wanted, "none"));
    };
    let is_error_right =
        errors.is_empty() || errors.iter().any(|error| error.0 == policy.error_name());
    let is_warning_right = expect
        .warning
        .is_none_or(|warning| warning == policy.warning.is_some());
    if is_error_right && is_warning_right {
        return None;
    }
    Some(mismatch(wanted, policy.to_string()))
}

fn find<'a>(controls: &'a [Control], oid: &str) -> Option<&'a Control> {
    controls.iter().find(|control| control.oid == oid)
}

/// A control and what it must hold.
fn described(control: &str, parts: [Option<String>; 2]) -> String {
    let parts: Vec<_> = parts.into_iter().flatten().collect();
    if parts.is_empty() {
        control.to_owned()
    } else {
        format!("{control} with {}", parts.join(", "))
    }
}

fn mismatch(expected: String, actual: impl Into<String>) -> Mismatch {
    Mismatch {
        expected,
        actual: actual.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn control(oid: &str, criticality: bool, value: &[u8]) -> Control {
        Control {
            oid: oid.to_owned(),
            criticality,
            value: Some(value.to_vec()),
        }
    }

    /// Two pages; the second says that 7 entries are thought to be there, that they are sorted by `uid`, and that the
    /// account is locked.
    fn observed() -> Observation {
        Observation {
            controls: vec![
                vec![control("1.2", false, b"")],
                vec![
                    control("1.2", false, b""),
                    control("1.3", true, b""),
                    control(PAGED_RESULTS, false, &[0x30, 6, 2, 1, 7, 4, 1, b'c']),
                    control(
                        SORT_RESPONSE,
                        false,
                        &[0x30, 8, 0x0a, 1, 16, 0x80, 3, b'u', b'i', b'd'],
                    ),
                    control(PASSWORD_POLICY, false, &[0x30, 3, 0x81, 1, 1]),
                ],
            ],
            entry_controls: vec![control("1.4", false, b"")],
            ..Observation::default()
        }
    }

    fn judged(expect: &str, observation: &Observation) -> Vec<String> {
        let expect: ResponseControls = serde_yaml::from_str(expect).unwrap();
        let mismatches = broken(&expect, observation).into_iter();
        mismatches
            .map(|mismatch| format!("{} / {}", mismatch.expected, mismatch.actual))
            .collect()
    }

    #[test]
    fn what_holds_gives_no_mismatch() {
        for expect in [
            "{present: ['1.2'], absent: ['1.4'], absentOnEntries: ['1.2'], notCritical: ['1.2', '1.9']}",
            "{pagedResults: {size: 7, cookie: given}}",
            "{pagedResults: {}}",
            "{sortResult: {code: [success, noSuchAttribute], attribute: UID}}",
            "{passwordPolicy: {error: [none, accountLocked], warning: false}}",
        ] {
            assert_eq!(judged(expect, &observed()), [""; 0], "{expect}");
        }
    }

    #[test]
    fn what_doesnt_hold_says_what_was_expected_and_what_came() {
        for (expect, told) in [
            (
                "{present: ['1.3']}",
                "the response control 1.3 / it is absent",
            ),
            ("{absent: ['1.3']}", "no response control 1.3 / it is there"),
            (
                "{absentOnEntries: ['1.4']}",
                "no control 1.4 on entries and references / it is there",
            ),
            (
                "{notCritical: ['1.3']}",
                "a response control 1.3 that isn't critical / it is critical",
            ),
            (
                "{pagedResults: {size: {atMost: 6}, cookie: given}}",
                "a paging control with size at most 6, a cookie / size 7, a cookie of 1 octets",
            ),
            (
                "{pagedResults: {cookie: empty}}",
                "a paging control with an empty cookie / size 7, a cookie of 1 octets",
            ),
            (
                "{sortResult: {code: success}}",
                "a sorting control with sortResult success (0) / sortResult noSuchAttribute (16), attributeType `uid`",
            ),
            (
                "{sortResult: {attribute: ''}}",
                "a sorting control with attributeType `` / sortResult noSuchAttribute (16), attributeType `uid`",
            ),
            (
                "{passwordPolicy: {error: none, warning: true}}",
                "a password policy control with error none, a warning / error accountLocked",
            ),
        ] {
            assert_eq!(judged(expect, &observed()), [told], "{expect}");
        }
    }

    #[test]
    fn a_control_that_must_say_something_must_be_there() {
        let nothing = Observation {
            controls: vec![Vec::new()],
            ..Observation::default()
        };
        for expect in [
            "{present: ['1.2']}",
            "{pagedResults: {}}",
            "{sortResult: {}}",
            "{passwordPolicy: {}}",
        ] {
            assert_eq!(judged(expect, &nothing).len(), 1, "{expect}");
            assert_eq!(judged(expect, &Observation::default()).len(), 1, "{expect}");
        }
    }

    #[test]
    fn a_value_that_cannot_be_read_is_a_violation() {
        for oid in [PAGED_RESULTS, SORT_RESPONSE, PASSWORD_POLICY] {
            assert!(violation(&control(oid, false, &[0x30])).is_some(), "{oid}");
        }
        assert_eq!(violation(&control("1.2", false, &[0x30])), None);
    }
}
