//! `tests/oracle/requests.yaml`: what is asked.

use std::collections::BTreeMap;
use std::fs;

use serde::Deserialize;

use super::case::{Case, Step};
use crate::ldap::{Bind, Compare, Control, Operation, Scope, Search};
use crate::repository;

/// The whole table.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    /// Short names for what the requests repeat: `{users}` stands for the value of `users` here. They are in place when
    /// the file is read in earnest.
    #[serde(rename = "names")]
    _names: BTreeMap<String, String>,
    /// The fixtures that both servers hold, the oracle's own first.
    pub(super) fixtures: Vec<String>,
    /// As whom requests are sent. One that is not here is anonymous.
    pub(super) identities: BTreeMap<String, Bind>,
    /// The requests, by what they are about.
    pub groups: Vec<Group>,
}

/// Requests that are about one thing.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// What it is about.
    pub name: String,
    /// The ids of the reference documents that it is evidence for.
    #[serde(default)]
    pub proves: Vec<String>,
    #[serde(default)]
    searches: Vec<Searches>,
    #[serde(default)]
    compares: Vec<Compares>,
    #[serde(default)]
    requests: Vec<Requests>,
    #[serde(default)]
    exchanges: BTreeMap<String, Exchange>,
}

/// Every combination of these.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Searches {
    identity: Vec<String>,
    base: Vec<String>,
    scope: Vec<Scope>,
    filter: Vec<String>,
    #[serde(default = "one_empty_list")]
    attributes: Vec<Vec<String>>,
    #[serde(default = "one_empty_list")]
    controls: Vec<Vec<Control>>,
    #[serde(default = "one_zero")]
    size_limit: Vec<i64>,
    #[serde(default)]
    time_limit: i64,
    #[serde(default)]
    types_only: bool,
    #[serde(default)]
    deref_aliases: i64,
}

/// Every combination of these; an assertion is `attribute=value`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Compares {
    identity: Vec<String>,
    entry: Vec<String>,
    assertion: Vec<String>,
}

/// Each of these requests by each identity, on a connection of its own.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Requests {
    identity: Vec<String>,
    requests: BTreeMap<String, Step>,
}

/// Several requests on one connection.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Exchange {
    identity: String,
    steps: Vec<Step>,
}

fn one_empty_list<T>() -> Vec<Vec<T>> {
    vec![Vec::new()]
}

fn one_zero() -> Vec<i64> {
    vec![0]
}

/// The part of the table that the rest of it is written with.
#[derive(Debug, Deserialize)]
struct Names {
    names: BTreeMap<String, String>,
}

impl Table {
    /// Reads the table.
    ///
    /// # Panics
    ///
    /// When it is not well formed; the message says where.
    pub fn load() -> Self {
        let path = repository::root().join("tests/oracle/requests.yaml");
        let mut text = fs::read_to_string(path).expect("the table is there");
        let Names { names } = serde_yaml::from_str(&text).expect("the table has names");
        for (short, value) in &names {
            text = text.replace(&format!("{{{short}}}"), value);
        }
        serde_yaml::from_str(&text).unwrap_or_else(|problem| panic!("requests.yaml: {problem}"))
    }
}

impl Group {
    /// Everything that it asks.
    pub(super) fn cases(&self) -> Vec<Case> {
        let mut cases = Vec::new();
        for searches in &self.searches {
            searches.collect(&mut cases);
        }
        for compares in &self.compares {
            compares.collect(&mut cases);
        }
        for requests in &self.requests {
            requests.collect(&mut cases);
        }
        for (name, exchange) in &self.exchanges {
            cases.push(Case {
                identity: exchange.identity.clone(),
                labels: vec![("exchange", name.clone())],
                steps: exchange.steps.clone(),
                shares_connection: false,
            });
        }
        cases
    }

    /// How many requests are compared.
    pub fn len(&self) -> usize {
        self.cases().iter().map(|case| case.steps.len()).sum()
    }

    /// Whether it asks nothing.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl Searches {
    fn collect(&self, cases: &mut Vec<Case>) {
        for identity in &self.identity {
            for base in &self.base {
                for scope in &self.scope {
                    for filter in &self.filter {
                        self.collect_lists(cases, identity, base, *scope, filter);
                    }
                }
            }
        }
    }

    fn collect_lists(
        &self,
        cases: &mut Vec<Case>,
        identity: &str,
        base: &str,
        scope: Scope,
        filter: &str,
    ) {
        for attributes in &self.attributes {
            for controls in &self.controls {
                for size_limit in &self.size_limit {
                    let oids: Vec<&str> = controls.iter().map(|control| &*control.oid).collect();
                    let search = Search {
                        base: base.to_owned(),
                        scope,
                        filter: filter.to_owned(),
                        attributes: attributes.clone(),
                        size_limit: *size_limit,
                        time_limit: self.time_limit,
                        types_only: self.types_only,
                        deref_aliases: self.deref_aliases,
                    };
                    cases.push(Case {
                        identity: identity.to_owned(),
                        labels: vec![
                            ("base", base.to_owned()),
                            ("scope", format!("{scope:?}").to_lowercase()),
                            ("filter", filter.to_owned()),
                            ("attributes", attributes.join(" ")),
                            ("controls", oids.join(" ")),
                            ("sizeLimit", size_limit.to_string()),
                        ],
                        steps: vec![Step::new(Operation::Search(search), controls.clone())],
                        shares_connection: true,
                    });
                }
            }
        }
    }
}

impl Compares {
    fn collect(&self, cases: &mut Vec<Case>) {
        for identity in &self.identity {
            for entry in &self.entry {
                for assertion in &self.assertion {
                    let (attribute, value) = assertion
                        .split_once('=')
                        .unwrap_or_else(|| panic!("no `=` in the assertion `{assertion}`"));
                    let compare = Compare {
                        entry: entry.clone(),
                        attribute: attribute.to_owned(),
                        value: value.to_owned(),
                    };
                    cases.push(Case {
                        identity: identity.clone(),
                        labels: vec![("entry", entry.clone()), ("assertion", assertion.clone())],
                        steps: vec![Step::new(Operation::Compare(compare), Vec::new())],
                        shares_connection: true,
                    });
                }
            }
        }
    }
}

impl Requests {
    fn collect(&self, cases: &mut Vec<Case>) {
        for identity in &self.identity {
            for (name, step) in &self.requests {
                cases.push(Case {
                    identity: identity.clone(),
                    labels: vec![("request", name.clone())],
                    steps: vec![step.clone()],
                    shares_connection: false,
                });
            }
        }
    }
}
