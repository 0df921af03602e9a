//! The stand-in with the organization of this folder, and the target file for it.

use std::fs;
use std::path::PathBuf;

use jcldap_conformance::target::{Target, read_target};
use jcldap_tests::repository;
use jcldap_tests::server_process::ServerProcess;
use tempfile::TempDir;

/// A running server and its target file; dropping it ends the one and removes the other.
pub struct StandIn {
    // Held for their Drop.
    _process: ServerProcess,
    _folder: TempDir,
    target_file: PathBuf,
}

impl StandIn {
    /// Starts the server and writes its target file.
    pub fn start() -> Self {
        let organization = repository::root().join("tests/conformance/organization.yaml");
        let process = ServerProcess::start(&[organization]);
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        fs::write(folder.path().join("passwords.yaml"), PASSWORDS).expect("a file can be written");
        let ready = process.ready();
        let target = format!(
            "url: '{}'\nplainUrl: '{}'\ncaFile: '{}'\n{SUBJECTS}",
            ready.ldaps,
            ready.ldap,
            ready.ca.display()
        );
        let target_file = folder.path().join("target.yaml");
        fs::write(&target_file, target).expect("a file can be written");
        Self {
            _process: process,
            _folder: folder,
            target_file,
        }
    }

    /// The target that the file describes.
    pub fn target(&self) -> Target {
        read_target(&self.target_file).expect("the target file is one")
    }
}

/// The subjects of `organization.yaml`.
const SUBJECTS: &str = "
organization: 5f1b9a2c8d3e4f0000c0f0a1
bindingUser: {username: svc, mail: svc@conformance.test, password: {file: passwords.yaml, key: svc}}
users:
  active: {username: active, mail: active@conformance.test, password: {file: passwords.yaml, key: active}}
  member: {username: member, mail: member@conformance.test, password: {file: passwords.yaml, key: member}}
  locked: {username: locked, mail: locked@conformance.test, password: {file: passwords.yaml, key: locked}}
groups:
  crew: {name: Crew (day), members: [member, active]}
";

const PASSWORDS: &str = "
svc: may-search
active: active-password
member: member-password
locked: locked-password
";
