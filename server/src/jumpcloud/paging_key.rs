//! The key that holds portable cookies together (`openldap.md 12`).

use jcldap_fixtures::OrganizationIdentity;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

/// A key that every replica of the same seed has, and no other seed. It checks integrity and is no secret: whoever has
/// the seed has the key.
#[derive(Clone, Debug)]
pub struct PagingKey([u8; 32]);

impl PagingKey {
    /// The key of an organization whose seed has users and groups of these UUIDs, in this order.
    pub(super) fn of_seed(
        identity: &OrganizationIdentity,
        entry_uuids: impl Iterator<Item = Uuid>,
    ) -> Self {
        let mut digest = Sha256::new_with_prefix("jcldap paged results ");
        digest.update(&identity.id);
        // No identifier ends in the octet behind it.
        digest.update([0]);
        entry_uuids.for_each(|uuid| digest.update(uuid.as_bytes()));
        Self(digest.finalize().into())
    }

    /// The octets of the key.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}
