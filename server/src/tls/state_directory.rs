//! Where the certificate authority is kept from run to run.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use directories::ProjectDirs;
use tempfile::TempDir;

use super::error::TlsError;
use super::notice::Notice;

/// A directory that can be used to keep the certificate authority.
///
/// A temporary one is removed when this value is dropped.
#[derive(Debug)]
pub struct StateDirectory {
    path: PathBuf,
    /// Present when the directory is temporary: dropping it removes the directory.
    _temporary: Option<TempDir>,
}

impl StateDirectory {
    /// Takes the directory `wanted`, else the platform's own (`~/.local/state/jcldap` on Linux), making it when it
    /// doesn't exist. One that can't be used is replaced by a temporary one, and a [`Notice`] says so.
    ///
    /// A directory can be used when it can be written, or when it holds an authority that can be read.
    ///
    /// # Errors
    ///
    /// When not even a temporary directory can be made.
    pub fn resolve(wanted: Option<&Path>) -> Result<(Self, Vec<Notice>), TlsError> {
        let Some(path) = wanted.map(Path::to_owned).or_else(platform_directory) else {
            return Self::temporary(None, "no home directory is known".to_owned());
        };
        // Absolute, because the path goes to other processes through banner and ready file.
        let prepared = std::path::absolute(&path).and_then(|absolute| {
            prepare(&absolute)?;
            Ok(absolute)
        });
        match prepared {
            Ok(path) => Ok((
                Self {
                    path,
                    _temporary: None,
                },
                Vec::new(),
            )),
            Err(error) => Self::temporary(Some(path), error.to_string()),
        }
    }

    fn temporary(wanted: Option<PathBuf>, reason: String) -> Result<(Self, Vec<Notice>), TlsError> {
        let temporary = tempfile::Builder::new()
            .prefix("jcldap-")
            .tempdir()
            .map_err(|source| TlsError::TemporaryStateDirectory {
                directory: std::env::temp_dir(),
                source,
            })?;
        let path = temporary.path().to_owned();
        let notice = Notice::TemporaryStateDirectory {
            wanted,
            reason,
            used: path.clone(),
        };
        Ok((
            Self {
                path,
                _temporary: Some(temporary),
            },
            vec![notice],
        ))
    }

    /// Where the authority's certificate lies when `wanted`, else the platform's own directory, is used; none without
    /// a home directory. Nothing is touched, and the file needn't be there.
    pub fn expected_certificate_file(wanted: Option<&Path>) -> Option<PathBuf> {
        let directory = wanted.map(Path::to_owned).or_else(platform_directory)?;
        Some(directory.join(CERTIFICATE_FILE))
    }

    /// The directory, as an absolute path.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The authority's certificate, for clients to trust.
    pub fn certificate_file(&self) -> PathBuf {
        self.path.join(CERTIFICATE_FILE)
    }

    /// The authority's private key.
    pub(super) fn key_file(&self) -> PathBuf {
        self.path.join(KEY_FILE)
    }

    /// The file whose lock is held while an authority is made, so that two servers don't make two.
    pub(super) fn lock_file(&self) -> PathBuf {
        self.path.join(LOCK_FILE)
    }
}

/// The names that problems and paths are told with.
pub(super) const CERTIFICATE_FILE: &str = "ca.pem";
pub(super) const KEY_FILE: &str = "ca.key";
const LOCK_FILE: &str = "ca.lock";

/// The platform's directory for state; for data where the platform doesn't tell the two apart.
fn platform_directory() -> Option<PathBuf> {
    let project = ProjectDirs::from("", "", "jcldap")?;
    let directory = project
        .state_dir()
        .unwrap_or_else(|| project.data_local_dir());
    Some(directory.to_owned())
}

/// Makes the directory when it is absent, and finds out whether an authority can be read from it or written to it.
fn prepare(directory: &Path) -> io::Result<()> {
    fs::create_dir_all(directory)?;
    let readable = |name| match File::open(directory.join(name)) {
        Ok(_) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    };
    if readable(CERTIFICATE_FILE)? && readable(KEY_FILE)? {
        return Ok(());
    }
    // The one sure way to know that a directory can be written: modes, read-only mounts and quotas all count.
    tempfile::tempfile_in(directory).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn makes_the_directory_asked_for() {
        let parent = tempfile::tempdir().unwrap();
        let wanted = parent.path().join("a").join("b");
        let (directory, notices) = StateDirectory::resolve(Some(&wanted)).unwrap();
        assert!(wanted.is_dir());
        assert_eq!(directory.path(), wanted);
        assert_eq!(notices, []);
        assert_eq!(
            StateDirectory::expected_certificate_file(Some(&wanted)),
            Some(directory.certificate_file())
        );
    }

    #[test]
    fn a_directory_that_cannot_be_made_gives_way_to_a_temporary_one_that_ends_with_the_value() {
        let parent = tempfile::tempdir().unwrap();
        let file = parent.path().join("file");
        fs::write(&file, b"").unwrap();
        let wanted = file.join("state");

        let (directory, notices) = StateDirectory::resolve(Some(&wanted)).unwrap();
        let used = directory.path().to_owned();
        assert!(used.is_dir());
        let [
            Notice::TemporaryStateDirectory {
                wanted: Some(named),
                used: named_used,
                ..
            },
        ] = notices.as_slice()
        else {
            panic!("{notices:?}");
        };
        assert_eq!((named, named_used), (&wanted, &used));

        drop(directory);
        assert!(!used.exists());
    }
}
