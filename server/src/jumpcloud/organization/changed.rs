//! What follows from a change: who else is concerned, and which stamps move (`openldap.md 29`, `openldap.md 30`).

use std::collections::BTreeSet;

use jcldap_fixtures::behavior::MembershipMovesUser;

use super::{Organization, OrganizationEditor};
use crate::jumpcloud::timestamp::Timestamp;

/// An organization after a change, and whose entries the change may concern.
pub(in crate::jumpcloud) struct Changed {
    pub(in crate::jumpcloud) organization: Organization,
    /// The places of the users whose entries may differ, those deleted included.
    pub(in crate::jumpcloud) users: BTreeSet<u32>,
    /// The places of the groups whose entries may differ, those deleted included.
    pub(in crate::jumpcloud) groups: BTreeSet<u32>,
}

impl OrganizationEditor {
    /// Ends the change: stamps move, and whoever is concerned is named.
    pub(in crate::jumpcloud) fn finish(mut self) -> Changed {
        let users = std::mem::take(&mut self.users);
        let mut groups = std::mem::take(&mut self.groups);
        let mut moved = groups.clone();
        moved.retain(|group| self.group_differs(*group));
        for &user in &users {
            let was_named = self.before.name_in_tree(user);
            let is_named = self.after.name_in_tree(user);
            if was_named != is_named {
                // Its groups gain, lose or rename a member.
                moved.extend(self.before.group_places_of(user));
                moved.extend(self.after.group_places_of(user));
            }
            if self.moves(user, was_named.is_some() != is_named.is_some()) {
                self.stamp_user(user);
            }
        }
        for &group in &moved {
            self.stamp_group(group);
        }
        groups.append(&mut moved);
        Changed {
            organization: self.after,
            users,
            groups,
        }
    }

    /// Whether the user's modifyTimestamp moves. A user that comes back has changed in the meantime.
    fn moves(&self, user: u32, came_or_went: bool) -> bool {
        let (Some(before), Some(after)) =
            (self.before.account_at(user), self.after.account_at(user))
        else {
            return false;
        };
        came_or_went
            || !before.says_the_same_as(after)
            || (self.after.behavior.membership_moves_user == MembershipMovesUser::Yes
                && !self
                    .before
                    .bound_group_names_of(user)
                    .eq(self.after.bound_group_names_of(user)))
    }

    /// Whether a group says otherwise than before, or has other members.
    fn group_differs(&self, group: u32) -> bool {
        match (self.before.group_at(group), self.after.group_at(group)) {
            (Some(before), Some(after)) => {
                before.group != after.group || before.members != after.members
            }
            _ => false,
        }
    }

    /// Stamps never go back, even if the clock does.
    fn stamp_user(&mut self, user: u32) {
        let now = Timestamp::new(self.now);
        if let Some(account) = self.after.account_at(user) {
            let mut account = super::Account::clone(account);
            account.modified = account.modified.max(now);
            self.put_account(user, Some(account));
        }
    }

    fn stamp_group(&mut self, group: u32) {
        let now = Timestamp::new(self.now);
        if let Some(record) = self.after.group_at(group) {
            let mut record = super::GroupRecord::clone(record);
            record.modified = record.modified.max(now);
            self.put_group(group, Some(record));
        }
    }
}

impl Organization {
    /// The username, if the user is in the tree: what its groups show of it.
    fn name_in_tree(&self, user: u32) -> Option<&str> {
        let account = self.account_at(user)?;
        self.is_in_tree(user, account)
            .then_some(account.user.username.as_str())
    }

    /// What memberOf is made from.
    fn bound_group_names_of(&self, user: u32) -> impl Iterator<Item = &str> {
        self.groups_of(user)
            .filter(|record| record.group.ldap)
            .map(|record| record.group.name.as_str())
    }
}
