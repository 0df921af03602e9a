//! A change of an organization under way.

use std::collections::BTreeSet;
use std::sync::Arc;

use time::OffsetDateTime;

use super::{Account, ChangeError, GroupRecord, Organization};

/// Changes an organization at one instant, by any number of steps. Each step is made whole or, with an error, not at
/// all. The verbs on users and on groups stand in files of their own.
#[must_use = "a change is only made once it is finished"]
pub struct OrganizationEditor {
    pub(super) before: Organization,
    pub(super) after: Organization,
    pub(super) now: OffsetDateTime,
    /// The places of users whose entries may differ from now on.
    pub(super) users: BTreeSet<u32>,
    /// The places of groups that changed themselves.
    pub(super) groups: BTreeSet<u32>,
}

impl Organization {
    /// Begins a change at this instant; this organization stays as it is.
    pub fn edit(&self, now: OffsetDateTime) -> OrganizationEditor {
        OrganizationEditor {
            before: self.clone(),
            after: self.clone(),
            now,
            users: BTreeSet::new(),
            groups: BTreeSet::new(),
        }
    }
}

impl OrganizationEditor {
    /// The organization as changed so far.
    pub const fn organization(&self) -> &Organization {
        &self.after
    }

    pub(super) fn user(&self, username: &str) -> Result<(u32, &Arc<Account>), ChangeError> {
        self.after.require_position(username)
    }

    pub(super) fn group(&self, name: &str) -> Result<(u32, &Arc<GroupRecord>), ChangeError> {
        self.after.require_group_position(name)
    }

    /// Puts an account in its place, which may be a new one behind the others.
    pub(super) fn put_account(&mut self, place: u32, account: Option<Account>) {
        put(&mut self.after.accounts, place, account);
        self.users.insert(place);
    }

    /// Puts a group in its place, which may be a new one behind the others.
    pub(super) fn put_group(&mut self, place: u32, record: Option<GroupRecord>) {
        put(&mut self.after.groups, place, record);
        self.groups.insert(place);
    }
}

fn put<T>(places: &mut imbl::Vector<Option<Arc<T>>>, place: u32, value: Option<T>) {
    let value = value.map(Arc::new);
    match places.get_mut(place as usize) {
        Some(kept) => *kept = value,
        None => places.push_back(value),
    }
}
