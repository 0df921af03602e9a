//! Answers read back from the octets that a session wrote, to be changed and written again.
//!
//! Only what this server writes is read. What is written again unchanged has the same octets.

use jcldap_directory::ber;

use super::RequestKind;
use super::ber::{BerError, Reader, boolean, integer, tag};

const SEARCH_RESULT_ENTRY: u8 = 0x64;
const SEARCH_RESULT_REFERENCE: u8 = 0x73;
const REFERRAL: u8 = tag::context_constructed(3);
const SERVER_SASL_CREDENTIALS: u8 = tag::context(7);
const RESPONSE_NAME: u8 = tag::context(10);
const RESPONSE_VALUE: u8 = tag::context(11);
const CONTROLS: u8 = tag::context_constructed(0);

/// One message of an answer.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Answer {
    /// The messageID; 0 of a notice.
    pub id: i64,
    /// What it says.
    pub operation: AnswerOperation,
    /// The response controls.
    pub controls: Vec<AnswerControl>,
}

/// What a message of an answer says.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum AnswerOperation {
    /// A `SearchResultEntry`.
    Entry(AnswerEntry),
    /// A `SearchResultReference`: its URLs.
    Reference(Vec<Vec<u8>>),
    /// A message that ends an operation.
    Result(AnswerResult),
}

/// A `SearchResultEntry` (RFC 4511 section 4.5.2).
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct AnswerEntry {
    /// The objectName.
    pub name: Vec<u8>,
    /// The attributes, in order.
    pub attributes: Vec<AnswerAttribute>,
}

/// A `PartialAttribute` of an entry.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct AnswerAttribute {
    /// The attribute description, as it is spelled.
    pub description: Vec<u8>,
    /// The values, in order.
    pub values: Vec<Vec<u8>>,
}

/// An `LDAPResult` with what bind and extended responses add to it (RFC 4511 sections 4.1.9, 4.2.2 and 4.12).
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct AnswerResult {
    /// Which operation it ends.
    pub kind: RequestKind,
    /// The resultCode.
    pub code: i64,
    /// The matchedDN.
    pub matched_dn: Vec<u8>,
    /// The diagnosticMessage.
    pub diagnostic_message: Vec<u8>,
    /// The referral's URLs.
    pub referral: Vec<Vec<u8>>,
    /// The serverSaslCreds.
    pub server_sasl_credentials: Option<Vec<u8>>,
    /// The responseName.
    pub response_name: Option<Vec<u8>>,
    /// The responseValue.
    pub response_value: Option<Vec<u8>>,
}

/// A response control.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct AnswerControl {
    /// The controlType.
    pub oid: Vec<u8>,
    /// The criticality, which clients ignore in a response (RFC 4511 section 4.1.11).
    pub criticality: bool,
    /// The controlValue.
    pub value: Option<Vec<u8>>,
}

impl Answer {
    /// Reads a whole message.
    pub fn read(octets: &[u8]) -> Result<Self, BerError> {
        let mut message = Reader::new(octets).sequence()?;
        let id = message.integer()?;
        let operation = message.element()?;
        let mut parts = operation.reader();
        let operation = match operation.tag {
            SEARCH_RESULT_ENTRY => AnswerOperation::Entry(AnswerEntry::read(&mut parts)?),
            SEARCH_RESULT_REFERENCE => AnswerOperation::Reference(strings(&mut parts)?),
            tag => {
                let kind = kind_of(tag).ok_or(BerError::UnexpectedTag)?;
                AnswerOperation::Result(AnswerResult::read(kind, &mut parts)?)
            }
        };
        let mut controls = Vec::new();
        if let Some(content) = message.optional(CONTROLS)? {
            let mut reader = Reader::new(content);
            while !reader.is_empty() {
                controls.push(AnswerControl::read(&mut reader.sequence()?)?);
            }
        }
        Ok(Self {
            id,
            operation,
            controls,
        })
    }

    /// Appends the message.
    pub fn write(&self, out: &mut Vec<u8>) {
        let mut message = Vec::new();
        ber::write_integer(&mut message, tag::INTEGER, self.id);
        let mut parts = Vec::new();
        let tag = match &self.operation {
            AnswerOperation::Entry(entry) => {
                entry.write(&mut parts);
                SEARCH_RESULT_ENTRY
            }
            AnswerOperation::Reference(urls) => {
                write_strings(urls, &mut parts);
                SEARCH_RESULT_REFERENCE
            }
            AnswerOperation::Result(result) => {
                result.write(&mut parts);
                tag_of(result.kind)
            }
        };
        ber::write(&mut message, tag, &parts);
        if !self.controls.is_empty() {
            let mut controls = Vec::new();
            for control in &self.controls {
                control.write(&mut controls);
            }
            ber::write(&mut message, CONTROLS, &controls);
        }
        ber::write(out, tag::SEQUENCE, &message);
    }
}

