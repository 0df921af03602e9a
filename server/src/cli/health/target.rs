//! Whom `jcldap health` asks, and whose certificates it trusts.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use miette::Diagnostic;
use rustls::pki_types::ServerName;
use thiserror::Error;

use crate::cli::arguments::{DEFAULT_LDAPS, HealthArguments};
use crate::probe::ProbeTls;
use crate::ready::{self, Ready};
use crate::tls::{StateDirectory, TlsError, client_config};

/// A server to ask.
#[derive(Debug)]
pub(super) struct Target {
    /// As the user knows it.
    pub(super) url: String,
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) tls: ProbeTls,
}

impl Target {
    /// What the command line names comes first, then the ready file, then what a server does by default.
    pub(super) fn choose(arguments: &HealthArguments) -> Result<Self, TargetError> {
        let ready = match (&arguments.url, &arguments.ready_file) {
            (None, Some(path)) => Some(read_ready(path)?),
            _ => None,
        };
        let url = match (&arguments.url, &ready) {
            (Some(url), _) => url.clone(),
            (None, Some(ready)) => ready.ldaps.clone().ok_or(TargetError::LdapsOff)?,
            (None, None) => ready::url("ldaps", DEFAULT_LDAPS),
        };
        let Some((host, port, name)) = authority(&url) else {
            return Err(TargetError::Url { url });
        };
        let ca = match (&arguments.ca, ready) {
            (Some(ca), _) => Some(ca.clone()),
            (None, Some(ready)) => ready.ca,
            (None, None) => {
                StateDirectory::expected_certificate_file(arguments.state_dir.as_deref())
            }
        };
        let ca = ca.ok_or(TargetError::NoAuthority)?;
        let pem = fs::read_to_string(&ca)
            .map_err(|source| TargetError::Authority { path: ca, source })?;
        let configuration = client_config(&pem)?;
        Ok(Self {
            url,
            host,
            port,
            tls: ProbeTls {
                name,
                configuration,
            },
        })
    }
}

fn read_ready(path: &Path) -> Result<Ready, TargetError> {
    Ready::read(path).map_err(|source| match source.kind() {
        io::ErrorKind::NotFound => TargetError::NotReady {
            path: path.to_owned(),
        },
        _ => TargetError::ReadyFile {
            path: path.to_owned(),
            source,
        },
    })
}

/// Host, port and certificate name of `ldaps://host[:port][/]`.
fn authority(url: &str) -> Option<(String, u16, ServerName<'static>)> {
    let authority = url.strip_prefix("ldaps://")?;
    let authority = authority.strip_suffix('/').unwrap_or(authority);
    let (host, port) = match authority.strip_prefix('[') {
        Some(bracketed) => bracketed.split_once(']')?,
        None => authority.split_at(authority.find(':').unwrap_or(authority.len())),
    };
    let port = match port.strip_prefix(':') {
        Some(port) => port.parse().ok()?,
        None if port.is_empty() => LDAPS_PORT,
        None => return None,
    };
    let name = ServerName::try_from(host.to_owned()).ok()?;
    Some((host.to_owned(), port, name))
}

/// The port that IANA gave LDAPS.
const LDAPS_PORT: u16 = 636;

