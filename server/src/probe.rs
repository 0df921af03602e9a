//! One search of the root DSE, without a bind: the smallest question that a server answers only when all of it works.

use std::io;
use std::sync::Arc;

use jcldap_directory::ber::{self, tag};
use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use thiserror::Error;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpStream, ToSocketAddrs};
use tokio_rustls::TlsConnector;

/// How the server's certificate is judged.
#[derive(Clone, Debug)]
pub(crate) struct ProbeTls {
    /// What it must be for.
    pub(crate) name: ServerName<'static>,
    pub(crate) configuration: Arc<ClientConfig>,
}

/// Asks the server at this address, under TLS or in clear text, and waits for its answer without end.
pub(crate) async fn search_root_dse(
    address: impl ToSocketAddrs,
    tls: Option<&ProbeTls>,
) -> Result<(), ProbeError> {
    let mut socket = TcpStream::connect(address)
        .await
        .map_err(ProbeError::Connect)?;
    let Some(tls) = tls else {
        return exchange(&mut socket).await;
    };
    let connector = TlsConnector::from(Arc::clone(&tls.configuration));
    let mut stream = connector
        .connect(tls.name.clone(), socket)
        .await
        .map_err(ProbeError::Handshake)?;
    let outcome = exchange(&mut stream).await;
    // The answer is what counts; a server that is in a hurry to close takes nothing from it.
    let _ = stream.shutdown().await;
    outcome
}

async fn exchange(stream: &mut (impl AsyncRead + AsyncWrite + Unpin)) -> Result<(), ProbeError> {
    stream.write_all(SEARCH_REQUEST).await?;
    stream.flush().await?;
    let mut received = Vec::new();
    loop {
        if stream.read_buf(&mut received).await? == 0 {
            return Err(ProbeError::Closed);
        }
        match result_code(&received)? {
            Some(BUSY | UNAVAILABLE | OTHER) => return Err(ProbeError::Trouble),
            // Any other result is an answer: whether the root DSE may be read is the organization's choice (U08).
            Some(_) => return stream.write_all(UNBIND_REQUEST).await.or(Ok(())),
            None if received.len() > LONGEST_ANSWER => return Err(ProbeError::NotLdap),
            None => {}
        }
    }
}

/// The result code of the `SearchResultDone` among the messages received so far, once it is there.
fn result_code(mut received: &[u8]) -> Result<Option<u8>, ProbeError> {
    if received
        .first()
        .is_some_and(|first| *first != tag::SEQUENCE)
    {
        return Err(ProbeError::NotLdap);
    }
    while let Some((message, rest)) = ber::split_first(received) {
        received = rest;
        let (id, operation) = ber::split_first(message.content).ok_or(ProbeError::NotLdap)?;
        let (operation, _) = ber::split_first(operation).ok_or(ProbeError::NotLdap)?;
        match (id.content, operation.tag) {
            (MESSAGE_ID, SEARCH_RESULT_ENTRY) => {}
            (MESSAGE_ID, SEARCH_RESULT_DONE) => {
                return match ber::split_first(operation.content) {
                    Some((
                        ber::Element {
                            tag: tag::ENUMERATED,
                            content: [code],
                            ..
                        },
                        _,
                    )) => Ok(Some(*code)),
                    _ => Err(ProbeError::NotLdap),
                };
            }
            (_, EXTENDED_RESPONSE) => return Err(ProbeError::Closed),
            _ => return Err(ProbeError::NotLdap),
        }
    }
    Ok(None)
}

/// A `SearchRequest` (RFC 4511 section 4.5.1) written out.
const SEARCH_REQUEST: &[u8] = &[
    0x30, 0x2a, // LDAPMessage
    0x02, 0x01, 0x01, // messageID 1
    0x63, 0x25, // searchRequest
    0x04, 0x00, // baseObject: the root
    0x0a, 0x01, 0x00, // scope: baseObject
    0x0a, 0x01, 0x00, // derefAliases: neverDerefAliases
    0x02, 0x01, 0x00, // sizeLimit: none
    0x02, 0x01, 0x00, // timeLimit: none
    0x01, 0x01, 0x00, // typesOnly: FALSE
    0x87, 0x0b, b'o', b'b', b'j', b'e', b'c', b't', b'C', b'l', b'a', b's', b's', // present
    0x30, 0x05, 0x04, 0x03, b'1', b'.', b'1', // attributes: none
];

/// An `UnbindRequest` (RFC 4511 section 4.3): messageID 2.
const UNBIND_REQUEST: &[u8] = &[0x30, 0x05, 0x02, 0x01, 0x02, 0x42, 0x00];

const MESSAGE_ID: &[u8] = &[1];
const SEARCH_RESULT_ENTRY: u8 = 0x64;
const SEARCH_RESULT_DONE: u8 = 0x65;
/// A Notice of Disconnection comes as one.
const EXTENDED_RESPONSE: u8 = 0x78;

