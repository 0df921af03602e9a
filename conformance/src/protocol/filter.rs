//! The text of a search filter (RFC 4515) straight into its octets (RFC 4511 4.5.1.7).
//!
//! It keeps what a scenario writes: one-element AND and OR, empty ones (RFC 4526), any attribute description, any octets
//! in a value. A scenario that wants a filter which text cannot say sends raw octets.

use thiserror::Error;

use crate::ber::{self, tag};

/// Deeper than any filter that a client sends; a scenario about depth says `negations`.
const MAX_DEPTH: usize = 100;

/// Text that is no filter.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
#[error("filter `{filter}`: {problem} at character {position}")]
pub struct FilterError {
    /// The whole text.
    pub filter: String,
    /// What is wrong, and what was expected.
    pub problem: &'static str,
    /// Where, counted from 1.
    pub position: usize,
}

/// The octets of the filter that `text` says.
pub fn encode_filter(text: &str) -> Result<Vec<u8>, FilterError> {
    let mut parser = Parser {
        text,
        rest: text,
        depth: 0,
    };
    let octets = parser.filter()?;
    if parser.rest.is_empty() {
        Ok(octets)
    } else {
        Err(parser.error("text after the filter"))
    }
}

struct Parser<'a> {
    text: &'a str,
    rest: &'a str,
    depth: usize,
}

