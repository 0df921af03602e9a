//! The oracle of every index is the full scan: the same directory without indexes must give the same answers.

use std::sync::{Arc, LazyLock};

use proptest::collection::vec;
use proptest::prelude::*;

use super::{IndexKind, IndexedAttribute};
use crate::{Dn, Entry, Filter, Schema, SearchQuery, SearchScope, Snapshot};

const ATTRIBUTES: [&str; 7] = [
    "cn",
    "sn",
    "uidNumber",
    "member",
    "objectClass",
    "mail",
    "modifyTimestamp",
];

fn schema() -> Arc<Schema> {
    static SCHEMA: LazyLock<Arc<Schema>> =
        LazyLock::new(|| Arc::new(Schema::standard().build().unwrap()));
    Arc::clone(&SCHEMA)
}

/// Every kind of index on every attribute that has the rule for it.
fn all_indexes(schema: &Schema) -> Vec<IndexedAttribute> {
    let kinds = [
        IndexKind::Distinct,
        IndexKind::Shared,
        IndexKind::Ordering,
        IndexKind::Substrings,
    ];
    ATTRIBUTES
        .iter()
        .map(|name| schema.attribute_type(name.as_bytes()).unwrap().id)
        .flat_map(|attribute_type| {
            kinds.map(|kind| IndexedAttribute {
                attribute_type,
                kind,
            })
        })
        .collect()
}

/// What an entry holds: a few values of a few attributes.
#[derive(Clone, Debug)]
struct Content {
    name: u8,
    values: Vec<(usize, u8)>,
}

/// A change of a directory.
#[derive(Clone, Debug)]
enum Change {
    Put(Content),
    Remove(u8),
}

fn content() -> impl Strategy<Value = Content> {
    (0..24_u8, vec((0..ATTRIBUTES.len(), 0..12_u8), 0..6))
        .prop_map(|(name, values)| Content { name, values })
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![4 => content().prop_map(Change::Put), 1 => (0..24_u8).prop_map(Change::Remove)]
}

/// One of a dozen values that an attribute can have, alike enough to be confused.
fn value(attribute: &str, number: u8) -> String {
    match attribute {
        "uidNumber" => [
            "0",
            "7",
            "-7",
            "70",
            "700",
            "9223372036854775808",
            "-99999999999999999999",
        ][usize::from(number) % 7]
            .into(),
        "member" => format!("cn=N{}, O=x", number % 4),
        "objectClass" => {
            ["person", "PERSON", "top", "2.5.6.6", "organization"][usize::from(number) % 5].into()
        }
        "modifyTimestamp" => format!(
            "202601{:02}0000{}Z",
            1 + number % 3,
            ["00", "00.5", "01"][usize::from(number) % 3]
        ),
        _ => [
            "ab", "Ab", "abc", "bc ab", "  ab  c", "a", "ü", "Ü", "xyz", "xy", "b", "aab",
        ][usize::from(number)]
        .into(),
    }
}

fn dn(name: u8, schema: &Schema) -> Dn {
    let text = if name < 12 {
        format!("uid=u{name},o=x")
    } else {
        format!("uid=u{name},ou=y,o=x")
    };
    Dn::parse(text.as_bytes(), schema).unwrap()
}

/// The entry, or nothing if its values clash under the rules.
fn entry(content: &Content, schema: &Schema) -> Option<Entry> {
    let id = |name: &str| schema.attribute_type(name.as_bytes()).unwrap().id;
    let mut entry =
        Entry::builder(dn(content.name, schema)).value(id("uid"), format!("u{}", content.name));
    for (attribute, number) in &content.values {
        let attribute = ATTRIBUTES[*attribute];
        entry = entry.value(id(attribute), value(attribute, *number));
    }
    entry.build(schema).ok()
}

/// A directory that is made with these entries, the first of each name.
fn load(contents: &[Content], indexes: &[IndexedAttribute]) -> Snapshot {
    let schema = schema();
    let mut builder = Snapshot::builder(Arc::clone(&schema)).index(indexes);
    for entry in contents
        .iter()
        .filter_map(|content| entry(content, &schema))
    {
        let _taken = builder.insert(entry);
    }
    builder.build()
}

fn apply(change: &Change, snapshot: &Snapshot) -> Snapshot {
    let schema = Arc::clone(snapshot.schema());
    let mut editor = snapshot.edit();
    match change {
        Change::Put(content) => {
            if let Some(entry) = entry(content, &schema) {
                if snapshot.entry(entry.dn()).is_some() {
                    editor.replace(entry).unwrap();
                } else {
                    editor.insert(entry).unwrap();
                }
            }
        }
        Change::Remove(name) => drop(editor.remove(&dn(*name, &schema))),
    }
    editor.finish()
}

