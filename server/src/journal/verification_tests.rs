//! Selectors, counts, the nearest miss and the message of a verification.

use std::sync::Arc;

use jcldap_directory::{Dn, SearchScope};
use proptest::prelude::*;

use super::tests::{bind, journal, schema, search};
use super::*;
use crate::jumpcloud::{Identity, UserIdentity};
use crate::session::Reason;
use crate::wire::{Request, RequestKind, ResultCode};

const FRY: &str = "uid=fry,ou=Users,o=5f1b9a2c8d3e4f0012345678,dc=jumpcloud,dc=com";
const LEELA: &str = "uid=leela,ou=Users,o=5f1b9a2c8d3e4f0012345678,dc=jumpcloud,dc=com";

fn received(operations: Vec<(Request, Reason)>) -> Received {
    let (records, forgotten) = journal(1000, operations).records();
    Received::new(records, forgotten, &schema())
}

/// One search, as a record that something was done to.
fn received_search(change: impl FnOnce(&mut Record)) -> Received {
    let records = journal(1, vec![(search("(uid=fry)"), Reason::Success)])
        .records()
        .0;
    let mut record = Record::clone(&records[0]);
    change(&mut record);
    Received::new(vec![Arc::new(record)], 0, &schema())
}

fn identity(dn: &str, organization: &str) -> Identity {
    Identity::User(Arc::new(UserIdentity {
        organization: organization.into(),
        username: "fry".into(),
        dn: Dn::parse(dn.as_bytes(), &schema()).unwrap(),
    }))
}

#[test]
fn every_selector_takes_what_it_is_about_and_nothing_else() {
    type Select = fn(Received) -> Received;
    let as_fry = || {
        received_search(|record| {
            record.identity = identity(FRY, "aaaa");
            record.tls = None;
        })
    };
    let cases: [(Select, Select); 10] = [
        (Received::searches, Received::binds),
        (|it| it.to("OU=users"), |it| it.to("ou=Groups")),
        (
            |it| it.with_base("ou = Users"),
            |it| it.with_base("uid=fry,ou=Users"),
        ),
        (
            |it| it.with_scope(SearchScope::WholeSubtree),
            |it| it.with_scope(SearchScope::SingleLevel),
        ),
        (
            |it| it.with_filter("(&(USERID=Fry))"),
            |it| it.with_filter("(uid=leela)"),
        ),
        (|it| it.by_user("fry"), Received::by_anonymous),
        (|it| it.by_user(&FRY.to_uppercase()), |it| it.by_user(LEELA)),
        (Received::in_clear_text, Received::under_tls),
        (
            |it| it.with_cause("success"),
            |it| it.with_cause("invalid_dn"),
        ),
        (
            |it| it.in_organization("AAAA"),
            |it| it.in_organization("bbbb"),
        ),
    ];
    for (place, (selecting, refusing)) in cases.into_iter().enumerate() {
        assert_eq!(selecting(as_fry()).len(), 1, "{place}");
        let refused = refusing(as_fry());
        assert!(refused.is_empty(), "{place}");
        let nearest = refused.nearest_miss().unwrap();
        assert_eq!(nearest.differences.len(), 1);
        assert_ne!(
            nearest.differences[0].expected,
            nearest.differences[0].found
        );
    }
}

#[test]
fn an_organization_is_that_of_the_name_before_that_of_the_user() {
    let received = received(vec![(bind(FRY), Reason::InvalidDn)]);
    assert_eq!(
        received.in_organization("5f1b9a2c8d3e4f0012345678").len(),
        1
    );
}

#[test]
fn secret_values_of_filters_are_not_looked_at_and_not_said() {
    let received = received(vec![(search("(userPassword=nibbler)"), Reason::Success)]);
    let selected = received.clone().with_filter("(2.5.4.35=walking)");
    selected.exactly(1);
    let error = selected.check(Count::Exactly(2)).unwrap_err().to_string();
    assert!(
        !error.contains("walking") && !error.contains("nibbler"),
        "{error}"
    );
}

