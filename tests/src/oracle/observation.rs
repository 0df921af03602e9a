//! What was seen of an answer, field by field, so that two answers can be told apart by field.

use std::collections::{BTreeMap, BTreeSet};

use crate::ldap::{self, Control, Entry, Message, PAGED_RESULTS, Protocol, Received, ber};

/// The fields of an answer, each a set of texts.
///
/// `code`, `matchedDN`, `text`, `responseName`, `responseValue`, `controls`, `entries` (names), `references`,
/// `connection`, and for each attribute `values of NAME`, where a value stands behind its entry's name.
#[derive(Debug, Default)]
pub(super) struct Observation(BTreeMap<String, BTreeSet<String>>);

impl Observation {
    pub(super) fn of(received: &Received) -> Self {
        let mut observation = Self::default();
        for message in &received.messages {
            match &message.protocol {
                Protocol::Entry(entry) => observation.entry(entry),
                Protocol::Reference(uris) => {
                    for uri in uris {
                        observation.add("references", uri.clone());
                    }
                }
                Protocol::Response(response) => {
                    observation.add("code", response.code.to_string());
                    observation.add("matchedDN", response.matched_dn.clone());
                    observation.add("text", response.text.clone());
                    if let Some(name) = &response.name {
                        observation.add("responseName", name.clone());
                    }
                    if let Some(value) = &response.value {
                        observation.add("responseValue", shown(value));
                    }
                }
            }
            for control in &message.controls {
                observation.add("controls", shown_control(message, control));
            }
        }
        for message in &received.others {
            observation.add("notice", format!("{:?}", message.protocol));
        }
        if received.closed {
            observation.note_closed();
        }
        observation
    }

    /// The same, where the server chose which entries come: their number stands for them. Gives the names.
    pub(super) fn count_entries(&mut self) -> BTreeSet<String> {
        self.0.retain(|field, _| !field.starts_with("values of "));
        let entries = self.0.remove("entries").unwrap_or_default();
        self.add("number of entries", entries.len().to_string());
        entries
    }

    /// What was found in several answers together.
    pub(super) fn of_entries(entries: BTreeSet<String>) -> Self {
        Self(BTreeMap::from([(
            "entries of all pages".to_owned(),
            entries,
        )]))
    }

    /// Whether the operation ended because of a limit on the number of entries (RFC 4511 section 4.1.9).
    pub(super) fn is_cut_short(&self) -> bool {
        self.0.get("code").is_some_and(|codes| codes.contains("4"))
    }

    /// Notes that the server has closed the connection.
    pub(super) fn note_closed(&mut self) {
        self.add("connection", "closed".to_owned());
    }

    fn entry(&mut self, entry: &Entry) {
        let new = self.add("entries", entry.dn.clone());
        assert!(new, "`{}` came twice", entry.dn);
        for attribute in &entry.attributes {
            let field = format!("values of {}", attribute.name);
            if attribute.values.is_empty() {
                self.add(&field, entry.dn.clone());
            }
            for value in &attribute.values {
                self.add(&field, format!("{}: {}", entry.dn, shown(value)));
            }
        }
    }

    fn add(&mut self, field: &str, value: String) -> bool {
        self.0.entry(field.to_owned()).or_default().insert(value)
    }

    /// The fields in which two observations differ, with what only the one and only the other says.
    pub(super) fn differences(&self, other: &Self) -> Vec<FieldDifference> {
        let fields: BTreeSet<&String> = self.0.keys().chain(other.0.keys()).collect();
        let nothing = BTreeSet::new();
        fields
            .into_iter()
            .filter_map(|field| {
                let here = self.0.get(field).unwrap_or(&nothing);
                let there = other.0.get(field).unwrap_or(&nothing);
                (here != there).then(|| FieldDifference {
                    field: field.clone(),
                    here: here.difference(there).cloned().collect(),
                    there: there.difference(here).cloned().collect(),
                })
            })
            .collect()
    }
}

/// One field that differs.
#[derive(Debug)]
pub(super) struct FieldDifference {
    pub(super) field: String,
    pub(super) here: Vec<String>,
    pub(super) there: Vec<String>,
}

/// Text as it is, anything else as hex digits.
fn shown(value: &[u8]) -> String {
    match std::str::from_utf8(value) {
        Ok(text) => text.to_owned(),
        Err(_) => ber::hex_digits(value),
    }
}

/// A cookie is the server's own affair: only whether there is one is compared.
fn shown_control(message: &Message, control: &Control) -> String {
    let value = match ldap::cookie(message) {
        Some(cookie) if control.oid == PAGED_RESULTS && cookie.is_empty() => "no cookie".to_owned(),
        Some(_) if control.oid == PAGED_RESULTS => "a cookie".to_owned(),
        _ => format!("{:?}", control.value),
    };
    format!("{} critical {} {value}", control.oid, control.critical)
}
