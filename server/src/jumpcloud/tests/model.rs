//! The tree as the design of accounts describes it, as naively as can be: the whole of it is made anew after each
//! change, in lists, from nothing but what was done. It calls no function of the code that it checks.

use std::collections::BTreeMap;

pub(super) const USERS: &str = "ou=Users,o=5f1b9a2c8d3e4f0012345678,dc=jumpcloud,dc=com";

/// The name of each entry below `ou=Users`, with the attributes that depend on more than one user or group.
pub(super) type Tree = BTreeMap<String, Vec<(&'static str, Vec<String>)>>;

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum State {
    Staged,
    Activated,
    Suspended,
}

/// The switches and settings that decide who is in the tree and which stamps move.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rules {
    pub(super) lockout_removes: bool,
    pub(super) expiration_removes: bool,
    pub(super) staged_removes: bool,
    pub(super) suspension_removes: bool,
    pub(super) membership_moves_user: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct ModelUser {
    /// Who it is, whatever its name.
    pub(super) identity: usize,
    pub(super) username: String,
    pub(super) uid_number: u32,
    pub(super) state: State,
    pub(super) locked: bool,
    pub(super) expired: bool,
    pub(super) never_expires: bool,
    pub(super) ldap: bool,
    pub(super) title: String,
    pub(super) created: String,
    pub(super) modified: String,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct ModelGroup {
    pub(super) identity: usize,
    pub(super) name: String,
    pub(super) ldap: bool,
    pub(super) posix: Option<String>,
    /// The identities of the members.
    pub(super) members: Vec<usize>,
    pub(super) created: String,
    pub(super) modified: String,
}

#[derive(Clone, Debug)]
pub(super) struct Model {
    pub(super) rules: Rules,
    pub(super) users: Vec<ModelUser>,
    pub(super) groups: Vec<ModelGroup>,
    pub(super) next_identity: usize,
}

/// One thing that is done. Users and groups are named by a number, so that names are met again.
#[derive(Clone, Debug)]
pub(super) enum Change {
    Lock(u8, bool),
    Expire(u8, bool),
    SetState(u8, State),
    BindUser(u8, bool),
    SetTitle(u8, u8),
    RenameUser(u8, u8),
    AddUser(u8),
    DeleteUser(u8),
    BindGroup(u8, bool),
    AddMember(u8, u8),
    RemoveMember(u8, u8),
    AddGroup(u8, bool, Vec<u8>),
    DeleteGroup(u8),
    RenameGroup(u8, u8),
}

pub(super) fn username(number: u8) -> String {
    format!("user{number}")
}

pub(super) fn group_name(number: u8) -> String {
    format!("Group {number}")
}

impl Model {
    /// Makes the changes as one; `None` if any of them is not possible.
    pub(super) fn after(&self, changes: &[Change], now: &str) -> Option<Self> {
        let mut next = self.clone();
        for change in changes {
            next.apply(change, now)?;
        }
        for user in &mut next.users {
            let Some(before) = self.users.iter().find(|it| it.identity == user.identity) else {
                continue;
            };
            let (was, is) = (self.has(before), is_in_tree(&next.groups, next.rules, user));
            let groups_before = memberships(&self.groups, before.identity);
            let groups_after = memberships(&next.groups, user.identity);
            let moves = before != user
                || was != is
                || (next.rules.membership_moves_user && groups_before != groups_after);
            if moves {
                user.modified = now.to_owned().max(before.modified.clone());
            }
        }
        let visible = next.clone();
        for group in &mut next.groups {
            let Some(before) = self.groups.iter().find(|it| it.identity == group.identity) else {
                continue;
            };
            if before != group || self.usernames_in(before) != visible.usernames_in(group) {
                group.modified = now.to_owned().max(before.modified.clone());
            }
        }
        Some(next)
    }

    pub(super) fn tree(&self) -> Tree {
        let mut tree = Tree::new();
        for user in self.users.iter().filter(|user| self.has(user)) {
            let disabled = user.state == State::Suspended || user.locked || expired(user);
            tree.insert(
                format!("uid={},{USERS}", user.username),
                vec![
                    ("uid", vec![user.username.clone()]),
                    ("uidNumber", vec![user.uid_number.to_string()]),
                    ("title", vec![user.title.clone()]),
                    ("memberOf", memberships(&self.groups, user.identity)),
                    (
                        "pwdLock",
                        if disabled && user.state != State::Staged {
                            vec!["true".to_owned()]
                        } else {
                            vec![]
                        },
                    ),
                    ("createTimestamp", vec![user.created.clone()]),
                    ("modifyTimestamp", vec![user.modified.clone()]),
                ],
            );
        }
        for group in self.groups.iter().filter(|group| group.ldap) {
            let usernames = self.usernames_in(group);
            if usernames.is_empty() {
                continue;
            }
            let stamps = [
                ("createTimestamp", vec![group.created.clone()]),
                ("modifyTimestamp", vec![group.modified.clone()]),
            ];
            let members = usernames.iter().map(|name| format!("uid={name},{USERS}"));
            let mut attributes = vec![("member", members.collect())];
            attributes.extend(stamps.clone());
            tree.insert(format!("cn={},{USERS}", group.name), attributes);
            if let Some(posix) = &group.posix {
                let mut attributes = vec![("memberUid", usernames)];
                attributes.extend(stamps);
                tree.insert(format!("cn={posix},{USERS}"), attributes);
            }
        }
        tree
    }

    fn apply(&mut self, change: &Change, now: &str) -> Option<()> {
        match change {
            Change::Lock(user, locked) => self.user(*user)?.locked = *locked,
            Change::Expire(user, expired) => self.user(*user)?.expired = *expired,
            Change::SetState(user, state) => self.user(*user)?.state = *state,
            Change::BindUser(user, bound) => self.user(*user)?.ldap = *bound,
            Change::SetTitle(user, title) => self.user(*user)?.title = format!("Title {title}"),
            Change::RenameUser(user, new) => {
                let identity = self.user(*user)?.identity;
                let taken =
                    |it: &ModelUser| it.username == username(*new) && it.identity != identity;
                if self.users.iter().any(taken) {
                    return None;
                }
                self.user(*user)?.username = username(*new);
            }
            Change::AddUser(number) => {
                if self.user(*number).is_some() {
                    return None;
                }
                let taken: Vec<u32> = self.users.iter().map(|user| user.uid_number).collect();
                let uid_number = (5000..6000).find(|number| !taken.contains(number))?;
                self.users.push(ModelUser {
                    identity: self.next_identity,
                    username: username(*number),
                    uid_number,
                    state: State::Activated,
                    locked: false,
                    expired: false,
                    never_expires: false,
                    ldap: true,
                    title: "New".to_owned(),
                    created: now.to_owned(),
                    modified: now.to_owned(),
                });
                self.next_identity += 1;
            }
            Change::DeleteUser(user) => {
                let identity = self.user(*user)?.identity;
                self.users.retain(|it| it.identity != identity);
                for group in &mut self.groups {
                    group.members.retain(|member| *member != identity);
                }
            }
            Change::BindGroup(group, bound) => self.group(*group)?.ldap = *bound,
            Change::AddMember(group, user) => {
                let identity = self.user(*user)?.identity;
                let group = self.group(*group)?;
                if group.members.contains(&identity) {
                    return None;
                }
                group.members.push(identity);
            }
            Change::RemoveMember(group, user) => {
                let identity = self.user(*user)?.identity;
                let group = self.group(*group)?;
                let place = group.members.iter().position(|it| *it == identity)?;
                group.members.remove(place);
            }
            Change::AddGroup(number, with_posix, members) => {
                let posix = with_posix.then(|| format!("posix{number}"));
                let taken = |it: &ModelGroup| posix.is_some() && it.posix == posix;
                if self.group(*number).is_some() || self.groups.iter().any(taken) {
                    return None;
                }
                let members: Option<Vec<usize>> = members
                    .iter()
                    .map(|member| Some(self.user(*member)?.identity))
                    .collect();
                self.groups.push(ModelGroup {
                    identity: self.next_identity,
                    name: group_name(*number),
                    ldap: true,
                    posix,
                    members: members?,
                    created: now.to_owned(),
                    modified: now.to_owned(),
                });
                self.next_identity += 1;
            }
            Change::DeleteGroup(group) => {
                let identity = self.group(*group)?.identity;
                self.groups.retain(|it| it.identity != identity);
            }
            Change::RenameGroup(group, new) => {
                let identity = self.group(*group)?.identity;
                let taken =
                    |it: &ModelGroup| it.name == group_name(*new) && it.identity != identity;
                if self.groups.iter().any(taken) {
                    return None;
                }
                self.group(*group)?.name = group_name(*new);
            }
        }
        Some(())
    }

    fn user(&mut self, number: u8) -> Option<&mut ModelUser> {
        self.users
            .iter_mut()
            .find(|it| it.username == username(number))
    }

    fn group(&mut self, number: u8) -> Option<&mut ModelGroup> {
        self.groups
            .iter_mut()
            .find(|it| it.name == group_name(number))
    }

    fn has(&self, user: &ModelUser) -> bool {
        is_in_tree(&self.groups, self.rules, user)
    }

    /// The usernames of the members that are in the tree, in the group's order.
    fn usernames_in(&self, group: &ModelGroup) -> Vec<String> {
        let user = |identity: &usize| self.users.iter().find(|it| it.identity == *identity);
        let members = group.members.iter().filter_map(user);
        members
            .filter(|user| self.has(user))
            .map(|user| user.username.clone())
            .collect()
    }
}

fn expired(user: &ModelUser) -> bool {
    user.expired && !user.never_expires
}

/// Whether the user is in the tree: bound in some way, and not taken out by what it is.
fn is_in_tree(groups: &[ModelGroup], rules: Rules, user: &ModelUser) -> bool {
    let bound = user.ldap || !memberships(groups, user.identity).is_empty();
    bound
        && !(user.state == State::Staged && rules.staged_removes)
        && !(user.state == State::Suspended && rules.suspension_removes)
        && !(user.locked && rules.lockout_removes)
        && !(expired(user) && rules.expiration_removes)
}

/// What memberOf says: the groups bound to the directory.
fn memberships(groups: &[ModelGroup], identity: usize) -> Vec<String> {
    let bound = groups.iter().filter(|group| group.ldap);
    let of_user = bound.filter(|group| group.members.contains(&identity));
    of_user
        .map(|group| format!("cn={},{USERS}", group.name))
        .collect()
}
