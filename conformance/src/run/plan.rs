//! What a run will do: the cases of a selection, each with leave for its wrong passwords, or with the reason to skip it.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::bindings::{Bindings, Unbound};
use super::name;
use crate::scenario::{
    Bind, BindPassword, BindSubject, Library, Operation, Placeholder, Scenario, Selection,
    Transport, Variant,
};
use crate::target::{Ledger, Safety, Target, Ticket};

/// A scenario in one of its variants.
#[derive(Clone, Debug)]
pub struct Case {
    /// The scenario's id, with the variant's name.
    pub id: String,
    /// The scenario.
    pub scenario: Arc<Scenario>,
    /// The variant's place in the scenario's list; none for a scenario without variants.
    variant: Option<usize>,
}

impl Case {
    /// Every variant of a scenario.
    pub fn all_of(scenario: &Arc<Scenario>) -> Vec<Self> {
        if scenario.variants.is_empty() {
            return vec![Self {
                id: scenario.id.clone(),
                scenario: Arc::clone(scenario),
                variant: None,
            }];
        }
        let variants = scenario.variants.iter().enumerate();
        let cases = variants.map(|(index, variant)| Self {
            id: format!("{}/{}", scenario.id, variant.name),
            scenario: Arc::clone(scenario),
            variant: Some(index),
        });
        cases.collect()
    }

    /// The cases of a library that a selection takes, by id.
    pub fn selected(library: &Library, selection: &Selection) -> Vec<Self> {
        let mut cases: Vec<_> = library.iter().flat_map(Self::all_of).collect();
        cases.retain(|case| selection.takes(&case.id));
        cases
    }

    /// The variant.
    pub fn variant(&self) -> Option<&Variant> {
        self.scenario.variants.get(self.variant?)
    }

    /// The variant's name.
    pub fn variant_name(&self) -> Option<&str> {
        self.variant().map(|variant| variant.name.as_str())
    }

    /// Who the subjects of its wrong passwords are: the names of their entries, as far as the target file tells.
    fn persons(&self, target: &Target) -> BTreeMap<String, String> {
        let bindings = Bindings::new(target, self.variant());
        let mut persons = BTreeMap::new();
        for step in self.scenario.steps_of(self.variant_name()) {
            let Operation::Bind(bind) = &step.operation else {
                continue;
            };
            let dn = match (bindings.bound_user(bind), &bind.name) {
                (Ok(Some(user)), _) => Some(target.user_dn(&user.username)),
                (_, Some(name)) => bindings.text(name).ok(),
                _ => None,
            };
            if let (Some(subject), Some(dn)) = (bind.ledger_entry(), dn) {
                persons.insert(subject, name::normalized(&dn));
            }
        }
        persons
    }

    /// Why it can't be tried on the target, or must not be.
    fn obstacle(&self, target: &Target, safety: &Safety) -> Result<(), String> {
        let scenario = &self.scenario;
        if scenario.is_robustness() {
            safety
                .check_robustness()
                .map_err(|refusal| refusal.to_string())?;
        }
        if scenario.attempts_writes() {
            safety
                .check_writes()
                .map_err(|refusal| refusal.to_string())?;
        }
        if target.user_count < scenario.user_count {
            return Err(format!(
                "it needs {} users; the target file's `userCount` is {}",
                scenario.user_count, target.user_count
            ));
        }
        let bindings = Bindings::new(target, self.variant());
        for step in scenario.steps_of(self.variant_name()) {
            let placeholders = step
                .request_placeholders()
                .into_iter()
                .chain(step.expectation_placeholders());
            for placeholder in
                placeholders.filter(|placeholder| !matches!(placeholder, Placeholder::Captured(_)))
            {
                bindings
                    .all(placeholder)
                    .map_err(|unbound| unbound.to_string())?;
            }
            match &step.operation {
                Operation::Connect(connect)
                    if connect.transport == Transport::Plain && target.plain_url.is_none() =>
                {
                    return Err("the target file names no `plainUrl`".to_owned());
                }
                Operation::Bind(bind) => password_at_hand(bind, target, &bindings)?,
                _ => {}
            }
        }
        Ok(())
    }
}

/// The cases of a run in order.
#[derive(Debug)]
pub struct Plan {
    pub(super) entries: Vec<(Case, Leave)>,
}

/// Leave to run a case, or the reason not to.
pub(super) type Leave = Result<BTreeMap<String, Ticket>, String>;

impl Plan {
    /// Plans `cases` for a target.
    pub fn new(cases: Vec<Case>, target: &Target, safety: &Safety) -> Self {
        let mut ledger = Ledger::new(safety);
        let entries = cases.into_iter().map(|case| {
            let leave = case.obstacle(target, safety).and_then(|()| {
                let wanted = case.scenario.wrong_passwords(case.variant_name());
                let persons = case.persons(target);
                let person = |subject: &str| {
                    let known = persons.get(subject);
                    known.cloned().unwrap_or_else(|| subject.to_owned())
                };
                ledger
                    .reserve(&wanted, person)
                    .map_err(|refusal| refusal.to_string())
            });
            (case, leave)
        });
        Self {
            entries: entries.collect(),
        }
    }

    /// How many cases there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is nothing to do.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Whether any case is not skipped.
    pub fn sends(&self) -> bool {
        self.entries.iter().any(|(_, leave)| leave.is_ok())
    }

    /// Every case with the reason to skip it.
    pub fn cases(&self) -> impl Iterator<Item = (&Case, Option<&str>)> {
        self.entries
            .iter()
            .map(|(case, leave)| (case, leave.as_ref().err().map(String::as_str)))
    }
}

/// The user that binds must be named and, for its own password, have one.
fn password_at_hand(bind: &Bind, target: &Target, bindings: &Bindings<'_>) -> Result<(), String> {
    let unbound = |unbound: Unbound| unbound.to_string();
    let (user, role) = match &bind.subject {
        Some(BindSubject::User(role)) => (bindings.user(role).map_err(unbound)?, role.as_str()),
        Some(BindSubject::Binding) => (&target.binding_user, "the binding user"),
        Some(BindSubject::Anonymous) | None => return Ok(()),
    };
    if bind.password != BindPassword::Correct {
        return Ok(());
    }
    match &user.password {
        None => Err(format!("the target file gives {role} no password")),
        Some(source) => source
            .fetch()
            .map(drop)
            .map_err(|error| format!("{role}: {error}")),
    }
}
