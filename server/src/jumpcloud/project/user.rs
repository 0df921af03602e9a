//! Users as entries: the official field mapping (J2.14, J2.15), `memberOf` (J3) and `pwdLock` (J4.12).

use jcldap_directory::{AttributeTypeId, Entry, EntryBuilder};
use jcldap_fixtures::behavior::{Gecos, JcLdapAdmin, PosixGroupInMemberOf, PwdLockOnActiveUsers};
use jcldap_fixtures::{Address, AddressKind, PhoneNumberKind, User};

use super::Projection;
use super::attributes::by_name;
use super::operational::{Operational, boolean};
use crate::jumpcloud::DirectoryError;
use crate::jumpcloud::lock_attribute::FALSE;
use crate::jumpcloud::organization::{Account, AccountState, GroupRecord};

/// The object classes of a user, in the order seen (J2.01).
const OBJECT_CLASSES: [&str; 7] = [
    "top",
    "person",
    "organizationalPerson",
    "inetOrgPerson",
    "shadowAccount",
    "posixAccount",
    "jumpcloudUser",
];

/// J2.02: the shell of every user seen.
const LOGIN_SHELL: &str = "/bin/bash";

impl Projection<'_> {
    /// The entry of the account at this place, unless its state keeps it out of the tree.
    pub(super) fn user(
        &self,
        index: u32,
        account: &Account,
    ) -> Result<Option<Entry>, DirectoryError> {
        let state = self.organization.state(index, account);
        if let AccountState::Removed(_) = state {
            return Ok(None);
        }
        let attributes = &self.attributes;
        let user = &account.user;
        let dn = self.names.user(&user.username, self.schema)?;
        let mut entry = Entry::builder(dn.clone())
            .values(attributes.object_class, OBJECT_CLASSES)
            .value(attributes.uid, &user.username)
            .value(attributes.cn, user.common_name())
            .value(attributes.sn, user.surname());
        for (attribute, field) in self.text_fields(user) {
            if let Some(text) = field {
                entry = entry.value(attribute, text);
            }
        }
        entry = entry
            .value(attributes.uid_number, user.unix_uid.to_string())
            .value(attributes.gid_number, user.unix_guid.to_string())
            .value(
                attributes.home_directory,
                format!("/home/{}", user.username),
            )
            .value(attributes.login_shell, LOGIN_SHELL);
        entry = self.with_switched_attributes(entry, user);
        entry = self.with_phone_numbers(entry, user);
        entry = self.with_addresses(entry, user);
        entry = entry.values(attributes.ssh_key, &user.ssh_keys);
        entry = self.with_memberships(entry, index)?;
        entry = self.with_lock(entry, state)?;
        entry = self.with_samba(entry, index, account, state);
        let operational = Operational {
            dn: &dn,
            structural_object_class: "inetOrgPerson",
            entry_uuid: account.entry_uuid,
            created: account.created,
            modified: account.modified,
            has_subordinates: false,
        };
        Ok(Some(
            self.with_operational(entry, &operational)
                .build(self.schema)?,
        ))
    }

    /// The fields that become one attribute each, as they are. An unset field is an absent attribute (J2.03).
    fn text_fields<'u>(&self, user: &'u User) -> [(AttributeTypeId, Option<&'u String>); 12] {
        let attributes = &self.attributes;
        [
            (attributes.given_name, user.firstname.as_ref()),
            (attributes.initials, user.middlename.as_ref()),
            (attributes.display_name, user.displayname.as_ref()),
            (attributes.mail, Some(&user.email)),
            (attributes.description, user.description.as_ref()),
            (attributes.company, user.company.as_ref()),
            (attributes.business_category, user.cost_center.as_ref()),
            (attributes.department_number, user.department.as_ref()),
            (
                attributes.employee_number,
                user.employee_identifier.as_ref(),
            ),
            (attributes.employee_type, user.employee_type.as_ref()),
            (attributes.title, user.job_title.as_ref()),
            (
                attributes.physical_delivery_office_name,
                user.location.as_ref(),
            ),
        ]
    }

    fn with_switched_attributes(&self, mut entry: EntryBuilder, user: &User) -> EntryBuilder {
        let behavior = &self.organization.behavior;
        if behavior.gecos == Gecos::FullName {
            // gecos is an IA5String (RFC 2307 section 3): what does not fit is left out.
            let name: String = user.common_name().chars().filter(char::is_ascii).collect();
            entry = entry.value(self.attributes.gecos, name);
        }
        let is_admin = match behavior.jc_ldap_admin {
            JcLdapAdmin::Everyone => true,
            JcLdapAdmin::BindingUsers => user.ldap_binding_user,
        };
        if is_admin {
            entry = entry.value(self.attributes.jc_ldap_admin, boolean(true));
        }
        entry
    }

    fn with_phone_numbers(&self, mut entry: EntryBuilder, user: &User) -> EntryBuilder {
        let attributes = &self.attributes;
        for phone in &user.phone_numbers {
            let attribute = match phone.kind {
                PhoneNumberKind::Work => attributes.telephone_number,
                PhoneNumberKind::Mobile => attributes.mobile,
                PhoneNumberKind::Home => attributes.home_phone,
                PhoneNumberKind::WorkMobile => attributes.pager,
                PhoneNumberKind::WorkFax => attributes.facsimile_telephone_number,
                PhoneNumberKind::Other => continue,
            };
            entry = entry.value(attribute, &phone.number);
        }
        entry
    }

    fn with_addresses(&self, mut entry: EntryBuilder, user: &User) -> EntryBuilder {
        let attributes = &self.attributes;
        for address in &user.addresses {
            match address.kind {
                AddressKind::Work => {
                    let parts = [
                        (attributes.l, &address.locality),
                        (attributes.postal_code, &address.postal_code),
                        (attributes.post_office_box, &address.po_box),
                    ];
                    for (attribute, part) in parts {
                        if let Some(part) = part {
                            entry = entry.value(attribute, part);
                        }
                    }
                    entry = with_postal_address(entry, attributes.postal_address, address);
                }
                AddressKind::Home => {
                    entry = with_postal_address(entry, attributes.home_postal_address, address);
                }
                AddressKind::Other => {}
            }
        }
        entry
    }

    /// J3.01 to J3.04: the groups of this user that are in the tree, by full name. Posix groups by switch (U16).
    fn with_memberships(
        &self,
        mut entry: EntryBuilder,
        index: u32,
    ) -> Result<EntryBuilder, DirectoryError> {
        // The user is in the tree, so each bound group of theirs is too: it has a member.
        let bound = |record: &&std::sync::Arc<GroupRecord>| record.group.ldap;
        for record in self.organization.groups_of(index).filter(bound) {
            let dn = self.group_dn(record)?;
            entry = entry.value(self.attributes.member_of, dn.as_str());
            if self.organization.behavior.posix_group_in_member_of == PosixGroupInMemberOf::Yes {
                for posix_group in &record.group.attributes.posix_groups {
                    let dn = self.names.group(&posix_group.name, self.schema)?;
                    entry = entry.value(self.attributes.member_of, dn.as_str());
                }
            }
        }
        Ok(entry)
    }

    /// The attribute that marks a disabled account: its name, its value and who carries it are switches (U01).
    fn with_lock(
        &self,
        entry: EntryBuilder,
        state: AccountState,
    ) -> Result<EntryBuilder, DirectoryError> {
        let pwd_lock = &self.organization.behavior.pwd_lock;
        let value = match state {
            AccountState::Disabled(disabled) if disabled.shows_lock() => pwd_lock.value.as_str(),
            _ if pwd_lock.on_active_users == PwdLockOnActiveUsers::False => FALSE,
            _ => return Ok(entry),
        };
        let attribute = by_name(self.schema, pwd_lock.attribute.as_str())?;
        Ok(entry.value(attribute, value))
    }
}

/// Joins the parts of an address as the Postal Address syntax does (RFC 4517 section 3.3.28). JumpCloud's order and
/// separators are unknown (U29).
fn with_postal_address(
    entry: EntryBuilder,
    attribute: AttributeTypeId,
    address: &Address,
) -> EntryBuilder {
    let parts = [
        &address.street_address,
        &address.extended_address,
        &address.locality,
        &address.region,
        &address.postal_code,
        &address.country,
    ];
    let lines: Vec<String> = parts
        .into_iter()
        .flatten()
        // The backslash first, or it would escape the escapes.
        .map(|part| part.replace('\\', "\\5C").replace('$', "\\24"))
        .collect();
    if lines.is_empty() {
        entry
    } else {
        entry.value(attribute, lines.join("$"))
    }
}
