//! Reading certificates and private keys from PEM text, with problems said in words.

use std::fmt;

use rustls::pki_types::pem::{Error, PemObject};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

/// Why a text is not the PEM that was looked for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum PemProblem {
    /// There is no PEM section in it at all.
    NotPem,
    /// A section begins and never ends, or its base64 is broken.
    Damaged,
    /// PEM, but without a section of the kind that was looked for.
    Missing,
    /// The only private key is protected by a passphrase.
    Encrypted,
}

impl fmt::Display for PemProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotPem => "not a PEM file",
            Self::Damaged => "damaged PEM text",
            Self::Missing => "no such section in the PEM text",
            Self::Encrypted => "the private key is encrypted",
        })
    }
}

/// All certificates of a text, in its order: at least one.
pub(super) fn certificates(text: &[u8]) -> Result<Vec<CertificateDer<'static>>, PemProblem> {
    let certificates = CertificateDer::pem_slice_iter(text)
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| problem(text, &error))?;
    if certificates.is_empty() {
        return Err(problem(text, &Error::NoItemsFound));
    }
    Ok(certificates)
}

/// The first private key of a text.
pub(super) fn private_key(text: &[u8]) -> Result<PrivateKeyDer<'static>, PemProblem> {
    // The older of the two encrypted forms reads as damaged base64, so the question comes first.
    if is_encrypted(text) {
        return Err(PemProblem::Encrypted);
    }
    PrivateKeyDer::from_pem_slice(text).map_err(|error| problem(text, &error))
}

fn problem(text: &[u8], error: &Error) -> PemProblem {
    if !contains(text, b"-----BEGIN ") {
        return PemProblem::NotPem;
    }
    match error {
        Error::NoItemsFound => PemProblem::Missing,
        _ => PemProblem::Damaged,
    }
}

/// Whether a text holds a key in the encrypted form of RFC 7468 section 11 or in the older one of RFC 1421.
fn is_encrypted(text: &[u8]) -> bool {
    contains(text, b"-----BEGIN ENCRYPTED PRIVATE KEY-----")
        || contains(text, b"Proc-Type: 4,ENCRYPTED")
}

fn contains(text: &[u8], wanted: &[u8]) -> bool {
    text.windows(wanted.len()).any(|window| window == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_the_ways_of_not_being_a_certificate_apart() {
        let absent = b"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n";
        for (text, expected) in [
            (&b""[..], PemProblem::NotPem),
            (b"\x30\x82\x01\x00", PemProblem::NotPem),
            (absent, PemProblem::Missing),
            (b"-----BEGIN CERTIFICATE-----\nAAAA\n", PemProblem::Damaged),
            (
                b"-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n",
                PemProblem::Damaged,
            ),
        ] {
            assert_eq!(
                certificates(text).unwrap_err(),
                expected,
                "{}",
                text.escape_ascii()
            );
        }
    }

    #[test]
    fn knows_both_forms_of_an_encrypted_key() {
        for text in [
            "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n",
            "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nAAAA\n-----END RSA PRIVATE KEY-----\n",
        ] {
            assert_eq!(
                private_key(text.as_bytes()).unwrap_err(),
                PemProblem::Encrypted
            );
        }
    }
}
