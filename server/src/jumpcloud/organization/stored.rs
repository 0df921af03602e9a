//! An organization as it is now: users, groups, account states, and when each last changed.
//!
//! This is the only truth that changes. It is kept in persistent collections, so that a clone is cheap and an older
//! view stays what it was. It knows no entry and no attribute: how it looks is for the projection to say.

use std::sync::Arc;

use imbl::{HashMap, Vector};
use jcldap_fixtures::behavior::{Behavior, StagedUsers, SuspendedUsers};
use jcldap_fixtures::{
    Fixture, Group, LdapServer, LdapServerAction, OrganizationIdentity, User, UserState,
};

use super::password::{StoredPassword, UnsupportedScheme};
use super::timestamp::Timestamp;

/// One organization.
#[derive(Clone, Debug)]
pub struct Organization {
    /// Which one.
    pub identity: Arc<OrganizationIdentity>,
    /// Settings of its LDAP server.
    pub ldap_server: Arc<LdapServer>,
    /// Its switches.
    pub behavior: Arc<Behavior>,
    accounts: Vector<Arc<Account>>,
    /// Where a user stands among the accounts, by username in lower case: usernames are ASCII (`openldap.md 27`).
    by_username: HashMap<Box<str>, u32>,
    groups: Vector<Arc<GroupRecord>>,
    /// The groups each account is a member of, in group order. Derived from the groups, kept for speed.
    memberships: Vector<Arc<[u32]>>,
}

/// A user with what the directory adds to it.
#[derive(Clone, Debug)]
pub struct Account {
    /// The user, in JumpCloud's own terms.
    pub user: User,
    /// What a bind is checked against; `None` if the user has no password (J10.09).
    pub password: Option<StoredPassword>,
    /// createTimestamp.
    pub created: Timestamp,
    /// modifyTimestamp: when the user's own fields or state last changed (`openldap.md 30`).
    pub modified: Timestamp,
}

/// A group with what the directory adds to it.
#[derive(Clone, Debug)]
pub struct GroupRecord {
    /// The group, in JumpCloud's own terms.
    pub group: Group,
    /// The accounts of its members, in the group's order.
    pub members: Arc<[u32]>,
    /// createTimestamp.
    pub created: Timestamp,
    /// modifyTimestamp: when the group's own fields or members last changed (`openldap.md 30`).
    pub modified: Timestamp,
}

/// What stands between a user and the directory (design of accounts: J4.01 to J4.07, U03).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum AccountState {
    /// The password decides.
    Active,
    /// The user stays in the tree, marked as disabled, and cannot bind.
    Disabled(DisabledBy),
    /// The user is not in the tree.
    Removed(RemovedBy),
}

/// Why a user that is in the tree cannot bind.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum DisabledBy {
    /// The user is suspended (J4.07).
    Suspension,
    /// The user is locked and the lockout action is `disable` (J4.02).
    Lockout,
    /// The password expired and the expiration action is `disable` (J4.03).
    PasswordExpiration,
    /// The user was never activated and staged users are kept (U03).
    Staging,
}

impl DisabledBy {
    /// Whether the entry carries the mark of a disabled account (J4.12, U01): a staged user is not disabled, only
    /// not in use yet.
    pub(super) const fn shows_lock(self) -> bool {
        !matches!(self, Self::Staging)
    }
}

/// Why a user is not in the tree.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum RemovedBy {
    /// Bound to the directory neither directly nor by a group (J1.13).
    NoBinding,
    /// Suspended users are removed (U03).
    Suspension,
    /// The lockout action is `remove` (J4.01).
    Lockout,
    /// The expiration action is `remove` (J4.03).
    PasswordExpiration,
    /// Staged users are removed (U03).
    Staging,
}

impl Organization {
    /// The organization of a checked fixture, under these switches.
    pub fn new(fixture: Fixture, behavior: Behavior) -> Result<Self, UnsupportedScheme> {
        let mut stamps = DefaultStamps::default();
        let mut by_username = HashMap::new();
        let mut accounts = Vector::new();
        for user in fixture.users {
            let index = index(accounts.len());
            by_username.insert(user.username.to_ascii_lowercase().into_boxed_str(), index);
            let created = stamps.next(user.created);
            let password = StoredPassword::of(&user)?;
            accounts.push_back(Arc::new(Account {
                user,
                password,
                created,
                modified: created,
            }));
        }
        let mut memberships = vec![Vec::new(); accounts.len()];
        let mut groups = Vector::new();
        for group in fixture.groups {
            let group_index = index(groups.len());
            // The fixture's checks leave no unknown member.
            let members: Arc<[u32]> = group
                .members
                .iter()
                .filter_map(|member| {
                    by_username
                        .get(member.to_ascii_lowercase().as_str())
                        .copied()
                })
                .collect();
            for &member in members.iter() {
                if let Some(groups_of_member) = memberships.get_mut(member as usize) {
                    groups_of_member.push(group_index);
                }
            }
            let created = stamps.next(None);
            groups.push_back(Arc::new(GroupRecord {
                group,
                members,
                created,
                modified: created,
            }));
        }
        Ok(Self {
            identity: Arc::new(fixture.organization),
            ldap_server: Arc::new(fixture.ldap_server),
            behavior: Arc::new(behavior),
            accounts,
            by_username,
            groups,
            memberships: memberships.into_iter().map(Arc::from).collect(),
        })
    }

