//! The normative statements of the RFCs: what a scenario may claim to show, and what `coverage` counts.
//!
//! They are data, in `conformance/requirements/*.yaml`, one file for each document, embedded here. A statement is
//! quoted word for word, white space folded and a word divided at a line's end joined; `[...]` stands for words left
//! out. A sentence that states behaviour without a key word of RFC 2119 counts as [`Level::Must`], and so does a
//! permission of the client that obliges the server.
//!
//! This module reads the files and looks statements up. Which scenario shows a statement is not its business.

use std::{collections::BTreeMap, fmt};

use serde::Deserialize;
use thiserror::Error;

/// The statements of one or more documents, in the order in which the documents make them.
#[derive(Debug)]
pub struct Requirements {
    statements: Vec<Requirement>,
    positions: BTreeMap<String, usize>,
}

impl Requirements {
    /// The statements that are built in.
    ///
    /// # Errors
    /// As [`Self::read`]; a test proves that there is none.
    pub fn embedded() -> Result<Self, RequirementsError> {
        Self::read(DOCUMENTS)
    }

    /// Reads documents: a name such as `rfc4511`, and the YAML text with the statements of that document.
    ///
    /// # Errors
    /// A text that is no list of well-formed statements; an id that is used twice, or that does not begin with its
    /// document and section.
    pub fn read<'a>(
        documents: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, RequirementsError> {
        let mut statements = Vec::new();
        let mut positions = BTreeMap::new();
        for (document, text) in documents {
            let of_document: Vec<Requirement> =
                serde_yaml::from_str(text).map_err(|source| RequirementsError::Malformed {
                    document: document.to_owned(),
                    source,
                })?;
            for statement in of_document {
                statement.check_place(document)?;
                let position = statements.len();
                if positions.insert(statement.id.clone(), position).is_some() {
                    return Err(RequirementsError::Duplicate { id: statement.id });
                }
                statements.push(statement);
            }
        }
        Ok(Self {
            statements,
            positions,
        })
    }

    /// The statement with this id.
    pub fn get(&self, id: &str) -> Option<&Requirement> {
        self.statements.get(*self.positions.get(id)?)
    }

    /// The statements whose id is `prefix` or continues it after a slash: `rfc4511`, `rfc4511/4.5.1`, or a whole id.
    ///
    /// A subsection has an id of its own: `rfc4511/4.5.1` does not reach into `rfc4511/4.5.1.7`.
    pub fn under<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = &'a Requirement> {
        self.iter().filter(move |statement| {
            let rest = statement.id.strip_prefix(prefix);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        })
    }

    /// Every statement.
    pub fn iter(&self) -> impl Iterator<Item = &Requirement> {
        self.statements.iter()
    }
}

/// One normative statement.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(try_from = "Record")]
pub struct Requirement {
    /// The document, the section and a word for what is stated: `rfc4511/4.5.1.4/size-limit-zero`.
    pub id: String,
    /// The section that makes the statement.
    pub section: String,
    /// How binding it is.
    pub level: Level,
    /// The document's own words.
    pub text: String,
    /// Whose behaviour it settles.
    pub binds: Binds,
    /// Whether the answers of a server that accepts no writes can show it.
    pub testability: Testability,
}

impl Requirement {
    /// The name of the document: `rfc4511`.
    pub fn document(&self) -> &str {
        self.id.split('/').next().unwrap_or_default()
    }

    /// Where to read the statement: `RFC 4511 4.5.1.4`.
    pub fn source(&self) -> String {
        let document = self.document();
        match document.strip_prefix("rfc") {
            Some(number) => format!("RFC {number} {}", self.section),
            None => format!("{document} {}", self.section),
        }
    }

    fn check_place(&self, document: &str) -> Result<(), RequirementsError> {
        let expected = format!("{document}/{}/", self.section);
        let slug = self.id.strip_prefix(&expected);
        if slug.is_some_and(is_slug) {
            return Ok(());
        }
        Err(RequirementsError::Misplaced {
            id: self.id.clone(),
            expected,
        })
    }
}

/// How binding a statement is.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// MUST, SHALL, REQUIRED, or what is stated without a key word.
    Must,
    /// MUST NOT, SHALL NOT.
    MustNot,
    /// SHOULD, SHOULD NOT, RECOMMENDED, also in lower case.
    Should,
    /// MAY, OPTIONAL, also in lower case.
    May,
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Must => "must",
            Self::MustNot => "must not",
            Self::Should => "should",
            Self::May => "may",
        })
    }
}

