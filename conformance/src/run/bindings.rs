//! What placeholders stand for in one run of one scenario.

use std::collections::BTreeMap;

use thiserror::Error;

use super::exchange::Observation;
use crate::protocol::Entry;
use crate::scenario::{
    Bind, BindSubject, Modifier, Part, Placeholder, Template, UserField, Variant,
};
use crate::target::{Target, UserSubject};

/// The values: of the target, of the variant, and what steps captured so far.
#[derive(Debug)]
pub(super) struct Bindings<'a> {
    target: &'a Target,
    variant: Option<&'a Variant>,
    captured: BTreeMap<&'a str, Captured>,
    answers: BTreeMap<&'a str, Observation>,
}

/// What a step kept of its answer.
#[derive(Clone, Debug)]
pub(super) enum Captured {
    Values(Vec<Vec<u8>>),
    Entries(Vec<Entry>),
    /// Nothing was received yet: the placeholder stands for itself, and modifiers leave it alone.
    Unreceived,
}

/// Why a placeholder stands for nothing.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
pub(super) enum Unbound {
    #[error("the target file names no user `{0}`")]
    User(String),
    #[error("the target file gives {0} no `mail`")]
    Mail(String),
    #[error("the target file names no group `{0}`")]
    Group(String),
    #[error("the target file gives the group `{group}` no member number {index}")]
    Member { group: String, index: usize },
    #[error("nothing was captured as `{0}`")]
    Captured(String),
    #[error("`{0}` stands for a list where one value is wanted")]
    List(String),
}

impl<'a> Bindings<'a> {
    pub(super) fn new(target: &'a Target, variant: Option<&'a Variant>) -> Self {
        Self {
            target,
            variant,
            captured: BTreeMap::new(),
            answers: BTreeMap::new(),
        }
    }

    pub(super) fn capture(&mut self, name: &'a str, captured: Captured) {
        self.captured.insert(name, captured);
    }

    /// Keeps the answer to a step, to compare a later one with.
    pub(super) fn remember(&mut self, step: &'a str, answer: Observation) {
        self.answers.insert(step, answer);
    }

    /// The answer to an earlier step that was kept.
    pub(super) fn answer(&self, step: &str) -> Option<&Observation> {
        self.answers.get(step)
    }

    /// The entries that a step captured.
    pub(super) fn entries(&self, name: &str) -> Option<&[Entry]> {
        match self.captured.get(name)? {
            Captured::Entries(entries) => Some(entries),
            Captured::Values(_) | Captured::Unreceived => None,
        }
    }

