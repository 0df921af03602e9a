//! Requests (RFC 4511 4.2 to 4.14) and their octets.

use super::{Control, encode_filter, filter::FilterError};
use crate::ber::{self, tag};

/// A request with its id and controls.
#[derive(Clone, Debug)]
pub struct RequestMessage {
    /// The messageID, any number that a scenario wants to try.
    pub id: i64,
    /// The operation.
    pub request: Request,
    /// The controls, in order.
    pub controls: Vec<Control>,
}

/// An operation to ask for.
#[derive(Clone, Debug)]
#[expect(
    missing_docs,
    reason = "the fields carry the names of RFC 4511 4.2 to 4.12"
)]
pub enum Request {
    Bind {
        version: i64,
        name: Vec<u8>,
        authentication: Authentication,
    },
    Unbind,
    Search(Search),
    Modify {
        object: Vec<u8>,
        changes: Vec<Change>,
    },
    Add {
        entry: Vec<u8>,
        attributes: Vec<(Vec<u8>, Vec<Vec<u8>>)>,
    },
    Delete {
        entry: Vec<u8>,
    },
    ModifyDn {
        entry: Vec<u8>,
        new_rdn: Vec<u8>,
        delete_old_rdn: bool,
        new_superior: Option<Vec<u8>>,
    },
    Compare {
        entry: Vec<u8>,
        attribute: Vec<u8>,
        value: Vec<u8>,
    },
    Abandon {
        id: i64,
    },
    Extended {
        name: String,
        value: Option<Vec<u8>>,
    },
}

/// How a bind proves who binds (RFC 4511 4.2).
#[derive(Clone, Debug)]
pub enum Authentication {
    /// A password; an empty one makes the bind anonymous or unauthenticated (RFC 4513 5.1).
    Simple(Vec<u8>),
    /// A SASL mechanism with its credentials.
    Sasl {
        /// The mechanism's name.
        mechanism: String,
        /// What the mechanism sends; absent isn't empty.
        credentials: Option<Vec<u8>>,
    },
}

/// A SearchRequest (RFC 4511 4.5.1).
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the fields carry the names of RFC 4511 4.5.1")]
pub struct Search {
    pub base: Vec<u8>,
    pub scope: Scope,
    pub deref_aliases: DerefAliases,
    pub size_limit: i64,
    pub time_limit: i64,
    pub types_only: bool,
    /// The filter as text (RFC 4515).
    pub filter: String,
    /// How many negations it is wrapped in.
    pub negations: u32,
    pub attributes: Vec<Vec<u8>>,
}

/// The scope of a search (RFC 4511 4.5.1.2).
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, schemars::JsonSchema, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Scope {
    /// The entry itself.
    BaseObject,
    /// Its immediate subordinates.
    SingleLevel,
    /// The entry and everything below.
    #[default]
    WholeSubtree,
}

/// Whether aliases are followed (RFC 4511 4.5.1.3).
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, schemars::JsonSchema, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "the variants are those of RFC 4511 4.5.1.3")]
pub enum DerefAliases {
    #[default]
    NeverDerefAliases,
    DerefInSearching,
    DerefFindingBaseObj,
    DerefAlways,
}

/// One change of a Modify (RFC 4511 4.6).
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the fields carry the names of RFC 4511 4.6")]
pub struct Change {
    pub kind: ChangeKind,
    pub attribute: Vec<u8>,
    pub values: Vec<Vec<u8>>,
}

/// What a change does to an attribute (RFC 4511 4.6).
#[derive(Clone, Copy, Debug, Eq, PartialEq, schemars::JsonSchema, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "the variants are those of RFC 4511 4.6")]
pub enum ChangeKind {
    Add,
    Delete,
    Replace,
}

impl RequestMessage {
    /// The octets of the LDAPMessage.
    ///
    /// # Errors
    ///
    /// When the text of a search filter is no filter.
    pub fn encode(&self) -> Result<Vec<u8>, FilterError> {
        let mut parts = vec![ber::integer(self.id), self.request.encode()?];
        if !self.controls.is_empty() {
            let controls: Vec<_> = self.controls.iter().map(Control::encode).collect();
            parts.push(ber::sequence(tag::context_constructed(0), &controls));
        }
        Ok(ber::sequence(tag::SEQUENCE, &parts))
    }
}

impl Request {
    /// Whether a server answers it at all (RFC 4511 4.3, 4.11).
    pub fn is_answered(&self) -> bool {
        !matches!(self, Self::Unbind | Self::Abandon { .. })
    }