#[test]
fn counts_are_kept() {
    let received = received(vec![
        (bind(FRY), Reason::Success),
        (bind(FRY), Reason::Success),
    ]);
    for (count, holds) in [
        (Count::Exactly(1), false),
        (Count::Exactly(2), true),
        (Count::Exactly(3), false),
        (Count::AtLeast(2), true),
        (Count::AtLeast(3), false),
        (Count::AtMost(2), true),
        (Count::AtMost(1), false),
    ] {
        assert_eq!(received.check(count).is_ok(), holds, "{count}");
    }
    received.at_least(1);
    received.at_most(2);
    received.clone().searches().never();
    received.binds().exactly(2);
}

#[test]
#[should_panic(expected = "expected no operation, received 1")]
fn a_verification_that_fails_panics() {
    received(vec![(bind(FRY), Reason::Success)]).never();
}

#[test]
#[should_panic(expected = "cannot look for the filter `(uid=fry`")]
fn a_filter_that_is_none_panics() {
    let _never = received(Vec::new()).with_filter("(uid=fry");
}

#[test]
fn a_condition_is_asked_about_what_is_selected_so_far() {
    let received = received(vec![
        (bind(FRY), Reason::Success),
        (search("(uid=fry)"), Reason::Success),
    ]);
    let mut asked = Vec::new();
    let refused = received.binds().filter(|record| {
        asked.push(record.number);
        false
    });
    assert!(refused.is_empty());
    assert_eq!(asked, [1]);
}

#[test]
fn too_few_are_told_with_the_nearest_miss() {
    let received = received(vec![
        (bind(FRY), Reason::Success),
        (bind(LEELA), Reason::InvalidDn),
        (search("(mail=fry@planetexpress.test)"), Reason::Success),
    ]);
    let selected = received
        .searches()
        .with_base("ou=Users")
        .with_filter("(mail=leela@*)");
    let error = selected.check(Count::Exactly(1)).unwrap_err();
    assert_eq!(
        error.to_string(),
        "\
expected exactly 1 operation, received none
  operation     Search
  base          ou=Users
  filter        (mail=leela@*)

the nearest miss is
  3: Search `ou=Users` wholeSubtree (mail=fry@planetexpress.test); success (0), success, 0 entries; anonymous
which has
  filter        (mail=fry@planetexpress.test), not (mail=leela@*)

all that was received, 3 operations:
  1: Bind `uid=fry,ou=Users,o=5f1b9a2c8d3e4f0012345678,dc=jumpcloud,dc=com` with a password; success (0), success; anonymous
  2: Bind `uid=leela,ou=Users,o=5f1b9a2c8d3e4f0012345678,dc=jumpcloud,dc=com` with a password; invalidDNSyntax (34), invalid_dn; anonymous
  3: Search `ou=Users` wholeSubtree (mail=fry@planetexpress.test); success (0), success, 0 entries; anonymous"
    );
}

#[test]
fn too_many_are_told_one_by_one() {
    let received = received(vec![
        (Request::Unbind, Reason::Success),
        (search("(uid=fry)"), Reason::InvalidDn),
        (search("(uid=leela)"), Reason::InvalidDn),
    ]);
    let selected = received.with_result(ResultCode::INVALID_DN_SYNTAX);
    assert_eq!(
        selected.check(Count::AtMost(1)).unwrap_err().to_string(),
        "\
expected at most 1 operation, received 2
  result        invalidDNSyntax (34)

these were received:
  2: Search `ou=Users` wholeSubtree (uid=fry); invalidDNSyntax (34), invalid_dn, 0 entries; anonymous
  3: Search `ou=Users` wholeSubtree (uid=leela); invalidDNSyntax (34), invalid_dn, 0 entries; anonymous"
    );
}

#[test]
fn long_lists_are_cut_and_what_is_forgotten_is_said() {
    let operations = (0..30).map(|_| (bind(FRY), Reason::Success)).collect();
    let (records, forgotten) = journal(25, operations).records();
    let received = Received::new(records, forgotten, &schema());
    let error = received.check(Count::Exactly(0)).unwrap_err().to_string();
    assert!(error.contains("\n  ... 5 before\n  11: Bind"), "{error}");
    assert!(
        error.ends_with("\n\n5 earlier ones are forgotten: the journal had no room for them"),
        "{error}"
    );
}