/// Why nobody can be asked.
#[derive(Debug, Diagnostic, Error)]
pub(in crate::cli) enum TargetError {
    /// The ready file isn't there.
    #[error("the server isn't ready: it hasn't written `{}`", path.display())]
    #[diagnostic(code(health::not_ready))]
    NotReady {
        /// The ready file.
        path: PathBuf,
    },
    /// The ready file is something else.
    #[error("failed to read the ready file `{}`", path.display())]
    #[diagnostic(code(health::ready_file))]
    ReadyFile {
        /// The ready file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The server runs without LDAPS.
    #[error("the server runs without LDAPS")]
    #[diagnostic(code(health::ldaps_off))]
    LdapsOff,
    /// No certificate to trust is known.
    #[error("it isn't known which certificates to trust")]
    #[diagnostic(
        code(health::no_authority),
        help("name the authority of the server's certificate with `--ca FILE`")
    )]
    NoAuthority,
    /// The certificates to trust can't be read.
    #[error("failed to read the certificates to trust, `{}`", path.display())]
    #[diagnostic(
        code(health::authority),
        help(
            "name the `ca.pem` that the server's banner shows with `--ca FILE`, or its directory with `--state-dir`"
        )
    )]
    Authority {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The certificates to trust are none.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Tls(#[from] TlsError),
    /// The URL isn't one of LDAPS.
    #[error("`{url}` isn't the URL of an LDAPS server")]
    #[diagnostic(code(health::url), help("write it as `ldaps://localhost:1636`"))]
    Url {
        /// The URL.
        url: String,
    },
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tls::Authority;

    #[test]
    fn reads_urls() {
        for (url, expected) in [
            ("ldaps://localhost", Some(("localhost", 636))),
            ("ldaps://localhost:1636/", Some(("localhost", 1636))),
            ("ldaps://127.0.0.1:1636", Some(("127.0.0.1", 1636))),
            ("ldaps://[::1]:1636", Some(("::1", 1636))),
            ("ldaps://[::1]", Some(("::1", 636))),
            ("ldap://localhost", None),
            ("ldaps://", None),
            ("ldaps://localhost:", None),
            ("ldaps://localhost:99999", None),
            ("ldaps://[::1", None),
            ("ldaps://[::1]x", None),
            ("ldaps://localhost/dc=com", None),
        ] {
            let read = authority(url);
            assert_eq!(
                read.as_ref().map(|(host, port, _)| (host.as_str(), *port)),
                expected,
                "{url}"
            );
        }
    }

    fn arguments() -> HealthArguments {
        HealthArguments {
            url: None,
            ca: None,
            state_dir: None,
            ready_file: None,
            timeout: 5,
        }
    }

    #[test]
    fn the_ready_file_says_whom_to_ask_unless_a_url_is_given() {
        let directory = tempfile::tempdir().unwrap();
        let ca = directory.path().join("ca.pem");
        fs::write(&ca, Authority::ephemeral().unwrap().pem()).unwrap();
        let ready_file = directory.path().join("ready.json");
        let mut ready = serde_json::json!({
            "version": "0.1.0", "pid": 1, "ldaps": "ldaps://127.0.0.1:4711", "ldaps_mfa": null, "ldap": null,
            "control": null, "ca": ca, "organizations": []
        });
        fs::write(&ready_file, ready.to_string()).unwrap();

        let asked = HealthArguments {
            ready_file: Some(ready_file.clone()),
            ..arguments()
        };
        assert_eq!(Target::choose(&asked).unwrap().port, 4711);
        let named = HealthArguments {
            url: Some("ldaps://localhost:4712".into()),
            ca: Some(ca),
            ..asked
        };
        assert_eq!(Target::choose(&named).unwrap().port, 4712);

        ready["ca"] = serde_json::Value::Null;
        fs::write(&ready_file, ready.to_string()).unwrap();
        let asked = HealthArguments {
            ready_file: Some(ready_file.clone()),
            ..arguments()
        };
        assert!(matches!(
            Target::choose(&asked),
            Err(TargetError::NoAuthority)
        ));

        ready["ldaps"] = serde_json::Value::Null;
        fs::write(&ready_file, ready.to_string()).unwrap();
        assert!(matches!(Target::choose(&asked), Err(TargetError::LdapsOff)));

        fs::write(&ready_file, "{").unwrap();
        assert!(matches!(
            Target::choose(&asked),
            Err(TargetError::ReadyFile { .. })
        ));

        fs::remove_file(&ready_file).unwrap();
        assert!(matches!(
            Target::choose(&asked),
            Err(TargetError::NotReady { .. })
        ));
    }

    #[test]
    fn without_more_it_is_the_default_server_and_the_authority_of_the_state_directory() {
        let directory = tempfile::tempdir().unwrap();
        let asked = HealthArguments {
            state_dir: Some(directory.path().to_owned()),
            ..arguments()
        };
        let expected = directory.path().join("ca.pem");
        assert!(
            matches!(Target::choose(&asked), Err(TargetError::Authority { path, .. }) if path == expected)
        );

        fs::write(&expected, Authority::ephemeral().unwrap().pem()).unwrap();
        assert_eq!(
            Target::choose(&asked).unwrap().url,
            "ldaps://127.0.0.1:1636"
        );
    }
}
