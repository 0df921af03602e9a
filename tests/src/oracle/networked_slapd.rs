//! slapd as a target on a network: in clear text, with StartTLS, and under TLS, with a certificate made for it.

use std::fs;
use std::net::TcpListener;
use std::path::PathBuf;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use tempfile::TempDir;

use super::slapd::{Content, Slapd};

/// A slapd on free ports of the loopback interface, for as long as it lives.
#[derive(Debug)]
pub struct NetworkedSlapd {
    // Held for its Drop.
    _slapd: Slapd,
    folder: TempDir,
    ports: Ports,
}

#[derive(Clone, Copy, Debug)]
struct Ports {
    ldaps: u16,
    ldap: u16,
}

impl NetworkedSlapd {
    /// Starts one that holds `content`.
    pub(super) fn with(content: &Content) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let certificates = Certificates::make();
        let file = |name: &str, text: &str| {
            let path = folder.path().join(name);
            fs::write(&path, text).expect("a file can be written");
            path.display().to_string()
        };
        let global = format!(
            "TLSCACertificateFile {}\nTLSCertificateFile {}\nTLSCertificateKeyFile {}",
            file(AUTHORITY, &certificates.authority),
            file("certificate.pem", &certificates.certificate),
            file("key.pem", &certificates.key),
        );
        let ports = Ports::free();
        let urls = [ports.ldaps_url(), ports.ldap_url()];
        Self {
            _slapd: Slapd::listening(content, &global, &urls),
            folder,
            ports,
        }
    }

    /// Where it speaks LDAP under TLS.
    pub fn ldaps_url(&self) -> String {
        self.ports.ldaps_url()
    }

    /// Where it speaks LDAP in clear text, and under TLS after StartTLS.
    pub fn ldap_url(&self) -> String {
        self.ports.ldap_url()
    }

    /// The certificate of the authority to trust.
    pub fn ca_file(&self) -> PathBuf {
        self.folder.path().join(AUTHORITY)
    }
}

const AUTHORITY: &str = "ca.pem";

impl Ports {
    /// Ports that were free a moment ago: slapd can't pick one and say which.
    fn free() -> Self {
        let listeners = [(); 2].map(|()| {
            TcpListener::bind("127.0.0.1:0").expect("the loopback interface has a free port")
        });
        let [ldaps, ldap] = listeners.map(|listener| {
            let address = listener.local_addr().expect("a listener has an address");
            address.port()
        });
        Self { ldaps, ldap }
    }

    fn ldaps_url(self) -> String {
        format!("ldaps://127.0.0.1:{}", self.ldaps)
    }

    fn ldap_url(self) -> String {
        format!("ldap://127.0.0.1:{}", self.ldap)
    }
}

/// An authority and what it signed, in PEM.
struct Certificates {
    authority: String,
    certificate: String,
    key: String,
}

impl Certificates {
    fn make() -> Self {
        let mut parameters = CertificateParams::new([]).expect("no names are fine");
        parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().expect("a key can be made");
        let authority =
            CertifiedIssuer::self_signed(parameters, key).expect("a certificate can be made");
        let key = KeyPair::generate().expect("a key can be made");
        let leaf = CertificateParams::new(["localhost".to_owned(), "127.0.0.1".to_owned()])
            .and_then(|parameters| parameters.signed_by(&key, &authority))
            .expect("a certificate can be made");
        Self {
            authority: authority.pem(),
            certificate: leaf.pem(),
            key: key.serialize_pem(),
        }
    }
}
