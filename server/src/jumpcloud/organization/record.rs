//! Users and groups with what the directory adds to them.

use std::sync::Arc;

use jcldap_fixtures::{Group, User};
use uuid::Uuid;

use crate::jumpcloud::password::StoredPassword;
use crate::jumpcloud::timestamp::Timestamp;

/// A user with what the directory adds to it.
#[derive(Clone, Debug)]
pub struct Account {
    /// The user, in JumpCloud's own terms; its passwords are taken out.
    pub user: User,
    /// What a bind is checked against; `None` if the user has no password (J10.09).
    pub password: Option<StoredPassword>,
    /// entryUUID, which stays when the user is renamed (`openldap.md 29`).
    pub entry_uuid: Uuid,
    /// createTimestamp.
    pub created: Timestamp,
    /// modifyTimestamp: when the user's own fields or state last changed (`openldap.md 30`).
    pub modified: Timestamp,
}

/// A group with what the directory adds to it.
#[derive(Clone, Debug)]
pub struct GroupRecord {
    /// The group, in JumpCloud's own terms; its members are taken out.
    pub group: Group,
    /// The accounts of its members, in the group's order.
    pub members: Arc<[u32]>,
    /// entryUUID, which stays when the group is renamed (`openldap.md 29`).
    pub entry_uuid: Uuid,
    /// createTimestamp.
    pub created: Timestamp,
    /// modifyTimestamp: when the group's own fields or members last changed (`openldap.md 30`).
    pub modified: Timestamp,
}

impl Account {
    /// Whether nothing but stamps differs.
    pub(super) fn says_the_same_as(&self, other: &Self) -> bool {
        let same_password = match (&self.password, &other.password) {
            (None, None) => true,
            (Some(one), Some(other)) => one.is_same(other),
            _ => false,
        };
        same_password && self.user == other.user
    }
}
