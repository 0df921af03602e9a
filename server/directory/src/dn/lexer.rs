//! Splits the text of a name into attribute types and values, in all the forms that are accepted.
//!
//! That is RFC 4514 section 3, and besides (`openldap.md 2`): semicolons for commas, spaces around separators, and values
//! in quotation marks. Nothing is looked up here: types are octets, values are octets without their escapes.

use super::error::DnError;
use crate::ber;

/// An attribute type and value as a text holds them.
#[derive(Debug, Eq, PartialEq)]
pub(super) struct TextAva<'a> {
    /// The type as written.
    pub(super) attribute_type: &'a [u8],
    /// The value without escapes, quotation marks or the spaces around it.
    pub(super) value: Vec<u8>,
    /// What comes behind it.
    pub(super) end: AvaEnd,
}

/// What stands behind an attribute value.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum AvaEnd {
    /// `+`: the same RDN goes on.
    SameRdn,
    /// `,` or `;`: the superior's RDN comes next.
    NextRdn,
    /// The end of the text.
    Name,
}

/// Reads attribute types and values one by one.
pub(super) struct Lexer<'a> {
    text: &'a [u8],
    position: usize,
}

impl<'a> Lexer<'a> {
    pub(super) fn new(text: &'a [u8]) -> Self {
        let mut lexer = Self { text, position: 0 };
        lexer.skip_spaces();
        lexer
    }

    /// Whether nothing is left: at the beginning, this is the name of no RDNs.
    pub(super) fn is_at_end(&self) -> bool {
        self.position >= self.text.len()
    }

    /// Reads the next attribute type and value, and the separator behind them.
    pub(super) fn ava(&mut self) -> Result<TextAva<'a>, DnError> {
        self.skip_spaces();
        let attribute_type = self.attribute_type()?;
        self.skip_spaces();
        match self.peek() {
            Some(b'=') => self.position += 1,
            got => return Err(self.unexpected(got, "`=`")),
        }
        self.skip_spaces();
        let value = match self.peek() {
            Some(b'#') => self.hex_value()?,
            Some(b'"') => self.quoted_value()?,
            _ => self.plain_value()?,
        };
        self.skip_spaces();
        let end = match self.peek() {
            Some(b',' | b';') => AvaEnd::NextRdn,
            Some(b'+') => AvaEnd::SameRdn,
            None => AvaEnd::Name,
            got => return Err(self.unexpected(got, "`,`, `+` or the end of the name")),
        };
        self.position += 1;
        Ok(TextAva {
            attribute_type,
            value,
            end,
        })
    }

    fn attribute_type(&mut self) -> Result<&'a [u8], DnError> {
        let rest = self.rest();
        let length = rest
            .iter()
            .position(|octet| !(octet.is_ascii_alphanumeric() || matches!(octet, b'-' | b'.')))
            .unwrap_or(rest.len());
        if length == 0 {
            return Err(self.unexpected(self.peek(), "an attribute type"));
        }
        self.position += length;
        Ok(rest.split_at(length).0)
    }

    /// `string`: up to a separator, without the spaces before it.
    fn plain_value(&mut self) -> Result<Vec<u8>, DnError> {
        let is_separator = |octet: &u8| matches!(octet, b',' | b';' | b'+');
        let to_separator = self.rest().iter().position(is_separator);
        let mut value = Vec::with_capacity(to_separator.unwrap_or_else(|| self.rest().len()));
        let mut length_without_spaces = 0;
        while let Some(octet) = self.peek() {
            match octet {
                separator if is_separator(&separator) => break,
                b'\\' => {
                    value.push(self.escape()?);
                    length_without_spaces = value.len();
                    continue;
                }
                b'"' | b'<' | b'>' | b'\0' => return Err(self.unexpected(Some(octet), "an escape")),
                b' ' => value.push(octet),
                _ => {
                    value.push(octet);
                    length_without_spaces = value.len();
                }
            }
            self.position += 1;
        }
        value.truncate(length_without_spaces);
        Ok(value)
    }

    /// A string between quotation marks, in which only `"` and `\` need an escape (RFC 1779 section 2.3).
    fn quoted_value(&mut self) -> Result<Vec<u8>, DnError> {
        let mut value = Vec::new();
        self.position += 1;
        loop {
            match self.peek() {
                Some(b'"') => {
                    self.position += 1;
                    return Ok(value);
                }
                Some(b'\\') => value.push(self.escape()?),
                Some(octet) => {
                    value.push(octet);
                    self.position += 1;
                }
                None => return Err(DnError::UnexpectedEnd { expected: "`\"`" }),
            }
        }
    }

    /// `hexstring`: the BER encoding of a string, of which the content is the value.
    fn hex_value(&mut self) -> Result<Vec<u8>, DnError> {
        let invalid = DnError::InvalidHexValue {
            position: self.position,
        };
        self.position += 1;
        let mut encoding = Vec::new();
        while let Some(octet) = self.hex_pair() {
            encoding.push(octet);
        }
        match ber::split_first(&encoding) {
            Some((element, [])) if STRING_TAGS.contains(&element.tag) => {
                Ok(element.content.to_vec())
            }
            _ => Err(invalid),
        }
    }

    /// `pair`: a backslash and what it escapes.
    fn escape(&mut self) -> Result<u8, DnError> {
        let position = self.position;
        self.position += 1;
        if let Some(octet) = self.hex_pair() {
            return Ok(octet);
        }
        match self.peek() {
            Some(special) if ESCAPABLE.contains(&special) => {
                self.position += 1;
                Ok(special)
            }
            _ => Err(DnError::InvalidEscape { position }),
        }
    }

    /// The octet that the next two characters stand for, if they are hexadecimal digits.
    fn hex_pair(&mut self) -> Option<u8> {
        let digit = |offset| char::from(*self.text.get(self.position + offset)?).to_digit(16);
        let octet = u8::try_from(digit(0)? << 4 | digit(1)?).ok()?;
        self.position += 2;
        Some(octet)
    }

    fn skip_spaces(&mut self) {
        self.position += self
            .rest()
            .iter()
            .take_while(|&&octet| octet == b' ')
            .count();
    }

    fn rest(&self) -> &'a [u8] {
        self.text.get(self.position..).unwrap_or_default()
    }

    fn peek(&self) -> Option<u8> {
        self.text.get(self.position).copied()
    }

    fn unexpected(&self, got: Option<u8>, expected: &'static str) -> DnError {
        match got {
            Some(got) => DnError::Unexpected {
                got,
                expected,
                position: self.position,
            },
            None => DnError::UnexpectedEnd { expected },
        }
    }
}

/// What a backslash may stand before (RFC 4514 section 3, `special` and `ESC`).
const ESCAPABLE: &[u8] = b" \"#+,;<=>\\";

/// The BER types whose content is the LDAP string of the value (RFC 4514 section 2.4): OCTET STRING, `UTF8String`,
/// `PrintableString` and `IA5String`.
const STRING_TAGS: [u8; 4] = [ber::tag::OCTET_STRING, 0x0c, 0x13, 0x16];
