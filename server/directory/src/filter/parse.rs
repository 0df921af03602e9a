//! Reads the text of a filter (RFC 4515 section 3, with the empty lists of RFC 4526).

use super::assemble::Assembly;
use super::ast::Filter;
use super::error::{FilterError, FilterErrorKind};
use super::walk::Operator;

/// The number of `and`, `or` and `not` filters inside each other that a filter may have (`openldap.md 7`).
pub const MAX_FILTER_DEPTH: usize = 1000;

impl Filter {
    /// Reads a filter from its text.
    ///
    /// The text need not be UTF-8 (RFC 4515 section 3). Parentheses are required, and spaces outside of values are
    /// refused, as the grammar has it.
    ///
    /// # Errors
    ///
    /// The first thing that the grammar doesn't allow, and its place.
    ///
    /// # Examples
    ///
    /// ```
    /// use jcldap_directory::Filter;
    ///
    /// let filter = Filter::parse("(&(objectClass=inetOrgPerson)(uid=leela))")?;
    /// assert_eq!(filter.to_string(), "(&(objectClass=inetOrgPerson)(uid=leela))");
    ///
    /// let error = Filter::parse("(uid=leela").unwrap_err();
    /// assert_eq!(error.to_string(), "the filter ends too early; expected `)` at octet 10");
    /// # Ok::<(), jcldap_directory::FilterError>(())
    /// ```
    pub fn parse(text: impl AsRef<[u8]>) -> Result<Self, FilterError> {
        Parser {
            text: text.as_ref(),
            position: 0,
        }
        .filter()
    }
}

struct Parser<'a> {
    text: &'a [u8],
    position: usize,
}

impl Parser<'_> {
    fn filter(mut self) -> Result<Filter, FilterError> {
        let mut assembly = Assembly::default();
        let mut whole = None;
        while let Some(octet) = self.peek() {
            match octet {
                b'(' if whole.is_none() && assembly.accepts_part() => {
                    whole = self.begin(&mut assembly)?;
                }
                b')' if assembly.may_close() => {
                    self.position += 1;
                    whole = assembly.close();
                }
                got => return Err(self.unexpected(got, expected(whole.as_ref(), &assembly))),
            }
        }
        let kind = FilterErrorKind::UnexpectedEnd {
            expected: expected(None, &assembly),
        };
        whole.ok_or(FilterError {
            kind,
            position: self.position,
        })
    }

    /// Reads `(` and what makes the filter what it is; an item is read to its end.
    fn begin(&mut self, assembly: &mut Assembly) -> Result<Option<Filter>, FilterError> {
        let opened_at = self.position;
        self.position += 1;
        let operator = match self.peek() {
            Some(b'&') => Operator::And,
            Some(b'|') => Operator::Or,
            Some(b'!') => Operator::Not,
            _ => return Ok(assembly.add(self.item()?)),
        };
        if assembly.depth() == MAX_FILTER_DEPTH {
            return Err(FilterError {
                kind: FilterErrorKind::TooDeep,
                position: opened_at,
            });
        }
        self.position += 1;
        assembly.open(operator);
        Ok(None)
    }

    /// Reads `attribute=value)` in all its forms.
    fn item(&mut self) -> Result<Filter, FilterError> {
        let rest = self.text.get(self.position..).unwrap_or_default();
        let Some(length) = rest.iter().position(|&octet| octet == b')') else {
            let kind = FilterErrorKind::UnexpectedEnd { expected: "`)`" };
            return Err(FilterError {
                kind,
                position: self.text.len(),
            });
        };
        let start = self.position;
        self.position += length + 1;
        let (item, _) = rest.split_at(length);
        let Some(equals) = item.iter().position(|&octet| octet == b'=') else {
            return Err(FilterError {
                kind: FilterErrorKind::NoEquals,
                position: start,
            });
        };
        let (left, right) = item.split_at(equals);
        let left = Piece {
            octets: left,
            position: start,
        };
        let value = Piece {
            octets: right.get(1..).unwrap_or_default(),
            position: start + equals + 1,
        };
        match left.octets.split_last() {
            Some((b'~', attribute)) => Ok(Filter::Approximate {
                attribute: left.of(attribute).attribute()?,
                value: value.unescape()?,
            }),
            Some((b'>', attribute)) => Ok(Filter::GreaterOrEqual {
                attribute: left.of(attribute).attribute()?,
                value: value.unescape()?,
            }),
            Some((b'<', attribute)) => Ok(Filter::LessOrEqual {
                attribute: left.of(attribute).attribute()?,
                value: value.unescape()?,
            }),
            Some((b':', matched)) => left.of(matched).extensible(value),
            _ => equality(left.attribute()?, value),
        }
    }

    fn peek(&self) -> Option<u8> {
        self.text.get(self.position).copied()
    }

    fn unexpected(&self, got: u8, expected: &'static str) -> FilterError {
        FilterError {
            kind: FilterErrorKind::Unexpected { got, expected },
            position: self.position,
        }
    }
}

