//! Reading a Filter (RFC 4511 section 4.5.1.7) from BER.
//!
//! Nesting is the peer's choice, so the reader keeps its own stack and refuses what is deeper than the limit. A filter
//! choice that is not known becomes `Filter::Undefined`; the RFC has it evaluate to Undefined, not fail.

use jcldap_directory::Filter;

use super::ber::{BerError, Element, Reader, boolean, tag};

const AND: u8 = tag::context_constructed(0);
const OR: u8 = tag::context_constructed(1);
const NOT: u8 = tag::context_constructed(2);
const EQUALITY_MATCH: u8 = tag::context_constructed(3);
const SUBSTRINGS: u8 = tag::context_constructed(4);
const GREATER_OR_EQUAL: u8 = tag::context_constructed(5);
const LESS_OR_EQUAL: u8 = tag::context_constructed(6);
const PRESENT: u8 = tag::context(7);
const APPROX_MATCH: u8 = tag::context_constructed(8);
const EXTENSIBLE_MATCH: u8 = tag::context_constructed(9);

/// The two high bits of an identifier octet, and their value for the context-specific class.
const CLASS_MASK: u8 = 0xc0;
const CONTEXT_SPECIFIC: u8 = 0x80;

/// Why a filter cannot be read.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum FilterReadError {
    Malformed(BerError),
    TooDeep,
    /// Components of a substring assertion out of order: well-formed, but against RFC 4511 section 4.5.1.7.2.
    SubstringOrder,
}

impl From<BerError> for FilterReadError {
    fn from(error: BerError) -> Self {
        Self::Malformed(error)
    }
}

/// An and, or, or not whose members are still being read.
struct Unfinished<'a> {
    tag: u8,
    rest: Reader<'a>,
    members: Vec<Filter>,
}

/// Reads the one filter that comes next, nested at most `depth_limit` levels deep.
pub(super) fn read_filter(
    reader: &mut Reader<'_>,
    depth_limit: usize,
) -> Result<Filter, FilterReadError> {
    let mut open: Vec<Unfinished<'_>> = Vec::new();
    let mut element = reader.element()?;
    loop {
        let mut complete = if matches!(element.tag, AND | OR | NOT) {
            if open.len() >= depth_limit {
                return Err(FilterReadError::TooDeep);
            }
            open.push(Unfinished {
                tag: element.tag,
                rest: element.reader(),
                members: Vec::new(),
            });
            None
        } else {
            Some(read_item(element)?)
        };
        // Hand finished filters to the one around them, until one is left that still has members to read.
        element = loop {
            match (open.pop(), complete.take()) {
                (None, Some(filter)) => return Ok(filter),
                // Nothing open and nothing complete cannot be: an opened filter is pushed before this loop.
                (None, None) => return Err(BerError::Truncated.into()),
                (Some(mut around), member) => {
                    around.members.extend(member);
                    if around.rest.is_empty() {
                        complete = Some(close(around)?);
                    } else {
                        let next = around.rest.element()?;
                        open.push(around);
                        break next;
                    }
                }
            }
        };
    }
}

fn close(finished: Unfinished<'_>) -> Result<Filter, BerError> {
    let mut members = finished.members;
    match finished.tag {
        AND => Ok(Filter::And(members)),
        OR => Ok(Filter::Or(members)),
        _ => match (members.pop(), members.is_empty()) {
            (Some(member), true) => Ok(Filter::Not(Box::new(member))),
            (None, _) => Err(BerError::Truncated),
            (Some(_), false) => Err(BerError::UnexpectedTag),
        },
    }
}

fn read_item(element: Element<'_>) -> Result<Filter, FilterReadError> {
    Ok(match element.tag {
        EQUALITY_MATCH => {
            let (attribute, value) = value_assertion(element)?;
            Filter::Equality { attribute, value }
        }
        GREATER_OR_EQUAL => {
            let (attribute, value) = value_assertion(element)?;
            Filter::GreaterOrEqual { attribute, value }
        }
        LESS_OR_EQUAL => {
            let (attribute, value) = value_assertion(element)?;
            Filter::LessOrEqual { attribute, value }
        }
        APPROX_MATCH => {
            let (attribute, value) = value_assertion(element)?;
            Filter::Approximate { attribute, value }
        }
        PRESENT => Filter::Present {
            attribute: element.content.to_vec(),
        },
        SUBSTRINGS => substrings(element)?,
        EXTENSIBLE_MATCH => extensible_match(element)?,
        tag if tag & CLASS_MASK == CONTEXT_SPECIFIC => Filter::Undefined,
        _ => return Err(BerError::UnexpectedTag.into()),
    })
}

fn value_assertion(element: Element<'_>) -> Result<(Vec<u8>, Vec<u8>), BerError> {
    let mut reader = element.reader();
    let attribute = reader.octets()?;
    let value = reader.octets()?;
    reader.ignore_rest()?;
    Ok((attribute, value))
}

fn substrings(element: Element<'_>) -> Result<Filter, FilterReadError> {
    const INITIAL: u8 = tag::context(0);
    const ANY: u8 = tag::context(1);
    const FINAL: u8 = tag::context(2);

    let mut reader = element.reader();
    let attribute = reader.octets()?;
    let mut components = reader.sequence()?;
    reader.ignore_rest()?;
    if components.is_empty() {
        return Err(BerError::Truncated.into());
    }
    let (mut initial, mut any, mut last) = (None, Vec::new(), None);
    while !components.is_empty() {
        let component = components.element()?;
        let value = component.content.to_vec();
        match component.tag {
            INITIAL if initial.is_none() && any.is_empty() && last.is_none() => {
                initial = Some(value);
            }
            ANY if last.is_none() => any.push(value),
            FINAL if last.is_none() => last = Some(value),
            INITIAL | ANY | FINAL => return Err(FilterReadError::SubstringOrder),
            _ => return Err(BerError::UnexpectedTag.into()),
        }
    }
    Ok(Filter::Substrings {
        attribute,
        initial,
        any,
        last,
    })
}

fn extensible_match(element: Element<'_>) -> Result<Filter, BerError> {
    let mut reader = element.reader();
    let rule = reader.optional(tag::context(1))?.map(<[u8]>::to_vec);
    let attribute = reader.optional(tag::context(2))?.map(<[u8]>::to_vec);
    let value = reader.expect(tag::context(3))?.to_vec();
    let dn_attributes = match reader.optional(tag::context(4))? {
        Some(content) => boolean(content)?,
        None => false,
    };
    reader.ignore_rest()?;
    Ok(Filter::Extensible {
        rule,
        attribute,
        value,
        dn_attributes,
    })
}
