//! Messages as they come back (RFC 4511 sections 4.1.1, 4.1.9 and 4.5.2).

use serde::Deserialize;

use super::ber::{self, Element, OCTET_STRING, SEQUENCE};

/// A control, sent or received (RFC 4511 section 4.1.11).
#[derive(Clone, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd)]
#[serde(deny_unknown_fields)]
pub struct Control {
    /// Its object identifier.
    pub oid: String,
    /// Whether it must be understood.
    #[serde(default)]
    pub critical: bool,
    /// Its value in hex digits.
    pub value: Option<String>,
}

impl Control {
    /// A control with a value of these octets.
    pub fn new(oid: &str, critical: bool, value: Option<&[u8]>) -> Self {
        Self {
            oid: oid.to_owned(),
            critical,
            value: value.map(ber::hex_digits),
        }
    }

    /// The octets of its value.
    pub fn value_octets(&self) -> Option<Vec<u8>> {
        self.value.as_deref().map(ber::hex)
    }

    pub(super) fn encode(&self) -> Vec<u8> {
        let mut elements = vec![ber::element(OCTET_STRING, self.oid.as_bytes())];
        if self.critical {
            elements.push(ber::boolean(true));
        }
        if let Some(value) = &self.value {
            elements.push(ber::element(OCTET_STRING, &ber::hex(value)));
        }
        ber::constructed(SEQUENCE, &elements)
    }

    fn decode(element: Element<'_>) -> Self {
        let children = element.children();
        let value = children
            .iter()
            .skip(1)
            .find(|child| child.tag == OCTET_STRING);
        Self {
            oid: children[0].text(),
            critical: children
                .iter()
                .any(|child| child.tag == ber::BOOLEAN && child.contents != [0]),
            value: value.map(|value| ber::hex_digits(value.contents)),
        }
    }
}

/// A message from the server.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Message {
    /// Which request it answers; 0 for none.
    pub id: i64,
    /// What it says.
    pub protocol: Protocol,
    /// The controls that came with it.
    pub controls: Vec<Control>,
}

/// What a message says.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Protocol {
    /// A `SearchResultEntry`.
    Entry(Entry),
    /// A `SearchResultReference`: its URIs.
    Reference(Vec<String>),
    /// Any message with an `LDAPResult`.
    Response(Response),
}

/// An entry that was found.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Entry {
    /// Its name as the server writes it.
    pub dn: String,
    /// Its attributes in the order they came.
    pub attributes: Vec<Attribute>,
}

impl Entry {
    /// The values of this attribute as text; empty if there is none. The case of `name` doesn't matter.
    pub fn values(&self, name: &str) -> Vec<String> {
        self.attributes
            .iter()
            .filter(|attribute| attribute.name.eq_ignore_ascii_case(name))
            .flat_map(|attribute| &attribute.values)
            .map(|value| String::from_utf8_lossy(value).into_owned())
            .collect()
    }
}

/// An attribute of an entry.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Attribute {
    /// Its description as the server writes it.
    pub name: String,
    /// Its values in the order they came.
    pub values: Vec<Vec<u8>>,
}

/// The end of an operation.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Response {
    /// Which kind of response it is.
    pub tag: u8,
    /// resultCode
    pub code: i64,
    /// matchedDN
    pub matched_dn: String,
    /// diagnosticMessage
    pub text: String,
    /// responseName of an extended response.
    pub name: Option<String>,
    /// responseValue of an extended response.
    pub value: Option<Vec<u8>>,
}

impl Message {
    /// Reads a whole `LDAPMessage`.
    ///
    /// # Panics
    ///
    /// When it is none.
    pub fn decode(octets: &[u8]) -> Self {
        let (message, rest) = Element::split(octets).expect("a whole message");
        assert_eq!((message.tag, rest), (SEQUENCE, &[][..]));
        let parts = message.children();
        let controls = parts.get(2).map_or_else(Vec::new, |controls| {
            assert_eq!(controls.tag, 0xa0, "controls have their tag");
            controls
                .children()
                .into_iter()
                .map(Control::decode)
                .collect()
        });
        Self {
            id: parts[0].integer(),
            protocol: Protocol::decode(parts[1]),
            controls,
        }
    }
}

impl Protocol {
    fn decode(element: Element<'_>) -> Self {
        let children = element.children();
        match element.tag {
            0x64 => Self::Entry(Entry {
                dn: children[0].text(),
                attributes: children[1].children().into_iter().map(attribute).collect(),
            }),
            0x73 => Self::Reference(children.iter().map(Element::text).collect()),
            tag => {
                let tagged = |wanted| children.iter().find(|child| child.tag == wanted);
                Self::Response(Response {
                    tag,
                    code: children[0].integer(),
                    matched_dn: children[1].text(),
                    text: children[2].text(),
                    name: tagged(0x8a).map(Element::text),
                    value: tagged(0x8b).map(|value| value.contents.to_vec()),
                })
            }
        }
    }
}

fn attribute(element: Element<'_>) -> Attribute {
    let children = element.children();
    let values = children[1].children();
    Attribute {
        name: children[0].text(),
        values: values.iter().map(|value| value.contents.to_vec()).collect(),
    }
}
