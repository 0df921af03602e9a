//! The organization itself, and the look-ups on it.

use std::sync::Arc;

use imbl::{HashMap, Vector};
use jcldap_fixtures::behavior::Behavior;
use jcldap_fixtures::{LdapServer, OrganizationIdentity, case_ignore_key, closest};

use super::lockout::LockoutCounts;
use super::{Account, ChangeError, GroupRecord};
use crate::jumpcloud::paging_key::PagingKey;
use crate::jumpcloud::password::StoredPassword;

/// How many names are compared with a misspelled one, which bounds what a mistake costs in a large organization.
const COMPARED_NAMES: usize = 5_000;

/// One organization.
///
/// A user or group is known by its place, which never changes and is never used again.
#[derive(Clone, Debug)]
pub struct Organization {
    /// Which one.
    pub identity: Arc<OrganizationIdentity>,
    /// Settings of its LDAP server.
    pub ldap_server: Arc<LdapServer>,
    /// Its switches.
    pub behavior: Arc<Behavior>,
    /// Deleted ones leave their place empty.
    pub(super) accounts: Vector<Option<Arc<Account>>>,
    /// Where a user stands among the accounts, by the form in which equal usernames are equal.
    pub(super) by_username: HashMap<Box<str>, u32>,
    /// Deleted ones leave their place empty.
    pub(super) groups: Vector<Option<Arc<GroupRecord>>>,
    /// Where a group stands among the groups, by the form in which equal names are equal.
    pub(super) by_group_name: HashMap<Box<str>, u32>,
    /// The groups each account is a member of, by place. Derived from the groups, kept for speed.
    pub(super) memberships: Vector<Arc<[u32]>>,
    /// Failed binds, where they are counted (U25).
    pub(super) lockout: LockoutCounts,
    /// A password in the form that most accounts have theirs in, for names that have none to be checked against: their
    /// refusal then takes as long as that of a wrong password.
    pub(in crate::jumpcloud) decoy: Option<StoredPassword>,
    /// Comes from the seed, and stays as it is whatever changes.
    pub(super) paging_key: Arc<PagingKey>,
}

impl Organization {
    /// What holds portable cookies together (`openldap.md 12`).
    pub fn paging_key(&self) -> &Arc<PagingKey> {
        &self.paging_key
    }

    /// The accounts: those of the file in its order, then added ones.
    pub fn accounts(&self) -> impl Iterator<Item = &Arc<Account>> {
        self.accounts.iter().flatten()
    }

    /// The groups: those of the file in its order, then added ones.
    pub fn groups(&self) -> impl Iterator<Item = &Arc<GroupRecord>> {
        self.groups.iter().flatten()
    }

    /// The account of this username, whatever its case.
    pub fn account(&self, username: &str) -> Option<&Arc<Account>> {
        self.position(username).map(|(_, account)| account)
    }

    /// The group of this name, whatever its case.
    pub fn group(&self, name: &str) -> Option<&Arc<GroupRecord>> {
        self.group_position(name).map(|(_, record)| record)
    }

    /// The account of this username, whatever its case.
    ///
    /// # Errors
    ///
    /// There is none; the error has the nearest username.
    pub fn require_account(&self, username: &str) -> Result<&Arc<Account>, ChangeError> {
        self.require_position(username).map(|(_, account)| account)
    }

    /// The group of this name, whatever its case.
    ///
    /// # Errors
    ///
    /// There is none; the error has the nearest name.
    pub fn require_group(&self, name: &str) -> Result<&Arc<GroupRecord>, ChangeError> {
        self.require_group_position(name).map(|(_, record)| record)
    }

    /// The groups of the user of this name, in their order.
    pub fn groups_of_user(&self, username: &str) -> impl Iterator<Item = &Arc<GroupRecord>> {
        let place = self.position(username).map(|(place, _)| place);
        place.into_iter().flat_map(|place| self.groups_of(place))
    }

