//! The requests of RFC 4511 section 4, as tests write them.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::ber::{self, ENUMERATED, INTEGER, OCTET_STRING, SEQUENCE, SET};
use super::filter;

/// One request.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Operation {
    /// Section 4.2.
    Bind(Bind),
    /// Section 4.3.
    Unbind,
    /// Section 4.5.
    Search(Search),
    /// Section 4.6.
    Modify(Modify),
    /// Section 4.7.
    Add(Add),
    /// Section 4.8: the name of the entry.
    Delete(String),
    /// Section 4.9.
    ModifyDn(ModifyDn),
    /// Section 4.10.
    Compare(Compare),
    /// Section 4.11: the id of the message.
    Abandon(i64),
    /// Section 4.12.
    Extended(Extended),
    /// The octets behind the message id, in hex digits: whatever the others can't say.
    Raw(String),
}

/// A bind.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bind {
    /// The name, a DN or not.
    pub name: String,
    /// The password of a simple bind.
    #[serde(default)]
    pub password: String,
    /// The version of the protocol.
    #[serde(default = "version_3")]
    pub version: i64,
    /// The mechanism, for a SASL bind.
    pub sasl: Option<String>,
}

impl Bind {
    /// A simple bind.
    pub fn simple(name: impl Into<String>, password: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            password: password.into(),
            version: version_3(),
            sasl: None,
        }
    }
}

const fn version_3() -> i64 {
    3
}

/// The scope of a search, as LDAP URLs write it (RFC 4516).
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "camelCase")]
pub enum Scope {
    /// The base object alone.
    Base,
    /// What is right below it.
    One,
    /// It and everything below it.
    Sub,
}

/// A search.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Search {
    /// The base object.
    pub base: String,
    /// How far below it.
    pub scope: Scope,
    /// The filter as text (RFC 4515).
    pub filter: String,
    /// What is asked of each entry.
    #[serde(default)]
    pub attributes: Vec<String>,
    /// The greatest number of entries; 0 for any.
    #[serde(default)]
    pub size_limit: i64,
    /// The greatest number of seconds; 0 for any.
    #[serde(default)]
    pub time_limit: i64,
    /// Whether names without values are enough.
    #[serde(default)]
    pub types_only: bool,
    /// What becomes of aliases.
    #[serde(default)]
    pub deref_aliases: i64,
}

/// A modification of an entry.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Modify {
    /// The entry.
    pub entry: String,
    /// What becomes of it.
    pub changes: Vec<Change>,
}

/// One change of a modification.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// What is done.
    pub kind: ChangeKind,
    /// To which attribute.
    pub attribute: String,
    /// With which values.
    #[serde(default)]
    pub values: Vec<String>,
}

/// What a change does.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ChangeKind {
    /// Adds values.
    Add = 0,
    /// Takes values away.
    Delete = 1,
    /// Puts values in place of the old ones.
    Replace = 2,
    /// Adds to a number (RFC 4525).
    Increment = 3,
    /// None that is defined.
    Undefined = 9,
}

/// A new entry.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Add {
    /// Its name.
    pub entry: String,
    /// Its attributes.
    pub attributes: BTreeMap<String, Vec<String>>,
}

/// A new name for an entry.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct ModifyDn {
    /// Its old name.
    pub entry: String,
    /// Its new RDN.
    pub new_rdn: String,
    /// Its new superior.
    pub new_superior: Option<String>,
}

/// A comparison.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Compare {
    /// The entry.
    pub entry: String,
    /// The attribute.
    pub attribute: String,
    /// The value that it may have; `\` and two hex digits stand for an octet.
    pub value: String,
}

/// An extended operation.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Extended {
    /// Its object identifier.
    pub name: String,
    /// Its value in hex digits.
    pub value: Option<String>,
}

impl Operation {
    /// The protocolOp of the message.
    pub fn encode(&self) -> Vec<u8> {
        match self {
            Self::Bind(bind) => bind.encode(),
            Self::Unbind => ber::element(0x42, &[]),
            Self::Search(search) => search.encode(),
            Self::Modify(modify) => modify.encode(),
            Self::Add(add) => add.encode(),
            Self::Delete(entry) => ber::element(0x4a, entry.as_bytes()),
            Self::ModifyDn(modify_dn) => modify_dn.encode(),
            Self::Compare(compare) => compare.encode(),
            Self::Abandon(id) => ber::integer(0x50, *id),
            Self::Extended(extended) => extended.encode(),
            Self::Raw(octets) => ber::hex(octets),
        }
    }

