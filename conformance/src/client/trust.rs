//! Whom a TLS client trusts. There is no way to trust everybody: a judge that skips verification judges less.

use std::fs;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use rustls::crypto::aws_lc_rs;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use thiserror::Error;

/// Which certificate authorities vouch for the target.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Trust {
    /// Those of a PEM file, and no others.
    AuthorityFile(PathBuf),
    /// Those that this machine trusts: what JumpCloud's own certificate chains to (J8.05).
    System,
}

impl Trust {
    /// The TLS settings of a client that trusts so: TLS 1.2 and 1.3, host names verified.
    pub fn client_config(&self) -> Result<Arc<ClientConfig>, TrustError> {
        let mut roots = RootCertStore::empty();
        match self {
            Self::AuthorityFile(path) => {
                let unreadable = |source| TrustError::Unreadable {
                    path: path.clone(),
                    source,
                };
                let text = fs::read(path).map_err(unreadable)?;
                for certificate in CertificateDer::pem_slice_iter(&text) {
                    let certificate = certificate.map_err(|error| TrustError::NotPem {
                        path: path.clone(),
                        reason: error.to_string(),
                    })?;
                    roots.add(certificate).map_err(|error| TrustError::NotPem {
                        path: path.clone(),
                        reason: error.to_string(),
                    })?;
                }
            }
            Self::System => {
                // One unreadable certificate among hundreds is the machine's business, as long as some are left.
                let found = rustls_native_certs::load_native_certs();
                roots.add_parsable_certificates(found.certs);
            }
        }
        if roots.is_empty() {
            return Err(TrustError::NoAuthority);
        }
        let config = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(|error| TrustError::Tls(error.to_string()))?
            .with_root_certificates(roots)
            .with_no_client_auth();
        Ok(Arc::new(config))
    }
}

/// Why nobody can be trusted.
#[derive(Debug, Error)]
pub enum TrustError {
    /// The file with the authorities can't be read.
    #[error("cannot read `{path}`")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// The file holds something else than certificates.
    #[error("`{path}` holds no certificates in PEM: {reason}")]
    NotPem {
        /// The file.
        path: PathBuf,
        /// What was wrong.
        reason: String,
    },
    /// There is nobody to trust.
    #[error("no certificate authority to trust; name a file with `caFile` in the target file")]
    NoAuthority,
    /// The TLS library refused its settings.
    #[error("TLS cannot be set up: {0}")]
    Tls(String),
}
