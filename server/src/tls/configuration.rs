//! `rustls` settings for a server and for a client that checks its certificate.

use std::sync::Arc;

use rustls::crypto::{CryptoProvider, aws_lc_rs};
use rustls::sign::SingleCertAndKey;
use rustls::version::{TLS12, TLS13};
use rustls::{
    ClientConfig, ConfigBuilder, ConfigSide, RootCertStore, ServerConfig, WantsVerifier,
    WantsVersions,
};

use super::error::TlsError;
use super::identity::ServerIdentity;
use super::own_certificate::OwnCertificate;
use super::pem::certificates;

/// Settings of a TLS server that shows `identity`: TLS 1.2 and 1.3, no client certificates, session tickets as `rustls`
/// does by default.
pub fn server_config(identity: &ServerIdentity) -> Arc<ServerConfig> {
    let resolver = SingleCertAndKey::from(identity.certified_key());
    let builder = versions(ServerConfig::builder_with_provider(provider()));
    Arc::new(
        builder
            .with_no_client_auth()
            .with_cert_resolver(Arc::new(resolver)),
    )
}

/// Settings of a TLS client that trusts the certificates of `ca_pem` and nothing else.
///
/// # Errors
///
/// When `ca_pem` holds no certificate, or one that can't be an authority.
pub fn client_config(ca_pem: &str) -> Result<Arc<ClientConfig>, TlsError> {
    let mut roots = RootCertStore::empty();
    let authorities = certificates(ca_pem.as_bytes()).map_err(|problem| TlsError::Authorities {
        reason: problem.to_string(),
    })?;
    for authority in authorities {
        roots
            .add(authority)
            .map_err(|error| TlsError::Authorities {
                reason: error.to_string(),
            })?;
    }
    let builder = versions(ClientConfig::builder_with_provider(provider()));
    Ok(Arc::new(
        builder.with_root_certificates(roots).with_no_client_auth(),
    ))
}

/// Settings of a TLS client that takes the certificate of `identity`, whatever its name and dates, and no other: for a
/// server to talk to itself.
pub(crate) fn own_client_config(identity: &ServerIdentity) -> ClientConfig {
    let builder = versions(ClientConfig::builder_with_provider(provider()));
    builder
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(OwnCertificate::new(identity, provider())))
        .with_no_client_auth()
}

/// The one cryptography provider, named here so that a process-wide default of the application that uses the library
/// plays no part.
pub(super) fn provider() -> Arc<CryptoProvider> {
    Arc::new(aws_lc_rs::default_provider())
}

fn versions<S: ConfigSide>(
    builder: ConfigBuilder<S, WantsVersions>,
) -> ConfigBuilder<S, WantsVerifier> {
    #[expect(
        clippy::expect_used,
        reason = "fails only for a provider without cipher suites, and ours is fixed"
    )]
    builder
        .with_protocol_versions(&[&TLS13, &TLS12])
        .expect("aws-lc-rs has cipher suites for both versions")
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::{TcpListener, TcpStream};
    use std::thread;

    use rustls::pki_types::ServerName;
    use rustls::{
        CertificateError, ClientConnection, Error, ProtocolVersion, ServerConnection, StreamOwned,
    };

    use super::*;
    use crate::tls::Authority;

    /// Shakes hands over a socket, client and server each with its settings, and sends one octet back.
    fn handshake(
        server: Arc<ServerConfig>,
        client: Arc<ClientConfig>,
        name: &str,
    ) -> std::io::Result<Option<ProtocolVersion>> {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let serving = thread::spawn(move || {
            let (socket, _) = listener.accept().unwrap();
            let mut stream = StreamOwned::new(ServerConnection::new(server).unwrap(), socket);
            // The client's assertion judges the outcome; a refused handshake fails here too.
            let _ = stream.write_all(b"!").and_then(|()| stream.flush());
        });
        let connection =
            ClientConnection::new(client, ServerName::try_from(name.to_owned()).unwrap()).unwrap();
        let mut stream = StreamOwned::new(connection, TcpStream::connect(address).unwrap());
        let mut octet = [0];
        let outcome = stream
            .read_exact(&mut octet)
            .map(|()| stream.conn.protocol_version());
        drop(stream);
        serving.join().unwrap();
        outcome
    }

    fn tls_error(outcome: std::io::Result<Option<ProtocolVersion>>) -> Error {
        outcome
            .unwrap_err()
            .into_inner()
            .unwrap()
            .downcast_ref::<Error>()
            .unwrap()
            .clone()
    }

    #[test]
    fn a_client_that_trusts_the_authority_gets_through_by_every_name() {
        let identity = Authority::ephemeral()
            .unwrap()
            .issue(&["ldap.example.test".to_owned()])
            .unwrap();
        let client = client_config(identity.authority_pem().unwrap()).unwrap();
        for name in [
            "localhost",
            "127.0.0.1",
            "::1",
            "ldap.jumpcloud.com",
            "ldap-mfa.jumpcloud.com",
            "ldap.example.test",
        ] {
            let version = handshake(server_config(&identity), Arc::clone(&client), name).unwrap();
            assert_eq!(version, Some(ProtocolVersion::TLSv1_3), "{name}");
        }
    }

    #[test]
    fn tls_1_2_is_spoken_with_a_client_that_knows_no_newer_one() {
        let identity = Authority::ephemeral().unwrap().issue(&[]).unwrap();
        let mut roots = RootCertStore::empty();
        roots
            .add(
                certificates(identity.authority_pem().unwrap().as_bytes())
                    .unwrap()
                    .remove(0),
            )
            .unwrap();
        let client = ClientConfig::builder_with_provider(provider())
            .with_protocol_versions(&[&TLS12])
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        let version = handshake(server_config(&identity), Arc::new(client), "localhost").unwrap();
        assert_eq!(version, Some(ProtocolVersion::TLSv1_2));
    }

    #[test]
    fn a_name_not_asked_for_is_refused() {
        let identity = Authority::ephemeral().unwrap().issue(&[]).unwrap();
        let client = client_config(identity.authority_pem().unwrap()).unwrap();
        let error = tls_error(handshake(
            server_config(&identity),
            client,
            "ldap.example.test",
        ));
        assert!(error.to_string().contains("not valid for name"), "{error}");
    }

    #[test]
    fn another_authority_is_refused() {
        let identity = Authority::ephemeral().unwrap().issue(&[]).unwrap();
        let other = Authority::ephemeral().unwrap();
        let error = tls_error(handshake(
            server_config(&identity),
            client_config(other.pem()).unwrap(),
            "localhost",
        ));
        assert_eq!(
            error,
            Error::InvalidCertificate(CertificateError::UnknownIssuer)
        );
    }

    #[test]
    fn a_client_needs_an_authority_that_is_one() {
        for text in [
            "",
            "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
        ] {
            assert!(
                matches!(client_config(text), Err(TlsError::Authorities { .. })),
                "{text}"
            );
        }
    }
}
