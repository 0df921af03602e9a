//! Both servers, with the same entries.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rustls::ClientConfig;

use super::networked_slapd::NetworkedSlapd;
use super::schema;
use super::slapd::{Content, Slapd};
use super::table::Table;
use crate::built;
use crate::ldap::{Bind, Connection, Scope, Search};
use crate::repository;
use crate::server_process::ServerProcess;

/// The entry above all organizations: slapd's database needs it, and nobody may read it (J1.16).
const NAMING_CONTEXT: &str = "dc=jumpcloud,dc=com";

/// Attributes that slapd makes up by itself and takes from nobody.
const MADE_BY_SLAPD: [&str; 3] = ["entryDN", "hasSubordinates", "subschemaSubentry"];

/// Both servers, for as long as it lives.
#[derive(Debug)]
pub struct Environment {
    identities: Vec<(String, Bind)>,
    slapd: Slapd,
    stand_in: StandIn,
}

#[derive(Debug)]
struct StandIn {
    process: ServerProcess,
    trust: Arc<ClientConfig>,
}

impl Environment {
    /// Starts both servers for this table.
    ///
    /// # Panics
    ///
    /// When one does not start; the message says what it printed.
    pub fn start(table: &Table) -> Self {
        let fixtures: Vec<PathBuf> = table
            .fixtures
            .iter()
            .map(|name| repository::root().join(name))
            .collect();
        let stand_in = StandIn::start(&fixtures);
        let identities: Vec<(String, Bind)> = table
            .identities
            .iter()
            .map(|(name, bind)| (name.clone(), bind.clone()))
            .collect();
        let slapd = Slapd::with(&content(&fixtures, &identities, &stand_in));
        Self {
            identities,
            slapd,
            stand_in,
        }
    }

    /// A slapd on TCP and under TLS, with the entries of these fixtures and the passwords of those identities that the
    /// stand-in lets in.
    ///
    /// # Panics
    ///
    /// As [`Self::start`].
    pub fn networked_slapd(
        fixtures: &[PathBuf],
        identities: impl IntoIterator<Item = (String, Bind)>,
    ) -> NetworkedSlapd {
        let stand_in = StandIn::start(fixtures);
        let let_in: Vec<(String, Bind)> = identities
            .into_iter()
            .filter(|(_, bind)| stand_in.connect().bind(&bind.name, &bind.password) == 0)
            .collect();
        NetworkedSlapd::with(&content(fixtures, &let_in, &stand_in))
    }

    pub(super) fn slapd(&self) -> Connection {
        self.slapd.connect()
    }

    pub(super) fn stand_in(&self) -> Connection {
        self.stand_in.connect()
    }

    /// How to become this identity; `None` for the anonymous one.
    pub(super) fn identity(&self, name: &str) -> Option<&Bind> {
        let known = self.identities.iter().find(|(known, _)| known == name);
        assert!(
            known.is_some() || name == "anonymous",
            "the table has no identity `{name}`"
        );
        known.map(|(_, bind)| bind)
    }
}

impl StandIn {
    fn start(fixtures: &[PathBuf]) -> Self {
        let process = ServerProcess::start(fixtures);
        let ca = fs::read_to_string(&process.ready().ca).expect("the certificate can be read");
        let trust = jcldap::tls::client_config(&ca).expect("the certificate is one");
        Self { process, trust }
    }

    fn connect(&self) -> Connection {
        Connection::ldaps(&self.process.ready().ldaps, Arc::clone(&self.trust))
    }

    /// The userPassword that this identity is shown on its own entry, which only a binding user is (J2.05).
    fn shown_password(&self, bind: &Bind) -> Option<String> {
        let mut connection = self.connect();
        assert_eq!(connection.bind(&bind.name, &bind.password), 0, "{bind:?}");
        let own_entry = Search::new(
            &bind.name,
            Scope::Base,
            "(objectClass=*)",
            &["userPassword"],
        );
        let received = connection.request(&own_entry.into(), &[]);
        let password = received
            .entries()
            .flat_map(|entry| entry.values("userPassword"));
        password.last()
    }
}

/// What slapd must hold to be compared with the stand-in.
fn content(fixtures: &[PathBuf], identities: &[(String, Bind)], stand_in: &StandIn) -> Content {
    Content {
        schema: schema::lacking(
            &mut Slapd::without_content().connect(),
            &mut stand_in.connect(),
        ),
        access: access(identities, stand_in),
        suffix: NAMING_CONTEXT.to_owned(),
        ldif: ldif(fixtures, identities, stand_in),
    }
}

/// `openldap.md 33`: each binding user reads its own organization and nobody reads anything else.
fn access(identities: &[(String, Bind)], stand_in: &StandIn) -> String {
    let mut readers: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (_, bind) in identities {
        if stand_in.shown_password(bind).is_some() {
            let start = bind
                .name
                .find("o=")
                .expect("a user is below an organization");
            let of_organization = readers.entry(&bind.name[start..]).or_default();
            of_organization.push(format!("by dn.exact=\"{}\" read", bind.name));
        }
    }
    let mut rules = vec![
        "access to attrs=userPassword by self read by anonymous auth by * none".to_owned(),
        "access to dn.base=\"\" by * read".to_owned(),
        "access to dn.base=\"cn=Subschema\" by * read".to_owned(),
    ];
    for (organization, readers) in readers {
        let readers = readers.join(" ");
        rules.push(format!(
            "access to dn.subtree=\"{organization}\" {readers} by * none"
        ));
    }
    rules.push("access to * by * none".to_owned());
    rules.join("\n")
}

/// The entries of all fixtures as `jcldap export` writes them, with a password for each identity.
fn ldif(fixtures: &[PathBuf], identities: &[(String, Bind)], stand_in: &StandIn) -> String {
    let mut records = vec![format!(
        "dn: {NAMING_CONTEXT}\nobjectClass: domain\ndc: jumpcloud\n"
    )];
    for fixture in fixtures {
        for record in exported(fixture).split("\n\n").skip(1) {
            let lines = record.lines().filter(|line| !is_made_by_slapd(line));
            let mut lines: Vec<String> = lines.map(str::to_owned).collect();
            for (_, bind) in identities {
                if lines[0].eq_ignore_ascii_case(&format!("dn: {}", bind.name)) {
                    let password = stand_in.shown_password(bind);
                    let password = password.as_ref().unwrap_or(&bind.password);
                    lines.push(format!("userPassword:: {}", STANDARD.encode(password)));
                }
            }
            records.push(lines.join("\n") + "\n");
        }
    }
    records.join("\n")
}

/// What the command prints for this fixture, each line whole.
fn exported(fixture: &PathBuf) -> String {
    let output = Command::new(built::jcldap())
        .arg("export")
        .arg(fixture)
        .arg("--ldif")
        .output()
        .expect("the jcldap binary can be started");
    assert!(
        output.status.success(),
        "jcldap export failed:\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let text = String::from_utf8(output.stdout).expect("LDIF is ASCII");
    text.replace("\n ", "")
}

fn is_made_by_slapd(line: &str) -> bool {
    let name = line.split(':').next().unwrap_or_default();
    MADE_BY_SLAPD.contains(&name)
}
