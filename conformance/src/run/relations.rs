//! What must hold between the entries of an answer, and between them and those of an earlier one.

use std::collections::{BTreeMap, BTreeSet};

use super::bindings::{Bindings, Unbound};
use super::name::{normalized, relative_values, superior};
use super::record::Mismatch;
use crate::protocol::Entry;
use crate::scenario::Relations;

/// The relations that don't hold.
pub(super) fn broken(
    relations: &Relations,
    entries: &[Entry],
    bindings: &Bindings<'_>,
) -> Result<Vec<Mismatch>, Unbound> {
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
    for kind in &relations.unique_values {
        let values = entries.iter().flat_map(|entry| {
            let values = entry.texts(kind).into_iter();
            values.map(move |value| (entry, value.to_lowercase()))
        });
        mismatches.extend(shared(kind, values));
    }
    if relations.rdn_in_entry {
        mismatches.extend(entries.iter().flat_map(rdn_in_entry));
    }
    if let Some(top) = &relations.superiors_up_to {
        let top = normalized(&bindings.text(top)?);
        let names = names(entries);
        for entry in entries {
            let above = superior(&entry.dn).map(normalized).unwrap_or_default();
            if normalized(&entry.dn) != top && above != top && !names.contains(&above) {
                let expected = format!("an entry that is the superior of `{}`", entry.dn);
                mismatches.push(mismatch(&expected, "there is none"));
            }
        }
    }
    Ok(mismatches)
}

/// The values that two entries share and each must have for itself.
fn shared<'e>(kind: &str, values: impl Iterator<Item = (&'e Entry, String)>) -> Vec<Mismatch> {
    let mut seen: BTreeMap<String, &Entry> = BTreeMap::new();
    let mut mismatches = Vec::new();
    for (entry, value) in values {
        if let Some(earlier) = seen.insert(value.clone(), entry) {
            let expected = format!("`{}`: a `{kind}` of its own", entry.dn);
            mismatches.push(mismatch(
                &expected,
                &format!("`{value}`, as `{}`", earlier.dn),
            ));
        }
    }
    mismatches
}

/// What the relative name of an entry says and the entry doesn't.
fn rdn_in_entry(entry: &Entry) -> Vec<Mismatch> {
    let missing = relative_values(&entry.dn)
        .into_iter()
        .filter(|(kind, value)| {
            let values = entry.texts(kind);
            !values
                .iter()
                .any(|there| there.to_lowercase() == value.to_lowercase())
        });
    missing
        .map(|(kind, value)| {
            let expected = format!("`{}`: `{kind}` with `{value}`", entry.dn);
            mismatch(&expected, &entry.texts(&kind).join(" | "))
        })
        .collect()
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
