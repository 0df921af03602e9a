//! The two files as they are written.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Serialize;

use super::TargetFileError;
use super::subjects::{GroupSubject, Subjects, UserSubject};
use crate::ready::Ready;

/// The target file: what `jcldap-conformance schema target` describes.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct TargetFile<'a> {
    url: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    plain_url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ca_file: Option<&'a Path>,
    organization: &'a str,
    binding_user: UserDocument<'a>,
    users: BTreeMap<&'static str, UserDocument<'a>>,
    groups: BTreeMap<&'static str, GroupDocument<'a>>,
    user_count: usize,
}

#[derive(Debug, Serialize)]
struct UserDocument<'a> {
    username: &'a str,
    mail: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    password: Option<PasswordPlace<'a>>,
}

#[derive(Debug, Serialize)]
struct PasswordPlace<'a> {
    file: &'a Path,
    key: &'a str,
}

#[derive(Debug, Serialize)]
struct GroupDocument<'a> {
    name: &'a str,
    members: &'a [&'a str],
}

impl<'a> TargetFile<'a> {
    pub(super) fn new(
        ready: &'a Ready,
        organization: &'a str,
        subjects: &'a Subjects<'a>,
        secrets: &'a Path,
    ) -> Result<Self, TargetFileError> {
        let plain_url = ready.ldap.as_deref();
        let url = ready.ldaps.as_deref().or(plain_url);
        let user = |subject: &UserSubject<'a>| UserDocument {
            username: subject.username,
            mail: subject.mail,
            password: subject.password.map(|_| PasswordPlace {
                file: secrets,
                key: subject.username,
            }),
        };
        let group = |subject: &'a GroupSubject<'a>| GroupDocument {
            name: subject.name,
            members: &subject.members,
        };
        Ok(Self {
            url: url.ok_or(TargetFileError::NoListener)?,
            plain_url,
            ca_file: ready.ca.as_deref(),
            organization,
            binding_user: user(&subjects.binding_user),
            users: subjects
                .users
                .iter()
                .map(|(role, subject)| (*role, user(subject)))
                .collect(),
            groups: subjects
                .groups
                .iter()
                .map(|(role, subject)| (*role, group(subject)))
                .collect(),
            user_count: subjects.user_count,
        })
    }

    pub(super) fn text(&self) -> Result<String, TargetFileError> {
        Ok(format!("{TARGET_HEADER}{}", serde_yaml::to_string(self)?))
    }
}

/// The file of passwords: usernames and what they sign in with.
#[derive(Debug)]
pub(super) struct SecretsFile<'a>(BTreeMap<&'a str, &'a str>);

impl<'a> SecretsFile<'a> {
    /// The passwords of the chosen users, and nobody else's.
    pub(super) fn new(subjects: &'a Subjects<'a>) -> Self {
        let passwords = subjects
            .all_users()
            .filter_map(|user| Some((user.username, user.password?.expose())));
        Self(passwords.collect())
    }

    pub(super) fn text(&self) -> Result<String, TargetFileError> {
        Ok(format!(
            "{SECRETS_HEADER}{}",
            serde_yaml::to_string(&self.0)?
        ))
    }

    /// Whether a file with this text is one that was written here.
    pub(super) fn is_one(text: &str) -> bool {
        text.starts_with(SECRETS_HEADER)
    }
}

const TARGET_HEADER: &str = "\
# A stand-in as a target for jcldap-conformance, written by `jcldap target`:
#
#   jcldap-conformance run --target FILE
#
# It is true for as long as that server runs. Passwords are in the file that `password` names.
";

const SECRETS_HEADER: &str = "# Passwords for jcldap-conformance, written by `jcldap target`.\n";
