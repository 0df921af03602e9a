//! The key that holds portable cookies together (`openldap.md 12`).

use sha2::{Digest as _, Sha256};

use super::directory::OrganizationView;

/// A key that every replica of the same seed has, and no other organization. It checks integrity and is no secret:
/// whoever has the seed has the key.
#[derive(Clone, Debug)]
pub struct PagingKey([u8; 32]);

impl PagingKey {
    /// The octets of the key.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl OrganizationView {
    /// The organization's key.
    pub fn paging_key(&self) -> PagingKey {
        let identity = &self.organization().identity;
        let digest = Sha256::new()
            .chain_update("jcldap paged results")
            .chain_update((identity.id.len() as u64).to_be_bytes())
            .chain_update(&identity.id)
            .chain_update(&identity.name)
            .finalize();
        PagingKey(digest.into())
    }
}