/// What may come next, for the error's text.
fn expected(whole: Option<&Filter>, assembly: &Assembly) -> &'static str {
    match (whole, assembly.accepts_part(), assembly.may_close()) {
        (Some(_), _, _) => "the end of the filter",
        (None, true, true) => "`(` or `)`",
        (None, true, false) => "`(`",
        (None, false, _) => "`)`",
    }
}

/// A presence, equality or substrings item, which only the asterisks in its value tell apart.
fn equality(attribute: Vec<u8>, value: Piece<'_>) -> Result<Filter, FilterError> {
    if value.octets == b"*" {
        return Ok(Filter::Present { attribute });
    }
    match value.split(b'*').as_slice() {
        [initial, any @ .., last] => Ok(Filter::Substrings {
            attribute,
            initial: initial.unescape_if_any()?,
            any: any
                .iter()
                .map(|component| component.component())
                .collect::<Result<_, _>>()?,
            last: last.unescape_if_any()?,
        }),
        _ => Ok(Filter::Equality {
            attribute,
            value: value.unescape()?,
        }),
    }
}

/// Some octets of the text and their place in it.
#[derive(Clone, Copy)]
struct Piece<'a> {
    octets: &'a [u8],
    position: usize,
}

impl<'a> Piece<'a> {
    /// The beginning of this piece.
    fn of(self, beginning: &'a [u8]) -> Self {
        Self {
            octets: beginning,
            ..self
        }
    }

    fn split(self, separator: u8) -> Vec<Self> {
        let mut position = self.position;
        let piece = |octets: &'a [u8]| {
            let piece = Self { octets, position };
            position += octets.len() + 1;
            piece
        };
        self.octets
            .split(|&octet| octet == separator)
            .map(piece)
            .collect()
    }

    fn error(self, kind: FilterErrorKind) -> FilterError {
        FilterError {
            kind,
            position: self.position,
        }
    }

    /// An `attributedescription` (RFC 4512 section 2.5), as far as its characters go.
    fn attribute(self) -> Result<Vec<u8>, FilterError> {
        let is_allowed =
            |octet: &u8| octet.is_ascii_alphanumeric() || matches!(octet, b'-' | b'.' | b';');
        if self.octets.is_empty() || !self.octets.iter().all(is_allowed) {
            return Err(self.error(FilterErrorKind::InvalidAttribute));
        }
        Ok(self.octets.to_vec())
    }

    /// What stands before `:=`: `[attribute] [":dn"] [":" rule]`.
    fn extensible(self, value: Piece<'_>) -> Result<Filter, FilterError> {
        let mut fields = self.split(b':').into_iter().peekable();
        let attribute = match fields.next() {
            Some(field) if !field.octets.is_empty() => Some(field.attribute()?),
            _ => None,
        };
        let dn_attributes = fields
            .next_if(|field| field.octets.eq_ignore_ascii_case(b"dn"))
            .is_some();
        let rule = fields.next().map(Self::attribute).transpose()?;
        if fields.next().is_some() || (attribute.is_none() && rule.is_none()) {
            return Err(self.error(FilterErrorKind::InvalidExtensible));
        }
        Ok(Filter::Extensible {
            rule,
            attribute,
            value: value.unescape()?,
            dn_attributes,
        })
    }

    /// A component between two asterisks.
    fn component(self) -> Result<Vec<u8>, FilterError> {
        if self.octets.is_empty() {
            return Err(self.error(FilterErrorKind::EmptySubstring));
        }
        self.unescape()
    }

    /// A component before the first asterisk or after the last.
    fn unescape_if_any(self) -> Result<Option<Vec<u8>>, FilterError> {
        if self.octets.is_empty() {
            Ok(None)
        } else {
            self.unescape().map(Some)
        }
    }

    /// The octets of an `assertionvalue`.
    fn unescape(self) -> Result<Vec<u8>, FilterError> {
        let mut value = Vec::with_capacity(self.octets.len());
        let mut octets = self.octets.iter().enumerate();
        while let Some((offset, &octet)) = octets.next() {
            let error = |kind| FilterError {
                kind,
                position: self.position + offset,
            };
            value.push(match octet {
                b'\\' => {
                    let mut digit = || char::from(*octets.next()?.1).to_digit(16);
                    let pair = digit()
                        .zip(digit())
                        .and_then(|(high, low)| u8::try_from(high << 4 | low).ok());
                    pair.ok_or_else(|| error(FilterErrorKind::InvalidEscape))?
                }
                b'(' | b'*' | b'\0' => return Err(error(FilterErrorKind::Unescaped)),
                plain => plain,
            });
        }
        Ok(value)
    }
}
