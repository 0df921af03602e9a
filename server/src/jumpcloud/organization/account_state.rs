//! What stands between a user and the directory (J1.12, J1.13, J4.01 to J4.07, U03).

use jcldap_fixtures::behavior::{StagedUsers, SuspendedUsers};
use jcldap_fixtures::{LdapServerAction, UserState};

use super::{Account, GroupRecord, Organization};

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
    pub const fn shows_lock(self) -> bool {
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
    /// What stands between the user of this name, whatever its case, and the directory; `None` without such a user.
    pub fn account_state(&self, username: &str) -> Option<AccountState> {
        let (index, account) = self.position(username)?;
        Some(self.state(index, account))
    }

    /// Whether the account at this place is bound to the directory: directly, by a bound group, or as a binding user,
    /// which JumpCloud binds by itself (J1.12, J1.13, J5.08).
    pub(in crate::jumpcloud) fn is_bound_to_ldap(&self, index: u32, account: &Account) -> bool {
        account.user.ldap
            || account.user.ldap_binding_user
            || self.groups_of(index).any(|record| record.group.ldap)
    }

    /// What stands between this user and the directory.
    pub(in crate::jumpcloud) fn state(&self, index: u32, account: &Account) -> AccountState {
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
    pub(in crate::jumpcloud) fn is_in_tree(&self, index: u32, account: &Account) -> bool {
        !matches!(self.state(index, account), AccountState::Removed(_))
    }
    /// The members of a group that are in the tree, in the group's order.
    pub fn members_in_tree<'a>(
        &'a self,
        record: &'a GroupRecord,
    ) -> impl Iterator<Item = &'a Account> {
        self.members(record)
            .filter(|(index, account)| self.is_in_tree(*index, account))
            .map(|(_, account)| &**account)
    }
}
