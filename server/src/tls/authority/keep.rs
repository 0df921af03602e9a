//! The authority on disk: `ca.pem` for everyone, `ca.key` for its owner alone.
//!
//! Each file is written whole. A lock is held while a pair is made, and reading needs none: a reader that comes between
//! the two writes sees files that don't belong together, takes the lock like a maker, and reads again.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use rcgen::{Issuer, KeyPair, PublicKeyData};
use time::OffsetDateTime;
use x509_parser::certificate::X509Certificate;
use x509_parser::prelude::FromDer;

use super::{Authority, AuthorityProblem};
use crate::tls::error::TlsError;
use crate::tls::notice::Notice;
use crate::tls::pem::certificates;
use crate::tls::state_directory::{CERTIFICATE_FILE, KEY_FILE, StateDirectory};
use crate::whole_file::{self, Readers};

/// See [`Authority::load_or_create`].
pub(super) fn load_or_create(
    directory: &StateDirectory,
) -> Result<(Authority, Vec<Notice>), TlsError> {
    if let Kept::Usable(authority) = load(directory)? {
        let notice = close_to_others(directory.key_file());
        return Ok((*authority, notice.into_iter().collect()));
    }
    // Released when it is dropped, or by the system when the process ends: it can't be left behind.
    let _lock = lock(&directory.lock_file())?;
    let certificate = directory.certificate_file();
    let notice = match load(directory)? {
        Kept::Usable(authority) => return Ok((*authority, Vec::new())),
        Kept::Nothing => Notice::AuthorityCreated { certificate },
        Kept::Unusable(problem) => Notice::AuthorityReplaced {
            certificate,
            problem,
        },
    };
    Ok((create(directory)?, vec![notice]))
}

enum Kept {
    Nothing,
    Unusable(AuthorityProblem),
    Usable(Box<Authority>),
}

fn load(directory: &StateDirectory) -> Result<Kept, TlsError> {
    let certificate_file = directory.certificate_file();
    let (certificate, key) = match (read(&certificate_file)?, read(&directory.key_file())?) {
        (None, None) => return Ok(Kept::Nothing),
        (None, Some(_)) => {
            return Ok(Kept::Unusable(AuthorityProblem::Missing {
                file: CERTIFICATE_FILE,
            }));
        }
        (Some(_), None) => return Ok(Kept::Unusable(AuthorityProblem::Missing { file: KEY_FILE })),
        (Some(certificate), Some(key)) => (certificate, key),
    };
    Ok(match parse(&certificate, &key, OffsetDateTime::now_utc()) {
        Ok(authority) => Kept::Usable(Box::new(Authority {
            certificate_file: Some(certificate_file),
            ..authority
        })),
        Err(problem) => Kept::Unusable(problem),
    })
}

/// An authority from the contents of its two files, if it can be used at `now`.
fn parse(
    certificate: &[u8],
    key: &[u8],
    now: OffsetDateTime,
) -> Result<Authority, AuthorityProblem> {
    let damaged_certificate = AuthorityProblem::Damaged {
        file: CERTIFICATE_FILE,
    };
    let damaged_key = AuthorityProblem::Damaged { file: KEY_FILE };

    let pem = str::from_utf8(certificate).map_err(|_| damaged_certificate.clone())?;
    let chain = certificates(certificate).map_err(|_| damaged_certificate.clone())?;
    let der = chain.first().ok_or_else(|| damaged_certificate.clone())?;
    let (_, parsed) = X509Certificate::from_der(der).map_err(|_| damaged_certificate.clone())?;
    let key = str::from_utf8(key)
        .ok()
        .and_then(|key| KeyPair::from_pem(key).ok())
        .ok_or(damaged_key)?;

    if parsed.public_key().raw != key.subject_public_key_info() {
        return Err(AuthorityProblem::KeyMismatch);
    }
    // The key is the right one, so that a signature by another means altered contents.
    parsed
        .verify_signature(None)
        .map_err(|_| damaged_certificate.clone())?;
    let may_sign = parsed
        .key_usage()
        .is_ok_and(|usage| usage.is_none_or(|usage| usage.value.key_cert_sign()));
    if !parsed.is_ca() || !may_sign {
        return Err(AuthorityProblem::NotAnAuthority);
    }
    let validity = parsed.validity();
    let (not_before, not_after) = (
        validity.not_before.to_datetime(),
        validity.not_after.to_datetime(),
    );
    if now < not_before {
        return Err(AuthorityProblem::NotYetValid {
            from: not_before.date(),
        });
    }
    if now > not_after {
        return Err(AuthorityProblem::Expired {
            on: not_after.date(),
        });
    }
    let issuer = Issuer::from_ca_cert_der(der, key).map_err(|_| damaged_certificate)?;
    Ok(Authority {
        issuer,
        pem: pem.into(),
        not_after,
        certificate_file: None,
    })
}

fn create(directory: &StateDirectory) -> Result<Authority, TlsError> {
    let authority = Authority::ephemeral()?;
    let key = authority.issuer.key().serialize_pem();
    // The key first: whoever finds the certificate can count on its key.
    write(directory.key_file(), key.as_bytes(), Readers::Owner)?;
    write(
        directory.certificate_file(),
        authority.pem.as_bytes(),
        Readers::Everyone,
    )?;
    Ok(Authority {
        certificate_file: Some(directory.certificate_file()),
        ..authority
    })
}

/// Leaves a key that came from elsewhere to its owner alone, as [`create`] does.
#[cfg(unix)]
fn close_to_others(key: PathBuf) -> Option<Notice> {
    use std::fs::Permissions;
    use std::os::unix::fs::PermissionsExt;

    const OTHERS: u32 = 0o077;

    let mode = fs::metadata(&key).ok()?.permissions().mode();
    (mode & OTHERS != 0).then(|| {
        let closed = fs::set_permissions(&key, Permissions::from_mode(mode & !OTHERS)).is_ok();
        Notice::KeyReadableByOthers { key, closed }
    })
}

#[cfg(not(unix))]
fn close_to_others(_key: PathBuf) -> Option<Notice> {
    None
}

fn lock(path: &Path) -> Result<File, TlsError> {
    let locked = File::options()
        .create(true)
        .append(true)
        .open(path)
        .and_then(|file| {
            file.lock()?;
            Ok(file)
        });
    locked.map_err(|source| TlsError::Write {
        path: path.to_owned(),
        source,
    })
}

fn read(path: &Path) -> Result<Option<Vec<u8>>, TlsError> {
    match fs::read(path) {
        Ok(contents) => Ok(Some(contents)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(TlsError::Read {
            path: path.to_owned(),
            source,
        }),
    }
}

fn write(path: PathBuf, contents: &[u8], readers: Readers) -> Result<(), TlsError> {
    whole_file::write(&path, contents, readers).map_err(|source| TlsError::Write { path, source })
}
