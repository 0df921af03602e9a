//! Files that commands write.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::Path;

use super::Failure;
use crate::exit_code::Exit;

/// Writes a report, replacing the one before it.
pub(super) fn write(path: &Path, text: &str) -> Result<(), Failure> {
    fs::write(path, text).map_err(|error| unwritable(path, &error))
}

/// Refuses a place where something is already. Asked before a target is: what can't be kept needn't be asked for.
pub(super) fn check_new(path: &Path) -> Result<(), Failure> {
    if path.try_exists().unwrap_or(true) {
        Err(there_already(path))
    } else {
        Ok(())
    }
}

/// Writes a file that wasn't there; none is ever replaced.
pub(super) fn write_new(path: &Path, text: &str) -> Result<(), Failure> {
    File::create_new(path)
        .and_then(|mut file| file.write_all(text.as_bytes()))
        .map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => there_already(path),
            _ => unwritable(path, &error),
        })
}

fn there_already(path: &Path) -> Failure {
    let message = format!(
        "`{}` is there already; name a new file, or remove it",
        path.display()
    );
    Failure::message(Exit::Usage, message)
}

fn unwritable(path: &Path, error: &io::Error) -> Failure {
    let message = format!("cannot write `{}`: {error}", path.display());
    Failure::message(Exit::Internal, message)
}
