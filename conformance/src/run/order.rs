//! Whether entries come in the order of their values (RFC 2891 2).

use std::cmp::Ordering;

use super::record::Mismatch;
use crate::protocol::Entry;
use crate::scenario::OrderKey;

/// The first two entries that are in the wrong order.
pub(super) fn broken(keys: &[OrderKey], entries: &[Entry]) -> Option<Mismatch> {
    let (first, second) = entries
        .iter()
        .zip(entries.iter().skip(1))
        .find(|(first, second)| compare(keys, first, second).is_gt())?;
    let names: Vec<_> = keys
        .iter()
        .map(|key| {
            let backwards = if key.reverse { " backwards" } else { "" };
            format!("`{}`{backwards}", key.attribute)
        })
        .collect();
    Some(Mismatch {
        expected: format!("entries in the order of {}", names.join(", ")),
        actual: format!("`{}` before `{}`", first.dn, second.dn),
    })
}

fn compare(keys: &[OrderKey], first: &Entry, second: &Entry) -> Ordering {
    let orderings = keys.iter().map(|key| {
        let ordering = match (least(key, first), least(key, second)) {
            (Some(first), Some(second)) => first.cmp(&second),
            // RFC 2891 2.2: no value is larger than all values.
            (first, second) => first.is_none().cmp(&second.is_none()),
        };
        if key.reverse {
            ordering.reverse()
        } else {
            ordering
        }
    });
    orderings
        .into_iter()
        .find(|ordering| ordering.is_ne())
        .unwrap_or(Ordering::Equal)
}

/// The least value (RFC 2891 2.2): of numbers the number, of other values the text, letter case aside.
fn least(key: &OrderKey, entry: &Entry) -> Option<(Option<i64>, String)> {
    let values = entry.texts(&key.attribute).into_iter();
    values
        .map(|value| {
            let number = key.numeric.then(|| value.parse().ok()).flatten();
            (number, value.to_lowercase())
        })
        .min()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(number: usize, values: &[(&str, &[&str])]) -> Entry {
        let attributes = values.iter().map(|(kind, values)| {
            let values = values.iter().map(|value| value.as_bytes().to_vec());
            ((*kind).to_owned(), values.collect())
        });
        Entry {
            dn: format!("uid={number}"),
            attributes: attributes.collect(),
        }
    }

    /// What is told of three entries with these values of `a`, in this order by these keys.
    fn told(keys: &str, values: [&[&str]; 3]) -> Option<String> {
        let keys: Vec<OrderKey> = serde_yaml::from_str(keys).unwrap();
        let entries: Vec<_> = (1..)
            .zip(values)
            .map(|(number, values)| entry(number, &[("a", values), ("b", &["x"])]))
            .collect();
        broken(&keys, &entries).map(|mismatch| mismatch.actual)
    }

    #[test]
    fn the_least_value_decides_letter_case_aside_and_none_comes_last() {
        let by_a = "[{attribute: A}]";
        assert_eq!(told(by_a, [&["Z", "a"], &["B"], &[]]), None);
        assert_eq!(
            told(by_a, [&["a"], &[], &["b"]]).as_deref(),
            Some("`uid=2` before `uid=3`")
        );
        let backwards = "[{attribute: a, reverse: true}]";
        assert_eq!(told(backwards, [&[], &["b"], &["a"]]), None);
        assert!(told(backwards, [&["b"], &["a"], &[]]).is_some());
    }

    #[test]
    fn numbers_are_no_texts() {
        let numbers: [&[&str]; 3] = [&["900"], &["5001"], &["5002"]];
        assert_eq!(told("[{attribute: a, numeric: true}]", numbers), None);
        assert!(told("[{attribute: a}]", numbers).is_some());
    }

    #[test]
    fn a_later_key_decides_between_equals() {
        let keys = "[{attribute: b}, {attribute: a, reverse: true}]";
        assert_eq!(told(keys, [&["3"], &["2"], &["1"]]), None);
        assert!(told(keys, [&["1"], &["2"], &["3"]]).is_some());
    }
}
