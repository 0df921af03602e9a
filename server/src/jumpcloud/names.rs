//! The names of JumpCloud's tree (J1.01 to J1.05).
//!
//! Every distinguished name that the stand-in makes is made here.

use jcldap_directory::{Dn, Rdn, Schema};

use super::DirectoryError;

/// The naming context that holds every organization; nobody may read it (J1.16).
pub(super) const NAMING_CONTEXT: &str = "dc=jumpcloud,dc=com";

/// The second naming context that the root DSE names (consumers.md section 5); nothing is there.
pub(super) const SERVICE_ACCOUNTS: &str = "ou=service-accounts";

/// The name of the subschema subentry.
pub(super) const SUBSCHEMA: &str = "cn=Subschema";

/// The names of one organization's entries.
#[derive(Clone, Debug)]
pub(super) struct Names {
    /// `o=<organization id>,dc=jumpcloud,dc=com`
    pub(super) base: Dn,
    /// `ou=Users,o=<organization id>,dc=jumpcloud,dc=com`
    pub(super) users: Dn,
}

impl Names {
    pub(super) fn new(organization_id: &str, schema: &Schema) -> Result<Self, DirectoryError> {
        let context = Dn::parse(NAMING_CONTEXT.as_bytes(), schema)?;
        let base = context.child(&rdn("o", organization_id, schema)?);
        let users = base.child(&rdn("ou", "Users", schema)?);
        Ok(Self { base, users })
    }

    /// `uid=<username>,ou=Users,...`
    pub(super) fn user(&self, username: &str, schema: &Schema) -> Result<Dn, DirectoryError> {
        Ok(self.users.child(&rdn("uid", username, schema)?))
    }

    /// `cn=<name>,ou=Users,...`: a group, or a posix group (J1.05, J1.09).
    pub(super) fn group(&self, name: &str, schema: &Schema) -> Result<Dn, DirectoryError> {
        Ok(self.users.child(&rdn("cn", name, schema)?))
    }

    /// `sambaDomainName=<name>,ou=Users,...`: JumpCloud's place for it is unknown (J1.18); all else is there (J1.02).
    pub(super) fn samba_domain(&self, name: &str, schema: &Schema) -> Result<Dn, DirectoryError> {
        Ok(self.users.child(&rdn("sambaDomainName", name, schema)?))
    }
}

fn rdn(attribute: &str, value: &str, schema: &Schema) -> Result<Rdn, DirectoryError> {
    let attribute_type = schema
        .attribute_type(attribute.as_bytes())
        .ok_or_else(|| DirectoryError::UnknownAttribute(attribute.to_owned()))?;
    Ok(Rdn::new(attribute_type.id, value, schema)?)
}
