//! Whom of an organization scenarios may use, by the role in which they name them.
//!
//! What decides is the state that the account has in the directory, not a name: the fixture's own switches and actions
//! count. Of several that would do, the first in the file is taken, so that the choice stays the same.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;
use std::sync::Arc;

use jcldap_fixtures::{Fixture, Password, User};

use crate::jumpcloud::{AccountState, DisabledBy, GroupRecord, Organization, RemovedBy};

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
        let active = |wanted: fn(&User) -> bool| {
            let mut users = self.users_in(|state| state == AccountState::Active);
            users.find(|user| wanted(user))
        };
        let roles = [
            ("member", member),
            ("active", another()),
            ("ordinary", another()),
            ("spare", another()),
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
            (
                "throughGroup",
                active(|user| !user.ldap && !user.ldap_binding_user),
            ),
            (
                "nameless",
                active(|user| user.firstname.is_none() && user.lastname.is_none()),
            ),
            ("passwordPending", self.without_password()),
        ];
        roles
            .into_iter()
            .filter_map(|(role, user)| Some((role, self.subject(user?))))
            .collect()
    }

    fn groups(&self) -> BTreeMap<&'static str, GroupSubject<'a>> {
        let bound = self.organization.groups();
        let bound: Vec<_> = bound.filter(|record| record.group.ldap).collect();
        let members = |record| -> Vec<&'a str> {
            let members = self.organization.members_in_tree(record);
            members
                .map(|account| account.user.username.as_str())
                .collect()
        };
        let of_size = |sizes: RangeInclusive<usize>| {
            let mut groups = bound.iter();
            groups.find(|record| sizes.contains(&members(record).len()))
        };
        let by_name = |record: &&'a Arc<GroupRecord>| GroupSubject {
            name: &record.group.name,
            members: members(record),
        };
        let crew = of_size(2..=usize::MAX).or_else(|| of_size(1..=1));
        // A Linux group is an entry of its own, with the members of the group that it belongs to (J1.09).
        let linux = bound.iter().find_map(|record| {
            let name = &record.group.attributes.posix_groups.first()?.name;
            let members = members(record);
            (!members.is_empty()).then_some(GroupSubject { name, members })
        });
        let groups = [
            (CREW, crew.map(by_name)),
            ("empty", of_size(0..=0).map(by_name)),
            ("linux", linux),
        ];
        groups
            .into_iter()
            .filter_map(|(role, group)| Some((role, group?)))
            .collect()
    }

    /// The first in one of these states, somebody with a password where there is one.
    fn stopped(&self, states: &[AccountState]) -> Option<&'a User> {
        let stopped = || self.users_in(|state| states.contains(&state));
        stopped()
            .find(|user| self.has_password(user))
            .or_else(|| stopped().next())
    }

    /// The first who is in the tree and can't sign in yet (J10.09).
    fn without_password(&self) -> Option<&'a User> {
        let mut accounts = self.organization.accounts();
        let account = accounts.find(|account| {
            let state = self.organization.account_state(&account.user.username);
            account.password.is_none() && state == Some(AccountState::Active)
        })?;
        Some(&account.user)
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