impl Parser<'_> {
    fn filter(&mut self) -> Result<Vec<u8>, FilterError> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(self.error("filter nested too deeply"));
        }
        self.take('(')?;
        let octets = match self.rest.chars().next() {
            Some('&') => self.set(0)?,
            Some('|') => self.set(1)?,
            Some('!') => {
                self.take('!')?;
                ber::element(tag::context_constructed(2), &self.filter()?)
            }
            _ => self.item()?,
        };
        self.take(')')?;
        self.depth -= 1;
        Ok(octets)
    }

    fn set(&mut self, choice: u8) -> Result<Vec<u8>, FilterError> {
        let mut chars = self.rest.chars();
        chars.next();
        self.rest = chars.as_str();
        let mut filters = Vec::new();
        while self.rest.starts_with('(') {
            filters.extend(self.filter()?);
        }
        Ok(ber::element(tag::context_constructed(choice), &filters))
    }

    fn item(&mut self) -> Result<Vec<u8>, FilterError> {
        let end = self.rest.find(['=', '(', ')']).unwrap_or(self.rest.len());
        let (left, rest) = self.rest.split_at_checked(end).unwrap_or_default();
        if !rest.starts_with('=') {
            return Err(self.error("no `=` in a filter item"));
        }
        let end = rest.find(['(', ')']).unwrap_or(rest.len());
        let (value, rest) = rest.split_at_checked(end).unwrap_or_default();
        let value = value.strip_prefix('=').unwrap_or_default();

        let octets = if let Some(description) = left.strip_suffix(">") {
            self.assertion(5, description, value)?
        } else if let Some(description) = left.strip_suffix("<") {
            self.assertion(6, description, value)?
        } else if let Some(description) = left.strip_suffix("~") {
            self.assertion(8, description, value)?
        } else if let Some(rule) = left.strip_suffix(":") {
            self.extensible(rule, value)?
        } else if value == "*" {
            ber::element(tag::context(7), self.description(left)?.as_bytes())
        } else if value.contains('*') {
            self.substrings(left, value)?
        } else {
            self.assertion(3, left, value)?
        };
        self.rest = rest;
        Ok(octets)
    }

    fn assertion(&self, choice: u8, left: &str, value: &str) -> Result<Vec<u8>, FilterError> {
        let parts = [
            ber::octet_string(self.description(left)?.as_bytes()),
            ber::octet_string(&self.unescape(value)?),
        ];
        Ok(ber::sequence(tag::context_constructed(choice), &parts))
    }

    fn substrings(&self, left: &str, value: &str) -> Result<Vec<u8>, FilterError> {
        let pieces: Vec<&str> = value.split('*').collect();
        let last = pieces.len().saturating_sub(1);
        let mut substrings = Vec::new();
        for (index, piece) in pieces.iter().enumerate() {
            if !piece.is_empty() {
                let choice = match index {
                    0 => 0,
                    index if index == last => 2,
                    _ => 1,
                };
                substrings.push(ber::element(tag::context(choice), &self.unescape(piece)?));
            }
        }
        if substrings.is_empty() {
            return Err(self.error("substrings without a piece"));
        }
        let parts = [
            ber::octet_string(self.description(left)?.as_bytes()),
            ber::sequence(tag::SEQUENCE, &substrings),
        ];
        Ok(ber::sequence(tag::context_constructed(4), &parts))
    }

    /// `attribute[:dn][:rule]` or `[:dn]:rule` (RFC 4515 3).
    fn extensible(&self, left: &str, value: &str) -> Result<Vec<u8>, FilterError> {
        let mut pieces = left.split(':');
        let attribute = pieces.next().unwrap_or_default();
        let mut dn_attributes = false;
        let mut rule = None;
        for piece in pieces {
            if piece.eq_ignore_ascii_case("dn") && !dn_attributes && rule.is_none() {
                dn_attributes = true;
            } else if rule.is_none() && !piece.is_empty() {
                rule = Some(piece);
            } else {
                return Err(self.error(
                    "an extensible match that is neither `attr:dn:rule:=` nor a part of it",
                ));
            }
        }
        if attribute.is_empty() && rule.is_none() {
            return Err(self.error("an extensible match without attribute and rule"));
        }
        let mut parts = Vec::new();
        parts.extend(rule.map(|rule| ber::element(tag::context(1), rule.as_bytes())));
        if !attribute.is_empty() {
            parts.push(ber::element(tag::context(2), attribute.as_bytes()));
        }
        parts.push(ber::element(tag::context(3), &self.unescape(value)?));
        if dn_attributes {
            parts.push(ber::element(tag::context(4), &[0xff]));
        }
        Ok(ber::sequence(tag::context_constructed(9), &parts))
    }

    fn description<'d>(&self, text: &'d str) -> Result<&'d str, FilterError> {
        if text.is_empty() {
            Err(self.error("no attribute description"))
        } else {
            Ok(text)
        }
    }

    /// Takes `\` with two hexadecimal digits for the octet that they say (RFC 4515 3).
    fn unescape(&self, value: &str) -> Result<Vec<u8>, FilterError> {
        let mut octets = Vec::with_capacity(value.len());
        let mut rest = value.bytes();
        while let Some(octet) = rest.next() {
            if octet == b'\\' {
                let mut digit = || rest.next().and_then(|digit| char::from(digit).to_digit(16));
                let (Some(high), Some(low)) = (digit(), digit()) else {
                    return Err(self.error("`\\` without two hexadecimal digits"));
                };
                octets.push(u8::try_from(high * 16 + low).unwrap_or_default());
            } else {
                octets.push(octet);
            }
        }
        Ok(octets)
    }

    fn take(&mut self, wanted: char) -> Result<(), FilterError> {
        match self.rest.strip_prefix(wanted) {
            Some(rest) => {
                self.rest = rest;
                Ok(())
            }
            None => Err(self.error(match wanted {
                '(' => "no `(`",
                '!' => "no `!`",
                _ => "no `)`",
            })),
        }
    }

    fn error(&self, problem: &'static str) -> FilterError {
        let consumed = self.text.len().saturating_sub(self.rest.len());
        let position = self
            .text
            .get(..consumed)
            .map_or(0, |text| text.chars().count())
            + 1;
        FilterError {
            filter: self.text.to_owned(),
            problem,
            position,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The octets were written by hand from RFC 4511 4.5.1.7.
    #[test]
    fn rfc4511_4_5_1_7_every_choice() {
        for (text, octets) in [
            ("(&)", "a0 00"),
            ("(|(a=*))", "a1 03 87 01 61"),
            ("(!(a=b))", "a2 08 a3 06 04 01 61 04 01 62"),
            (
                "(a=b*c*d)",
                "a4 0e 04 01 61 30 09 80 01 62 81 01 63 82 01 64",
            ),
            ("(a=*c)", "a4 08 04 01 61 30 03 82 01 63"),
            ("(a>=b)", "a5 06 04 01 61 04 01 62"),
            ("(a<=b)", "a6 06 04 01 61 04 01 62"),
            ("(a~=b)", "a8 06 04 01 61 04 01 62"),
            (
                "(a:dn:1.2:=b)",
                "a9 0e 81 03 31 2e 32 82 01 61 83 01 62 84 01 ff",
            ),
            (r"(a=\28\00)", "a3 07 04 01 61 04 02 28 00"),
            ("(a=)", "a3 05 04 01 61 04 00"),
        ] {
            let written: Vec<_> = encode_filter(text)
                .unwrap()
                .iter()
                .map(|octet| format!("{octet:02x}"))
                .collect();
            assert_eq!(written.join(" "), octets, "{text}");
        }
    }

    #[test]
    fn what_is_no_filter_says_why_and_where() {
        for (text, message) in [
            ("a=b", "filter `a=b`: no `(` at character 1"),
            ("(a=b", "filter `(a=b`: no `)` at character 5"),
            (
                "(ab)",
                "filter `(ab)`: no `=` in a filter item at character 2",
            ),
            (
                "(a=b))",
                "filter `(a=b))`: text after the filter at character 6",
            ),
            (
                "(=b)",
                "filter `(=b)`: no attribute description at character 2",
            ),
            (
                r"(a=\2)",
                r"filter `(a=\2)`: `\` without two hexadecimal digits at character 2",
            ),
        ] {
            assert_eq!(encode_filter(text).unwrap_err().to_string(), message);
        }
        assert!(encode_filter(&"(!".repeat(100_000)).is_err());
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in r"[(&|!)=*a:\\<>~é]{0,20}") {
            let _ = encode_filter(&text);
        }
    }
}
