//! Where a directory listens, read from an LDAP URL of the plainest form.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use thiserror::Error;

/// `ldap://host:port` or `ldaps://host:port`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Endpoint {
    /// How the connection begins.
    pub scheme: Scheme,
    /// A host name or an IP address; an IPv6 address without its brackets.
    pub host: String,
    /// The TCP port.
    pub port: u16,
}

/// How a connection begins.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Scheme {
    /// In clear text; StartTLS may follow.
    Ldap,
    /// With a TLS handshake.
    Ldaps,
}

impl Endpoint {
    /// Whether the host names this machine itself, by an address of the loopback interface or as `localhost`.
    pub fn is_loopback(&self) -> bool {
        match self.host.parse::<IpAddr>() {
            Ok(address) => address.is_loopback(),
            Err(_) => self.host.eq_ignore_ascii_case("localhost"),
        }
    }
}

impl FromStr for Endpoint {
    type Err = EndpointError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let error = || EndpointError(text.to_owned());
        let (scheme, rest) = text.split_once("://").ok_or_else(error)?;
        let (scheme, default_port) = match scheme.to_ascii_lowercase().as_str() {
            "ldap" => (Scheme::Ldap, 389),
            "ldaps" => (Scheme::Ldaps, 636),
            _ => return Err(error()),
        };
        let authority = rest.strip_suffix('/').unwrap_or(rest);
        if authority.contains(['/', '?', '@']) {
            return Err(error());
        }
        let (host, port) = match authority.strip_prefix('[') {
            Some(bracketed) => {
                let (host, after) = bracketed.split_once(']').ok_or_else(error)?;
                (host, after.strip_prefix(':'))
            }
            None => match authority.split_once(':') {
                Some((host, port)) => (host, Some(port)),
                None => (authority, None),
            },
        };
        let port = match port {
            Some(port) => port.parse().map_err(|_| error())?,
            None => default_port,
        };
        if host.is_empty() {
            return Err(error());
        }
        Ok(Self {
            scheme,
            host: host.to_owned(),
            port,
        })
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = match self.scheme {
            Scheme::Ldap => "ldap",
            Scheme::Ldaps => "ldaps",
        };
        if self.host.contains(':') {
            write!(formatter, "{scheme}://[{}]:{}", self.host, self.port)
        } else {
            write!(formatter, "{scheme}://{}:{}", self.host, self.port)
        }
    }
}

/// Text that names no directory.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
#[error(
    "no LDAP URL: `{0}`; expected one such as `ldaps://ldap.jumpcloud.com:636`, without a path"
)]
pub struct EndpointError(pub String);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_read_back() {
        for (text, written) in [
            ("ldaps://127.0.0.1:1636", "ldaps://127.0.0.1:1636"),
            (
                "LDAPS://ldap.jumpcloud.com/",
                "ldaps://ldap.jumpcloud.com:636",
            ),
            ("ldap://[::1]:1389", "ldap://[::1]:1389"),
            ("ldap://localhost", "ldap://localhost:389"),
        ] {
            assert_eq!(text.parse::<Endpoint>().unwrap().to_string(), written);
        }
        for text in [
            "localhost:389",
            "http://a",
            "ldap://",
            "ldap://a:b",
            "ldap://a/dc=b",
            "ldap://[::1",
        ] {
            assert!(text.parse::<Endpoint>().is_err(), "{text}");
        }
    }

    #[test]
    fn only_the_machine_itself_is_loopback() {
        for (text, loopback) in [
            ("ldap://127.8.0.1", true),
            ("ldap://[::1]", true),
            ("ldap://LOCALHOST", true),
            ("ldap://localhost.example.com", false),
            ("ldap://10.0.0.1", false),
            ("ldap://127.0.0.1.example.com", false),
        ] {
            assert_eq!(
                text.parse::<Endpoint>().unwrap().is_loopback(),
                loopback,
                "{text}"
            );
        }
    }
}
