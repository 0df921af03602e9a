//! Which switch of the stand-in chooses between answers that a fact or an unknown is about.

use std::collections::BTreeSet;

use crate::recording::StepAnswers;

/// Switches of the stand-in by the unknowns of `jumpcloud.md` that they settle. A test compares them with the stand-in's
/// own list.
pub const SWITCHES: [(&str, &str); 27] = [
    ("U01", "pwdLock.attribute"),
    ("U01", "pwdLock.value"),
    ("U01", "pwdLock.shown"),
    ("U01", "pwdLock.onActiveUsers"),
    ("U03", "suspendedUsers"),
    ("U03", "stagedUsers"),
    ("U04", "ldapServerActions"),
    ("U05", "passwordPolicyResponse"),
    ("U06", "anonymousBind"),
    ("U07", "unauthenticatedBind"),
    ("U08", "anonymousRootDse"),
    ("U08", "anonymousSchema"),
    ("U09", "nonBindingSearch"),
    ("U10", "crossOrganizationSearch"),
    ("U11", "commaInPassword"),
    ("U13", "containerEntries"),
    ("U14", "jcLdapAdmin"),
    ("U15", "gecos"),
    ("U15", "passwordHash"),
    ("U16", "posixGroupInMemberOf"),
    ("U18", "ldapGroupsName"),
    ("U20", "writes"),
    ("U21", "serverSort"),
    ("U22", "sizeLimit"),
    ("U22", "timeLimit"),
    ("U22", "idleTimeout"),
    ("U26", "membershipMovesUser"),
];

/// The switches that the evidence of a step, or of its scenario where the step has none, is about.
pub(super) fn concerned(step: &StepAnswers, of_scenario: &[String]) -> Vec<String> {
    let evidence = if step.evidence.is_empty() {
        of_scenario
    } else {
        &step.evidence
    };
    let by_evidence = SWITCHES
        .iter()
        .filter(|(id, _)| evidence.iter().any(|evidence| evidence == id))
        .map(|(_, switch)| (*switch).to_owned());
    match &step.switch {
        // The probe says it exactly.
        Some(switch) => vec![switch.clone()],
        None => by_evidence.collect::<BTreeSet<_>>().into_iter().collect(),
    }
}

/// The switches that choose between two results, where no evidence says which of them it is about.
const RESULTS: [([&str; 2], &[&str]); 4] = [
    (
        ["noSuchObject (32)", "success (0) with no entries"],
        &["nonBindingSearch", "crossOrganizationSearch"],
    ),
    (
        ["success (0)", "inappropriateAuthentication (48)"],
        &["anonymousBind"],
    ),
    (
        ["unwillingToPerform (53)", "invalidCredentials (49)"],
        &["unauthenticatedBind"],
    ),
    (
        ["insufficientAccessRights (50)", "unwillingToPerform (53)"],
        &["writes"],
    ),
];

/// The switches that choose between these results, each of which is one of the two.
pub(super) fn suggested(values: &[String]) -> Vec<String> {
    let known = RESULTS.iter().find(|(results, _)| {
        let mut values = values.iter();
        values.all(|value| results.contains(&value.as_str()))
    });
    let switches = known.map(|(_, switches)| *switches).unwrap_or_default();
    switches.iter().map(|switch| (*switch).to_owned()).collect()
}
