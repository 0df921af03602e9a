//! The attributes that hold secrets: who may read which (J2.05, J2.11), and that nothing may be asked about them
//! (`openldap.md 17`).
//!
//! Entries of a snapshot hold none of them. A reader who may see one is given an entry that was completed for it, so that
//! no search can come upon a secret by mistake.

use std::sync::Arc;

use jcldap_directory::{AttributeSelection, AttributeType, Dn, Entry};

use super::directory::{DirectoryError, OrganizationView};
use super::organization::Account;
use super::project::{by_name, own_password, samba_domain_of};

/// A binding user sees that of its own entry (J2.05).
const USER_PASSWORD: &str = "userPassword";

/// As good as the password itself, to whoever speaks SMB. A Samba server's account sees it, where it asks by name: so it
/// is with JumpCloud's other blobs for Samba (J2.11), and whose else this should be, no fact says.
const SAMBA_NT_PASSWORD: &str = "sambaNTPassword";

/// Attributes that the schema publishes and no entry shows: their contents are unknown (J2.11, U17).
const NEVER_SHOWN: [&str; 5] = [
    "encNTPassword",
    "keynHash",
    "ntPasswordSHA",
    "sambaLMPassword",
    "sambaPasswordHistory",
];

/// Whether a filter or a Compare about the attribute is Undefined for everyone, so that no secret can be found out by
/// asking (`openldap.md 17`).
pub fn is_secret(attribute_type: &AttributeType) -> bool {
    let name = attribute_type.name();
    name == USER_PASSWORD || name == SAMBA_NT_PASSWORD || NEVER_SHOWN.contains(&name)
}

/// Who reads, and which secrets it sees.
#[derive(Clone, Debug)]
pub struct SecretsReader {
    account: Arc<Account>,
    own_dn: Dn,
    sees_nt_hashes: bool,
}

impl OrganizationView {
    /// The secrets that this account sees in answers with these attributes.
    pub fn secrets_reader(
        &self,
        account: &Arc<Account>,
        selection: &AttributeSelection,
    ) -> Result<SecretsReader, DirectoryError> {
        let nt_hash = by_name(self.schema(), SAMBA_NT_PASSWORD)?;
        Ok(SecretsReader {
            own_dn: self.user_dn(&account.user.username)?,
            sees_nt_hashes: account.user.samba_service_user && selection.names(nt_hash),
            account: Arc::clone(account),
        })
    }

    /// The entry with the secrets that the reader sees in it.
    pub fn as_seen_by(
        &self,
        reader: &SecretsReader,
        entry: &Arc<Entry>,
    ) -> Result<Arc<Entry>, DirectoryError> {
        let is_own = reader.own_dn == *entry.dn();
        let password = is_own.then(|| own_password(self.organization(), &reader.account));
        let nt_hash = reader.sees_nt_hashes.then(|| self.nt_hash(entry.dn()));
        let secrets = [
            (USER_PASSWORD, password.flatten()),
            (SAMBA_NT_PASSWORD, nt_hash.flatten()),
        ];
        if secrets.iter().all(|(_, secret)| secret.is_none()) {
            return Ok(Arc::clone(entry));
        }
        let mut seen = Entry::builder(entry.dn().clone());
        for attribute in entry.attributes() {
            seen = seen.values(attribute.attribute_type_id(), attribute.values());
        }
        for (name, secret) in secrets {
            seen = seen.values(by_name(self.schema(), name)?, secret);
        }
        Ok(Arc::new(seen.build(self.schema())?))
    }

    fn nt_hash(&self, name: &Dn) -> Option<String> {
        let (index, account) = self.account_named(name)?;
        samba_domain_of(self.organization(), index)?;
        account.password.as_ref()?.nt_hash()
    }
}
