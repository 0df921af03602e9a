//! What can be done to groups and memberships.

use std::sync::Arc;

use jcldap_fixtures::{Group, case_ignore_key};
use serde_json::{Map, Value};

use super::stored::index;
use super::{ChangeError, GroupRecord, OrganizationEditor};
use crate::jumpcloud::entry_uuid;
use crate::jumpcloud::timestamp::Timestamp;

impl OrganizationEditor {
    /// Makes a user a member, behind the others (J1.07).
    pub fn add_member(&mut self, group: &str, username: &str) -> Result<(), ChangeError> {
        let (place, record) = self.group(group)?;
        let (member, account) = self.user(username)?;
        if record.members.contains(&member) {
            return Err(ChangeError::AlreadyMember {
                username: account.user.username.clone(),
                group: record.group.name.clone(),
            });
        }
        self.put_member_in(place, member);
        Ok(())
    }

    /// Ends a membership.
    pub fn remove_member(&mut self, group: &str, username: &str) -> Result<(), ChangeError> {
        let (place, record) = self.group(group)?;
        let (member, account) = self.user(username)?;
        if !record.members.contains(&member) {
            return Err(ChangeError::NotAMember {
                username: account.user.username.clone(),
                group: record.group.name.clone(),
            });
        }
        self.take_member_out(place, member);
        Ok(())
    }

    /// Binds the group to the LDAP directory, and with it its members, or takes that binding away (J1.12).
    pub fn set_group_binding(&mut self, group: &str, bound: bool) -> Result<(), ChangeError> {
        let (place, record) = self.group(group)?;
        if record.group.ldap != bound {
            let mut changed = GroupRecord::clone(record);
            changed.group.ldap = bound;
            self.users.extend(changed.members.iter());
            self.put_group(place, Some(changed));
        }
        Ok(())
    }

    /// Adds a group with these fields (J10.10).
    pub fn add_group(&mut self, fields: &Map<String, Value>) -> Result<(), ChangeError> {
        let mut group = Group::from_fields(fields)?;
        self.refuse_taken_names(&group)?;
        let mut members: Vec<u32> = Vec::with_capacity(group.members.len());
        for username in std::mem::take(&mut group.members) {
            let (member, _) = self.user(&username)?;
            if members.contains(&member) {
                let group = group.name;
                return Err(ChangeError::AlreadyMember { username, group });
            }
            members.push(member);
        }
        let place = index(self.after.groups.len());
        let now = Timestamp::new(self.now);
        let key = case_ignore_key(&group.name).into_boxed_str();
        let record = GroupRecord {
            members: Arc::from([]),
            entry_uuid: entry_uuid::of_added_group(&self.after.identity, &group, place),
            created: now,
            modified: now,
            group,
        };
        self.after.by_group_name.insert(key, place);
        self.put_group(place, Some(record));
        for member in members {
            self.put_member_in(place, member);
        }
        Ok(())
    }

    /// Deletes a group; its members stay.
    pub fn delete_group(&mut self, name: &str) -> Result<(), ChangeError> {
        let (place, record) = self.group(name)?;
        let record = Arc::clone(record);
        for &member in record.members.iter() {
            self.forget_membership(place, member);
        }
        let key = case_ignore_key(&record.group.name);
        self.after.by_group_name.remove(key.as_str());
        self.put_group(place, None);
        Ok(())
    }

    /// Gives a group another name; it keeps its entryUUID (`openldap.md 29`).
    pub fn rename_group(&mut self, name: &str, new_name: &str) -> Result<(), ChangeError> {
        // Read as a fixture is, so that the same names are refused.
        let fields = Map::from_iter([("name".to_owned(), Value::from(new_name))]);
        let renamed = Group::from_fields(&fields)?;
        let (place, record) = self.group(name)?;
        if record.group.name == renamed.name {
            return Ok(());
        }
        let mut changed = GroupRecord::clone(record);
        let old_key = case_ignore_key(&changed.group.name);
        let new_key = case_ignore_key(&renamed.name);
        if old_key != new_key {
            self.refuse_taken_names(&renamed)?;
        }
        self.after.by_group_name.remove(old_key.as_str());
        self.after
            .by_group_name
            .insert(new_key.into_boxed_str(), place);
        changed.group.name = renamed.name;
        self.users.extend(changed.members.iter());
        self.put_group(place, Some(changed));
        Ok(())
    }

    fn put_member_in(&mut self, group: u32, member: u32) {
        let Some(record) = self.after.group_at(group) else {
            return;
        };
        let mut changed = GroupRecord::clone(record);
        let added = changed.members.iter().copied().chain([member]);
        changed.members = added.collect();
        self.put_group(group, Some(changed));
        let mut groups = self.after.group_places_of(member).to_vec();
        groups.push(group);
        groups.sort_unstable();
        self.set_memberships(member, groups);
    }

    pub(super) fn take_member_out(&mut self, group: u32, member: u32) {
        let Some(record) = self.after.group_at(group) else {
            return;
        };
        let mut changed = GroupRecord::clone(record);
        let left = changed.members.iter().copied().filter(|it| *it != member);
        changed.members = left.collect();
        self.put_group(group, Some(changed));
        self.forget_membership(group, member);
    }

    fn forget_membership(&mut self, group: u32, member: u32) {
        let groups = self.after.group_places_of(member).iter();
        let left = groups.copied().filter(|it| *it != group).collect();
        self.set_memberships(member, left);
    }

    fn set_memberships(&mut self, member: u32, groups: Vec<u32>) {
        if let Some(memberships) = self.after.memberships.get_mut(member as usize) {
            *memberships = groups.into();
        }
        self.users.insert(member);
    }

    /// Names of groups and of their posix groups are all a `cn` below ou=Users (`openldap.md 27`).
    fn refuse_taken_names(&self, group: &Group) -> Result<(), ChangeError> {
        let posix_groups = &group.attributes.posix_groups;
        let mut wanted = vec![("name", &group.name)];
        wanted.extend(posix_groups.iter().map(|it| ("posixGroups", &it.name)));
        let mut keys: Vec<String> = Vec::with_capacity(wanted.len());
        for (field, name) in wanted {
            let key = case_ignore_key(name);
            if keys.contains(&key) || self.is_common_name(&key) {
                let value = name.clone();
                return Err(ChangeError::Taken { field, value });
            }
            keys.push(key);
        }
        if let Some(id) = &group.id
            && self
                .after
                .groups()
                .any(|it| it.group.id.as_ref() == Some(id))
        {
            let value = id.clone();
            return Err(ChangeError::Taken { field: "id", value });
        }
        Ok(())
    }

    fn is_common_name(&self, key: &str) -> bool {
        self.after.by_group_name.contains_key(key)
            || self.after.groups().any(|record| {
                let posix_groups = record.group.attributes.posix_groups.iter();
                posix_groups
                    .map(|it| case_ignore_key(&it.name))
                    .any(|it| it == key)
            })
    }
}
