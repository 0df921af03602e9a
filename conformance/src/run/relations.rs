//! What must hold between the entries of an answer, and between them and those of an earlier one.

use std::collections::{BTreeMap, BTreeSet};

use super::bindings::Bindings;
use super::name::normalized;
use super::record::Mismatch;
use crate::protocol::Entry;
use crate::scenario::Relations;

/// The relations that don't hold.
pub(super) fn broken(
    relations: &Relations,
    entries: &[Entry],
    bindings: &Bindings<'_>,
) -> Vec<Mismatch> {
    let mut mismatches = Vec::new();
    if relations.entry_dn_is_name {
        mismatches.extend(entries.iter().filter_map(entry_dn_is_name));
    }
    let captured = |name: &Option<String>| {
        let name = name.as_deref()?;
        Some(bindings.entries(name).unwrap_or_default())
    };
    if let Some(groups) = captured(&relations.member_of_within) {
        mismatches.extend(member_of_within(entries, groups));
    }
    if let Some(users) = captured(&relations.members_within) {
        mismatches.extend(members_within(entries, users));
    }
    if let Some(all) = captured(&relations.subset_of) {
        let names = names(all);
        let strangers = entries
            .iter()
            .filter(|entry| !names.contains(&normalized(&entry.dn)));
        mismatches.extend(
            strangers.map(|entry| {
                mismatch("an entry of the earlier answer", &format!("`{}`", entry.dn))
            }),
        );
    }
    if let Some(all) = captured(&relations.superset_of) {
        let names = names(entries);
        let missing = all
            .iter()
            .filter(|entry| !names.contains(&normalized(&entry.dn)));
        mismatches.extend(missing.map(|entry| {
            mismatch(
                &format!("the entry `{}` of the earlier answer", entry.dn),
                "it is absent",
            )
        }));
    }
    mismatches
}

fn entry_dn_is_name(entry: &Entry) -> Option<Mismatch> {
    let values = entry.texts("entryDN");
    if matches!(values.as_slice(), [value] if normalized(value) == normalized(&entry.dn)) {
        return None;
    }
    let actual = if values.is_empty() {
        "none".to_owned()
    } else {
        values.join(" | ")
    };
    Some(mismatch(&format!("entryDN `{}`", entry.dn), &actual))
}

fn member_of_within(users: &[Entry], groups: &[Entry]) -> Vec<Mismatch> {
    let members: BTreeMap<String, BTreeSet<String>> = groups
        .iter()
        .map(|group| {
            (
                normalized(&group.dn),
                group
                    .texts("member")
                    .iter()
                    .map(|member| normalized(member))
                    .collect(),
            )
        })
        .collect();
    let mut mismatches = Vec::new();
    for user in users {
        for value in user.texts("memberOf") {
            let holds = members
                .get(&normalized(&value))
                .is_some_and(|members| members.contains(&normalized(&user.dn)));
            if !holds {
                let expected = format!("a group `{value}` whose member is `{}`", user.dn);
                mismatches.push(mismatch(&expected, "there is none"));
            }
        }
    }
    mismatches
}

fn members_within(groups: &[Entry], users: &[Entry]) -> Vec<Mismatch> {
    let names = names(users);
    let mut mismatches = Vec::new();
    for group in groups {
        for member in group.texts("member") {
            if !names.contains(&normalized(&member)) {
                let expected = format!("members of `{}` among the users", group.dn);
                mismatches.push(mismatch(&expected, &format!("`{member}`")));
            }
        }
    }
    mismatches
}

fn names(entries: &[Entry]) -> BTreeSet<String> {
    entries.iter().map(|entry| normalized(&entry.dn)).collect()
}

fn mismatch(expected: &str, actual: &str) -> Mismatch {
    Mismatch {
        expected: expected.to_owned(),
        actual: actual.to_owned(),
    }
}
