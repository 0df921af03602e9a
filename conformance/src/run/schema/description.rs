//! One definition as a schema attribute holds it (RFC 4512 4.1): a parenthesis with an object identifier and fields.
//!
//! The fields of each kind of definition stand in the order of its grammar, each at most once.

use std::collections::BTreeMap;

use thiserror::Error;

use crate::run::name;

/// A definition that could be read.
#[derive(Clone, Debug)]
pub(super) struct Description {
    /// The object identifier.
    pub(super) oid: String,
    fields: BTreeMap<&'static str, Vec<String>>,
}

/// Why a text is no definition.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
pub(super) enum DescriptionError {
    #[error("expected {expected} in place of `{found}`")]
    Unexpected { expected: String, found: String },
    #[error("it ends where {0} is expected")]
    Ended(String),
    #[error("it lacks `{0}`")]
    Lacks(&'static str),
    #[error("a quoted string is not closed")]
    Unclosed,
}

/// A field of a kind of definition.
#[derive(Debug)]
pub(super) struct Field {
    /// Its keyword, or those that exclude each other.
    pub(super) keywords: &'static [&'static str],
    pub(super) form: Form,
    pub(super) required: bool,
}

/// What follows a keyword (RFC 4512 1.4 and 4.1).
#[derive(Clone, Copy, Debug)]
pub(super) enum Form {
    /// Nothing.
    Flag,
    /// `qdescrs`: quoted short names.
    Names,
    /// `qdstring`: quoted text.
    Text,
    /// `oid`: a short name or an object identifier.
    Oid,
    /// `oids`: one of them, or several in parentheses with dollar signs between.
    Oids,
    /// `numericoid`.
    NumericOid,
    /// `noidlen`: an object identifier that may have a length in braces.
    OidWithLength,
    /// `usage`.
    Usage,
}

impl Description {
    /// Reads a definition whose kind has these fields.
    pub(super) fn read(text: &str, fields: &[Field]) -> Result<Self, DescriptionError> {
        let mut reader = Reader {
            tokens: tokens(text)?,
            next: 0,
        };
        reader.literal("(")?;
        let oid = reader.word("an object identifier", is_numeric_oid)?;
        let mut read = BTreeMap::new();
        for field in fields {
            match reader.keyword(field.keywords) {
                Some(keyword) => {
                    read.insert(keyword, reader.field(field.form)?);
                }
                None if field.required => {
                    return Err(DescriptionError::Lacks(
                        field.keywords.first().copied().unwrap_or_default(),
                    ));
                }
                None => {}
            }
        }
        reader.extensions()?;
        reader.literal(")")?;
        match reader.tokens.get(reader.next) {
            None => Ok(Self { oid, fields: read }),
            Some(token) => Err(unexpected("the end", token)),
        }
    }

    /// Whether the field is there.
    pub(super) fn has(&self, keyword: &str) -> bool {
        self.fields.contains_key(keyword)
    }

    /// The values of a field; none where it isn't there.
    pub(super) fn values(&self, keyword: &str) -> &[String] {
        self.fields.get(keyword).map_or(&[], Vec::as_slice)
    }

    /// The first value of a field.
    pub(super) fn value(&self, keyword: &str) -> Option<&str> {
        self.values(keyword).first().map(String::as_str)
    }

    /// What a person calls it: its first short name, or its object identifier.
    pub(super) fn label(&self) -> &str {
        self.value("NAME").unwrap_or(&self.oid)
    }
}

#[derive(Clone, Debug, Eq, PartialEq)]
enum Token {
    /// A parenthesis, a dollar sign, a keyword or an object identifier.
    Word(String),
    /// What stood in quotes, its escapes undone.
    Quoted(String),
}

struct Reader {
    tokens: Vec<Token>,
    next: usize,
}