fn filter() -> impl Strategy<Value = Filter> {
    let item = (0..ATTRIBUTES.len(), 0..12_u8, 0..9_u8).prop_map(|(attribute, number, kind)| {
        let name = ATTRIBUTES[attribute];
        let (attribute, value) = (name.as_bytes().to_vec(), value(name, number).into_bytes());
        let part = value.get(..1).unwrap_or_default().to_vec();
        match kind {
            0 | 1 => Filter::Equality { attribute, value },
            2 => Filter::GreaterOrEqual { attribute, value },
            3 => Filter::LessOrEqual { attribute, value },
            4 => Filter::Substrings {
                attribute,
                initial: Some(part),
                any: Vec::new(),
                last: None,
            },
            5 => Filter::Substrings {
                attribute,
                initial: None,
                any: vec![value],
                last: None,
            },
            6 => Filter::Present { attribute },
            7 => Filter::Equality {
                attribute: b"name".to_vec(),
                value,
            },
            _ => Filter::Equality {
                attribute: b"unknown".to_vec(),
                value,
            },
        }
    });
    item.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..3).prop_map(Filter::And),
            vec(inner.clone(), 0..3).prop_map(Filter::Or),
            inner.prop_map(|part| Filter::Not(Box::new(part))),
        ]
    })
}

fn found(snapshot: &Snapshot, query: &SearchQuery) -> Vec<String> {
    let mut cursor = snapshot.cursor(query);
    std::iter::from_fn(|| cursor.next(snapshot))
        .map(|(_, entry)| entry.dn().to_string())
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn indexed_answers_are_those_of_the_full_scan(
        loaded in vec(content(), 0..30),
        changes in vec(change(), 0..40),
        filters in vec(filter(), 1..6),
        base in prop::sample::select(vec!["", "o=x", "ou=y,o=x", "uid=u3,o=x"]),
        scope in prop::sample::select(vec![SearchScope::SingleLevel, SearchScope::WholeSubtree]),
    ) {
        let schema = schema();
        let scanned = load(&loaded, &[]);
        let indexed = load(&loaded, &all_indexes(&schema));
        let scanned = changes.iter().fold(scanned, |snapshot, change| apply(change, &snapshot));
        let indexed = changes.iter().fold(indexed, |snapshot, change| apply(change, &snapshot));
        for filter in filters {
            let query = SearchQuery {
                base: Dn::parse(base.as_bytes(), &schema).unwrap(),
                scope,
                filter: filter.compile(&schema, &|_| true),
            };
            prop_assert_eq!(found(&indexed, &query), found(&scanned, &query), "{}", filter);
        }
    }

    #[test]
    fn a_cursor_that_is_given_a_newer_snapshot_looks_there(
        loaded in vec(content(), 0..30),
        after in vec(change(), 0..10),
        filter in filter(),
        taken in 0..8_usize,
    ) {
        let schema = schema();
        let old = load(&loaded, &all_indexes(&schema));
        let new = after.iter().fold(old.clone(), |snapshot, change| apply(change, &snapshot));
        let query = SearchQuery {
            base: Dn::root(),
            scope: SearchScope::WholeSubtree,
            filter: filter.compile(&schema, &|_| true),
        };
        let mut cursor = old.cursor(&query);
        let mut last = None;
        for _ in 0..taken {
            last = cursor.next(&old).map(|(id, _)| id).or(last);
        }
        let rest: Vec<_> = std::iter::from_fn(|| cursor.next(&new)).map(|(id, _)| id).collect();
        let mut all = Vec::new();
        let mut fresh = new.cursor(&query);
        while let Some((id, _)) = fresh.next(&new) {
            all.push(id);
        }
        // What stands behind the place that the cursor had reached, unless it had reached the end.
        let ended = old.cursor(&query).count(&old) < taken;
        let expected: Vec<_> = all.into_iter().filter(|id| !ended && last.is_none_or(|last| *id > last)).collect();
        prop_assert_eq!(rest, expected);
    }
}

#[test]
fn a_value_that_gives_way_to_one_of_the_same_length_is_found_no_more() {
    let schema = schema();
    let content = |number| Content {
        name: 1,
        values: vec![(0, number)],
    };
    let (ab, xy) = (content(0), content(9));
    let snapshot = Snapshot::builder(Arc::clone(&schema))
        .index(&all_indexes(&schema))
        .build();
    let snapshot = apply(&Change::Put(ab), &snapshot);
    let snapshot = apply(&Change::Put(xy), &snapshot);
    let find = |filter: &str| {
        let filter = Filter::parse(filter).unwrap().compile(&schema, &|_| true);
        found(
            &snapshot,
            &SearchQuery {
                base: Dn::root(),
                scope: SearchScope::WholeSubtree,
                filter,
            },
        )
    };
    for (filter, expected) in [
        ("(cn=ab)", 0),
        ("(cn=xy)", 1),
        ("(cn=*b*)", 0),
        ("(cn=*y*)", 1),
    ] {
        assert_eq!(find(filter).len(), expected, "{filter}");
    }
}

trait Count {
    fn count(self, snapshot: &Snapshot) -> usize;
}

impl Count for crate::SearchCursor {
    fn count(mut self, snapshot: &Snapshot) -> usize {
        std::iter::from_fn(|| self.next(snapshot).map(drop)).count()
    }
}
