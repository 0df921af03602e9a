//! A target file from a person's answers.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Serialize;

/// What a person said.
#[derive(Clone, Debug)]
pub struct TargetDraft {
    /// Where the directory listens.
    pub url: String,
    /// The organization's id.
    pub organization: String,
    /// Who may search.
    pub binding_user: UserDraft,
    /// Users with their roles.
    pub users: Vec<(&'static str, UserDraft)>,
    /// The group with the role `crew`.
    pub group: Option<GroupDraft>,
    /// How many users there are at least.
    pub user_count: u64,
}

/// A user.
#[derive(Clone, Debug, Default)]
pub struct UserDraft {
    /// The username.
    pub username: String,
    /// The e-mail address; empty where it wasn't told.
    pub mail: String,
}

/// A group.
#[derive(Clone, Debug)]
pub struct GroupDraft {
    /// The name.
    pub name: String,
    /// Usernames, in the directory's order.
    pub members: Vec<String>,
}

/// The file as it is written.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Written<'a> {
    url: &'a str,
    organization: &'a str,
    binding_user: WrittenUser<'a>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    users: BTreeMap<&'a str, WrittenUser<'a>>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    groups: BTreeMap<&'a str, WrittenGroup<'a>>,
    user_count: u64,
}

#[derive(Serialize)]
struct WrittenUser<'a> {
    username: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    mail: &'a str,
    password: WrittenPassword,
}

#[derive(Serialize)]
struct WrittenPassword {
    environment: String,
}

#[derive(Serialize)]
struct WrittenGroup<'a> {
    name: &'a str,
    members: &'a [String],
}

impl TargetDraft {
    /// The environment variables that the file names, each with the user whose password it is to hold.
    pub fn environment_variables(&self) -> impl Iterator<Item = (String, &str)> {
        let users = self.users.iter().map(|(role, user)| (*role, user));
        [(BINDING, &self.binding_user)]
            .into_iter()
            .chain(users)
            .map(|(role, user)| (variable(role), user.username.as_str()))
    }

    /// The text of the file.
    pub fn text(&self) -> Result<String, serde_yaml::Error> {
        let groups = self.group.iter().map(|group| {
            let written = WrittenGroup {
                name: &group.name,
                members: &group.members,
            };
            ("crew", written)
        });
        let written = Written {
            url: &self.url,
            organization: &self.organization,
            binding_user: WrittenUser::of(BINDING, &self.binding_user),
            users: self
                .users
                .iter()
                .map(|(role, user)| (*role, WrittenUser::of(role, user)))
                .collect(),
            groups: groups.collect(),
            user_count: self.user_count,
        };
        let mut text = String::from(
            "# A target for jcldap-conformance. It holds no password, only where to find one:\n",
        );
        for (variable, user) in self.environment_variables() {
            // Writing to a String doesn't fail.
            let _ = writeln!(text, "#   {variable}  the password of {user}");
        }
        text.push_str(&serde_yaml::to_string(&written)?);
        Ok(text)
    }
}

impl<'a> WrittenUser<'a> {
    fn of(role: &str, user: &'a UserDraft) -> Self {
        Self {
            username: &user.username,
            mail: &user.mail,
            password: WrittenPassword {
                environment: variable(role),
            },
        }
    }
}

fn variable(role: &str) -> String {
    format!("JCLDAP_{}_PASSWORD", role.to_ascii_uppercase())
}

const BINDING: &str = "binding";
