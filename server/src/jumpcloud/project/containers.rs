//! The two entries above the users: `o=<organization id>` and `ou=Users` (J1.01, J1.02).
//!
//! JumpCloud's attributes and classes of them are unknown (U13); these are the least that X.500 has for such entries.

use jcldap_directory::Entry;

use super::Projection;
use super::operational::Operational;
use crate::jumpcloud::{DirectoryError, Timestamp, entry_uuid};

impl Projection<'_> {
    pub(super) fn organization_entry(&self) -> Result<Entry, DirectoryError> {
        let attributes = &self.attributes;
        let identity = &self.organization.identity;
        let entry = Entry::builder(self.names.base.clone())
            .values(attributes.object_class, ["top", "organization"])
            .value(attributes.o, &identity.id)
            .value(attributes.description, &identity.name);
        let operational = Operational {
            dn: &self.names.base,
            structural_object_class: "organization",
            entry_uuid: entry_uuid::of_organization(&self.organization.identity),
            created: Timestamp::EPOCH,
            modified: Timestamp::EPOCH,
            has_subordinates: true,
        };
        Ok(self
            .with_operational(entry, &operational)
            .build(self.schema)?)
    }

    pub(super) fn users_entry(&self, has_subordinates: bool) -> Result<Entry, DirectoryError> {
        let attributes = &self.attributes;
        let created = Timestamp::EPOCH.plus_seconds(1);
        let entry = Entry::builder(self.names.users.clone())
            .values(attributes.object_class, ["top", "organizationalUnit"])
            .value(attributes.ou, "Users");
        let operational = Operational {
            dn: &self.names.users,
            structural_object_class: "organizationalUnit",
            entry_uuid: entry_uuid::of_users_container(&self.organization.identity),
            created,
            // `openldap.md 21`: a container's stamp does not follow what is below it.
            modified: created,
            has_subordinates,
        };
        Ok(self
            .with_operational(entry, &operational)
            .build(self.schema)?)
    }
}
