//! Whom of an organization scenarios may use, by the role in which they name them.
//!
//! What decides is the state that the account has in the directory, not a name: the fixture's own switches and actions
//! count. Of several that would do, the first in the file is taken, so that the choice stays the same.

use std::collections::{BTreeMap, BTreeSet};

use jcldap_fixtures::{Fixture, Password, User};

use crate::jumpcloud::{AccountState, DisabledBy, Organization, RemovedBy};

/// Passwords by username.
pub(super) type Passwords = BTreeMap<String, Password>;

/// The passwords that a fixture holds in plain text. An organization keeps none.
pub(super) fn passwords(fixture: &Fixture) -> Passwords {
    let users = fixture.users.iter();
    users
        .filter_map(|user| Some((user.username.clone(), user.password.clone()?)))
        .collect()
}

/// The chosen ones.
#[derive(Debug)]
pub(super) struct Subjects<'a> {
    pub(super) binding_user: UserSubject<'a>,
    pub(super) users: BTreeMap<&'static str, UserSubject<'a>>,
    pub(super) groups: BTreeMap<&'static str, GroupSubject<'a>>,
    /// How many users are in the tree.
    pub(super) user_count: usize,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct UserSubject<'a> {
    pub(super) username: &'a str,
    pub(super) mail: &'a str,
    pub(super) password: Option<&'a Password>,
}

#[derive(Clone, Debug)]
pub(super) struct GroupSubject<'a> {
    pub(super) name: &'a str,
    /// Those in the tree, in the group's order, which is that of the values of `member`.
    pub(super) members: Vec<&'a str>,
}

impl<'a> Subjects<'a> {
    /// Chooses; `None` where nobody may search.
    pub(super) fn choose(organization: &'a Organization, passwords: &'a Passwords) -> Option<Self> {
        let candidates = Candidates {
            organization,
            passwords,
        };
        let groups = candidates.groups();
        Some(Self {
            binding_user: candidates.binding_user()?,
            users: candidates.users(groups.get(CREW)),
            groups,
            user_count: candidates
                .users_in(|state| !matches!(state, AccountState::Removed(_)))
                .count(),
        })
    }

    /// Every chosen user; one may have several roles.
    pub(super) fn all_users(&self) -> impl Iterator<Item = &UserSubject<'a>> {
        self.users.values().chain([&self.binding_user])
    }
}

struct Candidates<'a> {
    organization: &'a Organization,
    passwords: &'a Passwords,
}

impl<'a> Candidates<'a> {
    fn binding_user(&self) -> Option<UserSubject<'a>> {
        let mut users = self.users_in(|state| state == AccountState::Active);
        let user = users.find(|user| user.ldap_binding_user && self.has_password(user))?;
        Some(self.subject(user))
    }

    /// A role without anybody is left out, and with it the scenarios that need it.
    fn users(&self, crew: Option<&GroupSubject<'a>>) -> BTreeMap<&'static str, UserSubject<'a>> {
        let ordinary: Vec<&User> = self
            .users_in(|state| state == AccountState::Active)
            .filter(|user| !user.ldap_binding_user && self.has_password(user))
            .collect();
        let is_member = |user: &&&User| {
            let mut members = crew.iter().flat_map(|crew| &crew.members);
            members.any(|member| *member == user.username)
        };
        let member = ordinary.iter().find(is_member).copied();
        // Where there are enough users, roles are different persons.
        let mut taken: BTreeSet<&str> = member.iter().map(|user| user.username.as_str()).collect();
        let mut another = || {
            let mut free = ordinary
                .iter()
                .filter(|user| !taken.contains(user.username.as_str()));
            let user = free.next().or_else(|| ordinary.first()).copied()?;
            taken.insert(&user.username);
            Some(user)
        };
        let roles = [
            ("member", member),
            ("active", another()),
            ("ordinary", another()),
            // Whether these are still in the tree is what scenarios ask, so either will do.
            (
                "suspended",
                self.stopped(&[
                    AccountState::Disabled(DisabledBy::Suspension),
                    AccountState::Removed(RemovedBy::Suspension),
                ]),
            ),
            (
                "staged",
                self.stopped(&[
                    AccountState::Disabled(DisabledBy::Staging),
                    AccountState::Removed(RemovedBy::Staging),
                ]),
            ),
            // With these it is known: the actions decide it (J4.01 to J4.03).
            (
                "locked",
                self.stopped(&[AccountState::Disabled(DisabledBy::Lockout)]),
            ),
            (
                "lockedAndGone",
                self.stopped(&[AccountState::Removed(RemovedBy::Lockout)]),
            ),
            (
                "expired",
                self.stopped(&[AccountState::Disabled(DisabledBy::PasswordExpiration)]),
            ),
            (
                "expiredAndGone",
                self.stopped(&[AccountState::Removed(RemovedBy::PasswordExpiration)]),
            ),
            (
                "unbound",
                self.users_in(|state| state == AccountState::Removed(RemovedBy::NoBinding))
                    .next(),
            ),
        ];
        roles
            .into_iter()
            .filter_map(|(role, user)| Some((role, self.subject(user?))))
            .collect()
    }

    fn groups(&self) -> BTreeMap<&'static str, GroupSubject<'a>> {
        let bound = self
            .organization
            .groups()
            .filter(|record| record.group.ldap);
        let groups: Vec<_> = bound
            .map(|record| GroupSubject {
                name: &record.group.name,
                members: self
                    .organization
                    .members_in_tree(record)
                    .map(|account| account.user.username.as_str())
                    .collect(),
            })
            .collect();
        let with_members = |least| groups.iter().find(|group| group.members.len() >= least);
        let crew = with_members(2).or_else(|| with_members(1));
        crew.map(|group| (CREW, group.clone()))
            .into_iter()
            .collect()
    }

    /// The first in one of these states, somebody with a password where there is one.
    fn stopped(&self, states: &[AccountState]) -> Option<&'a User> {
        let stopped = || self.users_in(|state| states.contains(&state));
        stopped()
            .find(|user| self.has_password(user))
            .or_else(|| stopped().next())
    }

    fn users_in(&self, wanted: impl Fn(AccountState) -> bool) -> impl Iterator<Item = &'a User> {
        let users = self.organization.accounts().map(|account| &account.user);
        users.filter(move |user| {
            let state = self.organization.account_state(&user.username);
            state.is_some_and(&wanted)
        })
    }

    fn has_password(&self, user: &User) -> bool {
        self.passwords.contains_key(&user.username)
    }

    fn subject(&self, user: &'a User) -> UserSubject<'a> {
        UserSubject {
            username: &user.username,
            mail: &user.email,
            password: self.passwords.get(&user.username),
        }
    }
}

/// The role of a group with members.
const CREW: &str = "crew";
