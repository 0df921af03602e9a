//! Writing a file so that no reader ever sees half of it.
//!
//! It knows nothing of what the files mean: the state directory and the ready file both come here.

use std::fs::Permissions;
use std::io::{self, Write};
use std::path::Path;

use tempfile::Builder;

/// Who may read a file that is written here.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Readers {
    /// The owner alone: mode 0600 where files have modes.
    Owner,
    /// Everyone that the process's umask allows.
    Everyone,
}

/// Puts `contents` at `path`, replacing what was there in one step.
///
/// The contents go to a temporary file in the same directory, which is then renamed: a reader gets the old file or the
/// new one, whole.
///
/// # Errors
///
/// When the directory doesn't exist or can't be written; what was at `path` is then untouched.
pub(crate) fn write(path: &Path, contents: &[u8], readers: Readers) -> io::Result<()> {
    let directory = match path.parent() {
        Some(parent) if parent != Path::new("") => parent,
        _ => Path::new("."),
    };
    let mut builder = Builder::new();
    builder.prefix(".jcldap-").suffix(".tmp");
    if let Some(permissions) = permissions(readers) {
        builder.permissions(permissions);
    }
    let mut temporary = builder.tempfile_in(directory)?;
    temporary.write_all(contents)?;
    temporary.persist(path).map_err(|refused| refused.error)?;
    Ok(())
}

#[cfg(unix)]
#[expect(
    clippy::unnecessary_wraps,
    reason = "elsewhere there are no modes to set"
)]
fn permissions(readers: Readers) -> Option<Permissions> {
    use std::os::unix::fs::PermissionsExt;

    Some(Permissions::from_mode(match readers {
        Readers::Owner => 0o600,
        Readers::Everyone => 0o644,
    }))
}

#[cfg(not(unix))]
fn permissions(_readers: Readers) -> Option<Permissions> {
    None
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn replaces_what_was_there_and_leaves_nothing_else() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("ready.json");
        write(&path, b"a longer first text", Readers::Everyone).unwrap();
        write(&path, b"second", Readers::Everyone).unwrap();

        assert_eq!(fs::read(&path).unwrap(), b"second");
        assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 1);
    }

    #[test]
    fn fails_without_the_directory() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("absent").join("ready.json");
        assert_eq!(
            write(&path, b"x", Readers::Everyone).unwrap_err().kind(),
            io::ErrorKind::NotFound
        );
    }

    #[cfg(unix)]
    #[test]
    fn a_private_file_has_mode_0600_even_over_a_public_one() {
        use std::os::unix::fs::PermissionsExt;

        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("ca.key");
        let mode = || fs::metadata(&path).unwrap().permissions().mode() & 0o777;
        write(&path, b"x", Readers::Everyone).unwrap();
        assert_eq!(mode() & 0o600, 0o600);
        write(&path, b"x", Readers::Owner).unwrap();
        assert_eq!(mode(), 0o600);
    }
}
