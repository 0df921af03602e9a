//! The stand-in with an organization of this folder, and the target file for it.

use std::path::Path;

use jcldap_conformance::target::Target;
use jcldap_tests::server_process::ServerProcess;
use jcldap_tests::target_file::TargetFile;

/// A running server and its target file; dropping it ends the one and removes the other.
pub struct StandIn {
    // Held for its Drop.
    _process: ServerProcess,
    target_file: TargetFile,
}

impl StandIn {
    /// Starts the server with the `organization` of a folder, and writes its target file.
    pub fn start(organization: &Path) -> Self {
        let process = ServerProcess::start(&[organization.join("organization.yaml")]);
        let ready = process.ready();
        let target_file = TargetFile::write(organization, &ready.ldaps, &ready.ldap, &ready.ca);
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