    /// The accounts that a group names, in the group's order.
    pub fn members_of<'a>(
        &'a self,
        record: &'a GroupRecord,
    ) -> impl Iterator<Item = &'a Arc<Account>> {
        self.members(record).map(|(_, account)| account)
    }

    /// The accounts, each with its place.
    pub fn accounts_with_places(&self) -> impl Iterator<Item = (u32, &Arc<Account>)> {
        let placed = self.accounts.iter().enumerate();
        placed.filter_map(|(place, account)| Some((index(place), account.as_ref()?)))
    }

    /// The groups, each with its place.
    pub fn groups_with_places(&self) -> impl Iterator<Item = (u32, &Arc<GroupRecord>)> {
        let placed = self.groups.iter().enumerate();
        placed.filter_map(|(place, record)| Some((index(place), record.as_ref()?)))
    }

    /// The account at this place.
    pub(in crate::jumpcloud) fn account_at(&self, index: u32) -> Option<&Arc<Account>> {
        self.accounts.get(index as usize)?.as_ref()
    }

    /// The group at this place.
    pub(in crate::jumpcloud) fn group_at(&self, index: u32) -> Option<&Arc<GroupRecord>> {
        self.groups.get(index as usize)?.as_ref()
    }

    /// The accounts that a group names, in the group's order.
    pub(in crate::jumpcloud) fn members<'a>(
        &'a self,
        record: &'a GroupRecord,
    ) -> impl Iterator<Item = (u32, &'a Arc<Account>)> {
        record
            .members
            .iter()
            .filter_map(|&member| Some((member, self.account_at(member)?)))
    }

    /// The groups that the account at this place is a member of, in their order.
    pub(in crate::jumpcloud) fn groups_of(
        &self,
        account: u32,
    ) -> impl Iterator<Item = &Arc<GroupRecord>> {
        let groups = self.group_places_of(account).iter();
        groups.filter_map(|&group| self.group_at(group))
    }

    /// The places of those groups.
    pub(super) fn group_places_of(&self, account: u32) -> &[u32] {
        let groups = self.memberships.get(account as usize);
        groups.map_or(&[], |groups| groups)
    }

    /// Where the account of this username stands, whatever its case.
    pub(in crate::jumpcloud) fn position(&self, username: &str) -> Option<(u32, &Arc<Account>)> {
        let index = *self.by_username.get(case_ignore_key(username).as_str())?;
        Some((index, self.account_at(index)?))
    }

    /// The same, or the nearest username.
    pub(super) fn require_position(
        &self,
        username: &str,
    ) -> Result<(u32, &Arc<Account>), ChangeError> {
        self.position(username).ok_or_else(|| {
            let usernames = self.accounts().map(|it| it.user.username.as_str());
            ChangeError::UnknownUser {
                username: username.to_owned(),
                did_you_mean: closest(username, usernames.take(COMPARED_NAMES)).map(str::to_owned),
            }
        })
    }

    /// Where the group of this name stands, whatever its case.
    pub(super) fn group_position(&self, name: &str) -> Option<(u32, &Arc<GroupRecord>)> {
        let index = *self.by_group_name.get(case_ignore_key(name).as_str())?;
        Some((index, self.group_at(index)?))
    }

    /// The same, or the nearest name.
    pub(super) fn require_group_position(
        &self,
        name: &str,
    ) -> Result<(u32, &Arc<GroupRecord>), ChangeError> {
        self.group_position(name).ok_or_else(|| {
            let names = self.groups().map(|record| record.group.name.as_str());
            ChangeError::UnknownGroup {
                name: name.to_owned(),
                did_you_mean: closest(name, names.take(COMPARED_NAMES)).map(str::to_owned),
            }
        })
    }
}

/// A place among users or groups. Fixtures allow far fewer than 2^32 of either, and no run of the server adds as many.
pub(super) fn index(position: usize) -> u32 {
    u32::try_from(position).unwrap_or(u32::MAX)
}
