//! What a paged search looks for, in few octets.

use std::fmt::{self, Write as _};

use jcldap_directory::{Dn, SearchScope};
use sha2::{Digest as _, Sha256};

use crate::session::controls::ServerSideSort;
use crate::wire::SearchRequest;

/// A digest of what decides which entries a search finds, and in which order: RFC 2696 section 3 has a client continue
/// "with all values identical to the initial request". The attributes and limits that are asked for do not count: they
/// may change from page to page without harm.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(in crate::session) struct QueryDigest([u8; 32]);

impl QueryDigest {
    /// The digest of a request, whose base object is `base`, sorted as `sort` says.
    pub(in crate::session) fn new(
        base: &Dn,
        request: &SearchRequest,
        sort: Option<&ServerSideSort>,
    ) -> Self {
        let mut text = HashedText(Sha256::new());
        text.part(base.normalized());
        text.part(match request.scope {
            SearchScope::BaseObject => b"base",
            SearchScope::SingleLevel => b"one",
            SearchScope::WholeSubtree => b"sub",
        });
        for key in sort.iter().flat_map(|sort| &sort.keys) {
            text.part(&key.attribute);
            text.part(key.ordering_rule.as_deref().unwrap_or_default());
            text.part(if key.reverse { b"greatest" } else { b"least" });
        }
        // Last, for its length is not known: nothing can be mistaken for a part of it.
        let written = write!(text, "{}", request.filter);
        debug_assert!(written.is_ok(), "hashing text cannot fail");
        Self(text.0.finalize().into())
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

/// Text that is hashed as it is written.
struct HashedText(Sha256);

impl HashedText {
    /// Adds octets, told apart from those before and behind by their length.
    fn part(&mut self, octets: &[u8]) {
        self.0.update((octets.len() as u64).to_be_bytes());
        self.0.update(octets);
    }
}

impl fmt::Write for HashedText {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.update(text);
        Ok(())
    }
}