const BUSY: u8 = 51;
const UNAVAILABLE: u8 = 52;
const OTHER: u8 = 80;

/// A root DSE without attributes is less than a hundred octets.
const LONGEST_ANSWER: usize = 64 * 1024;

/// What came instead of an answer.
#[derive(Debug, Error)]
pub(crate) enum ProbeError {
    /// Nobody listens there.
    #[error("failed to connect")]
    Connect(#[source] io::Error),
    /// TLS didn't come about.
    #[error("failed to agree on TLS")]
    Handshake(#[source] io::Error),
    /// The connection failed.
    #[error("the connection failed")]
    Connection(#[from] io::Error),
    /// The connection ended before the answer.
    #[error("the server closed the connection")]
    Closed,
    /// The answer isn't one.
    #[error("what listens there doesn't speak LDAP")]
    NotLdap,
    /// The server says that something is wrong with it.
    #[error("the server says that it can't serve at the moment")]
    Trouble,
    /// No answer came in time.
    #[error("no answer came within {seconds} s")]
    Late {
        /// How long it was waited for.
        seconds: u64,
    },
}

impl ProbeError {
    /// What the user can do about it.
    pub(crate) fn help(&self) -> Option<&'static str> {
        match self {
            Self::Connect(_) => {
                Some("is it running, and there? Its banner and its `--ready-file` show its URL")
            }
            Self::Handshake(_) => Some(
                "its certificate must come from an authority in `--ca`, and be for the name in the URL",
            ),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An answer as a server sends it, from RFC 4511 section 4.5.2 by hand: an entry without attributes, then the result.
    const ENTRY: &[u8] = &[
        0x30, 0x09, 0x02, 0x01, 0x01, 0x64, 0x04, 0x04, 0x00, 0x30, 0x00,
    ];
    const DONE: &[u8] = &[
        0x30, 0x0c, 0x02, 0x01, 0x01, 0x65, 0x07, 0x0a, 0x01, 0x00, 0x04, 0x00, 0x04, 0x00,
    ];

    fn done(code: u8) -> Vec<u8> {
        let mut done = DONE.to_vec();
        done[9] = code;
        done
    }

    #[test]
    fn the_answer_counts_once_it_is_whole() {
        let answer = [ENTRY, DONE].concat();
        for length in 1..answer.len() {
            assert_eq!(
                result_code(&answer[..length]).unwrap(),
                None,
                "{length} octets"
            );
        }
        assert_eq!(result_code(&answer).unwrap(), Some(0));
        assert_eq!(result_code(&done(32)).unwrap(), Some(32));
    }

    #[test]
    fn what_is_no_answer_is_refused() {
        for octets in [
            &b"HTTP/1.1 400 Bad Request\r\n"[..],
            &[0x30, 0x00],
            &[0x30, 0x03, 0x02, 0x01, 0x01],
            &[
                0x30, 0x0c, 0x02, 0x01, 0x02, 0x65, 0x07, 0x0a, 0x01, 0x00, 0x04, 0x00, 0x04, 0x00,
            ],
            &[0x30, 0x05, 0x02, 0x01, 0x01, 0x65, 0x00],
        ] {
            assert!(
                matches!(result_code(octets), Err(ProbeError::NotLdap)),
                "{}",
                octets.escape_ascii()
            );
        }
    }

    /// Lets `exchange` talk to a server that says `answer` and closes.
    async fn exchange_with(answer: &[u8]) -> Result<(), ProbeError> {
        let (mut client, mut server) = tokio::io::duplex(4096);
        server.write_all(answer).await.unwrap();
        server.shutdown().await.unwrap();
        exchange(&mut client).await
    }

    #[tokio::test]
    async fn a_server_is_healthy_when_it_answers() {
        exchange_with(&[ENTRY, DONE].concat()).await.unwrap();
        exchange_with(&done(32)).await.unwrap();
    }

    #[tokio::test]
    async fn a_server_that_closes_or_is_in_trouble_is_not() {
        assert!(matches!(
            exchange_with(ENTRY).await,
            Err(ProbeError::Closed)
        ));
        for code in [BUSY, UNAVAILABLE, OTHER] {
            assert!(matches!(
                exchange_with(&done(code)).await,
                Err(ProbeError::Trouble)
            ));
        }
    }

    #[test]
    fn the_request_is_what_its_comments_say() {
        let (message, rest) = ber::split_first(SEARCH_REQUEST).unwrap();
        assert!(rest.is_empty());
        let (_, operation) = ber::split_first(message.content).unwrap();
        let (operation, rest) = ber::split_first(operation).unwrap();
        assert!(rest.is_empty());
        assert_eq!(operation.tag, 0x63);
    }
}
