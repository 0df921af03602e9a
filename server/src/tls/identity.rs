//! What a server shows to prove who it is: a certificate chain and its private key.

use std::fmt;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use rustls::InconsistentKeys;
use rustls::sign::CertifiedKey;

use super::configuration::provider;
use super::error::TlsError;
use super::pem::{PemProblem, certificates, private_key};

/// A certificate chain with its private key, known to belong together.
#[derive(Clone)]
pub struct ServerIdentity {
    certified_key: Arc<CertifiedKey>,
    authority_pem: Option<Arc<str>>,
}

impl ServerIdentity {
    /// Reads a certificate, followed by its chain, and a private key from two PEM files, which may be the same one.
    ///
    /// Names and dates are not judged: a test may well want a certificate that is wrong.
    ///
    /// # Errors
    ///
    /// When a file can't be read, isn't PEM or lacks what it should hold, when the key is encrypted or of a kind that TLS
    /// doesn't use, and when it belongs to another certificate.
    pub fn from_files(certificate: &Path, key: &Path) -> Result<Self, TlsError> {
        let chain = certificates(&read(certificate)?).map_err(|problem| {
            pem_error(certificate, problem, |path| TlsError::NoCertificate {
                path: path.to_owned(),
            })
        })?;
        let private_key = private_key(&read(key)?).map_err(|problem| {
            pem_error(key, problem, |path| TlsError::NoPrivateKey {
                path: path.to_owned(),
            })
        })?;
        let signing_key = provider()
            .key_provider
            .load_private_key(private_key)
            .map_err(|source| TlsError::UnusableKey {
                path: key.to_owned(),
                source,
            })?;
        let certified_key = CertifiedKey::new(chain, signing_key);
        match certified_key.keys_match() {
            Ok(()) | Err(rustls::Error::InconsistentKeys(InconsistentKeys::Unknown)) => {}
            Err(rustls::Error::InconsistentKeys(_)) => {
                return Err(TlsError::KeyMismatch {
                    certificate: certificate.to_owned(),
                    key: key.to_owned(),
                });
            }
            Err(source) => {
                return Err(TlsError::UnusableCertificate {
                    path: certificate.to_owned(),
                    source,
                });
            }
        }
        Ok(Self {
            certified_key: Arc::new(certified_key),
            authority_pem: None,
        })
    }

    /// An identity that the authority of `authority_pem` issued.
    pub(super) fn issued(certified_key: CertifiedKey, authority_pem: Arc<str>) -> Self {
        Self {
            certified_key: Arc::new(certified_key),
            authority_pem: Some(authority_pem),
        }
    }

    /// The PEM certificate of the authority that clients have to trust; none for a certificate of the user's own, whose
    /// authority isn't ours to know.
    pub fn authority_pem(&self) -> Option<&str> {
        self.authority_pem.as_deref()
    }

    pub(super) fn certified_key(&self) -> Arc<CertifiedKey> {
        Arc::clone(&self.certified_key)
    }
}

impl fmt::Debug for ServerIdentity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ServerIdentity")
            .field("certificates", &self.certified_key.cert.len())
            .field("authority_pem", &self.authority_pem)
            .finish_non_exhaustive()
    }
}

fn read(path: &Path) -> Result<Vec<u8>, TlsError> {
    fs::read(path).map_err(|source| TlsError::Read {
        path: path.to_owned(),
        source,
    })
}

fn pem_error(
    path: &Path,
    problem: PemProblem,
    missing: impl FnOnce(&Path) -> TlsError,
) -> TlsError {
    match problem {
        PemProblem::NotPem => TlsError::NotPem {
            path: path.to_owned(),
        },
        PemProblem::Damaged => TlsError::DamagedPem {
            path: path.to_owned(),
        },
        PemProblem::Encrypted => TlsError::EncryptedKey {
            path: path.to_owned(),
        },
        PemProblem::Missing => missing(path),
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use rcgen::{CertificateParams, KeyPair};
    use tempfile::TempDir;

    use super::*;

    struct Files(TempDir);

    impl Files {
        fn new() -> Self {
            let files = Self(tempfile::tempdir().unwrap());
            let key = KeyPair::generate().unwrap();
            let certificate = CertificateParams::new(vec!["ldap.example.test".to_owned()])
                .unwrap()
                .self_signed(&key)
                .unwrap();
            files.write("cert.pem", certificate.pem());
            files.write("cert.key", key.serialize_pem());
            files.write("other.key", KeyPair::generate().unwrap().serialize_pem());
            files
        }

        fn write(&self, name: &str, contents: impl AsRef<[u8]>) -> PathBuf {
            let path = self.path(name);
            fs::write(&path, contents).unwrap();
            path
        }

        fn path(&self, name: &str) -> PathBuf {
            self.0.path().join(name)
        }

        fn error(&self, certificate: &str, key: &str) -> TlsError {
            ServerIdentity::from_files(&self.path(certificate), &self.path(key)).unwrap_err()
        }
    }

    #[test]
    fn takes_a_pair_that_belongs_together_from_two_files_or_one() {
        let files = Files::new();
        let identity =
            ServerIdentity::from_files(&files.path("cert.pem"), &files.path("cert.key")).unwrap();
        assert_eq!(identity.authority_pem(), None);

        let both = [
            fs::read(files.path("cert.key")).unwrap(),
            fs::read(files.path("cert.pem")).unwrap(),
        ]
        .concat();
        let both = files.write("both.pem", both);
        ServerIdentity::from_files(&both, &both).unwrap();
    }

    #[test]
    fn names_the_file_that_is_missing() {
        let files = Files::new();
        let absent = files.path("absent.pem");
        assert!(
            matches!(files.error("absent.pem", "cert.key"), TlsError::Read { path, .. } if path == absent)
        );
        assert!(
            matches!(files.error("cert.pem", "absent.pem"), TlsError::Read { path, .. } if path == absent)
        );
    }

    #[test]
    fn tells_files_without_certificate_or_key_apart_from_files_that_are_not_pem() {
        let files = Files::new();
        files.write("text", "not PEM");
        assert!(matches!(
            files.error("text", "cert.key"),
            TlsError::NotPem { .. }
        ));
        assert!(matches!(
            files.error("cert.pem", "text"),
            TlsError::NotPem { .. }
        ));
        assert!(matches!(
            files.error("cert.key", "cert.key"),
            TlsError::NoCertificate { .. }
        ));
        assert!(matches!(
            files.error("cert.pem", "cert.pem"),
            TlsError::NoPrivateKey { .. }
        ));
    }

    #[test]
    fn refuses_the_key_of_another_certificate() {
        let files = Files::new();
        let error = files.error("cert.pem", "other.key");
        assert!(matches!(error, TlsError::KeyMismatch { .. }), "{error:?}");
    }

    #[test]
    fn refuses_what_is_pem_and_no_certificate_or_key_inside() {
        let files = Files::new();
        files.write(
            "certificate",
            "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
        );
        files.write(
            "key",
            "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
        );
        assert!(matches!(
            files.error("certificate", "cert.key"),
            TlsError::UnusableCertificate { .. }
        ));
        assert!(matches!(
            files.error("cert.pem", "key"),
            TlsError::UnusableKey { .. }
        ));
    }

    #[test]
    fn debug_shows_no_key() {
        let files = Files::new();
        let identity =
            ServerIdentity::from_files(&files.path("cert.pem"), &files.path("cert.key")).unwrap();
        assert_eq!(
            format!("{identity:?}"),
            "ServerIdentity { certificates: 1, authority_pem: None, .. }"
        );
    }
}
