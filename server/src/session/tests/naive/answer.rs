//! Questions to the model and its answers.

use std::collections::{BTreeMap, BTreeSet};

use jcldap_directory::SearchScope;
use proptest::prelude::*;

use super::entries::{ModelEntry, base_dn, users_dn};
use super::filter::{self, ModelFilter};
use super::organization::ModelOrganization;

/// Who asks.
#[derive(Clone, Copy, Debug)]
pub(super) enum Asker {
    Anonymous,
    BindingUser,
    /// The first user of the organization, which may not be able to bind.
    OrdinaryUser,
}

#[derive(Clone, Debug)]
pub(super) struct Question {
    pub(super) base: Base,
    pub(super) scope: SearchScope,
    pub(super) filter: ModelFilter,
}

#[derive(Clone, Debug)]
pub(super) enum Base {
    Context,
    OtherOrganization,
    Organization,
    Users,
    /// An entry, counted from the first and round again.
    Entry(usize),
    /// What would be below it.
    BelowEntry(usize),
    User(&'static str),
    BelowOrganization,
}

/// What a search is answered: each entry by name, with its attributes and the set of their values.
#[derive(Debug, PartialEq)]
pub(super) struct Answer {
    pub(super) code: i64,
    pub(super) matched_dn: String,
    pub(super) entries: BTreeMap<String, BTreeMap<String, BTreeSet<String>>>,
}

pub(super) fn any_asker() -> impl Strategy<Value = Asker> {
    prop_oneof![
        1 => Just(Asker::Anonymous),
        4 => Just(Asker::BindingUser),
        1 => Just(Asker::OrdinaryUser),
    ]
}

pub(super) fn any_question() -> impl Strategy<Value = Question> {
    let base = prop_oneof![
        1 => Just(Base::Context),
        1 => Just(Base::OtherOrganization),
        4 => Just(Base::Organization),
        4 => Just(Base::Users),
        3 => (0..20_usize).prop_map(Base::Entry),
        1 => (0..20_usize).prop_map(Base::BelowEntry),
        1 => prop::sample::select(vec!["amy", "nobody", "zapp-b"]).prop_map(Base::User),
        1 => Just(Base::BelowOrganization),
    ];
    let scope = prop::sample::select(vec![
        SearchScope::BaseObject,
        SearchScope::SingleLevel,
        SearchScope::WholeSubtree,
        SearchScope::WholeSubtree,
    ]);
    (base, scope, filter::any()).prop_map(|(base, scope, filter)| Question {
        base,
        scope,
        filter,
    })
}

impl Question {
    /// The whole of the organization.
    pub(super) fn example() -> Self {
        Self {
            base: Base::Organization,
            scope: SearchScope::WholeSubtree,
            filter: ModelFilter::Or(Vec::new()),
        }
    }

    pub(super) fn base(&self, organization: &ModelOrganization) -> String {
        let entry = |place: usize| {
            let entries = organization.entries();
            entries[place % entries.len()].dn.clone()
        };
        match self.base {
            Base::Context => "dc=jumpcloud,dc=com".to_owned(),
            Base::OtherOrganization => "o=000000000000000000000000,dc=jumpcloud,dc=com".to_owned(),
            Base::Organization => base_dn(),
            Base::Users => users_dn(),
            Base::Entry(place) => entry(place),
            Base::BelowEntry(place) => format!("cn=nothing,{}", entry(place)),
            Base::User(username) => ModelOrganization::user_dn(username),
            Base::BelowOrganization => format!("ou=Groups,{}", base_dn()),
        }
    }
}

/// The model's answer.
pub(super) fn expected(
    organization: &ModelOrganization,
    asker: Asker,
    question: &Question,
) -> Answer {
    let base = question.base(organization);
    let entries = organization.entries();
    let exists = entries.iter().any(|entry| entry.dn == base);
    let is_own = base == base_dn() || base.ends_with(&format!(",{}", base_dn()));
    match asker {
        Asker::BindingUser if is_own => {}
        Asker::OrdinaryUser if organization.users[0].can_bind(organization) => {
            let is_empty = organization.switches.refusal_is_empty && is_own && exists;
            return nothing(if is_empty { 0 } else { 32 }, "");
        }
        Asker::Anonymous | Asker::BindingUser | Asker::OrdinaryUser => return nothing(32, ""),
    }
    if !exists {
        let above = |entry: &&ModelEntry| base.ends_with(&format!(",{}", entry.dn));
        let nearest = entries
            .iter()
            .filter(above)
            .max_by_key(|entry| entry.dn.len());
        return nothing(32, nearest.map_or("", |entry| &entry.dn));
    }
    let is_container = |entry: &ModelEntry| entry.dn == base_dn() || entry.dn == users_dn();
    let hides =
        organization.switches.containers_hidden && question.scope != SearchScope::BaseObject;
    let found = entries
        .iter()
        .filter(|entry| is_in_scope(&entry.dn, &base, question.scope))
        .filter(|entry| question.filter.truth(entry) == Some(true))
        .filter(|entry| !(hides && is_container(entry)));
    Answer {
        entries: found.map(shown).collect(),
        ..nothing(0, "")
    }
}

/// No name of the model has a comma in a value, so that what is above a name stands behind its first comma.
fn is_in_scope(dn: &str, base: &str, scope: SearchScope) -> bool {
    match scope {
        SearchScope::BaseObject => dn == base,
        SearchScope::SingleLevel => dn.split_once(',').is_some_and(|(_, above)| above == base),
        SearchScope::WholeSubtree => dn == base || dn.ends_with(&format!(",{base}")),
    }
}

fn shown(entry: &ModelEntry) -> (String, BTreeMap<String, BTreeSet<String>>) {
    let attributes = entry.attributes.iter().map(|(name, values)| {
        let values: BTreeSet<String> = values.iter().cloned().collect();
        ((*name).to_owned(), values)
    });
    (entry.dn.clone(), attributes.collect())
}

fn nothing(code: i64, matched_dn: &str) -> Answer {
    Answer {
        code,
        matched_dn: matched_dn.to_owned(),
        entries: BTreeMap::new(),
    }
}
