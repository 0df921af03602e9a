//! Lockout by failed binds (U25), which `ldapServer.lockout` turns on.
//!
//! Failures in a row are counted for each account, and are part of the organization: every connection counts to the
//! same number. A lock that ends by itself ends when it is next looked at; nothing waits for it.

use std::time::Duration;

use imbl::{HashMap, OrdSet};
use time::OffsetDateTime;

use super::{Account, Organization, OrganizationEditor};

/// Who failed how often, and whose lock ends when.
#[derive(Clone, Debug, Default)]
pub(super) struct LockoutCounts {
    /// Failures in a row, by the account's place; none is not listed.
    failures: HashMap<u32, u32>,
    /// When the locks of accounts end, by instant and the account's place.
    ends: OrdSet<(OffsetDateTime, u32)>,
}

impl LockoutCounts {
    /// Forgets what is known of an account that was locked, unlocked or deleted.
    pub(super) fn forget(&mut self, place: u32) {
        self.failures.remove(&place);
        let end = self.ends.iter().find(|(_, other)| *other == place).copied();
        if let Some(end) = end {
            self.ends.remove(&end);
        }
    }
}

impl Organization {
    /// Whether a finished password check of this user is to be counted.
    pub fn counts_bind(&self, username: &str, password_is_right: bool) -> bool {
        self.ldap_server.lockout.is_some()
            && (!password_is_right
                || self
                    .position(username)
                    .is_some_and(|(place, _)| self.lockout.failures.contains_key(&place)))
    }

    /// When the next lock ends by itself.
    pub(in crate::jumpcloud) fn next_lockout_end(&self) -> Option<OffsetDateTime> {
        self.lockout.ends.get_min().map(|(end, _)| *end)
    }
}

impl OrganizationEditor {
    /// Counts a finished password check: a right password sets the count to nothing, and a wrong one too many locks
    /// the account as an admin would. A user that is gone or locked meanwhile is left alone.
    pub fn count_bind(&mut self, username: &str, password_is_right: bool) {
        let Some(policy) = self.after.ldap_server.lockout.clone() else {
            return;
        };
        let Some((place, account)) = self.after.position(username) else {
            return;
        };
        if account.user.account_locked {
            return;
        }
        let failures = &mut self.after.lockout.failures;
        if password_is_right {
            failures.remove(&place);
            return;
        }
        let count = failures
            .get(&place)
            .map_or(1, |count| count.saturating_add(1));
        failures.insert(place, count);
        if count >= policy.max_failures {
            self.lock(place, policy.unlock_after);
        }
    }

    /// Unlocks the accounts whose locks end at this instant or ended before it.
    pub fn end_lockouts(&mut self) {
        while let Some(&(_, place)) = self
            .after
            .lockout
            .ends
            .get_min()
            .filter(|(end, _)| *end <= self.now)
        {
            self.after.lockout.forget(place);
            self.set_locked(place, false);
        }
    }

    fn lock(&mut self, place: u32, unlock_after: Option<Duration>) {
        self.set_locked(place, true);
        if let Some(unlock_after) = unlock_after {
            let unlock_after =
                time::Duration::try_from(unlock_after).unwrap_or(time::Duration::MAX);
            let end = self.now.saturating_add(unlock_after);
            self.after.lockout.ends.insert((end, place));
        }
    }

    fn set_locked(&mut self, place: u32, locked: bool) {
        if let Some(account) = self.after.account_at(place) {
            let mut changed = Account::clone(account);
            changed.user.account_locked = locked;
            self.replace_user(place, changed);
        }
    }
}
