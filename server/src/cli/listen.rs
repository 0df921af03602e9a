//! Where a listener is asked to be: an address, or off.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::str::FromStr;

use thiserror::Error;

/// The value of a listener's flag.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Listen {
    /// At this address; port 0 stands for any that is free.
    At(SocketAddr),
    /// Not at all.
    Off,
}

impl Listen {
    pub(crate) fn address(self) -> Option<SocketAddr> {
        match self {
            Self::At(address) => Some(address),
            Self::Off => None,
        }
    }
}

/// Reads `none`, `IP:PORT`, `localhost:PORT` or `:PORT`; the last two mean the loopback address, never all interfaces.
impl FromStr for Listen {
    type Err = ListenError;

    fn from_str(text: &str) -> Result<Self, ListenError> {
        if text == OFF {
            return Ok(Self::Off);
        }
        let loopback = text
            .strip_prefix("localhost:")
            .or_else(|| text.strip_prefix(':'));
        let address = match loopback {
            Some(port) => port
                .parse()
                .ok()
                .map(|port| SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), port)),
            None => text.parse().ok(),
        };
        address.map(Self::At).ok_or(ListenError)
    }
}

impl fmt::Display for Listen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::At(address) => address.fmt(f),
            Self::Off => f.write_str(OFF),
        }
    }
}

/// The text is no place to listen.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
#[error("expected an IP address and a port, such as `127.0.0.1:1636` or `[::1]:0`, or `none`")]
pub(crate) struct ListenError;

const OFF: &str = "none";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_addresses_and_none() {
        for (text, expected) in [
            ("none", "none"),
            ("127.0.0.1:1636", "127.0.0.1:1636"),
            ("0.0.0.0:636", "0.0.0.0:636"),
            ("[::1]:0", "[::1]:0"),
            ("localhost:0", "127.0.0.1:0"),
            (":0", "127.0.0.1:0"),
        ] {
            assert_eq!(text.parse::<Listen>().unwrap().to_string(), expected);
        }
    }

    #[test]
    fn refuses_the_rest() {
        for text in [
            "",
            "1636",
            "127.0.0.1",
            "ldap.example.test:636",
            "::1:636",
            ":65536",
            "ldaps://127.0.0.1:1636",
        ] {
            assert_eq!(text.parse::<Listen>(), Err(ListenError), "{text}");
        }
    }
}
