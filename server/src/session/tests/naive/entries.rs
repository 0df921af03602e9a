//! The entries of a made-up organization, by the book: sections 1 to 4 of `jumpcloud.md`.

use super::super::ORGANIZATION;
use super::organization::{ModelGroup, ModelOrganization, ModelUser};

/// An entry: its name, and its attributes with their values.
#[derive(Clone, Debug)]
pub(super) struct ModelEntry {
    pub(super) dn: String,
    pub(super) attributes: Vec<(&'static str, Vec<String>)>,
}

pub(super) fn base_dn() -> String {
    format!("o={ORGANIZATION},dc=jumpcloud,dc=com")
}

pub(super) fn users_dn() -> String {
    format!("ou=Users,{}", base_dn())
}

impl ModelOrganization {
    pub(super) fn user_dn(username: &str) -> String {
        format!("uid={username},{}", users_dn())
    }

    pub(super) fn group_dn(name: &str) -> String {
        format!("cn={name},{}", users_dn())
    }

    pub(super) fn entries(&self) -> Vec<ModelEntry> {
        let mut entries = vec![
            ModelEntry {
                dn: base_dn(),
                attributes: vec![
                    ("objectClass", texts(&["top", "organization"])),
                    ("o", texts(&[ORGANIZATION])),
                    ("description", texts(&["Model"])),
                ],
            },
            ModelEntry {
                dn: users_dn(),
                attributes: vec![
                    ("objectClass", texts(&["top", "organizationalUnit"])),
                    ("ou", texts(&["Users"])),
                ],
            },
        ];
        for (place, user) in self.users.iter().enumerate() {
            if user.is_in_tree(self, place) {
                entries.push(self.user_entry(user, place));
            }
        }
        entries.push(self.user_entry(&service(), self.users.len()));
        for group in &self.groups {
            entries.extend(self.group_entries(group));
        }
        for entry in &mut entries {
            entry.attributes.retain(|(_, values)| !values.is_empty());
        }
        entries
    }

    fn user_entry(&self, user: &ModelUser, place: usize) -> ModelEntry {
        let is_service = place == self.users.len();
        let common_name = [&user.first, &user.last].into_iter().flatten().cloned();
        let mut common_name = common_name.collect::<Vec<_>>().join(" ");
        if common_name.is_empty() {
            common_name.clone_from(&user.username);
        }
        let surname = user.last.as_ref().unwrap_or(&user.username);
        let number = user.number.to_string();
        let lock = if user.is_disabled_and_shown() {
            texts(&["true"])
        } else if self.switches.lock_on_active {
            texts(&["false"])
        } else {
            Vec::new()
        };
        let admin = if self.switches.admin_everyone || is_service {
            texts(&["TRUE"])
        } else {
            Vec::new()
        };
        let address = |values: &[&str]| {
            if is_service {
                Vec::new()
            } else {
                texts(values)
            }
        };
        ModelEntry {
            dn: Self::user_dn(&user.username),
            attributes: vec![
                (
                    "objectClass",
                    texts(&[
                        "top",
                        "person",
                        "organizationalPerson",
                        "inetOrgPerson",
                        "shadowAccount",
                        "posixAccount",
                        "jumpcloudUser",
                    ]),
                ),
                ("uid", texts(&[&user.username])),
                ("cn", vec![common_name]),
                ("sn", texts(&[surname])),
                ("givenName", user.first.iter().cloned().collect()),
                ("mail", vec![user.email()]),
                ("title", user.title.iter().cloned().collect()),
                ("uidNumber", vec![number.clone()]),
                ("gidNumber", vec![number]),
                ("homeDirectory", vec![format!("/home/{}", user.username)]),
                ("loginShell", texts(&["/bin/bash"])),
                ("l", address(&["Mars"])),
                ("postalAddress", address(&["Elm Street$Mars$Ohio$US"])),
                ("jcLdapAdmin", admin),
                ("memberOf", self.groups_of(place)),
                ("pwdLock", lock),
            ],
        }
    }

    fn groups_of(&self, place: usize) -> Vec<String> {
        let mut names = Vec::new();
        for group in &self.groups {
            if group.ldap && group.members.contains(&place) {
                names.push(Self::group_dn(&group.name));
                if let (true, Some((name, _))) = (self.switches.posix_in_member_of, &group.posix) {
                    names.push(Self::group_dn(name));
                }
            }
        }
        names
    }

    fn group_entries(&self, group: &ModelGroup) -> Vec<ModelEntry> {
        let in_tree = |place: &&usize| {
            self.users
                .get(**place)
                .is_none_or(|user| user.is_in_tree(self, **place))
        };
        let members = group.members.iter().filter(in_tree);
        let members: Vec<&str> = members.map(|place| self.member(*place)).collect();
        if !group.ldap || members.is_empty() {
            return Vec::new();
        }
        let mut entries = vec![ModelEntry {
            dn: Self::group_dn(&group.name),
            attributes: vec![
                ("objectClass", texts(&["top", "groupOfNames"])),
                ("cn", texts(&[&group.name])),
                ("ou", texts(&[&group.name])),
                ("description", texts(&["tagGroup"])),
                (
                    "member",
                    members
                        .iter()
                        .map(|username| Self::user_dn(username))
                        .collect(),
                ),
            ],
        }];
        if let Some((name, number)) = &group.posix {
            entries.push(ModelEntry {
                dn: Self::group_dn(name),
                attributes: vec![
                    ("objectClass", texts(&["top", "posixGroup"])),
                    ("cn", texts(&[name])),
                    ("gidNumber", vec![number.to_string()]),
                    ("description", texts(&["tagGroup"])),
                    ("memberUid", texts(&members)),
                ],
            });
        }
        entries
    }
}

impl ModelUser {
    fn is_expired(&self) -> bool {
        self.expired && !self.never_expires
    }

    /// A staged user is not in use yet, which is no mark of a disabled account.
    fn is_disabled_and_shown(&self) -> bool {
        self.state != "STAGED" && (self.state == "SUSPENDED" || self.locked || self.is_expired())
    }

    fn is_in_tree(&self, organization: &ModelOrganization, place: usize) -> bool {
        let switches = &organization.switches;
        let removes = |action: Option<bool>| action.unwrap_or(switches.action_removes);
        let in_a_group = organization
            .groups
            .iter()
            .any(|group| group.ldap && group.members.contains(&place));
        let removed = (self.state == "STAGED" && switches.staged_removed)
            || (self.state == "SUSPENDED" && switches.suspended_removed)
            || (self.locked && removes(switches.lockout))
            || (self.is_expired() && removes(switches.expiration));
        (self.ldap || in_a_group) && !removed
    }

    /// Whether the right password lets this user, the first of the organization, in.
    pub(super) fn can_bind(&self, organization: &ModelOrganization) -> bool {
        self.is_in_tree(organization, 0)
            && self.state == "ACTIVATED"
            && !self.locked
            && !self.is_expired()
    }
}

/// The binding user, which every made-up organization has.
fn service() -> ModelUser {
    ModelUser {
        username: "svc".to_owned(),
        first: Some("Svc".to_owned()),
        last: Some("Svc".to_owned()),
        title: None,
        number: 4000,
        state: "ACTIVATED",
        locked: false,
        expired: false,
        never_expires: false,
        ldap: true,
    }
}

fn texts(texts: &[&str]) -> Vec<String> {
    texts.iter().map(ToString::to_string).collect()
}
