//! The target file for a server that holds an organization of `tests/conformance`.

use std::fs;
use std::path::Path;

use jcldap_conformance::target::{Target, read_target};
use tempfile::TempDir;

/// A target file, and the passwords beside it, in a folder that is removed with this value.
pub struct TargetFile {
    folder: TempDir,
}

impl TargetFile {
    /// Writes the target file for a stand-in at these URLs, whose authority stands in `ca_file`, with the subjects of the
    /// `organization`'s folder.
    pub fn write(organization: &Path, url: &str, plain_url: &str, ca_file: &Path) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        fs::copy(
            organization.join("passwords.yaml"),
            folder.path().join("passwords.yaml"),
        )
        .expect("a file can be copied");
        let subjects =
            fs::read_to_string(organization.join(TARGET)).expect("the target file is there");
        let text = format!(
            "url: '{url}'\nplainUrl: '{plain_url}'\ncaFile: '{}'\n{subjects}",
            ca_file.display()
        );
        fs::write(folder.path().join(TARGET), text).expect("a file can be written");
        Self { folder }
    }

    /// The target that the file describes.
    pub fn read(&self) -> Target {
        read_target(&self.folder.path().join(TARGET)).expect("the target file is one")
    }
}

const TARGET: &str = "target.yaml";
