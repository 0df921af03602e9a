//! Snapshots and searches over them, against a model that is a list of names.

use std::collections::BTreeMap;
use std::sync::Arc;

use proptest::prelude::*;

use super::{EntryId, Snapshot, SnapshotError};
use crate::dn::{Dn, Rdn};
use crate::entry::Entry;
use crate::filter::{CompiledFilter, Filter};
use crate::schema::Schema;
use crate::search::{SearchQuery, SearchScope, Step};
use crate::test_schema::{attribute_type, schema};

use SearchScope::{BaseObject, SingleLevel, WholeSubtree};

fn shared_schema() -> Arc<Schema> {
    Arc::new(schema().clone())
}

fn dn(text: &str) -> Dn {
    Dn::parse(text.as_bytes(), schema()).unwrap()
}

/// An entry of this name with a description.
fn entry(name: &str, description: &str) -> Entry {
    let name = dn(name);
    let mut builder =
        Entry::builder(name.clone()).value(attribute_type("description"), description);
    for ava in name.rdn(schema()).iter().flat_map(Rdn::avas) {
        builder = builder.value(ava.attribute_type, &ava.value);
    }
    builder.build(schema()).unwrap()
}

fn snapshot(names: &[&str]) -> Snapshot {
    let mut builder = Snapshot::builder(shared_schema());
    for name in names {
        builder.insert(entry(name, "x")).unwrap();
    }
    builder.build()
}

fn compile(filter: &str) -> CompiledFilter {
    Filter::parse(filter).unwrap().compile(schema(), &|_| true)
}

fn query(base: &str, scope: SearchScope, filter: &str) -> SearchQuery {
    SearchQuery {
        base: dn(base),
        scope,
        filter: compile(filter),
    }
}

fn found(snapshot: &Snapshot, query: &SearchQuery) -> Vec<String> {
    let mut cursor = snapshot.cursor(query);
    std::iter::from_fn(|| {
        cursor
            .next(snapshot)
            .map(|(_, entry)| entry.dn().to_string())
    })
    .collect()
}

const TREE: [&str; 6] = [
    "dc=com",
    "o=a,dc=com",
    "ou=Users,o=a,dc=com",
    "uid=leela,ou=Users,o=a,dc=com",
    "o=b,dc=com",
    "uid=fry,ou=Users,o=a,dc=com",
];

#[test]
fn rfc4511_section_4_5_1_2_scopes() {
    let snapshot = snapshot(&TREE);
    let search = |base, scope| found(&snapshot, &query(base, scope, "(&)"));
    assert_eq!(
        search("OU=users,O=A,DC=COM", BaseObject),
        ["ou=Users,o=a,dc=com"]
    );
    assert_eq!(search("dc=com", SingleLevel), ["o=a,dc=com", "o=b,dc=com"]);
    assert_eq!(
        search("o=a,dc=com", WholeSubtree),
        [TREE[1], TREE[2], TREE[3], TREE[5]]
    );
    assert_eq!(search("", WholeSubtree), TREE);
    assert_eq!(search("", SingleLevel), ["dc=com"]);
    assert!(search("", BaseObject).is_empty());
    assert!(search("o=c,dc=com", WholeSubtree).is_empty());
    assert!(search("uid=fry,ou=Users,o=a,dc=com", SingleLevel).is_empty());
    assert_eq!(
        found(&snapshot, &query("dc=com", WholeSubtree, "(|(uid=*)(o=B))")),
        [TREE[3], TREE[4], TREE[5]]
    );
    assert!(found(&snapshot, &query("o=b,dc=com", BaseObject, "(shoeSize=1)")).is_empty());
}

#[test]
fn rfc4511_section_4_1_9_nearest_ancestor() {
    let snapshot = snapshot(&TREE);
    let nearest = |name: &str| {
        snapshot
            .nearest_ancestor(&dn(name))
            .map(|entry| entry.dn().to_string())
    };
    assert_eq!(
        nearest("cn=x,uid=zoidberg,OU=users,o=A,dc=com").as_deref(),
        Some("ou=Users,o=a,dc=com")
    );
    assert_eq!(
        nearest("ou=Users,o=a,dc=com").as_deref(),
        Some("o=a,dc=com")
    );
    assert_eq!(nearest("dc=com"), None);
    assert_eq!(nearest("dc=net"), None);
    assert_eq!(nearest(""), None);
    let deep = format!("{}o=b,dc=com", "cn=x,".repeat(9_000));
    assert_eq!(nearest(&deep).as_deref(), Some("o=b,dc=com"));
}

#[test]
fn subordinates_are_noticed() {
    let snapshot = snapshot(&["o=a", "o=a b", "cn=x,o=a b"]);
    assert!(!snapshot.has_subordinates(&dn("o=a")));
    assert!(snapshot.has_subordinates(&dn("o=A B")));
    assert!(!snapshot.has_subordinates(&dn("cn=x,o=a b")));
    assert!(snapshot.has_subordinates(&Dn::root()));
}

