//! The stand-in with the organization of this folder, and the target file for it.

use jcldap_conformance::target::Target;
use jcldap_tests::repository;
use jcldap_tests::server_process::ServerProcess;

use super::target_file::TargetFile;

/// A running server and its target file; dropping it ends the one and removes the other.
pub struct StandIn {
    // Held for its Drop.
    _process: ServerProcess,
    target_file: TargetFile,
}

impl StandIn {
    /// Starts the server and writes its target file.
    pub fn start() -> Self {
        let organization = repository::root().join("tests/conformance/organization.yaml");
        let process = ServerProcess::start(&[organization]);
        let ready = process.ready();
        let target_file = TargetFile::write(&ready.ldaps, &ready.ldap, &ready.ca);
        Self {
            _process: process,
            target_file,
        }
    }

    /// The target that the file describes.
    pub fn target(&self) -> Target {
        self.target_file.read()
    }
}