    /// The accounts, in file order.
    pub fn accounts(&self) -> impl Iterator<Item = &Arc<Account>> {
        self.accounts.iter()
    }

    /// The groups, in file order.
    pub fn groups(&self) -> impl Iterator<Item = &Arc<GroupRecord>> {
        self.groups.iter()
    }

    /// The account of this username, whatever its case.
    pub fn account(&self, username: &str) -> Option<&Arc<Account>> {
        let index = self
            .by_username
            .get(username.to_ascii_lowercase().as_str())?;
        self.accounts.get(*index as usize)
    }

    /// The accounts that a group names, in the group's order.
    pub(super) fn members<'a>(
        &'a self,
        record: &'a GroupRecord,
    ) -> impl Iterator<Item = (u32, &'a Arc<Account>)> {
        record
            .members
            .iter()
            .filter_map(|&member| Some((member, self.accounts.get(member as usize)?)))
    }

    /// The groups that the account at this place is a member of, in file order.
    pub(super) fn groups_of(&self, account: u32) -> impl Iterator<Item = &Arc<GroupRecord>> {
        let groups = self
            .memberships
            .get(account as usize)
            .map_or(&[][..], |groups| &**groups);
        groups
            .iter()
            .filter_map(|&group| self.groups.get(group as usize))
    }

    /// Whether the account at this place is bound to the directory: directly, by a bound group, or as a binding user,
    /// which JumpCloud binds by itself (J1.12, J1.13, J5.08).
    pub(super) fn is_bound_to_ldap(&self, index: u32, account: &Account) -> bool {
        account.user.ldap
            || account.user.ldap_binding_user
            || self.groups_of(index).any(|record| record.group.ldap)
    }

    /// What stands between this user and the directory.
    pub(super) fn state(&self, index: u32, account: &Account) -> AccountState {
        use AccountState::{Active, Disabled, Removed};

        let user = &account.user;
        if !self.is_bound_to_ldap(index, account) {
            return Removed(RemovedBy::NoBinding);
        }
        let default_action = self.behavior.ldap_server_actions;
        let lockout = self
            .ldap_server
            .user_lockout_action
            .unwrap_or(default_action);
        let expiration = self
            .ldap_server
            .user_password_expiration_action
            .unwrap_or(default_action);
        // J4.06: a user whose password never expires ignores the mark.
        let expired = user.password_expired && !user.password_never_expires;

        // Whatever removes the user comes before whatever only disables it.
        if user.state == UserState::Staged && self.behavior.staged_users == StagedUsers::Remove {
            Removed(RemovedBy::Staging)
        } else if user.state == UserState::Suspended
            && self.behavior.suspended_users == SuspendedUsers::Remove
        {
            Removed(RemovedBy::Suspension)
        } else if user.account_locked && lockout == LdapServerAction::Remove {
            Removed(RemovedBy::Lockout)
        } else if expired && expiration == LdapServerAction::Remove {
            Removed(RemovedBy::PasswordExpiration)
        } else if user.state == UserState::Staged {
            Disabled(DisabledBy::Staging)
        } else if user.state == UserState::Suspended {
            Disabled(DisabledBy::Suspension)
        } else if user.account_locked {
            Disabled(DisabledBy::Lockout)
        } else if expired {
            Disabled(DisabledBy::PasswordExpiration)
        } else {
            Active
        }
    }

    /// Whether the user at this place is in the tree.
    pub(super) fn is_in_tree(&self, index: u32, account: &Account) -> bool {
        !matches!(self.state(index, account), AccountState::Removed(_))
    }

    /// Where the account of this username stands, whatever its case.
    pub(super) fn position(&self, username: &str) -> Option<(u32, &Arc<Account>)> {
        let index = *self
            .by_username
            .get(username.to_ascii_lowercase().as_str())?;
        Some((index, self.accounts.get(index as usize)?))
    }
}

/// A place among users or groups. Fixtures allow far fewer than 2^32 of either.
pub(super) fn index(position: usize) -> u32 {
    u32::try_from(position).unwrap_or(u32::MAX)
}

/// Hands out the stamps of entries for which the seed has none: the n-th entry of the organization gets n seconds
/// after the epoch (`openldap.md 30`).
#[derive(Debug)]
struct DefaultStamps {
    next: u32,
}

impl Default for DefaultStamps {
    fn default() -> Self {
        // The entries of the organization and of ou=Users come before the first user.
        Self {
            next: FIRST_USER_STAMP,
        }
    }
}

impl DefaultStamps {
    fn next(&mut self, given: Option<time::OffsetDateTime>) -> Timestamp {
        let default = Timestamp::EPOCH.plus_seconds(self.next);
        self.next = self.next.saturating_add(1);
        given.map_or(default, Timestamp::new)
    }
}

const FIRST_USER_STAMP: u32 = 2;
