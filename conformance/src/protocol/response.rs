//! Responses (RFC 4511 4.2 to 4.13), read strictly from octets; everything that came is kept.

use thiserror::Error;

use super::{Control, ResultCode, printable};
use crate::ber::{BerError, Element, Elements, tag};

/// A response with its id, its controls and the octets it was read from.
#[derive(Clone, Debug)]
pub struct ResponseMessage {
    /// The messageID; 0 for an unsolicited notification (RFC 4511 4.4).
    pub id: i64,
    /// What it says.
    pub operation: ResponseOperation,
    /// The controls, in order.
    pub controls: Vec<Control>,
}

/// What a response says.
#[derive(Clone, Debug)]
#[expect(
    missing_docs,
    reason = "the variants and fields carry the names of RFC 4511"
)]
pub enum ResponseOperation {
    Bind {
        result: LdapResult,
        server_sasl_credentials: Option<Vec<u8>>,
    },
    SearchResultEntry(Entry),
    SearchResultReference(Vec<String>),
    SearchResultDone(LdapResult),
    Modify(LdapResult),
    Add(LdapResult),
    Delete(LdapResult),
    ModifyDn(LdapResult),
    Compare(LdapResult),
    Extended {
        result: LdapResult,
        name: Option<String>,
        value: Option<Vec<u8>>,
    },
    Intermediate {
        name: Option<String>,
        value: Option<Vec<u8>>,
    },
}

/// An LDAPResult (RFC 4511 4.1.9).
#[derive(Clone, Debug, Eq, PartialEq)]
#[expect(missing_docs, reason = "the fields carry the names of RFC 4511 4.1.9")]
pub struct LdapResult {
    pub result_code: ResultCode,
    pub matched_dn: String,
    pub diagnostic_message: String,
    pub referral: Option<Vec<String>>,
}

/// A SearchResultEntry (RFC 4511 4.5.2).
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Entry {
    /// The objectName.
    pub dn: String,
    /// Attribute descriptions with their values, in the order in which they came.
    pub attributes: Vec<(String, Vec<Vec<u8>>)>,
}

impl Entry {
    /// What a report calls it: its name, but the root DSE, whose name is empty (RFC 4512 5.1).
    pub(crate) fn called(&self) -> String {
        if self.dn.is_empty() {
            "the root DSE".to_owned()
        } else {
            format!("`{}`", self.dn)
        }
    }

    /// The values of the attribute that is described so, letter case aside (RFC 4512 2.5).
    pub fn values(&self, description: &str) -> Option<&[Vec<u8>]> {
        self.attributes
            .iter()
            .find(|(candidate, _)| candidate.eq_ignore_ascii_case(description))
            .map(|(_, values)| values.as_slice())
    }

    /// The values as text; octets that are no UTF-8 show as replacement characters.
    pub fn texts(&self, description: &str) -> Vec<String> {
        let values = self.values(description).unwrap_or_default();
        values
            .iter()
            .map(|value| String::from_utf8_lossy(value).into_owned())
            .collect()
    }
}

/// Octets that are no response.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
pub enum ResponseError {
    /// Not even BER, or not the elements that RFC 4511 puts there.
    #[error(transparent)]
    Ber(#[from] BerError),
    /// A protocolOp that isn't one of the responses.
    #[error("protocolOp {0:#04x} is no response")]
    UnknownOperation(u8),
    /// An `LDAPString` that isn't UTF-8 (RFC 4511 4.1.2).
    #[error("`{0}` where UTF-8 was expected")]
    Text(String),
    /// A BOOLEAN of a control that RFC 4511 5.1 has otherwise: TRUE is `ff`, and the default FALSE is absent.
    #[error("criticality {0:#04x}; expected 0xff, or none for FALSE")]
    Criticality(u8),
}

impl ResponseMessage {
    /// Reads one LDAPMessage from exactly these octets.
    pub fn decode(octets: &[u8]) -> Result<Self, ResponseError> {
        let mut message = Elements::new(octets).expect(tag::SEQUENCE)?.elements();
        let id = message.expect(tag::INTEGER)?.as_integer()?;
        let operation = message.next_element()?.ok_or(BerError::Truncated)?;
        let operation = ResponseOperation::decode(operation)?;
        let mut controls = Vec::new();
        if let Some(element) = message.optional(tag::context_constructed(0))? {
            for control in element.elements().all(tag::SEQUENCE)? {
                controls.push(Control::decode(control.elements())?);
            }
        }
        Ok(Self {
            id,
            operation,
            controls,
        })
    }

