//! The file that tells other programs that the server answers, and where.

use std::fs;
use std::io;
use std::path::PathBuf;

use miette::Diagnostic;
use thiserror::Error;

use crate::ready::Ready;
use crate::whole_file::{self, Readers};

/// The place of a ready file. What it says is true for as long as it is there: it goes away with this value.
#[derive(Debug)]
pub(crate) struct ReadyFile {
    path: PathBuf,
    /// What was written, to remove nothing but that.
    written: Option<Vec<u8>>,
}

impl ReadyFile {
    /// Takes the place, removing what an earlier server left there.
    pub(crate) fn claim(path: PathBuf) -> Result<Self, ReadyFileError> {
        match fs::remove_file(&path) {
            Err(source) if source.kind() != io::ErrorKind::NotFound => {
                Err(ReadyFileError { path, source })
            }
            _ => Ok(Self {
                path,
                written: None,
            }),
        }
    }

    /// Writes the file, whole.
    pub(crate) fn publish(&mut self, ready: &Ready) -> Result<(), ReadyFileError> {
        let written = serde_json::to_vec_pretty(ready)
            .map_err(io::Error::from)
            .and_then(|mut text| {
                text.push(b'\n');
                whole_file::write(&self.path, &text, Readers::Everyone)?;
                Ok(text)
            });
        let text = written.map_err(|source| ReadyFileError {
            path: self.path.clone(),
            source,
        })?;
        self.written = Some(text);
        Ok(())
    }
}

impl Drop for ReadyFile {
    fn drop(&mut self) {
        // Another server may have taken the place since; its file is true.
        if self.written.is_some() && fs::read(&self.path).ok() == self.written {
            // Nobody is left to tell when it can't be removed.
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// The file can't be written, or an old one can't be removed.
#[derive(Debug, Diagnostic, Error)]
#[error("failed to write the ready file `{}`", path.display())]
#[diagnostic(
    code(serve::ready_file),
    help("its directory must be there, and may be written")
)]
pub(crate) struct ReadyFileError {
    path: PathBuf,
    source: io::Error,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ready::ReadyOrganization;

    fn ready() -> Ready {
        Ready {
            version: "0.1.0".to_owned(),
            pid: 4711,
            ldaps: Some("ldaps://127.0.0.1:1636".to_owned()),
            ldaps_mfa: None,
            ldap: None,
            control: None,
            ca: Some(PathBuf::from("/state/ca.pem")),
            organizations: vec![ReadyOrganization {
                id: "5f1b9a2c8d3e4f0012345678".to_owned(),
                name: "Planet Express".to_owned(),
                base_dn: "ou=Users,o=5f1b9a2c8d3e4f0012345678,dc=jumpcloud,dc=com".to_owned(),
                binding_dns: vec![],
            }],
        }
    }

    #[test]
    fn every_key_is_present() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("ready.json");
        let mut file = ReadyFile::claim(path.clone()).unwrap();
        file.publish(&ready()).unwrap();
        assert_eq!(
            fs::read_to_string(&path).unwrap(),
            r#"{
  "version": "0.1.0",
  "pid": 4711,
  "ldaps": "ldaps://127.0.0.1:1636",
  "ldaps_mfa": null,
  "ldap": null,
  "control": null,
  "ca": "/state/ca.pem",
  "organizations": [
    {
      "id": "5f1b9a2c8d3e4f0012345678",
      "name": "Planet Express",
      "base_dn": "ou=Users,o=5f1b9a2c8d3e4f0012345678,dc=jumpcloud,dc=com",
      "binding_dns": []
    }
  ]
}
"#
        );
        assert_eq!(Ready::read(&path).unwrap(), ready());
    }

    #[test]
    fn a_stale_file_is_removed_at_once_and_the_own_one_at_the_end() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("ready.json");
        fs::write(&path, "stale").unwrap();
        let mut file = ReadyFile::claim(path.clone()).unwrap();
        assert!(!path.exists());
        file.publish(&ready()).unwrap();
        assert!(path.exists());
        drop(file);
        assert!(!path.exists());
    }

    #[test]
    fn the_file_of_another_server_stays() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("ready.json");
        let mut first = ReadyFile::claim(path.clone()).unwrap();
        first.publish(&ready()).unwrap();
        let mut second = ReadyFile::claim(path.clone()).unwrap();
        second
            .publish(&Ready {
                pid: 4712,
                ..ready()
            })
            .unwrap();
        drop(first);
        assert_eq!(Ready::read(&path).unwrap().pid, 4712);
    }

    #[test]
    fn a_place_that_is_a_directory_is_refused() {
        let directory = tempfile::tempdir().unwrap();
        ReadyFile::claim(directory.path().to_owned()).unwrap_err();
    }
}
