//! The organization of a fixture.

use std::sync::Arc;

use imbl::{HashMap, Vector};
use jcldap_fixtures::behavior::Behavior;
use jcldap_fixtures::{Fixture, case_ignore_key};

use super::lockout::LockoutCounts;
use super::stored::index;
use super::{Account, GroupRecord, Organization};
use crate::jumpcloud::entry_uuid;
use crate::jumpcloud::paging_key::PagingKey;
use crate::jumpcloud::password::{StoredPassword, UnsupportedScheme};
use crate::jumpcloud::timestamp::Timestamp;

impl Organization {
    /// The organization of a checked fixture, under these switches.
    pub fn new(fixture: Fixture, behavior: Behavior) -> Result<Self, UnsupportedScheme> {
        let identity = fixture.organization;
        let mut stamps = DefaultStamps::default();
        let mut by_username = HashMap::new();
        let mut accounts = Vector::new();
        for mut user in fixture.users {
            let index = index(accounts.len());
            by_username.insert(case_ignore_key(&user.username).into_boxed_str(), index);
            let created = stamps.next(user.created);
            accounts.push_back(Some(Arc::new(Account {
                password: StoredPassword::taken_from(&mut user)?,
                entry_uuid: entry_uuid::of_user(&identity, &user),
                user,
                created,
                modified: created,
            })));
        }
        let mut memberships = vec![Vec::new(); accounts.len()];
        let mut by_group_name = HashMap::new();
        let mut groups = Vector::new();
        for mut group in fixture.groups {
            let group_index = index(groups.len());
            by_group_name.insert(case_ignore_key(&group.name).into_boxed_str(), group_index);
            // The fixture's checks leave no unknown member.
            let members: Arc<[u32]> = std::mem::take(&mut group.members)
                .iter()
                .filter_map(|member| by_username.get(case_ignore_key(member).as_str()).copied())
                .collect();
            for &member in members.iter() {
                if let Some(groups_of_member) = memberships.get_mut(member as usize) {
                    groups_of_member.push(group_index);
                }
            }
            let created = stamps.next(None);
            groups.push_back(Some(Arc::new(GroupRecord {
                entry_uuid: entry_uuid::of_group(&identity, &group),
                group,
                members,
                created,
                modified: created,
            })));
        }
        let users_and_groups = accounts
            .iter()
            .flatten()
            .map(|account: &Arc<Account>| account.entry_uuid)
            .chain(
                groups
                    .iter()
                    .flatten()
                    .map(|record: &Arc<GroupRecord>| record.entry_uuid),
            );
        let paging_key = PagingKey::of_seed(&identity, users_and_groups);
        let passwords = accounts.iter().flatten();
        let passwords = passwords.filter_map(|account: &Arc<Account>| account.password.as_ref());
        Ok(Self {
            decoy: StoredPassword::most_usual(passwords).cloned(),
            identity: Arc::new(identity),
            ldap_server: Arc::new(fixture.ldap_server),
            behavior: Arc::new(behavior),
            accounts,
            by_username,
            groups,
            by_group_name,
            memberships: memberships.into_iter().map(Arc::from).collect(),
            lockout: LockoutCounts::default(),
            paging_key: Arc::new(paging_key),
        })
    }
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
