//! Who may use the control plane: by token, or from this machine without being a web page's errand.
//!
//! Without a token, a name that an attacker's DNS points at the loopback interface must not reach it, so that the Host has
//! to be one of ours. A browser sends an Origin with what a page asks of another one, and only our own page may ask.

use std::net::IpAddr;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::uri::Authority;
use axum::http::{HeaderMap, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use subtle::ConstantTimeEq as _;

use super::problem::{Kind, Problem};

/// What a request must show to be heard.
#[derive(Debug)]
pub(crate) struct AccessRules {
    token: Option<Token>,
    /// Names, beside those of the loopback interface, that a Host may be without a token.
    hostnames: Vec<String>,
}

/// The bearer token (RFC 6750 section 2.1).
pub(crate) struct Token(String);

/// A text that is no token.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub(crate) enum TokenError {
    /// Everyone knows it.
    #[error("the token is empty")]
    Empty,
    /// An Authorization header could not hold it.
    #[error("the token has a character that is neither letter, digit nor one of `-._~+/=`")]
    Character,
}

impl Token {
    /// The token in a text, without the white space around it.
    pub(crate) fn new(text: &str) -> Result<Self, TokenError> {
        let text = text.trim();
        let is_token = |octet: u8| octet.is_ascii_alphanumeric() || b"-._~+/=".contains(&octet);
        if text.is_empty() {
            Err(TokenError::Empty)
        } else if text.bytes().all(is_token) {
            Ok(Self(text.to_owned()))
        } else {
            Err(TokenError::Character)
        }
    }

    fn is_shown_in(&self, headers: &HeaderMap) -> bool {
        let shown = headers
            .get(header::AUTHORIZATION)
            .and_then(|value| value.as_bytes().split_at_checked(BEARER.len()));
        shown.is_some_and(|(scheme, token)| {
            scheme.eq_ignore_ascii_case(BEARER)
                && bool::from(token.trim_ascii().ct_eq(self.0.as_bytes()))
        })
    }
}

impl std::fmt::Debug for Token {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Token(..)")
    }
}

const BEARER: &[u8] = b"Bearer ";

/// What says nothing that is worth a token, and is asked by programs that have none.
const OPEN: [&str; 2] = ["/health", "/ca.pem"];

impl AccessRules {
    pub(crate) const fn new(token: Option<Token>, hostnames: Vec<String>) -> Self {
        Self { token, hostnames }
    }

    /// Whether whoever reaches this address may be let in.
    pub(super) fn suits(&self, address: IpAddr) -> bool {
        self.token.is_some() || address.to_canonical().is_loopback()
    }

    fn judge(&self, request: &Request) -> Result<(), Problem> {
        let headers = request.headers();
        if OPEN.contains(&request.uri().path()) {
            return Ok(());
        }
        if let Some(token) = &self.token {
            return if token.is_shown_in(headers) {
                Ok(())
            } else {
                Err(
                    Problem::new(Kind::Unauthorized, "this needs the control plane's token")
                        .help("send `Authorization: Bearer TOKEN`"),
                )
            };
        }
        let host = text(headers, header::HOST.as_str()).unwrap_or_default();
        if !self.is_own(host) {
            let detail = format!("`{host}` is no name of this server");
            return Err(Problem::new(Kind::ForeignHost, detail).help(
                "call it `localhost` or by its address, or give it the name with `--hostname`",
            ));
        }
        match text(headers, header::ORIGIN.as_str()) {
            Some(origin) if origin.strip_prefix("http://") != Some(host) => {
                let detail = format!("a page of `{origin}` may not use this server");
                Err(Problem::new(Kind::ForeignOrigin, detail))
            }
            _ => Ok(()),
        }
    }

    fn is_own(&self, host: &str) -> bool {
        let Ok(authority) = host.parse::<Authority>() else {
            return false;
        };
        let name = authority.host();
        let address = name.trim_start_matches('[').trim_end_matches(']');
        name.eq_ignore_ascii_case("localhost")
            || address
                .parse::<IpAddr>()
                .is_ok_and(|address| address.is_loopback())
            || self
                .hostnames
                .iter()
                .any(|own| own.eq_ignore_ascii_case(address))
    }
}

/// A header as text; one that is none is as good as an empty one, which nobody is called.
fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get(name)
        .map(|value| value.to_str().unwrap_or_default())
}

/// Answers what the rules refuse, and passes on the rest.
pub(super) async fn enforce(
    State(rules): State<Arc<AccessRules>>,
    request: Request,
    next: Next,
) -> Response {
    match rules.judge(&request) {
        Ok(()) => next.run(request).await,
        Err(problem) => problem.into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_token_is_refused() {
        assert_eq!(Token::new(" abc-1._~+/=\n").unwrap().0, "abc-1._~+/=");
        assert_eq!(Token::new(" \n").unwrap_err(), TokenError::Empty);
        assert_eq!(Token::new("two words").unwrap_err(), TokenError::Character);
        assert_eq!(format!("{:?}", Token::new("secret").unwrap()), "Token(..)");
    }

    #[test]
    fn hosts_are_told_apart() {
        let rules = AccessRules::new(None, vec!["ldap.example.test".to_owned()]);
        for (host, own) in [
            ("localhost", true),
            ("LOCALHOST:8389", true),
            ("127.0.0.1:8389", true),
            ("127.9.9.9", true),
            ("[::1]:8389", true),
            ("ldap.example.test:80", true),
            ("example.test", false),
            ("localhost.example.test", false),
            ("192.0.2.7:8389", false),
            ("", false),
            ("a b", false),
        ] {
            assert_eq!(rules.is_own(host), own, "{host}");
        }
    }

    #[test]
    fn beyond_this_machine_a_token_is_needed() {
        let without = AccessRules::new(None, Vec::new());
        let with = AccessRules::new(Some(Token::new("t").unwrap()), Vec::new());
        for (address, suits) in [
            ("127.0.0.1", true),
            ("::1", true),
            ("0.0.0.0", false),
            ("192.0.2.7", false),
        ] {
            let address = address.parse().unwrap();
            assert_eq!(without.suits(address), suits, "{address}");
            assert!(with.suits(address));
        }
    }
}
