//! Readers of schemas that are not ours: each reads what a running server publishes, and its entries by it.
//!
//! A reader prints `count KIND NUMBER` for what it read and `problem TEXT` for what it could not. What it needs is
//! installed by `tests/run install`.

use std::collections::BTreeMap;
use std::fmt;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::built;
use crate::repository;
use crate::server_process::ServerProcess;

/// A reader.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Reader {
    /// Python's binding to OpenLDAP, `ldap.schema`.
    PythonLdap,
    /// The LDAP client in pure Python.
    Ldap3,
    /// The UnboundID LDAP SDK for Java.
    UnboundId,
    /// The Apache Directory LDAP API for Java.
    Apache,
}

/// What a reader said.
#[derive(Debug, Default, PartialEq)]
pub struct Reading {
    /// How many descriptions of each kind, and how many entries.
    pub counts: BTreeMap<String, usize>,
    /// What it found wrong.
    pub problems: Vec<String>,
}

impl Reader {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::PythonLdap, Self::Ldap3, Self::UnboundId, Self::Apache];

    /// Whether it and its library are installed.
    pub fn is_available(self) -> bool {
        let succeeds = |command: &mut Command| {
            let command = command.stdout(Stdio::null()).stderr(Stdio::null());
            command.status().is_ok_and(|status| status.success())
        };
        match self {
            Self::PythonLdap => succeeds(python().args(["-c", "import ldap.schema"])),
            Self::Ldap3 => succeeds(python().args(["-c", "import ldap3"])),
            Self::UnboundId | Self::Apache => {
                let has_compiler = succeeds(Command::new("javac").arg("-version"));
                has_compiler
                    && !self.libraries().is_empty()
                    && succeeds(Command::new("ldapsearch").arg("-VV"))
            }
        }
    }

    /// Reads the schema that `reader_account` is shown and, if the reader can, every entry of its organization.
    ///
    /// # Errors
    ///
    /// What the reader failed with.
    pub fn read(self, server: &ServerProcess, reader_account: &Account) -> Result<Reading, String> {
        match self {
            Self::PythonLdap | Self::Ldap3 => {
                let mut command = python();
                command
                    .arg(self.source())
                    .arg(&server.ready().ldaps)
                    .arg(&server.ready().ca)
                    .args([
                        &reader_account.name,
                        &reader_account.password,
                        &reader_account.base,
                    ]);
                run(command, "")
            }
            Self::UnboundId | Self::Apache => self.read_ldif(&as_ldif(server, reader_account)?),
        }
    }

    /// Reads LDIF, the subschema subentry first.
    ///
    /// # Errors
    ///
    /// What the reader failed with, or that it reads no LDIF.
    pub fn read_ldif(self, ldif: &str) -> Result<Reading, String> {
        if !self.reads_ldif() {
            return Err(format!("{self} reads from a server alone"));
        }
        let mut command = Command::new("java");
        let class_path =
            std::env::join_paths(self.libraries()).map_err(|error| error.to_string())?;
        command.arg("-cp").arg(class_path).arg(self.source());
        run(command, ldif)
    }

    /// Whether it reads LDIF.
    pub fn reads_ldif(self) -> bool {
        matches!(self, Self::UnboundId | Self::Apache)
    }

    fn source(self) -> PathBuf {
        let file = match self {
            Self::PythonLdap => "python_ldap.py",
            Self::Ldap3 => "ldap3_reader.py",
            Self::UnboundId => "UnboundId.java",
            Self::Apache => "Apache.java",
        };
        repository::root()
            .join("tests/schema_readers/readers")
            .join(file)
    }

    /// The libraries that `tests/run` unpacked for a reader in Java.
    fn libraries(self) -> Vec<PathBuf> {
        let folder = built::test_clients().join("java").join(self.to_string());
        let mut libraries: Vec<PathBuf> = std::fs::read_dir(folder)
            .into_iter()
            .flatten()
            .filter_map(|entry| Some(entry.ok()?.path()))
            .filter(|path| path.extension().is_some_and(|extension| extension == "jar"))
            .collect();
        libraries.sort();
        libraries
    }
}

impl fmt::Display for Reader {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::PythonLdap => "python_ldap",
            Self::Ldap3 => "ldap3",
            Self::UnboundId => "unboundid",
            Self::Apache => "apache",
        })
    }
}

/// A binding user, and the organization that it reads.
#[derive(Clone, Debug)]
pub struct Account {
    /// Its name.
    pub name: String,
    /// Its password.
    pub password: String,
    /// `o=<organization id>,dc=jumpcloud,dc=com`
    pub base: String,
}

impl Account {
    /// The first binding user of a fixture.
    ///
    /// # Panics
    ///
    /// When the fixture has none whose password it tells.
    pub fn of_fixture(path: &Path) -> Self {
        let loaded = jcldap_fixtures::read_file(path).unwrap_or_else(|report| panic!("{report}"));
        let base = format!("o={},dc=jumpcloud,dc=com", loaded.fixture.organization.id);
        let mut users = loaded.fixture.users.iter();
        let user = users
            .find(|user| user.ldap_binding_user)
            .expect("the fixture has a binding user");
        let password = user
            .password
            .as_ref()
            .expect("the fixture tells the password");
        Self {
            name: format!("uid={},ou=Users,{base}", user.username),
            password: password.expose().to_owned(),
            base,
        }
    }
}

/// The subschema subentry and then every entry, as `ldapsearch` prints them, each value on one line.
fn as_ldif(server: &ServerProcess, account: &Account) -> Result<String, String> {
    let mut ldif = String::new();
    for (base, scope) in [("cn=Subschema", "base"), (account.base.as_str(), "sub")] {
        let output = Command::new("ldapsearch")
            .args([
                "-x",
                "-LLL",
                "-o",
                "ldif-wrap=no",
                "-H",
                &server.ready().ldaps,
            ])
            .args([
                "-D",
                &account.name,
                "-w",
                &account.password,
                "-b",
                base,
                "-s",
                scope,
            ])
            .args(["(objectClass=*)", "*", "+"])
            .env("LDAPTLS_REQCERT", "demand")
            .env("LDAPTLS_CACERT", &server.ready().ca)
            .output()
            .map_err(|error| format!("ldapsearch: {error}"))?;
        if !output.status.success() {
            return Err(String::from_utf8_lossy(&output.stderr).into_owned());
        }
        ldif.push_str(&String::from_utf8_lossy(&output.stdout));
    }
    Ok(ldif)
}

fn run(mut command: Command, input: &str) -> Result<Reading, String> {
    let mut child = command
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| error.to_string())?;
    if let Some(mut stdin) = child.stdin.take() {
        // A reader that stops reading says why by its end.
        let _ = stdin.write_all(input.as_bytes());
    }
    let output = child
        .wait_with_output()
        .map_err(|error| error.to_string())?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    Ok(reading(&String::from_utf8_lossy(&output.stdout)))
}

fn reading(printed: &str) -> Reading {
    let mut reading = Reading::default();
    for line in printed.lines() {
        match line.split_once(' ') {
            Some(("count", rest)) if let Some((kind, number)) = rest.rsplit_once(' ') => {
                let number = number.parse().expect("a count is a number");
                reading.counts.insert(kind.to_owned(), number);
            }
            Some(("problem", text)) => reading.problems.push(text.to_owned()),
            _ => reading.problems.push(line.to_owned()),
        }
    }
    reading
}

/// The interpreter of the virtual environment that `tests/run` makes.
fn python() -> Command {
    Command::new(built::test_clients().join("venv/bin/python"))
}