#[test]
fn an_edit_leaves_the_snapshot_before_it_as_it_was() {
    let before = snapshot(&TREE);
    let mut editor = before.edit();
    assert_eq!(
        editor.insert(entry("UID=LEELA,ou=users,o=a,dc=com", "y")),
        Err(SnapshotError::AlreadyExists(dn(TREE[3])))
    );
    assert_eq!(
        editor.replace(entry("o=c,dc=com", "y")),
        Err(SnapshotError::NoSuchEntry(dn("o=c,dc=com")))
    );
    assert_eq!(
        editor.remove(&dn("o=c")),
        Err(SnapshotError::NoSuchEntry(dn("o=c")))
    );
    let id = before.id(&dn(TREE[3])).unwrap();
    assert_eq!(
        editor.replace(entry("uid=Leela,ou=Users,o=a,dc=com", "y")),
        Ok(id)
    );
    assert_eq!(
        editor.remove(&dn("o=b,dc=com")).unwrap().dn(),
        &dn("o=b,dc=com")
    );
    let new = editor.insert(entry("o=b,dc=com", "y")).unwrap();
    let after = editor.finish();
    assert_eq!(
        before
            .entries()
            .map(|entry| entry.dn().to_string())
            .collect::<Vec<_>>(),
        TREE
    );
    assert_eq!(before.entry(&dn(TREE[3])).unwrap().dn().as_str(), TREE[3]);
    assert_eq!(
        after.entry(&dn(TREE[3])).unwrap().dn().as_str(),
        "uid=Leela,ou=Users,o=a,dc=com"
    );
    assert_eq!(after.len(), 6);
    assert_eq!(after.entries().last().unwrap().dn().as_str(), "o=b,dc=com");
    assert!(Some(new) > before.id(&dn(TREE[5])));
    assert_eq!(after.id(&dn("o=b,dc=com")), Some(new));
}

#[test]
fn a_step_visits_no_more_than_it_may() {
    let snapshot = snapshot(&TREE);
    let mut cursor = snapshot.cursor(&query("", WholeSubtree, "(uid=fry)"));
    assert_eq!(cursor.step(&snapshot, &mut 0), Step::Yielded);
    assert_eq!(cursor.step(&snapshot, &mut 4), Step::Yielded);
    assert_eq!(cursor.step(&snapshot, &mut 1), Step::Yielded);
    let fry = snapshot.id(&dn(TREE[5])).unwrap();
    assert_eq!(
        cursor.step(&snapshot, &mut 1),
        Step::Found(fry, snapshot.entry_by_id(fry).unwrap())
    );
    assert_eq!(cursor.step(&snapshot, &mut 1), Step::Exhausted);
    assert_eq!(cursor.step(&snapshot, &mut 1), Step::Exhausted);
}

#[test]
fn a_filter_of_many_parts_makes_a_step_shorter() {
    let snapshot = snapshot(&TREE);
    let filter = format!("(|{}(uid=fry))", "(uid=*x*)".repeat(100));
    let mut cursor = snapshot.cursor(&query("", WholeSubtree, &filter));
    let mut steps = 0;
    while cursor.step(&snapshot, &mut 5) == Step::Yielded {
        steps += 1;
    }
    // Five entries come before the one that matches, and no step has time for a second.
    assert_eq!(steps, 5);
}

#[test]
fn a_cursor_resumes_behind_an_id() {
    let snapshot = snapshot(&TREE);
    let query = query("o=a,dc=com", WholeSubtree, "(&)");
    let (id, _) = snapshot.cursor(&query).next(&snapshot).unwrap();
    let mut cursor = snapshot.cursor(&query);
    cursor.resume_after(EntryId::from_u32(id.to_u32()));
    assert_eq!(cursor.next(&snapshot).unwrap().1.dn().as_str(), TREE[2]);
    cursor.resume_after(EntryId::from_u32(u32::MAX));
    assert_eq!(cursor.step(&snapshot, &mut 1), Step::Exhausted);
}

/// A change of the model and of the snapshot: the name is `uid=<number>`, below one of two organizations or none.
#[derive(Clone, Debug)]
enum Change {
    Insert(u8),
    Replace(u8),
    Remove(u8),
}

fn name_of(number: u8) -> String {
    match number % 3 {
        0 => format!("uid={number},o=a"),
        1 => format!("uid={number},o=b"),
        _ => format!("uid={number}"),
    }
}

fn changes() -> impl Strategy<Value = Vec<Change>> {
    let change = prop_oneof![
        (0_u8..24).prop_map(Change::Insert),
        (0_u8..24).prop_map(Change::Replace),
        (0_u8..24).prop_map(Change::Remove),
    ];
    prop::collection::vec(change, 0..40)
}

/// What is there, in order: name and description, and when it was inserted.
type Model = Vec<(String, String, usize)>;

