//! Distinguished names as values (RFC 4517 sections 4.2.15 and 4.2.31).

use super::error::InvalidValue;
use crate::dn::Dn;
use crate::schema::{Schema, Syntax, is_bit_string};

/// For distinguishedNameMatch: the normal form that names themselves compare by.
pub(super) fn normalize(value: &[u8], schema: &Schema) -> Result<Vec<u8>, InvalidValue> {
    match Dn::parse(value, schema) {
        Ok(dn) => Ok(dn.normalized().to_vec()),
        Err(_) => Err(InvalidValue::Syntax(Syntax::DistinguishedName)),
    }
}

/// For uniqueMemberMatch: a name, and a bit string behind the last `#` if one is there.
pub(super) fn normalize_with_uid(value: &[u8], schema: &Schema) -> Result<Vec<u8>, InvalidValue> {
    let (name, uid) = split_uid(value);
    let mut normalized = normalize(name, schema)?;
    normalized.extend_from_slice(uid);
    Ok(normalized)
}

/// Splits before the `#` of a trailing unique identifier. A `#` within the name begins none, since no bit string follows it
/// up to the end (RFC 4517 section 3.3.21).
fn split_uid(value: &[u8]) -> (&[u8], &[u8]) {
    let hash = value.iter().rposition(|octet| *octet == b'#');
    match hash.and_then(|position| value.split_at_checked(position)) {
        Some((name, uid)) if uid.get(1..).is_some_and(is_bit_string) => (name, uid),
        _ => (value, &[]),
    }
}
