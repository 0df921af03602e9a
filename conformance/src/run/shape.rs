//! What must hold of entries by themselves: the form of their names, and how often attributes and values come.

use std::collections::BTreeSet;

use super::name::{self, normalized};
use super::record::Mismatch;
use crate::protocol::{Entry, printable};
use crate::scenario::{Count, ValueForm};

/// The names that come more than once.
pub(super) fn repeated_names(entries: &[Entry]) -> Vec<Mismatch> {
    let mut seen = BTreeSet::new();
    let repeated = entries
        .iter()
        .filter(|entry| !seen.insert(normalized(&entry.dn)));
    repeated
        .map(|entry| mismatch("each entry once", format!("{} again", entry.called())))
        .collect()
}

/// The names that are none by RFC 4514.
pub(super) fn malformed_names(entries: &[Entry]) -> Vec<Mismatch> {
    let malformed = entries
        .iter()
        .filter(|entry| !name::is_well_formed(&entry.dn));
    malformed
        .map(|entry| mismatch("names as RFC 4514 has them", entry.called()))
        .collect()
}

/// The entries that don't stand right below `superior`.
pub(super) fn not_right_below(entries: &[Entry], superior: &str) -> Vec<Mismatch> {
    let strangers = entries.iter().filter(|entry| {
        !name::superior(&entry.dn).is_some_and(|above| name::same(above, superior))
    });
    strangers
        .map(|entry| {
            let expected = format!("entries right below `{superior}`");
            mismatch(&expected, entry.called())
        })
        .collect()
}

/// The attributes of an entry with another number of values.
pub(super) fn miscounted(entry: &Entry, count: Count) -> Vec<Mismatch> {
    let number = |values: &[Vec<u8>]| u64::try_from(values.len()).unwrap_or(u64::MAX);
    let miscounted = entry
        .attributes
        .iter()
        .filter(|(_, values)| !count.holds(number(values)));
    miscounted
        .map(|(kind, values)| {
            let expected = format!("{}: {count} values of each attribute", entry.called());
            mismatch(&expected, format!("{} of `{kind}`", values.len()))
        })
        .collect()
}

/// The attributes of an entry that come more than once.
pub(super) fn repeated_attributes(entry: &Entry) -> Vec<Mismatch> {
    let mut seen = BTreeSet::new();
    let repeated = entry
        .attributes
        .iter()
        .filter(|(kind, _)| !seen.insert(kind.to_ascii_lowercase()));
    repeated
        .map(|(kind, _)| {
            let expected = format!("{}: each attribute once", entry.called());
            mismatch(&expected, format!("`{kind}` again"))
        })
        .collect()
}

/// The values of an attribute that equal an earlier one, read as names: letter case and needless blanks aside.
pub(super) fn repeated_values(entry: &Entry, kind: &str) -> Vec<Mismatch> {
    let mut seen = BTreeSet::new();
    let values = entry.texts(kind);
    let repeated = values
        .iter()
        .filter(|value| !seen.insert(normalized(value)));
    repeated
        .map(|value| {
            let expected = format!("{}: each value of `{kind}` once", entry.called());
            mismatch(&expected, format!("`{value}` again"))
        })
        .collect()
}

/// The values of an attribute that don't have the form.
pub(super) fn malformed_values(entry: &Entry, kind: &str, form: ValueForm) -> Vec<Mismatch> {
    let values = entry.values(kind).unwrap_or_default();
    let malformed = values.iter().filter(|value| !has_form(value, form));
    malformed
        .map(|value| {
            let expected = format!("{}: values of `{kind}` that are {form}", entry.called());
            mismatch(&expected, format!("`{}`", printable(value)))
        })
        .collect()
}

fn has_form(value: &[u8], form: ValueForm) -> bool {
    match form {
        ValueForm::NumericOid => name::is_numeric_oid(value),
        ValueForm::Utf8 => std::str::from_utf8(value).is_ok(),
    }
}

fn mismatch(expected: &str, actual: String) -> Mismatch {
    Mismatch {
        expected: expected.to_owned(),
        actual,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(dn: &str, attributes: &[(&str, &[&str])]) -> Entry {
        let attributes = attributes.iter().map(|(kind, values)| {
            let values = values.iter().map(|value| value.as_bytes().to_vec());
            ((*kind).to_owned(), values.collect())
        });
        Entry {
            dn: dn.to_owned(),
            attributes: attributes.collect(),
        }
    }

    fn actual(mismatches: &[Mismatch]) -> Vec<&str> {
        let actual = mismatches.iter().map(|mismatch| mismatch.actual.as_str());
        actual.collect()
    }

    #[test]
    fn names_are_distinct_well_formed_and_in_their_place() {
        let entries = [
            entry("uid=a,ou=Users", &[]),
            entry("UID=A, ou=users", &[]),
            entry("cn=x,uid=a,ou=Users", &[]),
            entry("nobody,ou=Users", &[]),
        ];
        assert_eq!(
            actual(&repeated_names(&entries)),
            ["`UID=A, ou=users` again"]
        );
        assert_eq!(
            actual(&malformed_names(&entries)),
            ["`UID=A, ou=users`", "`nobody,ou=Users`"]
        );
        assert_eq!(
            actual(&not_right_below(&entries, "OU=Users")),
            ["`cn=x,uid=a,ou=Users`"]
        );
    }

    #[test]
    fn attributes_and_values_are_counted_and_compared() {
        let entry = entry(
            "uid=a",
            &[
                ("member", &["uid=b,ou=Users", "UID=B,ou=users"]),
                ("mail", &[]),
                ("Member", &["uid=c"]),
            ],
        );
        let count: Count = serde_yaml::from_str("{atLeast: 1}").unwrap();
        assert_eq!(actual(&miscounted(&entry, count)), ["0 of `mail`"]);
        assert_eq!(actual(&repeated_attributes(&entry)), ["`Member` again"]);
        assert_eq!(
            actual(&repeated_values(&entry, "member")),
            ["`UID=B,ou=users` again"]
        );
    }

    #[test]
    fn values_have_the_form_that_is_asked_for() {
        let entry = entry(
            "",
            &[("supportedControl", &["1.2.840", "1.02", "1..2", "1", "x.1"])],
        );
        assert_eq!(
            actual(&malformed_values(
                &entry,
                "supportedControl",
                ValueForm::NumericOid
            )),
            ["`1.02`", "`1..2`", "`1`", "`x.1`"]
        );
    }
}