fn apply(
    model: &mut Model,
    snapshot: &Snapshot,
    changes: &[Change],
    round: &mut usize,
) -> Snapshot {
    let mut editor = snapshot.edit();
    for change in changes {
        *round += 1;
        let (Change::Insert(number) | Change::Replace(number) | Change::Remove(number)) = change;
        let name = name_of(*number);
        let place = model.iter().position(|(known, _, _)| *known == name);
        let description = round.to_string();
        match (change, place) {
            (Change::Insert(_), None) => {
                editor.insert(entry(&name, &description)).unwrap();
                model.push((name, description, *round));
            }
            (Change::Replace(_), Some(place)) => {
                editor.replace(entry(&name, &description)).unwrap();
                model[place].1 = description;
            }
            (Change::Remove(_), Some(place)) => {
                editor.remove(&dn(&name)).unwrap();
                model.remove(place);
            }
            (Change::Insert(_), Some(_)) => assert!(editor.insert(entry(&name, "x")).is_err()),
            (Change::Replace(_), None) => assert!(editor.replace(entry(&name, "x")).is_err()),
            (Change::Remove(_), None) => assert!(editor.remove(&dn(&name)).is_err()),
        }
    }
    editor.finish()
}

fn descriptions(snapshot: &Snapshot) -> Vec<(String, String)> {
    let description = |entry: &Entry| {
        let value = entry.values(attribute_type("description")).next().unwrap();
        String::from_utf8(value.to_vec()).unwrap()
    };
    snapshot
        .entries()
        .map(|entry| (entry.dn().to_string(), description(entry)))
        .collect()
}

proptest! {
    #[test]
    fn edits_agree_with_the_model(first in changes(), second in changes()) {
        let (mut model, mut round) = (Model::new(), 0);
        let before = apply(&mut model, &snapshot(&[]), &first, &mut round);
        let was: Vec<_> = model.iter().map(|(name, description, _)| (name.clone(), description.clone())).collect();
        prop_assert_eq!(descriptions(&before), was.clone());
        let after = apply(&mut model, &before, &second, &mut round);
        let is: Vec<_> = model.iter().map(|(name, description, _)| (name.clone(), description.clone())).collect();
        prop_assert_eq!(descriptions(&after), is);
        prop_assert_eq!(descriptions(&before), was);
        prop_assert_eq!(after.len(), model.len());
        for (name, _, _) in &model {
            prop_assert_eq!(after.entry(&dn(name)).unwrap().dn().as_str(), name);
        }
    }

    #[test]
    fn scopes_agree_with_the_text_of_names(changes in changes(), base in prop::sample::select(vec!["", "o=a", "uid=2", "uid=3,o=a"])) {
        let (mut model, mut round) = (Model::new(), 0);
        let snapshot = apply(&mut model, &snapshot(&[]), &changes, &mut round);
        let search = |scope, is_in_scope: &dyn Fn(&str) -> bool| {
            let expected: Vec<_> = model.iter().map(|(name, _, _)| name.clone()).filter(|name| is_in_scope(name)).collect();
            (found(&snapshot, &query(base, scope, "(&)")), expected)
        };
        let below = |name: &str| match base {
            "" => true,
            base => name.ends_with(&format!(",{base}")),
        };
        let commas = |text: &str| text.matches(',').count() + usize::from(!text.is_empty());
        let (subtree, expected) = search(WholeSubtree, &|name| name == base || below(name));
        prop_assert_eq!(subtree, expected);
        let (level, expected) = search(SingleLevel, &|name| below(name) && commas(name) == commas(base) + 1);
        prop_assert_eq!(level, expected);
        let (object, expected) = search(BaseObject, &|name| name == base);
        prop_assert_eq!(object, expected);
    }

    /// `openldap.md 12`: pages over changing snapshots.
    #[test]
    fn an_entry_that_is_there_throughout_comes_exactly_once(rounds in prop::collection::vec(changes(), 1..6), page in 1_usize..5) {
        let (mut model, mut round) = (Model::new(), 0);
        let mut current = snapshot(&[]);
        let query = query("", WholeSubtree, "(&)");
        let mut seen = BTreeMap::<String, usize>::new();
        let mut last = None;
        let mut throughout: Option<Vec<(String, usize)>> = None;
        for changes in &rounds {
            current = apply(&mut model, &current, changes, &mut round);
            let there: Vec<_> = model.iter().map(|(name, _, inserted)| (name.clone(), *inserted)).collect();
            throughout = Some(match throughout {
                None => there,
                Some(earlier) => earlier.into_iter().filter(|known| there.contains(known)).collect(),
            });
            let mut cursor = current.cursor(&query);
            if let Some(last) = last {
                cursor.resume_after(last);
            }
            for _ in 0..page {
                if let Some((id, entry)) = cursor.next(&current) {
                    last = Some(id);
                    *seen.entry(entry.dn().to_string()).or_default() += 1;
                }
            }
        }
        let mut cursor = current.cursor(&query);
        if let Some(last) = last {
            cursor.resume_after(last);
        }
        while let Some((_, entry)) = cursor.next(&current) {
            *seen.entry(entry.dn().to_string()).or_default() += 1;
        }
        for (name, _) in throughout.unwrap_or_default() {
            prop_assert_eq!(seen.get(&name), Some(&1), "{}", name);
        }
    }
}
