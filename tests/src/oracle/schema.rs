//! What slapd's schema lacks of the stand-in's, so that it can be told.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;

use crate::ldap::{Connection, Scope, Search};

/// The parts of a schema, and the words of `slapd.conf` for them, in the order in which they build on each other.
const KINDS: [(&str, &str); 2] = [
    ("attributeTypes", "attributetype"),
    ("objectClasses", "objectclass"),
];

/// The definitions that `stand_in` publishes and `slapd` does not, as `slapd.conf` has them.
pub(super) fn lacking(slapd: &mut Connection, stand_in: &mut Connection) -> String {
    let mut lines = Vec::new();
    for (attribute, keyword) in KINDS {
        let known: BTreeSet<String> = published(slapd, attribute)
            .iter()
            .map(|definition| identifier(definition))
            .collect();
        for definition in published(stand_in, attribute) {
            // slapd lets nobody define operational attributes.
            let is_operational = definition.contains(" USAGE ");
            if !is_operational && !known.contains(&identifier(&definition)) {
                lines.push(format!("{keyword} {definition}"));
            }
        }
    }
    lines.join("\n")
}

fn published(connection: &mut Connection, attribute: &str) -> Vec<String> {
    let search = Search::new(
        "cn=Subschema",
        Scope::Base,
        "(objectClass=subschema)",
        &[attribute],
    );
    let received = connection.request(&search.into(), &[]);
    let values = received.entries().flat_map(|entry| entry.values(attribute));
    let values: Vec<String> = values.collect();
    assert!(!values.is_empty(), "no {attribute} at cn=Subschema");
    values
}

/// The object identifier of a definition (RFC 4512 section 4.1).
fn identifier(definition: &str) -> String {
    IDENTIFIER.captures(definition).map_or_else(
        || panic!("no identifier: {definition}"),
        |found| found[1].to_owned(),
    )
}

static IDENTIFIER: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^\(\s*([0-9.]+)").expect("the pattern is well formed"));
