//! Cookies that hold all they stand for, so that any replica of the same seed can continue (`openldap.md 12`).
//!
//! A cookie tells where its client's own results go on, and nothing else: a place, a count and, if sorted, values that
//! the client was shown. A keyed hash over these and over the query holds it together. The key comes from the seed, so
//! whoever has the seed can make cookies: this is a check of integrity and no secret.

use jcldap_directory::EntryId;
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

use super::progress::{Position, Progress};
use super::query_digest::QueryDigest;
use crate::jumpcloud::PagingKey;
use crate::session::sorting::SortedKey;

/// A cookie of another form than this one is none of ours.
const VERSION: u8 = 1;

const TAG_LENGTH: usize = 16;

/// The cookie for the page behind this progress.
pub(super) fn seal(progress: &Progress, query: QueryDigest, key: &PagingKey) -> Vec<u8> {
    let mut cookie = vec![VERSION];
    cookie.extend(progress.position.id.to_u32().to_be_bytes());
    cookie.extend(progress.sent.to_be_bytes());
    cookie.extend(progress.changes.to_be_bytes());
    if let Some(sorted_by) = &progress.position.key {
        sorted_by.encode(&mut cookie);
    }
    let tag = tag(&cookie, query, key);
    cookie.extend(tag);
    cookie
}

/// The progress in a cookie that was sealed for this query with this key.
pub(super) fn open(cookie: &[u8], query: QueryDigest, key: &PagingKey) -> Option<Progress> {
    let (sealed, found) = cookie.split_last_chunk::<TAG_LENGTH>()?;
    let is_ours: bool = tag(sealed, query, key).ct_eq(found).into();
    let content = sealed.strip_prefix(&[VERSION]).filter(|_| is_ours)?;
    let (id, rest) = content.split_first_chunk()?;
    let (sent, rest) = rest.split_first_chunk()?;
    let (changes, sorted_by) = rest.split_first_chunk()?;
    let key = match sorted_by {
        [] => None,
        encoded => Some(SortedKey::decode(encoded)?),
    };
    Some(Progress {
        sent: u32::from_be_bytes(*sent),
        position: Position {
            id: EntryId::from_u32(u32::from_be_bytes(*id)),
            key,
        },
        changes: u64::from_be_bytes(*changes),
    })
}

/// Key and query have fixed lengths, and the digest is cut, so nothing can be appended to a cookie of ours.
fn tag(sealed: &[u8], query: QueryDigest, key: &PagingKey) -> [u8; TAG_LENGTH] {
    let digest = Sha256::new()
        .chain_update(key.as_bytes())
        .chain_update(query.as_bytes())
        .chain_update(sealed)
        .finalize();
    let mut tag = [0; TAG_LENGTH];
    tag.iter_mut()
        .zip(digest)
        .for_each(|(octet, digested)| *octet = digested);
    tag
}