/// Whose behaviour a statement settles.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[serde(rename_all = "kebab-case")]
pub enum Binds {
    /// The server's.
    Server,
    /// The client's.
    Client,
    /// That of both protocol peers.
    Both,
    /// That of whoever builds, specifies or configures either.
    Implementer,
}

/// Whether a statement can be shown, which is another question than how binding it is.
#[derive(Clone, Debug, PartialEq)]
pub enum Testability {
    /// The answers of a server that accepts no writes can show it.
    Wire {
        /// How: what to send, and what to see in the answer.
        note: String,
    },
    /// They can't.
    Untestable {
        /// Why not, in one sentence.
        reason: String,
    },
}

/// Why statements can't be read.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum RequirementsError {
    /// The text is no list of well-formed statements.
    #[error("failed to read the requirements of `{document}`")]
    Malformed {
        /// The document.
        document: String,
        /// What is wrong, and where.
        source: serde_yaml::Error,
    },
    /// The id names another document or section, or its last part is no slug.
    #[error("misplaced requirement `{id}`; expected `{expected}` and a slug in lower case")]
    Misplaced {
        /// The id.
        id: String,
        /// What it has to begin with.
        expected: String,
    },
    /// Two statements have the same id.
    #[error("duplicate requirement `{id}`")]
    Duplicate {
        /// The id.
        id: String,
    },
}

/// A statement as the file spells it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Record {
    id: String,
    section: String,
    level: Level,
    text: String,
    binds: Binds,
    testable: Testable,
    reason: Option<String>,
    note: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Testable {
    Wire,
    No,
}

impl TryFrom<Record> for Requirement {
    type Error = RecordError;

    fn try_from(record: Record) -> Result<Self, RecordError> {
        let testability = match (record.testable, record.note, record.reason) {
            (Testable::Wire, Some(note), None) => Testability::Wire { note },
            (Testable::No, None, Some(reason)) => Testability::Untestable { reason },
            (Testable::Wire, ..) => return Err(RecordError::NoteExpected { id: record.id }),
            (Testable::No, ..) => return Err(RecordError::ReasonExpected { id: record.id }),
        };
        let (Testability::Wire { note: explanation }
        | Testability::Untestable {
            reason: explanation,
        }) = &testability;
        if [&record.text, explanation]
            .into_iter()
            .any(|text| text.trim().is_empty())
        {
            return Err(RecordError::Empty { id: record.id });
        }
        Ok(Self {
            id: record.id,
            section: record.section,
            level: record.level,
            text: record.text,
            binds: record.binds,
            testability,
        })
    }
}

/// What is wrong with one statement.
#[derive(Debug, Error)]
enum RecordError {
    #[error("`{id}` is `testable: wire`; expected a `note` and no `reason`")]
    NoteExpected { id: String },
    #[error("`{id}` is `testable: no`; expected a `reason` and no `note`")]
    ReasonExpected { id: String },
    #[error("`{id}` has an empty `text`, `note` or `reason`")]
    Empty { id: String },
}

/// Whether the text is words in lower case joined by hyphens, with digits allowed.
fn is_slug(text: &str) -> bool {
    text.split('-').all(|word| {
        !word.is_empty()
            && word
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    })
}

macro_rules! documents {
    ($($name:literal),+ $(,)?) => {
        [$(($name, include_str!(concat!("../requirements/", $name, ".yaml")))),+]
    };
}

/// The documents that are built in. A test keeps the list and the directory equal.
const DOCUMENTS: [(&str, &str); 21] = documents![
    "draft-behera-ldap-password-policy",
    "rfc2696",
    "rfc2891",
    "rfc3062",
    "rfc3296",
    "rfc3673",
    "rfc3909",
    "rfc4511",
    "rfc4512",
    "rfc4513",
    "rfc4514",
    "rfc4515",
    "rfc4517",
    "rfc4518",
    "rfc4526",
    "rfc4527",
    "rfc4528",
    "rfc4529",
    "rfc4530",
    "rfc4532",
    "rfc5020",
];

#[cfg(test)]
mod tests;