/// What the model knows of an operation, or expects of one.
#[derive(Clone, Debug)]
struct Model<T> {
    kind: T,
    name: T,
    result: T,
    filter: T,
}

const NAMES: [&str; 3] = ["ou=Users", FRY, LEELA];
const FILTERS: [(&str, &str); 3] = [
    ("(uid=fry)", "(USERID=Fry)"),
    ("(&(cn=a)(sn=b))", "(&(sn=B)(&(cn=A)))"),
    ("(|(cn=a)(sn=b))", "(|(sn=b)(!(!(cn=a))))"),
];

impl Model<usize> {
    fn operation(&self) -> (Request, Reason) {
        let request = match (self.kind % 2, search(FILTERS[self.filter].0)) {
            (0, Request::Search(mut search)) => {
                search.base = NAMES[self.name].into();
                Request::Search(search)
            }
            _ => bind(NAMES[self.name]),
        };
        let reason = [Reason::Success, Reason::InvalidDn, Reason::Stopping][self.result].clone();
        (request, reason)
    }

    /// How many of the expectations it fails.
    fn failures(&self, wanted: &Model<Option<usize>>) -> usize {
        let fails =
            |is: usize, wanted: Option<usize>| usize::from(wanted.is_some_and(|it| it != is));
        let filter = match (self.kind % 2, wanted.filter) {
            (0, wanted) => fails(self.filter, wanted),
            (_, wanted) => usize::from(wanted.is_some()),
        };
        fails(self.kind % 2, wanted.kind.map(|kind| kind % 2))
            + fails(self.name, wanted.name)
            + fails(self.result, wanted.result)
            + filter
    }
}

fn any_operation() -> impl Strategy<Value = Model<usize>> {
    [0..2_usize, 0..3, 0..3, 0..3].prop_map(|[kind, name, result, filter]| Model {
        kind,
        name,
        result,
        filter,
    })
}

fn any_expectation() -> impl Strategy<Value = Model<Option<usize>>> {
    let is_wanted = any::<[bool; 4]>();
    (any_operation(), is_wanted).prop_map(|(model, [kind, name, result, filter])| Model {
        kind: kind.then_some(model.kind),
        name: name.then_some(model.name),
        result: result.then_some(model.result),
        filter: filter.then_some(model.filter),
    })
}

proptest! {
    #[test]
    fn the_nearest_miss_is_the_nearest(
        operations in prop::collection::vec(any_operation(), 0..12),
        wanted in any_expectation(),
    ) {
        let mut selected = received(operations.iter().map(Model::operation).collect());
        if let Some(kind) = wanted.kind {
            selected = selected.of([RequestKind::Search, RequestKind::Bind][kind % 2]);
        }
        if let Some(name) = wanted.name {
            selected = selected.to(NAMES[name]);
        }
        if let Some(result) = wanted.result {
            let codes = [ResultCode::SUCCESS, ResultCode::INVALID_DN_SYNTAX, ResultCode::UNAVAILABLE];
            selected = selected.with_result(codes[result]);
        }
        if let Some(filter) = wanted.filter {
            selected = selected.with_filter(FILTERS[filter].1);
        }
        let failures: Vec<usize> = operations.iter().map(|it| it.failures(&wanted)).collect();
        prop_assert_eq!(selected.len(), failures.iter().filter(|it| **it == 0).count());

        let fewest = failures.iter().copied().filter(|it| *it > 0).min();
        let last = failures.iter().rposition(|it| Some(*it) == fewest);
        let nearest = selected.nearest_miss();
        prop_assert_eq!(nearest.as_ref().map(|it| it.differences.len()), fewest);
        prop_assert_eq!(nearest.map(|it| it.record.number), last.map(|place| place as u64 + 1));
    }
}
