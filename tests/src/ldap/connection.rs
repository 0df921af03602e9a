//! A connection to a server: octets out, messages in.

use std::fmt;
use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use rustls::pki_types::ServerName;
use rustls::{ClientConfig, ClientConnection, StreamOwned};

use super::ber::{self, Element, INTEGER, SEQUENCE};
use super::message::{Control, Message, Protocol, Response};
use super::operation::{Bind, Operation};

/// A generous limit: it only decides how long a server that says nothing takes to fail its test.
const ANSWER_LIMIT: Duration = Duration::from_secs(10);

trait Stream: Read + Write + Send {}
impl<S: Read + Write + Send> Stream for S {}

/// A connection. Dropping it closes it.
pub struct Connection {
    stream: Box<dyn Stream>,
    /// The same stream, while it is in clear text and TLS can begin on it.
    clear_text: Option<TcpStream>,
    unread: Vec<u8>,
    last_id: i64,
}

impl fmt::Debug for Connection {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Connection")
            .field("last_id", &self.last_id)
            .finish_non_exhaustive()
    }
}

/// All that came for one request.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Received {
    /// The messages with the request's id, in order.
    pub messages: Vec<Message>,
    /// Messages with another id: a notice (id 0), or what should not be there.
    pub others: Vec<Message>,
    /// Whether the server closed the connection instead of answering.
    pub closed: bool,
}

impl Received {
    /// The response that ended the operation.
    ///
    /// # Panics
    ///
    /// When there is none.
    pub fn response(&self) -> &Response {
        match self.messages.last().map(|message| &message.protocol) {
            Some(Protocol::Response(response)) => response,
            other => panic!("expected a response, got {other:?}"),
        }
    }

    /// The entries that were found.
    pub fn entries(&self) -> impl Iterator<Item = &super::Entry> {
        self.messages
            .iter()
            .filter_map(|message| match &message.protocol {
                Protocol::Entry(entry) => Some(entry),
                Protocol::Reference(_) | Protocol::Response(_) => None,
            })
    }
}

impl Connection {
    /// Connects to a server's Unix socket.
    ///
    /// # Errors
    ///
    /// What the operating system says.
    pub fn unix(socket: &Path) -> std::io::Result<Self> {
        let stream = UnixStream::connect(socket)?;
        stream.set_read_timeout(Some(ANSWER_LIMIT))?;
        Ok(Self::over(Box::new(stream)))
    }

    /// Connects to `ldaps://host:port`, trusting what `trust` trusts.
    ///
    /// # Panics
    ///
    /// When nothing listens there.
    pub fn ldaps(url: &str, trust: Arc<ClientConfig>) -> Self {
        let stream = tcp(url.strip_prefix("ldaps://").expect("an ldaps URL"));
        Self::over(Box::new(tls(stream, trust, host(url))))
    }

    /// Connects to `ldap://host:port`, in clear text.
    ///
    /// # Panics
    ///
    /// When nothing listens there.
    pub fn ldap(url: &str) -> Self {
        let stream = tcp(url.strip_prefix("ldap://").expect("an ldap URL"));
        let clear_text = stream.try_clone().expect("a socket can be cloned");
        Self {
            clear_text: Some(clear_text),
            ..Self::over(Box::new(stream))
        }
    }

    /// Begins TLS on a connection in clear text, after StartTLS has succeeded (RFC 4511 section 4.14).
    ///
    /// # Panics
    ///
    /// When the connection is not in clear text.
    pub fn begin_tls(&mut self, trust: Arc<ClientConfig>) {
        let stream = self
            .clear_text
            .take()
            .expect("the connection is in clear text");
        let address = stream.peer_addr().expect("a connected socket has a peer");
        self.stream = Box::new(tls(stream, trust, address.ip().to_string()));
    }

    fn over(stream: Box<dyn Stream>) -> Self {
        Self {
            stream,
            clear_text: None,
            unread: Vec::new(),
            last_id: 0,
        }
    }

    /// Sends octets as they are.
    ///
    /// # Errors
    ///
    /// When the server has closed the connection.
    pub fn send_octets(&mut self, octets: &[u8]) -> std::io::Result<()> {
        self.stream.write_all(octets)?;
        self.stream.flush()
    }

    /// Sends a request; the id that its answers will have.
    pub fn send(&mut self, operation: &Operation, controls: &[Control]) -> i64 {
        self.last_id += 1;
        let mut message = vec![ber::integer(INTEGER, self.last_id), operation.encode()];
        if !controls.is_empty() {
            let controls: Vec<Vec<u8>> = controls.iter().map(Control::encode).collect();
            message.push(ber::constructed(0xa0, &controls));
        }
        // A server that has closed the connection shows when its answer is read.
        let _closed = self.send_octets(&ber::constructed(SEQUENCE, &message));
        self.last_id
    }

    /// Sends a request and takes everything up to the message that ends it.
    pub fn request(&mut self, operation: &Operation, controls: &[Control]) -> Received {
        let id = self.send(operation, controls);
        let Some(last) = operation.response_tag() else {
            return Received::default();
        };
        self.receive_all(id, last)
    }

    /// Takes everything up to the message with this id and tag.
    pub fn receive_all(&mut self, id: i64, last: u8) -> Received {
        let mut received = Received::default();
        loop {
            let Some(message) = self.receive() else {
                received.closed = true;
                return received;
            };
            if message.id != id {
                received.others.push(message);
                continue;
            }
            let ends =
                matches!(&message.protocol, Protocol::Response(response) if response.tag == last);
            received.messages.push(message);
            if ends {
                return received;
            }
        }
    }

    /// The next message; `None` when the server has closed the connection.
    ///
    /// # Panics
    ///
    /// When nothing comes in time.
    pub fn receive(&mut self) -> Option<Message> {
        loop {
            if let Some((element, rest)) = Element::split(&self.unread) {
                let whole = self.unread.len() - rest.len();
                debug_assert!(whole > element.contents.len());
                let octets: Vec<u8> = self.unread.drain(..whole).collect();
                return Some(Message::decode(&octets));
            }
            let mut chunk = [0; 4096];
            match self.stream.read(&mut chunk) {
                Ok(0) => return None,
                Ok(count) => self.unread.extend_from_slice(&chunk[..count]),
                Err(error)
                    if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) =>
                {
                    panic!("no answer in {ANSWER_LIMIT:?}")
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(_reset) => return None,
            }
        }
    }

    /// Binds with name and password; the result code.
    pub fn bind(&mut self, name: &str, password: &str) -> i64 {
        let bind = Operation::Bind(Bind {
            name: name.to_owned(),
            password: password.to_owned(),
            version: 3,
            sasl: None,
        });
        self.request(&bind, &[]).response().code
    }
}

fn tcp(address: &str) -> TcpStream {
    let stream = TcpStream::connect(address).expect("the server listens");
    stream
        .set_read_timeout(Some(ANSWER_LIMIT))
        .expect("a time limit can be set");
    stream.set_nodelay(true).expect("an option can be set");
    stream
}

/// The host of a URL.
fn host(url: &str) -> String {
    let (_, address) = url.split_once("://").expect("a URL has a scheme");
    let (host, _) = address.rsplit_once(':').expect("the URL has a port");
    host.to_owned()
}

/// The handshake comes with the first octets that are sent.
fn tls(
    stream: TcpStream,
    trust: Arc<ClientConfig>,
    host: String,
) -> StreamOwned<ClientConnection, TcpStream> {
    let name = ServerName::try_from(host).expect("a host name or address");
    let connection = ClientConnection::new(trust, name).expect("TLS can begin");
    StreamOwned::new(connection, stream)
}
