//! The projection: an organization as entries (design of the tree; J1, J2, J3).
//!
//! Everything that is derived is derived here and stored nowhere else: which users and groups are in the tree,
//! `member`, `memberOf`, `pwdLock` and the operational attributes. The same organization always gives the same
//! entries in the same order, on every replica.

mod attributes;
mod change;
mod containers;
mod group;
mod operational;
mod samba;
mod user;

use std::sync::Arc;

use jcldap_directory::{Schema, Snapshot, SnapshotEditor};

use super::DirectoryError;
use super::indexes::indexes;
use super::names::Names;
use super::organization::{Account, Organization};
use super::password::ShownForm;
use attributes::Attributes;
pub(super) use attributes::{by_name, is_projected};
pub(super) use samba::samba_domain_of;

/// Projects one organization.
pub(super) struct Projection<'a> {
    organization: &'a Organization,
    names: &'a Names,
    schema: &'a Arc<Schema>,
    attributes: Attributes,
}

impl<'a> Projection<'a> {
    pub(super) fn new(
        organization: &'a Organization,
        names: &'a Names,
        schema: &'a Arc<Schema>,
    ) -> Result<Self, DirectoryError> {
        Ok(Self {
            organization,
            names,
            schema,
            attributes: Attributes::resolve(schema)?,
        })
    }

    /// Every entry of the organization: containers, users, groups, each followed by its posix groups, and the Samba
    /// domains.
    pub(super) fn snapshot(&self) -> Result<Snapshot, DirectoryError> {
        let mut snapshot = Snapshot::builder(Arc::clone(self.schema)).index(&indexes(self.schema));
        snapshot.insert(self.organization_entry()?)?;
        snapshot.insert(self.users_entry(false)?)?;
        for (place, account) in self.organization.accounts_with_places() {
            if let Some(entry) = self.user(place, account)? {
                snapshot.insert(entry)?;
            }
        }
        for record in self.organization.groups() {
            for entry in self.group(record)? {
                snapshot.insert(entry)?;
            }
        }
        for domain in &self.organization.ldap_server.samba_domains {
            snapshot.insert(self.samba_domain(domain)?)?;
        }
        let mut snapshot = snapshot.build().edit();
        self.tell_subordinates(&mut snapshot)?;
        Ok(snapshot.finish())
    }

    /// Lets the entry of ou=Users say whether anything is below it.
    fn tell_subordinates(&self, snapshot: &mut SnapshotEditor) -> Result<(), DirectoryError> {
        let has_subordinates = snapshot.snapshot().has_subordinates(&self.names.users);
        snapshot.replace(self.users_entry(has_subordinates)?)?;
        Ok(())
    }
}

/// The value of userPassword that this account's own entry shows to the account itself (J2.05), if it has one. It is
/// part of no entry, so that no search can come upon it.
pub(super) fn own_password(organization: &Organization, account: &Account) -> Option<String> {
    use jcldap_fixtures::behavior::PasswordHash;

    let form = match organization.behavior.password_hash {
        PasswordHash::Ssha => ShownForm::Ssha,
        PasswordHash::Sha512Crypt => ShownForm::Sha512Crypt,
        PasswordHash::Hidden => return None,
    };
    let (salt, _) = account.entry_uuid.as_bytes().split_at(SALT_LENGTH);
    account
        .password
        .as_ref()
        .map(|password| password.shown(form, salt))
}

/// How many octets of its entryUUID salt a user's shown digest. Common in `{SSHA}` values.
const SALT_LENGTH: usize = 8;
