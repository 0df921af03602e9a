//! The stand-in against a naive model of it: any organization, any filter, scope and base, asked by anyone.
//!
//! The model works on the organization as it was made up, not on what the stand-in reads from it, and calls nothing that
//! it judges: an entry is a list of strings, a name is text, and truth is an `Option<bool>`.

mod answer;
mod entries;
mod filter;
mod organization;

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::*;
use answer::{Answer, Asker, Question, expected};
use entries::{ModelEntry, base_dn};
use filter::ModelFilter;
use organization::ModelOrganization;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Proves: J1.06, J1.09, J1.11, J1.12, J1.13, J2.01, J2.02, J2.03, J2.07, J2.15, J2.16, J2.17, J3.02, J3.03, J4.01, J4.02, J4.03,
    /// J4.06, J4.07, J5.08, J5.10, U03, U04, U09, U13, U14, U16, U27, U29, openldap.md 14, openldap.md 15, openldap.md 28,
    /// openldap.md 29
    #[test]
    fn any_search_is_answered_as_the_model_answers_it(
        organization in organization::any(),
        asker in answer::any_asker(),
        questions in prop::collection::vec(answer::any_question(), 1..64),
    ) {
        let mut session = session_on(directory(&organization.fixture(), Overrides::default()));
        bind_as(&mut session, &organization, asker);
        for question in &questions {
            let base = question.base(&organization);
            let asked = search_request(&base, question.scope, &question.filter.text(), &[]);
            let actual = answer_of(&ask(&mut session, asked));
            prop_assert_eq!(actual, expected(&organization, asker, question), "{:?}", question);
        }
    }
}

/// The model's own mistakes would go unnoticed where nothing is ever found.
#[test]
fn the_model_finds_entries_and_leaves_entries_out() {
    let organization = ModelOrganization::example();
    let all = Question {
        filter: ModelFilter::And(Vec::new()),
        ..Question::example()
    };
    let found = expected(&organization, Asker::BindingUser, &all);
    assert_eq!(found.code, 0);
    assert_eq!(found.entries.len(), 5);
    let named = Question {
        filter: ModelFilter::Present("member".into()),
        ..Question::example()
    };
    let found = expected(&organization, Asker::BindingUser, &named);
    assert_eq!(found.entries.len(), 1);
    let names: Vec<ModelEntry> = organization.entries();
    assert_eq!(names.len(), 5);
}

fn bind_as(session: &mut Session, organization: &ModelOrganization, asker: Asker) {
    let (name, code) = match asker {
        Asker::Anonymous => return,
        Asker::BindingUser => (ModelOrganization::user_dn("svc"), 0),
        Asker::OrdinaryUser => {
            let code = if organization.users[0].can_bind(organization) {
                0
            } else {
                49
            };
            (
                ModelOrganization::user_dn(&organization.users[0].username),
                code,
            )
        }
    };
    assert_eq!(
        bind(session, &name, b"secret"),
        (code, String::new()),
        "{name}"
    );
}

fn answer_of(answers: &[LdapMsg]) -> Answer {
    let (names, code, matched_dn) = found(answers);
    let entries = answers.iter().filter_map(|answer| match &answer.op {
        LdapOp::SearchResultEntry(entry) => Some(entry),
        _ => None,
    });
    let entries: BTreeMap<String, BTreeMap<String, BTreeSet<String>>> = entries
        .map(|entry| {
            let attributes = entry.attributes.iter().map(|attribute| {
                let values = attribute.vals.iter();
                let values = values.map(|value| String::from_utf8(value.clone()).unwrap());
                (attribute.atype.clone(), values.collect())
            });
            (entry.dn.clone(), attributes.collect())
        })
        .collect();
    assert_eq!(entries.len(), names.len(), "no entry comes twice");
    Answer {
        code,
        matched_dn,
        entries,
    }
}

#[test]
fn the_model_names_the_organization_as_the_fixture_does() {
    assert!(
        ModelOrganization::example()
            .fixture()
            .contains(ORGANIZATION)
    );
    assert!(base_dn().contains(ORGANIZATION));
}
