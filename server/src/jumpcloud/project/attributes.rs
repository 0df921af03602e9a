//! The attribute types that projected entries use, looked up once.

use jcldap_directory::{AttributeType, AttributeTypeId, Schema};

use crate::jumpcloud::DirectoryError;

/// Declares the attribute types by field and name, and how they are looked up.
macro_rules! attributes {
    ($($field:ident = $name:literal,)*) => {
        /// The attribute types of projected entries. `pwdLock` is not among them: a switch names it.
        #[derive(Clone, Copy, Debug)]
        pub(super) struct Attributes {
            $(pub(super) $field: AttributeTypeId,)*
        }

        /// Their names, as the schema spells them.
        const NAMES: &[&str] = &[$($name),*];

        impl Attributes {
            pub(super) fn resolve(schema: &Schema) -> Result<Self, DirectoryError> {
                Ok(Self { $($field: by_name(schema, $name)?,)* })
            }
        }
    };
}

attributes! {
    business_category = "businessCategory",
    cn = "cn",
    company = "company",
    create_timestamp = "createTimestamp",
    creators_name = "creatorsName",
    department_number = "departmentNumber",
    description = "description",
    display_name = "displayName",
    employee_number = "employeeNumber",
    employee_type = "employeeType",
    entry_csn = "entryCSN",
    entry_dn = "entryDN",
    entry_uuid = "entryUUID",
    facsimile_telephone_number = "facsimileTelephoneNumber",
    gecos = "gecos",
    gid_number = "gidNumber",
    given_name = "givenName",
    has_subordinates = "hasSubordinates",
    home_directory = "homeDirectory",
    home_phone = "homePhone",
    home_postal_address = "homePostalAddress",
    initials = "initials",
    jc_ldap_admin = "jcLdapAdmin",
    jc_samba_admin = "jcSambaAdmin",
    l = "l",
    login_shell = "loginShell",
    mail = "mail",
    member = "member",
    member_of = "memberOf",
    member_uid = "memberUid",
    mobile = "mobile",
    modifiers_name = "modifiersName",
    modify_timestamp = "modifyTimestamp",
    o = "o",
    object_class = "objectClass",
    ou = "ou",
    pager = "pager",
    physical_delivery_office_name = "physicalDeliveryOfficeName",
    post_office_box = "postOfficeBox",
    postal_address = "postalAddress",
    postal_code = "postalCode",
    samba_acct_flags = "sambaAcctFlags",
    samba_domain_name = "sambaDomainName",
    samba_next_rid = "sambaNextRid",
    samba_primary_group_sid = "sambaPrimaryGroupSID",
    samba_pwd_last_set = "sambaPwdLastSet",
    samba_sid = "sambaSID",
    sn = "sn",
    ssh_key = "sshKey",
    structural_object_class = "structuralObjectClass",
    subschema_subentry = "subschemaSubentry",
    telephone_number = "telephoneNumber",
    title = "title",
    uid = "uid",
    uid_number = "uidNumber",
}

/// Whether some entry of the projection may have the attribute.
pub(in crate::jumpcloud) fn is_projected(attribute_type: &AttributeType) -> bool {
    NAMES.contains(&attribute_type.name())
}

/// The attribute type of this name; the schema of an organization lacks none that the projection asks for.
pub(in crate::jumpcloud) fn by_name(
    schema: &Schema,
    name: &str,
) -> Result<AttributeTypeId, DirectoryError> {
    schema
        .attribute_type(name.as_bytes())
        .map(|attribute_type| attribute_type.id)
        .ok_or_else(|| DirectoryError::UnknownAttribute(name.to_owned()))
}