    /// The user with this role.
    pub(super) fn user(&self, role: &str) -> Result<&'a UserSubject, Unbound> {
        let user = self.target.users.get(role);
        user.ok_or_else(|| Unbound::User(role.to_owned()))
    }

    /// The user as whom a bind is sent; none for an anonymous one, and for one that only has a name.
    pub(super) fn bound_user(&self, bind: &Bind) -> Result<Option<&'a UserSubject>, Unbound> {
        Ok(match &bind.subject {
            Some(BindSubject::Binding) => Some(&self.target.binding_user),
            Some(BindSubject::User(role)) => Some(self.user(role)?),
            Some(BindSubject::Anonymous) | None => None,
        })
    }

    /// The name in a bind: its own, else its user's.
    pub(super) fn bind_name(&self, bind: &Bind) -> Result<Vec<u8>, Unbound> {
        match (&bind.name, self.bound_user(bind)?) {
            (Some(name), _) => self.octets(name),
            (None, Some(user)) => Ok(self.target.user_dn(&user.username).into_bytes()),
            (None, None) => Ok(Vec::new()),
        }
    }

    /// The octets that a template stands for.
    pub(super) fn octets(&self, template: &Template) -> Result<Vec<u8>, Unbound> {
        let mut octets = Vec::new();
        for part in template.parts() {
            match part {
                Part::Literal(text) => octets.extend_from_slice(text.as_bytes()),
                Part::Placeholder(placeholder, modifiers) => {
                    octets.extend(self.filled(placeholder, modifiers, template)?);
                }
            }
        }
        Ok(octets)
    }

    /// The text that a template stands for.
    pub(super) fn text(&self, template: &Template) -> Result<String, Unbound> {
        let octets = self.octets(template)?;
        Ok(String::from_utf8_lossy(&octets).into_owned())
    }

    /// The filter that a template stands for, its values escaped (RFC 4515 3).
    pub(super) fn filter(&self, template: &Template) -> Result<String, Unbound> {
        let mut filter = String::new();
        for part in template.parts() {
            match part {
                Part::Literal(text) => filter.push_str(text),
                // A variant's text is the scenario's own and may be a part of a filter.
                Part::Placeholder(placeholder @ Placeholder::Variant(_), modifiers) => {
                    let value = self.filled(placeholder, modifiers, template)?;
                    filter.push_str(&String::from_utf8_lossy(&value));
                }
                Part::Placeholder(placeholder, modifiers) => {
                    let value = self.filled(placeholder, modifiers, template)?;
                    filter.push_str(&escaped(&value));
                }
            }
        }
        Ok(filter)
    }

    /// The octets of each template; one that is nothing but a list's placeholder stands for all of the list.
    pub(super) fn list(&self, templates: &[Template]) -> Result<Vec<Vec<u8>>, Unbound> {
        let mut list = Vec::new();
        for template in templates {
            match template.parts() {
                [Part::Placeholder(placeholder, modifiers)] if modifiers.is_empty() => {
                    list.extend(self.all(placeholder)?);
                }
                _ => list.push(self.octets(template)?),
            }
        }
        Ok(list)
    }

    /// As [`Self::list`], as text.
    pub(super) fn texts(&self, templates: &[Template]) -> Result<Vec<String>, Unbound> {
        let list = self.list(templates)?;
        Ok(list
            .iter()
            .map(|octets| String::from_utf8_lossy(octets).into_owned())
            .collect())
    }

    fn filled(
        &self,
        placeholder: &Placeholder,
        modifiers: &[Modifier],
        template: &Template,
    ) -> Result<Vec<u8>, Unbound> {
        let value = self.one(placeholder, template)?;
        let is_received = match placeholder {
            Placeholder::Captured(name) => {
                !matches!(self.captured.get(name.as_str()), Some(Captured::Unreceived))
            }
            _ => true,
        };
        Ok(if is_received {
            modified(value, modifiers)
        } else {
            value
        })
    }

    fn one(&self, placeholder: &Placeholder, template: &Template) -> Result<Vec<u8>, Unbound> {
        let mut values = self.all(placeholder)?.into_iter();
        let is_captured = matches!(placeholder, Placeholder::Captured(_));
        match (values.next(), values.next()) {
            (Some(value), None) => Ok(value),
            // Of what a step captured, the first is meant.
            (Some(value), Some(_)) if is_captured => Ok(value),
            (None, _) if is_captured => Ok(Vec::new()),
            _ => Err(Unbound::List(template.as_str().to_owned())),
        }
    }

    /// Every value that a placeholder stands for.
    pub(super) fn all(&self, placeholder: &Placeholder) -> Result<Vec<Vec<u8>>, Unbound> {
        let group = |role: &String| {
            let group = self.target.groups.get(role);
            group.ok_or_else(|| Unbound::Group(role.clone()))
        };
        let one = |text: String| vec![text.into_bytes()];
        Ok(match placeholder {
            Placeholder::Base => one(self.target.base()),
            Placeholder::Organization => one(self.target.organization_dn()),
            Placeholder::Binding(field) => {
                one(self.field(&self.target.binding_user, "the binding user", *field)?)
            }
            Placeholder::User(role, field) => one(self.field(self.user(role)?, role, *field)?),
            Placeholder::GroupDn(role) => one(self.target.group_dn(&group(role)?.name)),
            Placeholder::GroupName(role) => one(group(role)?.name.clone()),
            Placeholder::GroupMember(role, index) => {
                let member = group(role)?
                    .members
                    .get(*index)
                    .ok_or_else(|| Unbound::Member {
                        group: role.clone(),
                        index: *index,
                    })?;
                one(self.target.user_dn(member))
            }
            Placeholder::GroupMembers(role) => {
                let members = group(role)?.members.iter();
                members
                    .map(|member| self.target.user_dn(member).into_bytes())
                    .collect()
            }
            Placeholder::Captured(name) => match self.captured.get(name.as_str()) {
                Some(Captured::Values(values)) => values.clone(),
                Some(Captured::Entries(entries)) => entries
                    .iter()
                    .map(|entry| entry.dn.clone().into_bytes())
                    .collect(),
                Some(Captured::Unreceived) => one(format!("{{captured.{name}}}")),
                None => return Err(Unbound::Captured(name.clone())),
            },
            Placeholder::Variant(name) => {
                let values = self.variant.and_then(|variant| variant.values.get(name));
                let values = values.map(|values| values.0.as_slice()).unwrap_or_default();
                values
                    .iter()
                    .map(|value| value.clone().into_bytes())
                    .collect()
            }
            Placeholder::Octets(octets) => vec![octets.clone()],
        })
    }

    fn field(&self, user: &UserSubject, role: &str, field: UserField) -> Result<String, Unbound> {
        match field {
            UserField::Dn => Ok(self.target.user_dn(&user.username)),
            UserField::Username => Ok(user.username.clone()),
            UserField::Mail => user
                .mail
                .clone()
                .ok_or_else(|| Unbound::Mail(role.to_owned())),
        }
    }
}

/// The value, changed by one modifier after the other.
fn modified(value: Vec<u8>, modifiers: &[Modifier]) -> Vec<u8> {
    modifiers.iter().fold(value, |value, modifier| {
        modifier
            .apply(&String::from_utf8_lossy(&value))
            .into_bytes()
    })
}

/// Octets as a filter's text has them: those that mean something there, and those that are no text, as `\` and digits.
fn escaped(octets: &[u8]) -> String {
    let is_text = std::str::from_utf8(octets).is_ok();
    let mut text = Vec::with_capacity(octets.len());
    for &octet in octets {
        let plain =
            !matches!(octet, b'(' | b')' | b'*' | b'\\' | 0) && (octet.is_ascii() || is_text);
        if plain {
            text.push(octet);
        } else {
            text.extend(format!("\\{octet:02x}").into_bytes());
        }
    }
    String::from_utf8(text).unwrap_or_default()
}

#[cfg(test)]
mod tests;
