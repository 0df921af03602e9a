//! Reads attribute type and object class descriptions as RFC 4512 sections 4.1.1 and 4.1.2 write them.
//!
//! Pure text: whether the names and OIDs that a description mentions exist is for the builder to say. Fields are accepted
//! in the ABNF's order only, since what is read here is served again as it stands.

use thiserror::Error;

use super::attribute_type::AttributeUsage;
use super::grammar;
use super::object_class::ObjectClassKind;

/// A description that is not one, and where it stops being one.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
#[error("{problem} at byte {position} of `{text}`")]
pub struct DescriptionError {
    /// The whole description.
    pub text: String,
    /// The offset in bytes of what was not expected.
    pub position: usize,
    /// What is wrong there.
    pub problem: DescriptionProblem,
}

/// What can be wrong with a description.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
pub enum DescriptionProblem {
    /// Some other word than the grammar asks for.
    #[error("got `{got}`, expected {expected}")]
    Unexpected {
        /// The word found; empty at the end of the text.
        got: String,
        /// What the grammar has at this place.
        expected: &'static str,
    },
    /// A quoted string without its closing quote.
    #[error("unclosed quoted string")]
    UnclosedQuote,
}

/// The fields of an `AttributeTypeDescription`.
#[derive(Debug, Default)]
pub(super) struct AttributeTypeDescription {
    pub(super) oid: String,
    pub(super) names: Vec<String>,
    pub(super) superior: Option<String>,
    pub(super) equality: Option<String>,
    pub(super) ordering: Option<String>,
    pub(super) substrings: Option<String>,
    pub(super) syntax: Option<String>,
    pub(super) single_value: bool,
    pub(super) no_user_modification: bool,
    pub(super) usage: AttributeUsage,
}

impl AttributeTypeDescription {
    pub(super) fn parse(text: &str) -> Result<Self, DescriptionError> {
        let mut reader = Reader::new(text);
        reader.expect("(")?;
        let oid = reader.numeric_oid()?;
        let names = reader.names()?;
        reader.skip_description()?;
        reader.keyword("OBSOLETE");
        let superior = reader.field("SUP", Reader::oid)?;
        let equality = reader.field("EQUALITY", Reader::oid)?;
        let ordering = reader.field("ORDERING", Reader::oid)?;
        let substrings = reader.field("SUBSTR", Reader::oid)?;
        let syntax = reader.field("SYNTAX", Reader::bounded_oid)?;
        let single_value = reader.keyword("SINGLE-VALUE");
        reader.keyword("COLLECTIVE");
        let no_user_modification = reader.keyword("NO-USER-MODIFICATION");
        let usage = reader.field("USAGE", Reader::usage)?.unwrap_or_default();
        reader.skip_extensions()?;
        reader.end()?;
        Ok(Self {
            oid,
            names,
            superior,
            equality,
            ordering,
            substrings,
            syntax,
            single_value,
            no_user_modification,
            usage,
        })
    }
}

/// The fields of an `ObjectClassDescription`.
#[derive(Debug, Default)]
pub(super) struct ObjectClassDescription {
    pub(super) oid: String,
    pub(super) names: Vec<String>,
    pub(super) superiors: Vec<String>,
    pub(super) kind: ObjectClassKind,
    pub(super) must: Vec<String>,
    pub(super) may: Vec<String>,
}

impl ObjectClassDescription {
    pub(super) fn parse(text: &str) -> Result<Self, DescriptionError> {
        let mut reader = Reader::new(text);
        reader.expect("(")?;
        let oid = reader.numeric_oid()?;
        let names = reader.names()?;
        reader.skip_description()?;
        reader.keyword("OBSOLETE");
        let superiors = reader.field("SUP", Reader::oids)?.unwrap_or_default();
        let kind = if reader.keyword("ABSTRACT") {
            ObjectClassKind::Abstract
        } else if reader.keyword("AUXILIARY") {
            ObjectClassKind::Auxiliary
        } else {
            reader.keyword("STRUCTURAL");
            ObjectClassKind::Structural
        };
        let must = reader.field("MUST", Reader::oids)?.unwrap_or_default();
        let may = reader.field("MAY", Reader::oids)?.unwrap_or_default();
        reader.skip_extensions()?;
        reader.end()?;
        Ok(Self {
            oid,
            names,
            superiors,
            kind,
            must,
            may,
        })
    }
}