    fn encode(&self) -> Result<Vec<u8>, FilterError> {
        Ok(match self {
            Self::Bind {
                version,
                name,
                authentication,
            } => ber::sequence(
                0x60,
                &[
                    ber::integer(*version),
                    ber::octet_string(name),
                    authentication.encode(),
                ],
            ),
            Self::Unbind => ber::element(0x42, &[]),
            Self::Search(search) => search.encode()?,
            Self::Modify { object, changes } => {
                let changes: Vec<_> = changes.iter().map(Change::encode).collect();
                let changes = ber::sequence(tag::SEQUENCE, &changes);
                ber::sequence(0x66, &[ber::octet_string(object), changes])
            }
            Self::Add { entry, attributes } => {
                let attributes: Vec<_> = attributes
                    .iter()
                    .map(|(description, values)| attribute(description, values))
                    .collect();
                let attributes = ber::sequence(tag::SEQUENCE, &attributes);
                ber::sequence(0x68, &[ber::octet_string(entry), attributes])
            }
            Self::Delete { entry } => ber::element(0x4a, entry),
            Self::ModifyDn {
                entry,
                new_rdn,
                delete_old_rdn,
                new_superior,
            } => {
                let mut parts = vec![
                    ber::octet_string(entry),
                    ber::octet_string(new_rdn),
                    ber::boolean(*delete_old_rdn),
                ];
                parts.extend(
                    new_superior
                        .as_ref()
                        .map(|superior| ber::element(tag::context(0), superior)),
                );
                ber::sequence(0x6c, &parts)
            }
            Self::Compare {
                entry,
                attribute,
                value,
            } => {
                let assertion = [ber::octet_string(attribute), ber::octet_string(value)];
                let assertion = ber::sequence(tag::SEQUENCE, &assertion);
                ber::sequence(0x6e, &[ber::octet_string(entry), assertion])
            }
            Self::Abandon { id } => {
                let mut octets = ber::integer(*id);
                // AbandonRequest is an INTEGER under a tag of its own (RFC 4511 4.11).
                if let Some(tag) = octets.first_mut() {
                    *tag = 0x50;
                }
                octets
            }
            Self::Extended { name, value } => {
                let mut parts = vec![ber::element(tag::context(0), name.as_bytes())];
                parts.extend(
                    value
                        .as_ref()
                        .map(|value| ber::element(tag::context(1), value)),
                );
                ber::sequence(0x77, &parts)
            }
        })
    }
}

impl Authentication {
    fn encode(&self) -> Vec<u8> {
        match self {
            Self::Simple(password) => ber::element(tag::context(0), password),
            Self::Sasl {
                mechanism,
                credentials,
            } => {
                let mut parts = vec![ber::octet_string(mechanism.as_bytes())];
                parts.extend(credentials.as_deref().map(ber::octet_string));
                ber::sequence(tag::context_constructed(3), &parts)
            }
        }
    }
}

impl Search {
    fn encode(&self) -> Result<Vec<u8>, FilterError> {
        let scope = match self.scope {
            Scope::BaseObject => 0,
            Scope::SingleLevel => 1,
            Scope::WholeSubtree => 2,
        };
        let deref_aliases = match self.deref_aliases {
            DerefAliases::NeverDerefAliases => 0,
            DerefAliases::DerefInSearching => 1,
            DerefAliases::DerefFindingBaseObj => 2,
            DerefAliases::DerefAlways => 3,
        };
        let attributes: Vec<_> = self
            .attributes
            .iter()
            .map(|name| ber::octet_string(name))
            .collect();
        let parts = [
            ber::octet_string(&self.base),
            ber::enumerated(scope),
            ber::enumerated(deref_aliases),
            ber::integer(self.size_limit),
            ber::integer(self.time_limit),
            ber::boolean(self.types_only),
            (0..self.negations).fold(encode_filter(&self.filter)?, |filter, _| {
                ber::element(tag::context_constructed(2), &filter)
            }),
            ber::sequence(tag::SEQUENCE, &attributes),
        ];
        Ok(ber::sequence(0x63, &parts))
    }
}

impl Change {
    fn encode(&self) -> Vec<u8> {
        let kind = match self.kind {
            ChangeKind::Add => 0,
            ChangeKind::Delete => 1,
            ChangeKind::Replace => 2,
        };
        let parts = [
            ber::enumerated(kind),
            attribute(&self.attribute, &self.values),
        ];
        ber::sequence(tag::SEQUENCE, &parts)
    }
}

/// An Attribute or PartialAttribute (RFC 4511 4.1.7).
fn attribute(description: &[u8], values: &[Vec<u8>]) -> Vec<u8> {
    let values: Vec<_> = values
        .iter()
        .map(|value| ber::octet_string(value))
        .collect();
    let parts = [
        ber::octet_string(description),
        ber::sequence(tag::SET, &values),
    ];
    ber::sequence(tag::SEQUENCE, &parts)
}