impl AnswerEntry {
    fn read(parts: &mut Reader<'_>) -> Result<Self, BerError> {
        let name = parts.octets()?;
        let mut list = parts.sequence()?;
        let mut attributes = Vec::new();
        while !list.is_empty() {
            let mut attribute = list.sequence()?;
            attributes.push(AnswerAttribute {
                description: attribute.octets()?,
                values: strings(&mut Reader::new(attribute.expect(tag::SET)?))?,
            });
        }
        Ok(Self { name, attributes })
    }

    fn write(&self, out: &mut Vec<u8>) {
        ber::write(out, tag::OCTET_STRING, &self.name);
        let mut list = Vec::new();
        for AnswerAttribute {
            description,
            values,
        } in &self.attributes
        {
            let (mut attribute, mut set) = (Vec::new(), Vec::new());
            ber::write(&mut attribute, tag::OCTET_STRING, description);
            write_strings(values, &mut set);
            ber::write(&mut attribute, tag::SET, &set);
            ber::write(&mut list, tag::SEQUENCE, &attribute);
        }
        ber::write(out, tag::SEQUENCE, &list);
    }
}

impl AnswerResult {
    fn read(kind: RequestKind, parts: &mut Reader<'_>) -> Result<Self, BerError> {
        Ok(Self {
            kind,
            code: integer(parts.expect(tag::ENUMERATED)?)?,
            matched_dn: parts.octets()?,
            diagnostic_message: parts.octets()?,
            referral: match parts.optional(REFERRAL)? {
                Some(urls) => strings(&mut Reader::new(urls))?,
                None => Vec::new(),
            },
            server_sasl_credentials: parts.optional(SERVER_SASL_CREDENTIALS)?.map(<[u8]>::to_vec),
            response_name: parts.optional(RESPONSE_NAME)?.map(<[u8]>::to_vec),
            response_value: parts.optional(RESPONSE_VALUE)?.map(<[u8]>::to_vec),
        })
    }

    fn write(&self, out: &mut Vec<u8>) {
        ber::write_integer(out, tag::ENUMERATED, self.code);
        ber::write(out, tag::OCTET_STRING, &self.matched_dn);
        ber::write(out, tag::OCTET_STRING, &self.diagnostic_message);
        if !self.referral.is_empty() {
            let mut urls = Vec::new();
            write_strings(&self.referral, &mut urls);
            ber::write(out, REFERRAL, &urls);
        }
        for (tag, part) in [
            (SERVER_SASL_CREDENTIALS, &self.server_sasl_credentials),
            (RESPONSE_NAME, &self.response_name),
            (RESPONSE_VALUE, &self.response_value),
        ] {
            if let Some(octets) = part {
                ber::write(out, tag, octets);
            }
        }
    }
}

impl AnswerControl {
    fn read(control: &mut Reader<'_>) -> Result<Self, BerError> {
        Ok(Self {
            oid: control.octets()?,
            criticality: match control.optional(tag::BOOLEAN)? {
                Some(content) => boolean(content)?,
                None => false,
            },
            value: control.optional(tag::OCTET_STRING)?.map(<[u8]>::to_vec),
        })
    }

    fn write(&self, out: &mut Vec<u8>) {
        let mut control = Vec::new();
        ber::write(&mut control, tag::OCTET_STRING, &self.oid);
        if self.criticality {
            ber::write_boolean(&mut control, tag::BOOLEAN, true);
        }
        if let Some(value) = &self.value {
            ber::write(&mut control, tag::OCTET_STRING, value);
        }
        ber::write(out, tag::SEQUENCE, &control);
    }
}

fn strings(reader: &mut Reader<'_>) -> Result<Vec<Vec<u8>>, BerError> {
    let mut strings = Vec::new();
    while !reader.is_empty() {
        strings.push(reader.octets()?);
    }
    Ok(strings)
}

fn write_strings(strings: &[Vec<u8>], out: &mut Vec<u8>) {
    for octets in strings {
        ber::write(out, tag::OCTET_STRING, octets);
    }
}

/// The responses that end operations, by the tags of RFC 4511 appendix B.
const RESULTS: [(RequestKind, u8); 8] = [
    (RequestKind::Bind, 0x61),
    (RequestKind::Search, 0x65),
    (RequestKind::Modify, 0x67),
    (RequestKind::Add, 0x69),
    (RequestKind::Delete, 0x6b),
    (RequestKind::ModifyDn, 0x6d),
    (RequestKind::Compare, 0x6f),
    (RequestKind::Extended, EXTENDED_RESPONSE),
];

const EXTENDED_RESPONSE: u8 = 0x78;

fn kind_of(tag: u8) -> Option<RequestKind> {
    let of_tag = RESULTS.iter().find(|(_, own)| *own == tag);
    of_tag.map(|(kind, _)| *kind)
}

/// Unbind and Abandon have no response; what claims to be one is an extended response, the only kind that may come
/// unasked (RFC 4511 section 4.4).
fn tag_of(kind: RequestKind) -> u8 {
    let of_kind = RESULTS.iter().find(|(own, _)| *own == kind);
    of_kind.map_or(EXTENDED_RESPONSE, |(_, tag)| *tag)
}
