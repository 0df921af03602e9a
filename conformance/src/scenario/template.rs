//! Text with placeholders: `{base}`, `{user.active.dn}`, `{group.crew.member[0]}`, `{captured.stamp|milliseconds}`.

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::Deserialize;
use thiserror::Error;

use super::{Hex, Modifier};

/// Text in which `{...}` stands for a value that is known when the scenario runs, and `{{` for a brace.
#[derive(Clone, Debug, Deserialize, Eq, JsonSchema, Ord, PartialEq, PartialOrd)]
#[serde(try_from = "String")]
#[schemars(with = "String")]
pub struct Template {
    text: String,
    parts: Vec<Part>,
}

/// A stretch of a template.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum Part {
    /// As it stands.
    Literal(String),
    /// To be filled, then changed as the modifiers say, one after the other.
    Placeholder(Placeholder, Vec<Modifier>),
}

/// What may stand in braces.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Placeholder {
    /// `{base}`: the container of users and groups.
    Base,
    /// `{organization}`: the name of the organization's entry.
    Organization,
    /// `{binding.FIELD}`: of the binding user.
    Binding(UserField),
    /// `{user.ROLE.FIELD}`.
    User(String, UserField),
    /// `{group.ROLE.dn}`.
    GroupDn(String),
    /// `{group.ROLE.name}`.
    GroupName(String),
    /// `{group.ROLE.member[N]}`: the DN of a member, counted from 0.
    GroupMember(String, usize),
    /// `{group.ROLE.members}`: the DNs of all members; in lists only.
    GroupMembers(String),
    /// `{captured.NAME}`: what an earlier step captured.
    Captured(String),
    /// `{variant.NAME}`: what the variant sets; a list in lists only.
    Variant(String),
    /// `{octets.HEX}`: these octets, which may be no text.
    Octets(Vec<u8>),
}

/// A field of a user.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
#[expect(missing_docs, reason = "they are the words of the target file")]
pub enum UserField {
    Dn,
    Username,
    Mail,
}

/// Text in braces that means nothing.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
#[expect(missing_docs, reason = "the messages say it")]
pub enum TemplateError {
    #[error("`{0}`: a brace is not closed; write `{{{{` for a brace that is none of a placeholder")]
    Unclosed(String),
    #[error(
        "unknown placeholder `{{{0}}}`; expected base, organization, binding.dn, user.ROLE.dn, user.ROLE.username, user.ROLE.mail, group.ROLE.dn, group.ROLE.name, group.ROLE.member[0], group.ROLE.members, captured.NAME, variant.NAME or octets.HEX"
    )]
    Unknown(String),
    #[error("unknown modifier `{0}`; expected {1}")]
    Modifier(String, String),
}

impl Template {
    pub(crate) fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// The placeholders, in order.
    pub fn placeholders(&self) -> impl Iterator<Item = &Placeholder> {
        self.parts.iter().filter_map(|part| match part {
            Part::Literal(_) => None,
            Part::Placeholder(placeholder, _) => Some(placeholder),
        })
    }

    /// The text as it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl TryFrom<String> for Template {
    type Error = TemplateError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let mut parts = Vec::new();
        let mut literal = String::new();
        let mut rest = text.as_str();
        while let Some((before, after)) = rest.split_once('{') {
            literal.push_str(before);
            if let Some(after) = after.strip_prefix('{') {
                literal.push('{');
                rest = after;
                continue;
            }
            let (inside, after) = after
                .split_once('}')
                .ok_or_else(|| TemplateError::Unclosed(text.clone()))?;
            if !literal.is_empty() {
                parts.push(Part::Literal(std::mem::take(&mut literal)));
            }
            let mut words = inside.split('|');
            let placeholder = words.next().unwrap_or_default().parse()?;
            let modifiers = words.map(str::parse).collect::<Result<_, _>>()?;
            parts.push(Part::Placeholder(placeholder, modifiers));
            rest = after;
        }
        literal.push_str(rest);
        if !literal.is_empty() {
            parts.push(Part::Literal(literal));
        }
        Ok(Self { text, parts })
    }
}

impl fmt::Display for Template {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

impl FromStr for Placeholder {
    type Err = TemplateError;

    fn from_str(path: &str) -> Result<Self, Self::Err> {
        let unknown = || TemplateError::Unknown(path.to_owned());
        let words: Vec<&str> = path.split('.').collect();
        let field = |word: &str| match word {
            "dn" => Ok(UserField::Dn),
            "username" => Ok(UserField::Username),
            "mail" => Ok(UserField::Mail),
            _ => Err(unknown()),
        };
        Ok(match words.as_slice() {
            ["base"] => Self::Base,
            ["organization"] => Self::Organization,
            ["binding", word] => Self::Binding(field(word)?),
            ["user", role, word] => Self::User((*role).to_owned(), field(word)?),
            ["group", role, "dn"] => Self::GroupDn((*role).to_owned()),
            ["group", role, "name"] => Self::GroupName((*role).to_owned()),
            ["group", role, "members"] => Self::GroupMembers((*role).to_owned()),
            ["group", role, member] => {
                let index = member
                    .strip_prefix("member[")
                    .and_then(|rest| rest.strip_suffix(']'))
                    .and_then(|index| index.parse().ok());
                Self::GroupMember((*role).to_owned(), index.ok_or_else(unknown)?)
            }
            ["captured", name] => Self::Captured((*name).to_owned()),
            ["variant", name] => Self::Variant((*name).to_owned()),
            ["octets", digits] => {
                let octets = Hex::try_from((*digits).to_owned()).map_err(|_| unknown())?;
                Self::Octets(octets.0)
            }
            _ => return Err(unknown()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn template(text: &str) -> Result<Template, TemplateError> {
        Template::try_from(text.to_owned())
    }

    #[test]
    fn placeholders_are_read_with_their_modifiers() {
        let read =
            template("(&(a={{)(m={group.crew.member[2]|upper|firstHalf}){octets.ed80}").unwrap();
        assert_eq!(
            read.parts(),
            [
                Part::Literal("(&(a={)(m=".to_owned()),
                Part::Placeholder(
                    Placeholder::GroupMember("crew".to_owned(), 2),
                    vec![Modifier::Upper, Modifier::FirstHalf]
                ),
                Part::Literal(")".to_owned()),
                Part::Placeholder(Placeholder::Octets(vec![0xed, 0x80]), Vec::new()),
            ]
        );
    }

    #[test]
    fn what_means_nothing_is_refused() {
        for text in [
            "{",
            "{bas}",
            "{user.active}",
            "{group.crew.member[x]}",
            "{base|big}",
            "{base|upper|}",
            "{octets.xx}",
            "{user.a.password}",
        ] {
            assert!(template(text).is_err(), "{text}");
        }
    }
}