impl Reader {
    fn keyword(&mut self, keywords: &[&'static str]) -> Option<&'static str> {
        let Some(Token::Word(word)) = self.tokens.get(self.next) else {
            return None;
        };
        let keyword = keywords.iter().find(|keyword| *keyword == word)?;
        self.next += 1;
        Some(keyword)
    }

    fn literal(&mut self, literal: &str) -> Result<(), DescriptionError> {
        let expected = format!("`{literal}`");
        self.word(&expected, |word| word == literal).map(drop)
    }

    fn is_literal(&self, literal: &str) -> bool {
        matches!(self.tokens.get(self.next), Some(Token::Word(word)) if word == literal)
    }

    fn word(
        &mut self,
        expected: &str,
        holds: impl Fn(&str) -> bool,
    ) -> Result<String, DescriptionError> {
        match self.tokens.get(self.next) {
            Some(Token::Word(word)) if holds(word) => {
                self.next += 1;
                Ok(word.clone())
            }
            Some(token) => Err(unexpected(expected, token)),
            None => Err(DescriptionError::Ended(expected.to_owned())),
        }
    }

    fn quoted(
        &mut self,
        expected: &str,
        holds: impl Fn(&str) -> bool,
    ) -> Result<String, DescriptionError> {
        match self.tokens.get(self.next) {
            Some(Token::Quoted(text)) if holds(text) => {
                self.next += 1;
                Ok(text.clone())
            }
            Some(token) => Err(unexpected(expected, token)),
            None => Err(DescriptionError::Ended(expected.to_owned())),
        }
    }

    /// One of something, or several in parentheses, with `separator` between them if there is one.
    fn several(
        &mut self,
        separator: Option<&str>,
        one: impl Fn(&mut Self) -> Result<String, DescriptionError>,
    ) -> Result<Vec<String>, DescriptionError> {
        if !self.is_literal("(") {
            return Ok(vec![one(self)?]);
        }
        self.next += 1;
        let mut values = vec![one(self)?];
        while !self.is_literal(")") {
            if let Some(separator) = separator {
                self.literal(separator)?;
            }
            values.push(one(self)?);
        }
        self.next += 1;
        Ok(values)
    }

    fn field(&mut self, form: Form) -> Result<Vec<String>, DescriptionError> {
        let any_text = |_: &str| true;
        match form {
            Form::Flag => Ok(Vec::new()),
            Form::Names => self.several(None, |reader| {
                reader.quoted("a short name in quotes", is_short_name)
            }),
            Form::Text => Ok(vec![self.quoted("text in quotes", any_text)?]),
            Form::Oid => Ok(vec![self.word("a name or an object identifier", is_oid)?]),
            Form::Oids => self.several(Some("$"), |reader| {
                reader.word("a name or an object identifier", is_oid)
            }),
            Form::NumericOid => Ok(vec![self.word("an object identifier", is_numeric_oid)?]),
            Form::OidWithLength => {
                let word = self.word("an object identifier", is_oid_with_length)?;
                let oid = word.split('{').next().unwrap_or_default();
                Ok(vec![oid.to_owned()])
            }
            Form::Usage => Ok(vec![self.word("a usage", |word| {
                [
                    "userApplications",
                    "directoryOperation",
                    "distributedOperation",
                    "dSAOperation",
                ]
                .contains(&word)
            })?]),
        }
    }

    /// `extensions`: `X-` names with quoted text, as many as there are.
    fn extensions(&mut self) -> Result<(), DescriptionError> {
        while let Some(Token::Word(word)) = self.tokens.get(self.next)
            && word.starts_with("X-")
        {
            self.next += 1;
            self.several(None, |reader| reader.quoted("text in quotes", |_| true))?;
        }
        Ok(())
    }
}

fn tokens(text: &str) -> Result<Vec<Token>, DescriptionError> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let after = rest.get(first.len_utf8()..).unwrap_or_default();
        rest = match first {
            ' ' => after,
            '(' | ')' | '$' => {
                tokens.push(Token::Word(first.to_string()));
                after
            }
            '\'' => {
                let (inside, after) = after.split_once('\'').ok_or(DescriptionError::Unclosed)?;
                // The two escapes that there are (RFC 4512 4.1).
                let inside = inside
                    .replace("\\27", "'")
                    .replace("\\5C", "\\")
                    .replace("\\5c", "\\");
                tokens.push(Token::Quoted(inside));
                after
            }
            _ => {
                let end = rest.find([' ', '(', ')', '$', '\'']).unwrap_or(rest.len());
                let (word, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
                tokens.push(Token::Word(word.to_owned()));
                after
            }
        };
    }
    Ok(tokens)
}

fn unexpected(expected: &str, token: &Token) -> DescriptionError {
    let (Token::Word(found) | Token::Quoted(found)) = token;
    DescriptionError::Unexpected {
        expected: expected.to_owned(),
        found: found.clone(),
    }
}

fn is_number(word: &str) -> bool {
    let leading_zero = word.len() > 1 && word.starts_with('0');
    !word.is_empty() && !leading_zero && word.bytes().all(|octet| octet.is_ascii_digit())
}

/// `descr`: a letter, then letters, digits and hyphens.
pub(super) fn is_short_name(word: &str) -> bool {
    word.starts_with(|first: char| first.is_ascii_alphabetic())
        && word
            .bytes()
            .all(|octet| octet.is_ascii_alphanumeric() || octet == b'-')
}

/// `numericoid`.
fn is_numeric_oid(word: &str) -> bool {
    name::is_numeric_oid(word.as_bytes())
}

fn is_oid(word: &str) -> bool {
    is_numeric_oid(word) || is_short_name(word)
}

fn is_oid_with_length(word: &str) -> bool {
    match word.split_once('{') {
        None => is_numeric_oid(word),
        Some((oid, length)) => {
            is_numeric_oid(oid) && length.strip_suffix('}').is_some_and(is_number)
        }
    }
}
