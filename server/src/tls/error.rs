//! What can go wrong while certificates are prepared.

use std::io;
use std::path::PathBuf;

use miette::Diagnostic;
use thiserror::Error;

/// An error of this module; every kind that a user can mend says how in its help.
#[derive(Debug, Diagnostic, Error)]
#[non_exhaustive]
pub enum TlsError {
    /// A file of the state directory, a certificate or a key can't be read.
    #[error("failed to read `{}`", path.display())]
    #[diagnostic(code(tls::read))]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A file of the state directory can't be written.
    #[error("failed to write `{}`", path.display())]
    #[diagnostic(
        code(tls::write),
        help("name a directory that can be written with `--state-dir`")
    )]
    Write {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Neither the state directory nor a temporary one can be used.
    #[error("failed to make a temporary state directory in `{}`", directory.display())]
    #[diagnostic(
        code(tls::state_directory),
        help("name a directory that can be written with `--state-dir`")
    )]
    TemporaryStateDirectory {
        /// Where it was tried.
        directory: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A file given as certificate or key holds no PEM text.
    #[error("`{}` is not a PEM file", path.display())]
    #[diagnostic(
        code(tls::not_pem),
        help(
            "a PEM file is text that begins with `-----BEGIN`: turn a DER certificate into one with `openssl x509 -inform der`, \
             a DER key with `openssl pkey -inform der`"
        )
    )]
    NotPem {
        /// The file.
        path: PathBuf,
    },
    /// A file given as certificate or key is cut off or altered.
    #[error("the PEM text of `{}` is damaged", path.display())]
    #[diagnostic(code(tls::damaged_pem))]
    DamagedPem {
        /// The file.
        path: PathBuf,
    },
    /// A file given as certificate holds none.
    #[error("`{}` holds no certificate", path.display())]
    #[diagnostic(
        code(tls::no_certificate),
        help("`--cert` wants the certificate, followed by its chain")
    )]
    NoCertificate {
        /// The file.
        path: PathBuf,
    },
    /// A file given as key holds none.
    #[error("`{}` holds no private key", path.display())]
    #[diagnostic(
        code(tls::no_private_key),
        help("`--key` wants the private key in PKCS#8, PKCS#1 or SEC1 form")
    )]
    NoPrivateKey {
        /// The file.
        path: PathBuf,
    },
    /// A private key is protected by a passphrase.
    #[error("the private key in `{}` is encrypted", path.display())]
    #[diagnostic(code(tls::encrypted_key), help("take the passphrase off: `openssl pkey -in {} -out plain.key`", path.display()))]
    EncryptedKey {
        /// The file.
        path: PathBuf,
    },
    /// A private key is of a kind that TLS doesn't use.
    #[error("the private key in `{}` can't be used for TLS", path.display())]
    #[diagnostic(
        code(tls::unusable_key),
        help("use an ECDSA (P-256, P-384, P-521), RSA (2048 bits or more) or Ed25519 key")
    )]
    UnusableKey {
        /// The file.
        path: PathBuf,
        /// Why.
        source: rustls::Error,
    },
    /// A certificate can't be used by a server.
    #[error("the certificate in `{}` can't be used for TLS", path.display())]
    #[diagnostic(code(tls::unusable_certificate))]
    UnusableCertificate {
        /// The file.
        path: PathBuf,
        /// Why.
        source: rustls::Error,
    },
    /// Certificate and key don't belong together.
    #[error("the private key in `{}` belongs to another certificate than the one in `{}`", key.display(), certificate.display())]
    #[diagnostic(
        code(tls::key_mismatch),
        help(
            "the server's own certificate comes first in its file, before the authorities that vouch for it"
        )
    )]
    KeyMismatch {
        /// The certificate's file.
        certificate: PathBuf,
        /// The key's file.
        key: PathBuf,
    },
    /// A name asked for can't stand in a certificate.
    #[error("`{hostname}` is neither a DNS name nor an IP address")]
    #[diagnostic(
        code(tls::hostname),
        help(
            "write a name as DNS knows it, without scheme or port; an international name in its `xn--` form"
        )
    )]
    Hostname {
        /// The name.
        hostname: String,
    },
    /// Text given to a client as its authorities holds no certificate that can be trusted.
    #[error("the authorities to trust hold no usable certificate: {reason}")]
    #[diagnostic(
        code(tls::authorities),
        help("give the server's `ca.pem`, whose path its banner and ready file name")
    )]
    Authorities {
        /// Why.
        reason: String,
    },
    /// Making a key or signing a certificate failed, which is not the user's to mend.
    #[error("failed to make a certificate")]
    #[diagnostic(code(tls::issue))]
    Issue {
        /// Why.
        #[source]
        source: rcgen::Error,
    },
    /// A certificate that was just made is refused by the TLS library, which is not the user's to mend.
    #[error("failed to use the certificate just made")]
    #[diagnostic(code(tls::issued))]
    Issued {
        /// Why.
        #[source]
        source: rustls::Error,
    },
}

impl From<rcgen::Error> for TlsError {
    fn from(source: rcgen::Error) -> Self {
        Self::Issue { source }
    }
}
