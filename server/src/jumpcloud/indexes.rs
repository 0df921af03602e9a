//! Which attributes are indexed: those that consumers search by (consumers.md sections 1 to 3), with memory in mind.

use jcldap_directory::{IndexKind, IndexedAttribute, Schema};

/// The indexes of an organization's entries. Every other attribute is still found by who has it, and then by looking.
pub(super) fn indexes(schema: &Schema) -> Vec<IndexedAttribute> {
    let of_kind = |kind, names: &'static [&'static str]| {
        let types = names
            .iter()
            .filter_map(|name| schema.attribute_type(name.as_bytes()));
        types.map(move |attribute_type| IndexedAttribute {
            attribute_type: attribute_type.id,
            kind,
        })
    };
    of_kind(IndexKind::Distinct, DISTINCT)
        .chain(of_kind(IndexKind::Shared, SHARED))
        .chain(of_kind(IndexKind::Ordering, ORDERED))
        .chain(of_kind(IndexKind::Substrings, SEARCHED_FOR_PARTS))
        .collect()
}

const DISTINCT: &[&str] = &[
    "cn",
    "entryDN",
    "entryUUID",
    "gidNumber",
    "givenName",
    "mail",
    "member",
    "memberOf",
    "memberUid",
    "sn",
    "uid",
    "uidNumber",
];
const SHARED: &[&str] = &["objectClass"];
/// createTimestamp stands beside modifyTimestamp in Keycloak's filter (consumers.md section 3.10).
const ORDERED: &[&str] = &["createTimestamp", "modifyTimestamp", "uidNumber"];
const SEARCHED_FOR_PARTS: &[&str] = &["cn", "givenName", "mail", "sn", "uid"];