    /// The tag of the message that ends the operation; none for those without an answer.
    pub fn response_tag(&self) -> Option<u8> {
        let tag = match self.encode().first()? {
            0x63 => 0x65,
            0x42 | 0x50 => return None,
            0x4a => 0x6b,
            tag => tag + 1,
        };
        Some(tag)
    }
}

impl Bind {
    fn encode(&self) -> Vec<u8> {
        let authentication = match &self.sasl {
            None => ber::element(0x80, self.password.as_bytes()),
            Some(mechanism) => ber::constructed(0xa3, &[text(mechanism)]),
        };
        ber::constructed(
            0x60,
            &[
                ber::integer(INTEGER, self.version),
                text(&self.name),
                authentication,
            ],
        )
    }
}

impl From<Search> for Operation {
    fn from(search: Search) -> Self {
        Self::Search(search)
    }
}

impl Search {
    /// A search without limits.
    pub fn new(base: &str, scope: Scope, filter: &str, attributes: &[&str]) -> Self {
        Self {
            base: base.to_owned(),
            scope,
            filter: filter.to_owned(),
            attributes: attributes.iter().map(ToString::to_string).collect(),
            size_limit: 0,
            time_limit: 0,
            types_only: false,
            deref_aliases: 0,
        }
    }

    fn encode(&self) -> Vec<u8> {
        let attributes: Vec<Vec<u8>> = self.attributes.iter().map(|name| text(name)).collect();
        ber::constructed(
            0x63,
            &[
                text(&self.base),
                ber::integer(ENUMERATED, self.scope as i64),
                ber::integer(ENUMERATED, self.deref_aliases),
                ber::integer(INTEGER, self.size_limit),
                ber::integer(INTEGER, self.time_limit),
                ber::boolean(self.types_only),
                filter::encode(&self.filter),
                ber::constructed(SEQUENCE, &attributes),
            ],
        )
    }
}

impl Modify {
    fn encode(&self) -> Vec<u8> {
        let changes: Vec<Vec<u8>> = self
            .changes
            .iter()
            .map(|change| {
                let kind = ber::integer(ENUMERATED, change.kind as i64);
                let attribute = attribute(&change.attribute, &change.values);
                ber::constructed(SEQUENCE, &[kind, attribute])
            })
            .collect();
        ber::constructed(
            0x66,
            &[text(&self.entry), ber::constructed(SEQUENCE, &changes)],
        )
    }
}

impl Add {
    fn encode(&self) -> Vec<u8> {
        let attributes: Vec<Vec<u8>> = self
            .attributes
            .iter()
            .map(|(name, values)| attribute(name, values))
            .collect();
        ber::constructed(
            0x68,
            &[text(&self.entry), ber::constructed(SEQUENCE, &attributes)],
        )
    }
}

impl ModifyDn {
    fn encode(&self) -> Vec<u8> {
        let mut elements = vec![text(&self.entry), text(&self.new_rdn), ber::boolean(true)];
        if let Some(superior) = &self.new_superior {
            elements.push(ber::element(0x80, superior.as_bytes()));
        }
        ber::constructed(0x6c, &elements)
    }
}

impl Compare {
    fn encode(&self) -> Vec<u8> {
        let value = ber::element(OCTET_STRING, &filter::octets(&self.value));
        let assertion = ber::constructed(SEQUENCE, &[text(&self.attribute), value]);
        ber::constructed(0x6e, &[text(&self.entry), assertion])
    }
}

impl Extended {
    fn encode(&self) -> Vec<u8> {
        let mut elements = vec![ber::element(0x80, self.name.as_bytes())];
        if let Some(value) = &self.value {
            elements.push(ber::element(0x81, &ber::hex(value)));
        }
        ber::constructed(0x77, &elements)
    }
}

fn attribute(name: &str, values: &[String]) -> Vec<u8> {
    let values: Vec<Vec<u8>> = values.iter().map(|value| text(value)).collect();
    ber::constructed(SEQUENCE, &[text(name), ber::constructed(SET, &values)])
}

fn text(text: &str) -> Vec<u8> {
    ber::element(OCTET_STRING, text.as_bytes())
}
