//! Text with placeholders: `{base}`, `{user.active.dn}`, `{group.crew.member[0]}`, `{captured.stamp|milliseconds}`.

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::Deserialize;
use thiserror::Error;

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
    /// To be filled, then changed as the modifier says.
    Placeholder(Placeholder, Option<Modifier>),
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
}

/// A field of a user.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
#[expect(missing_docs, reason = "they are the words of the target file")]
pub enum UserField {
    Dn,
    Username,
    Mail,
}

/// A change to a value that is filled in.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Modifier {
    /// `|upper`: to upper-case letters.
    Upper,
    /// `|lower`: to lower-case letters.
    Lower,
    /// `|milliseconds`: a generalized time with `.000` before its `Z`, as Okta writes it (consumers.md 1.5).
    Milliseconds,
    /// `|tenths`: with `.0`, as Bitwarden writes it (consumers.md 3.1).
    Tenths,
}

/// Text in braces that means nothing.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
#[expect(missing_docs, reason = "the messages say it")]
pub enum TemplateError {
    #[error("`{0}`: a brace is not closed; write `{{{{` for a brace that is none of a placeholder")]
    Unclosed(String),
    #[error(
        "unknown placeholder `{{{0}}}`; expected base, organization, binding.dn, user.ROLE.dn, user.ROLE.username, user.ROLE.mail, group.ROLE.dn, group.ROLE.name, group.ROLE.member[0], group.ROLE.members, captured.NAME or variant.NAME"
    )]
    Unknown(String),
    #[error("unknown modifier `{0}`; expected upper, lower, milliseconds or tenths")]
    Modifier(String),
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
            let (path, modifier) = match inside.split_once('|') {
                Some((path, modifier)) => (path, Some(modifier.parse()?)),
                None => (inside, None),
            };
            parts.push(Part::Placeholder(path.parse()?, modifier));
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
            _ => return Err(unknown()),
        })
    }
}

impl FromStr for Modifier {
    type Err = TemplateError;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        match word {
            "upper" => Ok(Self::Upper),
            "lower" => Ok(Self::Lower),
            "milliseconds" => Ok(Self::Milliseconds),
            "tenths" => Ok(Self::Tenths),
            _ => Err(TemplateError::Modifier(word.to_owned())),
        }
    }
}

impl Modifier {
    /// The value, changed.
    pub fn apply(self, value: &str) -> String {
        let with_fraction = |fraction: &str| match value.strip_suffix('Z') {
            Some(time) if !time.contains(['.', ',']) => format!("{time}.{fraction}Z"),
            _ => value.to_owned(),
        };
        match self {
            Self::Upper => value.to_uppercase(),
            Self::Lower => value.to_lowercase(),
            Self::Milliseconds => with_fraction("000"),
            Self::Tenths => with_fraction("0"),
        }
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
        let read = template("(&(a={{)(m={group.crew.member[2]|upper})").unwrap();
        assert_eq!(
            read.parts(),
            [
                Part::Literal("(&(a={)(m=".to_owned()),
                Part::Placeholder(
                    Placeholder::GroupMember("crew".to_owned(), 2),
                    Some(Modifier::Upper)
                ),
                Part::Literal(")".to_owned()),
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
            "{user.a.password}",
        ] {
            assert!(template(text).is_err(), "{text}");
        }
    }

    #[test]
    fn times_get_a_fraction_once() {
        assert_eq!(
            Modifier::Milliseconds.apply("20260527155548Z"),
            "20260527155548.000Z"
        );
        assert_eq!(
            Modifier::Milliseconds.apply("20260527155548.123Z"),
            "20260527155548.123Z"
        );
        assert_eq!(
            Modifier::Tenths.apply("20260527155548Z"),
            "20260527155548.0Z"
        );
    }
}
