//! Certificates and TLS settings: a certificate authority that is kept from run to run, the certificates that it
//! issues, certificates of the user's own, and the `rustls` configurations made from them.
//!
//! It opens no socket and prints nothing: what a person should know comes back as [`Notice`]s.
//!
//! What a server certificate must look like to please OpenSSL, GnuTLS, Java and Apple's clients is `openldap.md 34`.

mod authority;
mod configuration;
mod error;
mod identity;
mod notice;
mod own_certificate;
mod pem;
mod state_directory;

pub use authority::{Authority, AuthorityProblem};
pub(crate) use configuration::own_client_config;
pub use configuration::{client_config, server_config};
pub use error::TlsError;
pub use identity::ServerIdentity;
pub use notice::Notice;
pub use state_directory::StateDirectory;
