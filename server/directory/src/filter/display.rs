//! Writes a filter as text (RFC 4515 section 3).

use std::fmt;

use super::ast::Filter;
use super::walk::{Operator, Step, walk};

/// The text of RFC 4515.
///
/// What must be escaped is, and so are control characters, so that the text fits on one line of a log. A filter that has
/// no text (an unknown choice, or an attribute description with octets that none has) gets one that
/// [`Filter::parse`] refuses.
impl fmt::Display for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for step in walk(self) {
            match step {
                Step::Open(Operator::And) => f.write_str("(&")?,
                Step::Open(Operator::Or) => f.write_str("(|")?,
                Step::Open(Operator::Not) => f.write_str("(!")?,
                Step::Item(item) => write_item(item, f)?,
                Step::Close => f.write_str(")")?,
            }
        }
        Ok(())
    }
}

impl fmt::Debug for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Filter({self})")
    }
}

fn write_item(item: &Filter, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    f.write_str("(")?;
    match item {
        Filter::Equality { attribute, value } => write_assertion(attribute, "=", value, f)?,
        Filter::GreaterOrEqual { attribute, value } => write_assertion(attribute, ">=", value, f)?,
        Filter::LessOrEqual { attribute, value } => write_assertion(attribute, "<=", value, f)?,
        Filter::Approximate { attribute, value } => write_assertion(attribute, "~=", value, f)?,
        Filter::Present { attribute } => {
            write_name(attribute, f)?;
            f.write_str("=*")?;
        }
        Filter::Substrings {
            attribute,
            initial,
            any,
            last,
        } => {
            write_assertion(attribute, "=", initial.as_deref().unwrap_or_default(), f)?;
            for component in any {
                f.write_str("*")?;
                write_value(component, f)?;
            }
            f.write_str("*")?;
            write_value(last.as_deref().unwrap_or_default(), f)?;
        }
        Filter::Extensible {
            rule,
            attribute,
            value,
            dn_attributes,
        } => {
            write_name(attribute.as_deref().unwrap_or_default(), f)?;
            if *dn_attributes {
                f.write_str(":dn")?;
            }
            if let Some(rule) = rule {
                f.write_str(":")?;
                write_name(rule, f)?;
            }
            f.write_str(":=")?;
            write_value(value, f)?;
        }
        // OpenLDAP's text for what it can't evaluate.
        Filter::Undefined | Filter::And(_) | Filter::Or(_) | Filter::Not(_) => {
            f.write_str("?=undefined")?;
        }
    }
    f.write_str(")")
}

fn write_assertion(
    attribute: &[u8],
    operator: &str,
    value: &[u8],
    f: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    write_name(attribute, f)?;
    f.write_str(operator)?;
    write_value(value, f)
}

/// An attribute description or the name of a rule: no escapes exist for these, so an escape makes the text invalid.
fn write_name(name: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    write_escaped(
        name,
        |c| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | ';')),
        f,
    )
}

fn write_value(value: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    write_escaped(
        value,
        |c| matches!(c, '(' | ')' | '*' | '\\') || c.is_control(),
        f,
    )
}

/// Writes each octet of a character that needs it, and each octet that isn't UTF-8, as a backslash and two digits.
fn write_escaped(
    octets: &[u8],
    needs_escape: impl Fn(char) -> bool,
    f: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    let write_hex = |octets: &[u8], f: &mut fmt::Formatter<'_>| {
        octets
            .iter()
            .try_for_each(|octet| write!(f, "\\{octet:02x}"))
    };
    for chunk in octets.utf8_chunks() {
        for character in chunk.valid().chars() {
            if needs_escape(character) {
                write_hex(character.encode_utf8(&mut [0; 4]).as_bytes(), f)?;
            } else {
                fmt::Write::write_char(f, character)?;
            }
        }
        write_hex(chunk.invalid(), f)?;
    }
    Ok(())
}
