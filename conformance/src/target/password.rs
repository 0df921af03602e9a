//! Passwords, which come from the environment or a file, never from an argument, and show nowhere.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{env, fmt, fs, io};

use schemars::JsonSchema;
use serde::Deserialize;
use thiserror::Error;

/// A password; its `Debug` doesn't show it.
#[derive(Clone, Eq, PartialEq)]
pub struct Password(Vec<u8>);

impl Password {
    /// The octets, for a bind request alone.
    pub fn octets(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Password(..)")
    }
}

/// Where a password is found: an environment variable, or a file.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(try_from = "SourceDocument")]
#[schemars(with = "SourceDocument")]
pub enum PasswordSource {
    /// The value of this environment variable.
    Environment(String),
    /// The text of this file without the line break at its end.
    File(PathBuf),
    /// The value under a key of this YAML file.
    FileEntry {
        /// The file: a mapping of names to passwords.
        file: PathBuf,
        /// The name.
        key: String,
    },
}

/// One of `environment: NAME`, `file: PATH`, or `file: PATH` with `key: NAME`.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct SourceDocument {
    /// The name of the environment variable that holds the password.
    environment: Option<String>,
    /// The file that holds the password, relative to the target file.
    file: Option<PathBuf>,
    /// The key under which a YAML file holds it; without a key the whole file is the password.
    key: Option<String>,
}

impl TryFrom<SourceDocument> for PasswordSource {
    type Error = &'static str;

    fn try_from(document: SourceDocument) -> Result<Self, Self::Error> {
        match (document.environment, document.file, document.key) {
            (Some(name), None, None) => Ok(Self::Environment(name)),
            (None, Some(file), None) => Ok(Self::File(file)),
            (None, Some(file), Some(key)) => Ok(Self::FileEntry { file, key }),
            _ => {
                Err("expected `environment: NAME`, `file: PATH`, or `file: PATH` with `key: NAME`")
            }
        }
    }
}

impl PasswordSource {
    /// The source with its file taken relative to `folder`.
    pub(super) fn relative_to(&mut self, folder: &Path) {
        match self {
            Self::Environment(_) => {}
            Self::File(file) | Self::FileEntry { file, .. } => *file = folder.join(&*file),
        }
    }

    /// Fetches the password.
    pub fn fetch(&self) -> Result<Password, PasswordError> {
        let text = match self {
            Self::Environment(name) => {
                env::var(name).map_err(|_| PasswordError::Unset(name.clone()))?
            }
            Self::File(file) => {
                let text = read(file)?;
                text.trim_end_matches(['\r', '\n']).to_owned()
            }
            Self::FileEntry { file, key } => {
                // The parser's message might quote the file.
                let mut entries: BTreeMap<String, String> = serde_yaml::from_str(&read(file)?)
                    .map_err(|_| PasswordError::NoMapping(file.clone()))?;
                entries.remove(key).ok_or_else(|| PasswordError::NoKey {
                    path: file.clone(),
                    key: key.clone(),
                })?
            }
        };
        if text.is_empty() {
            return Err(PasswordError::Empty);
        }
        Ok(Password(text.into_bytes()))
    }
}

/// Why there is no password.
#[derive(Debug, Error)]
pub enum PasswordError {
    /// The environment variable isn't set, or isn't text.
    #[error("the environment variable `{0}` is not set")]
    Unset(String),
    /// The file can't be read.
    #[error("cannot read the password file `{path}`: {source}")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// The file is no mapping of names to passwords.
    #[error("`{0}` is no YAML mapping of names to passwords")]
    NoMapping(PathBuf),
    /// The file has no such key.
    #[error("`{path}` has no password under `{key}`")]
    NoKey {
        /// The file.
        path: PathBuf,
        /// The key.
        key: String,
    },
    /// An empty password would make the bind an unauthenticated one (RFC 4513 5.1.2).
    #[error("the password is empty")]
    Empty,
}

fn read(path: &Path) -> Result<String, PasswordError> {
    fs::read_to_string(path).map_err(|source| PasswordError::Unreadable {
        path: path.to_path_buf(),
        source,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(text: &str) -> Result<PasswordSource, serde_yaml::Error> {
        serde_yaml::from_str(text)
    }

    #[test]
    fn a_password_comes_from_a_file_or_an_entry_of_one() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("one"), "nibbler\n").unwrap();
        fs::write(
            folder.path().join("many.yaml"),
            "leela: nibbler\nfry: '42'\n",
        )
        .unwrap();
        for (text, password) in [
            ("file: one", "nibbler"),
            ("{file: many.yaml, key: fry}", "42"),
        ] {
            let mut source = source(text).unwrap();
            source.relative_to(folder.path());
            let fetched = source.fetch().unwrap();
            assert_eq!(fetched.octets(), password.as_bytes());
            assert_eq!(format!("{fetched:?}"), "Password(..)");
        }
        let mut missing = source("{file: many.yaml, key: amy}").unwrap();
        missing.relative_to(folder.path());
        assert!(missing.fetch().is_err());
    }

    #[test]
    fn a_password_in_the_target_file_itself_is_refused() {
        assert!(source("nibbler").is_err());
        assert!(source("{environment: A, file: b}").is_err());
        assert!(source("{key: a}").is_err());
    }
}
