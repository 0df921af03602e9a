//! What Samba servers read: attributes of the users in Samba-enabled groups, and an entry for each domain (J1.18, J2.13,
//! J10.11, J10.12).
//!
//! No transcript shows such an entry (U17). The values are those that Samba itself would write; what is inferred is told
//! in `docs/design/samba.md`. The NT hash is in no entry: see [`crate::jumpcloud::secrets`].

use jcldap_directory::{Entry, EntryBuilder};
use jcldap_fixtures::{SambaDomain, User};

use super::Projection;
use super::operational::{Operational, boolean};
use crate::jumpcloud::organization::{Account, AccountState, DisabledBy, Organization};
use crate::jumpcloud::{DirectoryError, Timestamp, entry_uuid};

/// Samba numbers users and groups of a domain in one space: even for users, odd for groups, above this.
const RID_BASE: u64 = 1000;

/// As many flags as Samba leaves room for between the brackets.
const FLAGS_WIDTH: usize = 11;

/// The domain whose account the user at this place has: the first one, if the user is in a group that is bound to the
/// directory and Samba-enabled (J10.11). Without a domain there is no SID, and so no Samba account.
pub(in crate::jumpcloud) fn samba_domain_of(
    organization: &Organization,
    index: u32,
) -> Option<&SambaDomain> {
    let enabled = organization
        .groups_of(index)
        .any(|record| record.group.ldap && record.group.attributes.samba_enabled);
    let first = organization.ldap_server.samba_domains.first();
    first.filter(|_| enabled)
}

impl Projection<'_> {
    /// Adds the Samba account of a user that has one; and `jcSambaAdmin`, whose meaning is unknown (U14), to the account
    /// that Samba servers bind with.
    pub(super) fn with_samba(
        &self,
        mut entry: EntryBuilder,
        index: u32,
        account: &Account,
        state: AccountState,
    ) -> EntryBuilder {
        let attributes = &self.attributes;
        let user = &account.user;
        if user.samba_service_user {
            entry = entry.value(attributes.jc_samba_admin, boolean(true));
        }
        let Some(domain) = samba_domain_of(self.organization, index) else {
            return entry;
        };
        let user_rid = RID_BASE + 2 * u64::from(user.unix_uid);
        let group_rid = RID_BASE + 2 * u64::from(user.unix_guid) + 1;
        entry
            .value(attributes.object_class, "sambaSamAccount")
            .value(attributes.samba_sid, format!("{}-{user_rid}", domain.sid))
            .value(
                attributes.samba_primary_group_sid,
                format!("{}-{group_rid}", domain.sid),
            )
            .value(attributes.samba_acct_flags, account_flags(user, state))
            .value(
                attributes.samba_pwd_last_set,
                account.created.unix_seconds().to_string(),
            )
    }

    /// The entry of a Samba domain, beside the users (J1.02, J1.18).
    pub(super) fn samba_domain(&self, domain: &SambaDomain) -> Result<Entry, DirectoryError> {
        let attributes = &self.attributes;
        let dn = self.names.samba_domain(&domain.name, self.schema)?;
        // A setting of the server, like the container that holds it, and as old.
        let stamp = Timestamp::EPOCH.plus_seconds(1);
        let entry = Entry::builder(dn.clone())
            .values(attributes.object_class, ["top", "sambaDomain"])
            .value(attributes.samba_domain_name, &domain.name)
            .value(attributes.samba_sid, &domain.sid)
            .value(attributes.samba_next_rid, RID_BASE.to_string());
        let operational = Operational {
            dn: &dn,
            structural_object_class: "sambaDomain",
            entry_uuid: entry_uuid::of_samba_domain(&self.organization.identity, domain),
            created: stamp,
            modified: stamp,
            has_subordinates: false,
        };
        Ok(self
            .with_operational(entry, &operational)
            .build(self.schema)?)
    }
}

/// The flags of an account in Samba's order and brackets: an ordinary user, that may be disabled, locked, or exempt from
/// expiry.
fn account_flags(user: &User, state: AccountState) -> String {
    let mut flags = String::with_capacity(FLAGS_WIDTH);
    let locked = matches!(state, AccountState::Disabled(DisabledBy::Lockout));
    if matches!(state, AccountState::Disabled(_)) && !locked {
        flags.push('D');
    }
    flags.push('U');
    if locked {
        flags.push('L');
    }
    if user.password_never_expires {
        flags.push('X');
    }
    format!("[{flags:<FLAGS_WIDTH$}]")
}