/// The first component of a description (a value of `attributeTypes`, `dITStructureRules` and so on): what its
/// first-component rules compare.
pub(crate) fn first_component(text: &str) -> Result<&str, DescriptionError> {
    let mut reader = Reader::new(text);
    reader.expect("(")?;
    Ok(reader.next()?.text)
}

/// One word of a description: a parenthesis, a dollar sign, a quoted string (without quotes) or a run of anything else.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Word<'a> {
    text: &'a str,
    position: usize,
    quoted: bool,
}

/// Walks the words of a description, looking one ahead.
struct Reader<'a> {
    text: &'a str,
    position: usize,
}

impl<'a> Reader<'a> {
    fn new(text: &'a str) -> Self {
        Self { text, position: 0 }
    }

    fn next(&mut self) -> Result<Word<'a>, DescriptionError> {
        let (word, after) = self.word()?;
        self.position = after;
        Ok(word)
    }

    fn peek(&self) -> Option<Word<'a>> {
        self.word().ok().map(|(word, _)| word)
    }

    /// The next word and the offset after it; the empty word at the end of the text.
    fn word(&self) -> Result<(Word<'a>, usize), DescriptionError> {
        let rest = self.text.get(self.position..).unwrap_or_default();
        let trimmed = rest.trim_start_matches(' ');
        let position = self.position + (rest.len() - trimmed.len());
        let unquoted = |length: usize| {
            let text = trimmed.get(..length).unwrap_or_default();
            let word = Word {
                text,
                position,
                quoted: false,
            };
            (word, position + length)
        };
        match trimmed.bytes().next() {
            Some(b'(' | b')' | b'$') => Ok(unquoted(1)),
            Some(b'\'') => {
                let body = trimmed.get(1..).unwrap_or_default();
                let length = body
                    .find('\'')
                    .ok_or_else(|| self.error(position, DescriptionProblem::UnclosedQuote))?;
                let text = body.get(..length).unwrap_or_default();
                let word = Word {
                    text,
                    position,
                    quoted: true,
                };
                Ok((word, position + length + 2))
            }
            _ => {
                let length = trimmed
                    .find([' ', '(', ')', '$', '\''])
                    .unwrap_or(trimmed.len());
                Ok(unquoted(length))
            }
        }
    }

    fn error(&self, position: usize, problem: DescriptionProblem) -> DescriptionError {
        DescriptionError {
            text: self.text.to_owned(),
            position,
            problem,
        }
    }

    fn unexpected(&self, word: Word<'_>, expected: &'static str) -> DescriptionError {
        let got = word.text.to_owned();
        self.error(
            word.position,
            DescriptionProblem::Unexpected { got, expected },
        )
    }

    /// Takes the word if it is the one named. Keywords are case-insensitive (RFC 4512 section 1.4, ABNF literals).
    fn keyword(&mut self, keyword: &str) -> bool {
        let matches = self
            .peek()
            .is_some_and(|word| !word.quoted && word.text.eq_ignore_ascii_case(keyword));
        if matches {
            // Cannot fail: the same word was just looked at.
            let _ = self.next();
        }
        matches
    }

    fn expect(&mut self, literal: &'static str) -> Result<(), DescriptionError> {
        let word = self.next()?;
        if !word.quoted && word.text == literal {
            return Ok(());
        }
        Err(self.unexpected(
            word,
            if literal == "(" {
                "an opening parenthesis"
            } else {
                "a field of the description or the closing parenthesis"
            },
        ))
    }

    fn end(&mut self) -> Result<(), DescriptionError> {
        self.expect(")")?;
        let word = self.next()?;
        if word.text.is_empty() && !word.quoted {
            return Ok(());
        }
        Err(self.unexpected(word, "the end of the description"))
    }

    fn field<T>(
        &mut self,
        keyword: &str,
        value: impl FnOnce(&mut Self) -> Result<T, DescriptionError>,
    ) -> Result<Option<T>, DescriptionError> {
        if self.keyword(keyword) {
            value(self).map(Some)
        } else {
            Ok(None)
        }
    }

    fn unquoted_where(
        &mut self,
        accepts: impl FnOnce(&str) -> bool,
        expected: &'static str,
    ) -> Result<String, DescriptionError> {
        let word = self.next()?;
        if !word.quoted && accepts(word.text) {
            return Ok(word.text.to_owned());
        }
        Err(self.unexpected(word, expected))
    }

    fn numeric_oid(&mut self) -> Result<String, DescriptionError> {
        self.unquoted_where(
            |text| grammar::is_numeric_oid(text.as_bytes()),
            "a numeric object identifier",
        )
    }

    fn oid(&mut self) -> Result<String, DescriptionError> {
        self.unquoted_where(
            |text| grammar::is_oid(text.as_bytes()),
            "a name or a numeric object identifier",
        )
    }

    /// `noidlen`: the suggested bound is part of the text served, and means nothing more here.
    fn bounded_oid(&mut self) -> Result<String, DescriptionError> {
        let word = self.next()?;
        let (oid, bound) = match word.text.split_once('{') {
            Some((oid, bound)) => (oid, bound.strip_suffix('}').unwrap_or_default()),
            None => (word.text, "0"),
        };
        let is_bound = !bound.is_empty() && bound.bytes().all(|byte| byte.is_ascii_digit());
        if !word.quoted && is_bound && grammar::is_numeric_oid(oid.as_bytes()) {
            return Ok(oid.to_owned());
        }
        Err(self.unexpected(word, "the numeric object identifier of a syntax"))
    }

    fn usage(&mut self) -> Result<AttributeUsage, DescriptionError> {
        let word = self.next()?;
        match word.text {
            "userApplications" => Ok(AttributeUsage::UserApplications),
            "directoryOperation" => Ok(AttributeUsage::DirectoryOperation),
            "distributedOperation" => Ok(AttributeUsage::DistributedOperation),
            "dSAOperation" => Ok(AttributeUsage::DsaOperation),
            _ => Err(self.unexpected(word, "a usage such as `directoryOperation`")),
        }
    }

    fn oids(&mut self) -> Result<Vec<String>, DescriptionError> {
        if !self.keyword("(") {
            return Ok(vec![self.oid()?]);
        }
        let mut oids = vec![self.oid()?];
        while self.keyword("$") {
            oids.push(self.oid()?);
        }
        self.expect(")")?;
        Ok(oids)
    }

    fn names(&mut self) -> Result<Vec<String>, DescriptionError> {
        let names = self.field("NAME", |reader| reader.quoted(grammar::is_descriptor))?;
        Ok(names.unwrap_or_default())
    }

    fn skip_description(&mut self) -> Result<(), DescriptionError> {
        self.field("DESC", |reader| reader.quoted_one(|_| true))
            .map(drop)
    }

    /// `*( SP xstring SP qdstrings )`
    fn skip_extensions(&mut self) -> Result<(), DescriptionError> {
        while let Some(word) = self.peek() {
            if word.quoted || !word.text.starts_with("X-") {
                break;
            }
            self.next()?;
            self.quoted(|_| true)?;
        }
        Ok(())
    }

    /// One quoted string, or several in parentheses.
    fn quoted(&mut self, accepts: fn(&[u8]) -> bool) -> Result<Vec<String>, DescriptionError> {
        if !self.keyword("(") {
            return Ok(vec![self.quoted_one(accepts)?]);
        }
        let mut strings = Vec::new();
        while !self.keyword(")") {
            strings.push(self.quoted_one(accepts)?);
        }
        Ok(strings)
    }

    fn quoted_one(&mut self, accepts: fn(&[u8]) -> bool) -> Result<String, DescriptionError> {
        let word = self.next()?;
        if word.quoted && accepts(word.text.as_bytes()) {
            return Ok(word.text.to_owned());
        }
        Err(self.unexpected(word, "a string in single quotes"))
    }
}
