//! What stands in the certificates: names, uses and dates (`openldap.md 34`).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa,
    KeyPair, KeyUsagePurpose, SanType,
};
use rustls::pki_types::DnsName;
use time::{Duration, OffsetDateTime};

use crate::tls::error::TlsError;

/// The certificate of a new authority over `key`.
pub(super) fn authority_parameters(key: &KeyPair, now: OffsetDateTime) -> CertificateParams {
    let mut parameters = CertificateParams::default();
    parameters.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    parameters.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    // A person meets this name in a browser or keychain and must know what it is and which of several.
    let key_identifier = parameters.key_identifier(key);
    let distinction = key_identifier
        .first_chunk()
        .map_or(0, |octets| u32::from_be_bytes(*octets));
    parameters.distinguished_name = DistinguishedName::new();
    parameters
        .distinguished_name
        .push(DnType::OrganizationName, "jcldap, for tests only");
    parameters.distinguished_name.push(
        DnType::CommonName,
        format!("jcldap test authority {} {distinction:08x}", now.date()),
    );
    set_validity(&mut parameters, now, AUTHORITY_VALIDITY);
    parameters
}

/// The certificate of a server that is called by `hostnames`, beside the names that every one has.
pub(super) fn server_parameters(
    hostnames: &[String],
    now: OffsetDateTime,
) -> Result<CertificateParams, TlsError> {
    let mut parameters = CertificateParams::default();
    parameters.is_ca = IsCa::ExplicitNoCa;
    parameters.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    parameters.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    parameters.use_authority_key_identifier_extension = true;
    parameters.distinguished_name = DistinguishedName::new();
    parameters
        .distinguished_name
        .push(DnType::CommonName, "localhost");
    parameters.subject_alt_names = subject_alternative_names(hostnames)?;
    set_validity(&mut parameters, now, SERVER_VALIDITY);
    Ok(parameters)
}

fn subject_alternative_names(hostnames: &[String]) -> Result<Vec<SanType>, TlsError> {
    let mut names = Vec::new();
    for name in DNS_NAMES {
        names.push(SanType::DnsName((*name).try_into()?));
    }
    names.extend(ADDRESSES.map(SanType::IpAddress));
    let own_name = own_hostname().and_then(|name| subject_alternative_name(&name).ok());
    let given: Result<Vec<_>, _> = hostnames
        .iter()
        .map(|hostname| subject_alternative_name(hostname))
        .collect();
    for name in own_name.into_iter().chain(given?) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    Ok(names)
}

/// The name of this machine. OpenLDAP's clients look for it in the certificate when they are given `localhost`.
fn own_hostname() -> Option<String> {
    gethostname::gethostname().into_string().ok()
}

fn subject_alternative_name(hostname: &str) -> Result<SanType, TlsError> {
    if let Ok(address) = hostname.parse() {
        return Ok(SanType::IpAddress(address));
    }
    // A wildcard stands for one whole label, the first (RFC 6125 section 6.4.3).
    let without_wildcard = hostname.strip_prefix("*.").unwrap_or(hostname);
    if DnsName::try_from(without_wildcard).is_err() {
        return Err(TlsError::Hostname {
            hostname: hostname.to_owned(),
        });
    }
    Ok(SanType::DnsName(hostname.try_into()?))
}

fn set_validity(parameters: &mut CertificateParams, now: OffsetDateTime, validity: Duration) {
    parameters.not_before = now - BACKDATING;
    parameters.not_after = parameters.not_before + validity;
}

/// The names of the service itself stand here, so that an application whose configuration can't be changed is pointed
/// at the stand-in by its hosts file.
const DNS_NAMES: &[&str] = &["localhost", "ldap.jumpcloud.com", "ldap-mfa.jumpcloud.com"];
const ADDRESSES: [IpAddr; 2] = [
    IpAddr::V4(Ipv4Addr::LOCALHOST),
    IpAddr::V6(Ipv6Addr::LOCALHOST),
];

const AUTHORITY_VALIDITY: Duration = Duration::days(3650);

/// Apple's clients refuse more than 825 days.
const SERVER_VALIDITY: Duration = Duration::days(820);

/// A client in a container or virtual machine may have a clock that is behind.
const BACKDATING: Duration = Duration::days(1);
