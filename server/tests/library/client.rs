//! A client for tests: LDAPS by rustls, messages by `ldap3_proto`, neither of them ours.

use std::collections::BTreeMap;

use bytes::BytesMut;
use jcldap::MockJumpCloud;
use ldap3_proto::proto::{
    LdapBindCred, LdapBindRequest, LdapDerefAliases, LdapExtendedRequest, LdapMsg, LdapOp,
    LdapSearchRequest, LdapSearchScope,
};
use rustls::pki_types::ServerName;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_util::codec::{Decoder as _, Encoder as _};

/// RFC 4532 section 2.
const WHO_AM_I: &str = "1.3.6.1.4.1.4203.1.11.3";

#[expect(
    clippy::disallowed_types,
    reason = "answers are read by a reader that is not ours"
)]
pub(super) struct Client {
    stream: TlsStream<TcpStream>,
    codec: ldap3_proto::LdapCodec,
    input: BytesMut,
    next_id: i32,
}

/// An entry as it came: values by attribute.
pub(super) type Attributes = BTreeMap<String, Vec<String>>;

/// What a search found: entries by name, and the result code.
pub(super) type Found = (BTreeMap<String, Attributes>, i64);

impl Client {
    #[expect(
        clippy::disallowed_types,
        reason = "answers are read by a reader that is not ours"
    )]
    pub(super) async fn connect(jumpcloud: &MockJumpCloud) -> Self {
        let address = jumpcloud.addresses().ldaps.unwrap();
        let stream = TcpStream::connect(address).await.unwrap();
        let tls = TlsConnector::from(jumpcloud.client_config().unwrap());
        let name = ServerName::try_from("localhost").unwrap();
        let stream = tls.connect(name, stream).await.unwrap();
        Self {
            stream,
            codec: ldap3_proto::LdapCodec::new(Some(1 << 20), None),
            input: BytesMut::new(),
            next_id: 1,
        }
    }

    /// A connection that is bound as the seed's binding user.
    pub(super) async fn bound(jumpcloud: &MockJumpCloud) -> Self {
        let mut client = Self::connect(jumpcloud).await;
        let password = jumpcloud.password("ldap-service").to_owned();
        assert_eq!(client.bind(jumpcloud.binding_dn(), &password).await, 0);
        client
    }

    /// Binds, and gives the result code.
    pub(super) async fn bind(&mut self, dn: &str, password: &str) -> i64 {
        let request = LdapOp::BindRequest(LdapBindRequest {
            version: 3,
            dn: dn.to_owned(),
            cred: LdapBindCred::Simple(password.to_owned()),
        });
        match self.ask(request).await.pop().map(|message| message.op) {
            Some(LdapOp::BindResponse(response)) => {
                assert_eq!(
                    (
                        response.res.matcheddn.as_str(),
                        response.res.message.as_str()
                    ),
                    ("", "")
                );
                response.res.code as i64
            }
            other => panic!("expected a BindResponse, got {other:?}"),
        }
    }

    /// Searches everything below a name, with user attributes and operational ones.
    pub(super) async fn search(&mut self, base: &str, filter: &str) -> Found {
        let request = LdapOp::SearchRequest(LdapSearchRequest {
            base: base.to_owned(),
            scope: LdapSearchScope::Subtree,
            aliases: LdapDerefAliases::Never,
            sizelimit: 0,
            timelimit: 0,
            typesonly: false,
            filter: ldap3_proto::parse_ldap_filter_str(filter).unwrap(),
            attrs: vec!["*".to_owned(), "+".to_owned()],
        });
        let mut entries = BTreeMap::new();
        for message in self.ask(request).await {
            match message.op {
                LdapOp::SearchResultEntry(entry) => {
                    let attributes = entry.attributes.into_iter().map(|attribute| {
                        let values = attribute.vals.into_iter();
                        let values = values.map(|value| String::from_utf8(value).unwrap());
                        (attribute.atype, values.collect())
                    });
                    entries.insert(entry.dn, attributes.collect());
                }
                LdapOp::SearchResultDone(result) => return (entries, result.code as i64),
                other => panic!("expected an entry or the end, got {other:?}"),
            }
        }
        panic!("the search has no end")
    }

    /// Asks as whom the session is bound.
    pub(super) async fn who_am_i(&mut self) -> String {
        let request = LdapOp::ExtendedRequest(LdapExtendedRequest {
            name: WHO_AM_I.to_owned(),
            value: None,
        });
        match self.ask(request).await.pop().map(|message| message.op) {
            Some(LdapOp::ExtendedResponse(response)) => {
                String::from_utf8(response.value.unwrap_or_default()).unwrap()
            }
            other => panic!("expected an ExtendedResponse, got {other:?}"),
        }
    }

    /// Sends a request, and gives everything up to the message that ends it.
    async fn ask(&mut self, op: LdapOp) -> Vec<LdapMsg> {
        let id = self.next_id;
        self.next_id += 1;
        let message = LdapMsg {
            msgid: id,
            op,
            ctrl: Vec::new(),
        };
        let mut output = BytesMut::new();
        self.codec.encode(message, &mut output).unwrap();
        self.stream.write_all(&output).await.unwrap();
        let mut answers = Vec::new();
        loop {
            let Some(answer) = self.codec.decode(&mut self.input).unwrap() else {
                let read = self.stream.read_buf(&mut self.input).await.unwrap();
                assert_ne!(read, 0, "the server closed the connection");
                continue;
            };
            assert_eq!(answer.msgid, id);
            let is_last = !matches!(answer.op, LdapOp::SearchResultEntry(_));
            answers.push(answer);
            if is_last {
                return answers;
            }
        }
    }
}
