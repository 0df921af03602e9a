//! The certificate authority that vouches for the server, and the certificates that it issues.
//!
//! [`keep`] puts it on disk and takes it from there; nothing else here touches a file.

mod certificate;
mod keep;
mod problem;
#[cfg(test)]
mod tests;

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rcgen::{Issuer, KeyPair};
use rustls::sign::CertifiedKey;
use time::OffsetDateTime;

pub use self::problem::AuthorityProblem;
use super::configuration::provider;
use super::error::TlsError;
use super::identity::ServerIdentity;
use super::notice::Notice;
use super::state_directory::StateDirectory;

/// A certificate authority: clients trust it once, and every server certificate that it issues from then on.
pub struct Authority {
    issuer: Issuer<'static, KeyPair>,
    /// The certificate, as clients get it.
    pem: Arc<str>,
    /// When the certificate ends: nothing that it issues lasts longer.
    not_after: OffsetDateTime,
    /// Where the certificate lies, when it is kept.
    certificate_file: Option<PathBuf>,
}

impl Authority {
    /// Makes an authority that is written nowhere: for a server that lives in a test.
    ///
    /// # Errors
    ///
    /// When no key can be made.
    pub fn ephemeral() -> Result<Self, TlsError> {
        let key = KeyPair::generate()?;
        let parameters = certificate::authority_parameters(&key, OffsetDateTime::now_utc());
        let not_after = parameters.not_after;
        let pem = parameters.self_signed(&key)?.pem();
        Ok(Self {
            issuer: Issuer::new(parameters, key),
            pem: pem.into(),
            not_after,
            certificate_file: None,
        })
    }

    /// Takes the authority that `directory` keeps, or makes one and keeps it there as `ca.pem` and `ca.key`.
    ///
    /// One that can't be used (damaged, expired, two files that don't belong together) is replaced. Servers that start
    /// at once on one directory end up with the same authority.
    ///
    /// # Errors
    ///
    /// When the files can't be read or written, or no key can be made.
    pub fn load_or_create(directory: &StateDirectory) -> Result<(Self, Vec<Notice>), TlsError> {
        keep::load_or_create(directory)
    }

    /// Issues a server certificate for `hostnames` (DNS names and IP addresses) beside the names it always has:
    /// `localhost`, `127.0.0.1`, `::1`, `ldap.jumpcloud.com` and `ldap-mfa.jumpcloud.com`.
    ///
    /// Its key is new each time and kept nowhere: issuing takes less time than reading files would, and a key that isn't
    /// on disk can't leak from there or go stale.
    ///
    /// # Errors
    ///
    /// When one of `hostnames` can't stand in a certificate, or no key can be made.
    pub fn issue(&self, hostnames: &[String]) -> Result<ServerIdentity, TlsError> {
        let key = KeyPair::generate()?;
        let mut parameters = certificate::server_parameters(hostnames, OffsetDateTime::now_utc())?;
        parameters.not_after = parameters.not_after.min(self.not_after);
        let issued = parameters.signed_by(&key, &self.issuer)?;
        let certified_key =
            CertifiedKey::from_der(vec![issued.der().clone()], key.into(), &provider())
                .map_err(|source| TlsError::Issued { source })?;
        Ok(ServerIdentity::issued(certified_key, Arc::clone(&self.pem)))
    }

    /// The certificate, in PEM, for clients to trust.
    pub fn pem(&self) -> &str {
        &self.pem
    }

    /// Where the certificate lies; none for an ephemeral authority.
    pub fn certificate_file(&self) -> Option<&Path> {
        self.certificate_file.as_deref()
    }
}

impl fmt::Debug for Authority {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Authority")
            .field("pem", &self.pem)
            .field("certificate_file", &self.certificate_file)
            .finish_non_exhaustive()
    }
}
