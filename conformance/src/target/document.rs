//! The target file, as it is written.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;

use schemars::JsonSchema;
use serde::Deserialize;

use super::PasswordSource;
use crate::client::{Endpoint, Trust};

/// A directory to judge, and what the suite has to know about it beforehand.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[serde(expecting = "a mapping with the fields of a target, `url` first of all")]
pub struct Target {
    /// Where it listens: `ldaps://ldap.jumpcloud.com:636`.
    #[serde(deserialize_with = "endpoint")]
    #[schemars(with = "String")]
    pub url: Endpoint,
    /// Where it listens in clear text, for StartTLS: `ldap://ldap.jumpcloud.com:389`. Without it such scenarios are skipped.
    #[serde(default, deserialize_with = "optional_endpoint")]
    #[schemars(with = "Option<String>")]
    pub plain_url: Option<Endpoint>,
    /// A PEM file with the authority to trust, relative to this file. Without it, those that the machine trusts.
    #[serde(default)]
    pub ca_file: Option<PathBuf>,
    /// The organization's id, 24 hexadecimal digits.
    pub organization: String,
    /// The binding user, who may search.
    pub binding_user: UserSubject,
    /// Users by the role in which scenarios name them: `active`, `ordinary`, `locked`.
    #[serde(default)]
    pub users: BTreeMap<String, UserSubject>,
    /// Groups by the role in which scenarios name them: `crew`.
    #[serde(default)]
    pub groups: BTreeMap<String, GroupSubject>,
    /// How many users the organization has at least, for scenarios that need many.
    #[serde(default)]
    pub user_count: u64,
}

/// A user that scenarios may use.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct UserSubject {
    /// The username, which is the value of `uid`.
    pub username: String,
    /// The e-mail address.
    #[serde(default)]
    pub mail: Option<String>,
    /// Where the password is found. Without it, scenarios that bind as this user are skipped.
    #[serde(default)]
    pub password: Option<PasswordSource>,
}

/// A group that scenarios may use.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GroupSubject {
    /// The group's name, which is the value of `cn`.
    pub name: String,
    /// Usernames of all members, in the group's order.
    #[serde(default)]
    pub members: Vec<String>,
}

impl Target {
    /// The organization's entry (J1.01).
    pub fn organization_dn(&self) -> String {
        format!("o={},dc=jumpcloud,dc=com", self.organization)
    }

    /// The container of users and groups (J1.02).
    pub fn base(&self) -> String {
        format!("ou=Users,{}", self.organization_dn())
    }

    /// The name of a user's entry (J1.03).
    pub fn user_dn(&self, username: &str) -> String {
        format!("uid={},{}", escaped(username), self.base())
    }

    /// The name of a group's entry (J1.05).
    pub fn group_dn(&self, name: &str) -> String {
        format!("cn={},{}", escaped(name), self.base())
    }

    /// Whom its TLS clients trust.
    pub fn trust(&self) -> Trust {
        self.ca_file
            .clone()
            .map_or(Trust::System, Trust::AuthorityFile)
    }

    /// Whether every address of the file is this machine's own.
    pub fn is_loopback(&self) -> bool {
        self.url.is_loopback() && self.plain_url.as_ref().is_none_or(Endpoint::is_loopback)
    }
}

/// An attribute value as it stands in a name: hexadecimal pairs for what would mean something else (RFC 4514 2.4).
fn escaped(value: &str) -> String {
    let last = value.chars().count().saturating_sub(1);
    let mut text = String::with_capacity(value.len());
    for (index, character) in value.chars().enumerate() {
        let escape = match character {
            ',' | '+' | '"' | '\\' | '<' | '>' | ';' | '=' => true,
            '#' => index == 0,
            ' ' => index == 0 || index == last,
            _ => false,
        };
        if escape {
            let _ = write!(text, "\\{:02X}", u32::from(character));
        } else {
            text.push(character);
        }
    }
    text
}

fn endpoint<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Endpoint, D::Error> {
    let text = String::deserialize(deserializer)?;
    text.parse().map_err(serde::de::Error::custom)
}

fn optional_endpoint<'de, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Endpoint>, D::Error> {
    endpoint(deserializer).map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rfc4514_2_4_values_are_escaped_in_names() {
        for (value, text) in [
            ("Something (Special)", "Something (Special)"),
            ("o,brien", r"o\2Cbrien"),
            ("#x#", r"\23x#"),
            (" a b ", r"\20a b\20"),
            ("Jürgen", "Jürgen"),
        ] {
            assert_eq!(escaped(value), text);
        }
    }
}