    /// The result, unless more is to come for this request.
    pub fn result(&self) -> Option<&LdapResult> {
        self.operation.result()
    }
}

impl ResponseOperation {
    /// The result, unless more is to come for this request.
    pub fn result(&self) -> Option<&LdapResult> {
        match self {
            Self::Bind { result, .. }
            | Self::SearchResultDone(result)
            | Self::Modify(result)
            | Self::Add(result)
            | Self::Delete(result)
            | Self::ModifyDn(result)
            | Self::Compare(result)
            | Self::Extended { result, .. } => Some(result),
            Self::SearchResultEntry(_)
            | Self::SearchResultReference(_)
            | Self::Intermediate { .. } => None,
        }
    }

    fn decode(element: Element<'_>) -> Result<Self, ResponseError> {
        let mut elements = element.elements();
        Ok(match element.tag {
            0x61 => Self::Bind {
                result: LdapResult::decode(&mut elements)?,
                server_sasl_credentials: optional_octets(&mut elements, tag::context(7))?,
            },
            0x64 => Self::SearchResultEntry(Entry::decode(elements)?),
            0x65 => Self::SearchResultDone(LdapResult::decode(&mut elements)?),
            0x67 => Self::Modify(LdapResult::decode(&mut elements)?),
            0x69 => Self::Add(LdapResult::decode(&mut elements)?),
            0x6b => Self::Delete(LdapResult::decode(&mut elements)?),
            0x6d => Self::ModifyDn(LdapResult::decode(&mut elements)?),
            0x6f => Self::Compare(LdapResult::decode(&mut elements)?),
            0x73 => Self::SearchResultReference(uris(elements)?),
            0x78 => Self::Extended {
                result: LdapResult::decode(&mut elements)?,
                name: optional_octets(&mut elements, tag::context(10))?
                    .map(text)
                    .transpose()?,
                value: optional_octets(&mut elements, tag::context(11))?,
            },
            0x79 => Self::Intermediate {
                name: optional_octets(&mut elements, tag::context(0))?
                    .map(text)
                    .transpose()?,
                value: optional_octets(&mut elements, tag::context(1))?,
            },
            unknown => return Err(ResponseError::UnknownOperation(unknown)),
        })
    }
}

impl LdapResult {
    fn decode(elements: &mut Elements<'_>) -> Result<Self, ResponseError> {
        let result_code = ResultCode(elements.expect(tag::ENUMERATED)?.as_integer()?);
        let matched_dn = text(elements.octet_string()?)?;
        let diagnostic_message = text(elements.octet_string()?)?;
        let referral = elements.optional(tag::context_constructed(3))?;
        Ok(Self {
            result_code,
            matched_dn,
            diagnostic_message,
            referral: referral
                .map(|element| uris(element.elements()))
                .transpose()?,
        })
    }
}

impl Entry {
    fn decode(mut elements: Elements<'_>) -> Result<Self, ResponseError> {
        let dn = text(elements.octet_string()?)?;
        let list = elements.expect(tag::SEQUENCE)?.elements();
        let mut attributes = Vec::new();
        for attribute in list.all(tag::SEQUENCE)? {
            let mut parts = attribute.elements();
            let description = text(parts.octet_string()?)?;
            let values = parts
                .expect(tag::SET)?
                .elements()
                .all(tag::OCTET_STRING)?
                .into_iter()
                .map(|value| value.content.to_vec())
                .collect();
            attributes.push((description, values));
        }
        Ok(Self { dn, attributes })
    }
}

fn uris(elements: Elements<'_>) -> Result<Vec<String>, ResponseError> {
    let uris = elements.all(tag::OCTET_STRING)?;
    uris.into_iter().map(|uri| text(uri.content)).collect()
}

fn optional_octets(elements: &mut Elements<'_>, tag: u8) -> Result<Option<Vec<u8>>, BerError> {
    let element = elements.optional(tag)?;
    Ok(element.map(|element| element.content.to_vec()))
}

/// An `LDAPString` (RFC 4511 4.1.2).
pub(super) fn text(octets: impl Into<Vec<u8>>) -> Result<String, ResponseError> {
    let text = String::from_utf8(octets.into());
    text.map_err(|error| ResponseError::Text(printable(error.as_bytes())))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn hex(text: &str) -> Vec<u8> {
        text.split_whitespace()
            .map(|octet| u8::from_str_radix(octet, 16).unwrap())
            .collect()
    }

    #[test]
    fn rfc4511_4_1_9_a_result_is_read_whole() {
        let octets = hex("30 15 02 01 02 65 10 0a 01 0a 04 01 61 04 02 6e 6f a3 04 04 02 6c 3a");
        let message = ResponseMessage::decode(&octets).unwrap();
        assert_eq!(message.id, 2);
        let result = message.result().unwrap();
        assert_eq!(result.result_code, ResultCode(10));
        assert_eq!(result.matched_dn, "a");
        assert_eq!(result.diagnostic_message, "no");
        assert_eq!(result.referral.as_deref(), Some(&["l:".to_owned()][..]));
    }

    #[test]
    fn rfc4511_4_5_2_an_entry_keeps_the_order_of_its_attributes() {
        let octets =
            hex("30 19 02 01 02 64 14 04 01 61 30 0f 30 08 04 02 63 6e 31 02 04 00 30 03 04 01 62");
        // The second attribute lacks its SET of values.
        assert_eq!(
            ResponseMessage::decode(&octets).unwrap_err(),
            ResponseError::Ber(BerError::Missing { expected: tag::SET })
        );
        let octets = hex(
            "30 1b 02 01 02 64 16 04 01 61 30 11 30 08 04 02 63 6e 31 02 04 00 30 05 04 01 62 31 00",
        );
        let message = ResponseMessage::decode(&octets).unwrap();
        let ResponseOperation::SearchResultEntry(entry) = message.operation else {
            panic!("an entry was encoded");
        };
        assert_eq!(entry.values("CN"), Some(&[Vec::new()][..]));
        assert_eq!(entry.values("b"), Some(&[][..]));
        assert_eq!(entry.values("c"), None);
    }

    #[test]
    fn rfc4511_4_1_2_text_is_utf_8() {
        let octets = hex("30 0d 02 01 02 65 08 0a 01 20 04 01 ff 04 00");
        assert_eq!(
            ResponseMessage::decode(&octets).unwrap_err(),
            ResponseError::Text("0xff".to_owned())
        );
    }

    #[test]
    fn rfc4511_5_1_a_criticality_is_true_as_ff_or_absent() {
        for (octet, is_right) in [("ff", true), ("01", false), ("00", false)] {
            let octets = hex(&format!(
                "30 17 02 01 02 65 07 0a 01 00 04 00 04 00 a0 09 30 07 04 02 31 32 01 01 {octet}"
            ));
            let decoded = ResponseMessage::decode(&octets);
            assert_eq!(decoded.is_ok(), is_right, "{decoded:?}");
        }
    }

    proptest! {
        #[test]
        fn no_octets_make_it_panic(octets in proptest::collection::vec(any::<u8>(), 0..80)) {
            let _ = ResponseMessage::decode(&octets);
        }
    }
}
