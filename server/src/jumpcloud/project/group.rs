//! Groups as entries: groupOfNames, and a posixGroup of its own for each Linux group (J1.05 to J1.11).

use jcldap_directory::{Dn, Entry};
use jcldap_fixtures::PosixGroup;
use jcldap_fixtures::behavior::LdapGroupsName;

use super::Projection;
use super::operational::Operational;
use crate::jumpcloud::organization::{Account, GroupRecord};
use crate::jumpcloud::{DirectoryError, entry_uuid};

/// What JumpCloud writes into every group's description (J1.06, J1.09).
const DESCRIPTION: &str = "tagGroup";

impl Projection<'_> {
    /// The entries of this group: none if it is not bound to the directory or no member is in the tree (J1.11,
    /// `openldap.md 29`), else the group and then its posix groups.
    pub(super) fn group(&self, record: &GroupRecord) -> Result<Vec<Entry>, DirectoryError> {
        let members: Vec<&Account> = self.organization.members_in_tree(record).collect();
        if !record.group.ldap || members.is_empty() {
            return Ok(Vec::new());
        }
        let mut entries = vec![self.group_of_names(record, &members)?];
        for posix_group in &record.group.attributes.posix_groups {
            entries.push(self.posix_group(record, posix_group, &members)?);
        }
        Ok(entries)
    }

    /// The names of the entries of the group at this place.
    pub(super) fn names_of_group(&self, place: u32) -> Result<Vec<Dn>, DirectoryError> {
        let Some(record) = self.organization.group_at(place) else {
            return Ok(Vec::new());
        };
        if !record.group.ldap || self.organization.members_in_tree(record).next().is_none() {
            return Ok(Vec::new());
        }
        let mut names = vec![self.group_dn(record)?];
        for posix_group in &record.group.attributes.posix_groups {
            names.push(self.names.group(&posix_group.name, self.schema)?);
        }
        Ok(names)
    }

    /// The name of a group's entry; its `cn` by the switch `ldapGroupsName` (U18).
    pub(super) fn group_dn(&self, record: &GroupRecord) -> Result<Dn, DirectoryError> {
        self.names.group(self.common_name(record), self.schema)
    }

    fn common_name<'r>(&self, record: &'r GroupRecord) -> &'r str {
        let group = &record.group;
        match self.organization.behavior.ldap_groups_name {
            LdapGroupsName::Use => group.attributes.ldap_groups.first().unwrap_or(&group.name),
            LdapGroupsName::Ignore => &group.name,
        }
    }

    fn group_of_names(
        &self,
        record: &GroupRecord,
        members: &[&Account],
    ) -> Result<Entry, DirectoryError> {
        let attributes = &self.attributes;
        let name = self.common_name(record);
        let dn = self.group_dn(record)?;
        let mut entry = Entry::builder(dn.clone())
            .values(attributes.object_class, ["top", "groupOfNames"])
            .value(attributes.cn, name)
            .value(attributes.ou, name)
            .value(attributes.description, DESCRIPTION);
        for account in members {
            let member = self.names.user(&account.user.username, self.schema)?;
            entry = entry.value(attributes.member, member.as_str());
        }
        let operational = Operational {
            dn: &dn,
            structural_object_class: "groupOfNames",
            entry_uuid: record.entry_uuid,
            created: record.created,
            modified: record.modified,
            has_subordinates: false,
        };
        Ok(self
            .with_operational(entry, &operational)
            .build(self.schema)?)
    }

    fn posix_group(
        &self,
        record: &GroupRecord,
        posix_group: &PosixGroup,
        members: &[&Account],
    ) -> Result<Entry, DirectoryError> {
        let attributes = &self.attributes;
        let dn = self.names.group(&posix_group.name, self.schema)?;
        let usernames = members.iter().map(|account| account.user.username.as_str());
        let entry = Entry::builder(dn.clone())
            .values(attributes.object_class, ["top", "posixGroup"])
            .value(attributes.cn, &posix_group.name)
            .value(attributes.gid_number, posix_group.id.to_string())
            .value(attributes.description, DESCRIPTION)
            .values(attributes.member_uid, usernames);
        let operational = Operational {
            dn: &dn,
            structural_object_class: "posixGroup",
            entry_uuid: entry_uuid::of_posix_group(&self.organization.identity, posix_group),
            created: record.created,
            modified: record.modified,
            has_subordinates: false,
        };
        Ok(self
            .with_operational(entry, &operational)
            .build(self.schema)?)
    }
}
