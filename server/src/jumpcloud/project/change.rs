//! The next snapshot after a change: only the entries of whoever is concerned are projected again.
//!
//! The outcome equals a projection from scratch, but for the order of entries: those that stay keep their place, those
//! that come stand behind the others.

use std::collections::BTreeSet;

use jcldap_directory::{Dn, Entry, Snapshot};

use super::Projection;
use crate::jumpcloud::DirectoryError;
use crate::jumpcloud::organization::Changed;

impl Projection<'_> {
    /// The entries after a change, from those that this projection, of the organization before it, made.
    pub(in crate::jumpcloud) fn changed(
        &self,
        snapshot: &Snapshot,
        changed: &Changed,
    ) -> Result<Snapshot, DirectoryError> {
        let after = Projection {
            organization: &changed.organization,
            ..*self
        };
        let mut old_names = BTreeSet::new();
        let mut new_entries = Vec::new();
        for &place in &changed.users {
            old_names.extend(self.names_of_user(place)?);
            if let Some(account) = after.organization.account_at(place) {
                new_entries.extend(after.user(place, account)?);
            }
        }
        for &place in &changed.groups {
            old_names.extend(self.names_of_group(place)?);
            if let Some(record) = after.organization.group_at(place) {
                new_entries.extend(after.group(record)?);
            }
        }

        let mut next = snapshot.edit();
        let new_names: BTreeSet<&Dn> = new_entries.iter().map(Entry::dn).collect();
        for name in old_names.iter().filter(|name| !new_names.contains(name)) {
            next.remove(name)?;
        }
        for entry in new_entries {
            if old_names.contains(entry.dn()) {
                next.replace(entry)?;
            } else {
                next.insert(entry)?;
            }
        }
        if next.snapshot().has_subordinates(&self.names.users)
            != snapshot.has_subordinates(&self.names.users)
        {
            after.tell_subordinates(&mut next)?;
        }
        Ok(next.finish())
    }

    /// The name of the user's entry, if it has one.
    fn names_of_user(&self, place: u32) -> Result<Option<Dn>, DirectoryError> {
        match self.organization.account_at(place) {
            Some(account) if self.organization.is_in_tree(place, account) => {
                Ok(Some(self.names.user(&account.user.username, self.schema)?))
            }
            _ => Ok(None),
        }
    }
}
