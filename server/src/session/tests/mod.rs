//! Sessions driven without a socket: octets in by way of the message types, answers read back by `ldap3_proto`.

mod bind;
mod cancel;
mod compare;
mod controls;
mod extended;
mod limits;
mod matching;
mod multi_factor;
mod naive;
mod order;
mod paging;
mod paging_changes;
mod paging_consumers;
mod paging_cookies;
mod password_policy;
mod samba;
mod schema;
mod search;
mod sorting;
mod sorting_pages;
mod switches;
mod write;

use std::sync::Arc;
use std::time::Instant;

use bytes::BytesMut;
use jcldap_directory::{Filter, SearchScope};
use jcldap_fixtures::behavior::Overrides;
use ldap3_proto::proto::{LdapMsg, LdapOp};
use time::OffsetDateTime;
use time::macros::datetime;
use tokio_util::codec::Decoder as _;

use super::{Advance, DirectorySource, Entrance, Session, Work, capabilities};
use crate::jumpcloud::{Directory, Organization};
use crate::wire::*;

const ORGANIZATION: &str = "5f1b9a2c8d3e4f0012345678";
const USERS: &str = "ou=Users,o=5f1b9a2c8d3e4f0012345678,dc=jumpcloud,dc=com";
const BINDING_USER: &str =
    "uid=ldap-service,ou=Users,o=5f1b9a2c8d3e4f0012345678,dc=jumpcloud,dc=com";

/// A binding user, two ordinary ones, one group, and a password kept in a slow form.
const SEED: &str = r#"
organization: {id: "5f1b9a2c8d3e4f0012345678", name: Test}
users:
  - {username: ldap-service, email: s@example.test, firstname: LDAP, lastname: Service, password: good, ldap_binding_user: true}
  - {username: leela, email: leela@example.test, firstname: Turanga, lastname: Leela, password: nibbler}
  - username: slow
    email: slow@example.test
    firstname: Slow
    lastname: Hash
    password_hash: "{CRYPT}$5$pepper$ajH8d1ueHDRTbW0i/h6JI608VinlzfhzGtyKEOFqWQ0"
  - {username: staged, email: staged@example.test, firstname: St, lastname: Aged, password: nibbler, state: STAGED}
groups:
  - {name: Crew, members: [slow, leela]}
"#;

/// What the clock of every session shows.
const NOON: OffsetDateTime = datetime!(2026-05-27 12:00:00 UTC);

struct Fixed(Arc<Directory>);

impl DirectorySource for Fixed {
    fn current(&self) -> Arc<Directory> {
        Arc::clone(&self.0)
    }

    fn now(&self) -> Instant {
        Instant::now()
    }

    fn wall_clock(&self) -> OffsetDateTime {
        NOON
    }
}

fn directory(seed: &str, overrides: Overrides) -> Arc<Directory> {
    let fixture = jcldap_fixtures::parse("seed", seed.as_bytes())
        .unwrap()
        .fixture;
    let behavior = overrides.over(fixture.behavior.clone()).resolve();
    let organization = Organization::new(fixture, behavior).unwrap();
    Arc::new(Directory::new(vec![organization], capabilities).unwrap())
}

fn session() -> Session {
    session_with(Overrides::default())
}

fn session_with(overrides: Overrides) -> Session {
    session_on(directory(SEED, overrides))
}

fn session_on(directory: Arc<Directory>) -> Session {
    Session::new(Arc::new(Fixed(directory)), Entrance::Ldaps)
}

fn request(id: i64, request: Request) -> RequestMessage {
    RequestMessage {
        id: MessageId::new(id).unwrap(),
        request,
        controls: Vec::new(),
    }
}

fn bind_request(name: &str, password: &[u8]) -> Request {
    Request::Bind(BindRequest {
        version: 3,
        name: name.into(),
        authentication: Authentication::Simple(Secret::new(password.to_vec())),
    })
}

fn search_request(base: &str, scope: SearchScope, filter: &str, attributes: &[&str]) -> Request {
    Request::Search(SearchRequest {
        base: base.into(),
        scope,
        size_limit: 0,
        time_limit: 0,
        types_only: false,
        filter: Filter::parse(filter).unwrap(),
        attributes: attributes
            .iter()
            .map(|name| name.as_bytes().to_vec())
            .collect(),
    })
}

/// Runs the session until it has nothing to do, doing its work for it, and reads the answers.
fn run(session: &mut Session) -> Vec<LdapMsg> {
    let mut out = Vec::new();
    let mut step = session.advance(&mut out);
    loop {
        step = match step {
            Advance::Idle | Advance::Ended(_) | Advance::StartTls(_) => return read(&out),
            Advance::Continue | Advance::Finished(_) => session.advance(&mut out),
            Advance::Work(work) => session.resume(do_work(work), &mut out),
        };
    }
}

fn do_work(work: Work) -> bool {
    match work {
        Work::Verify { given, stored } => stored.matches(given.expose()),
        Work::AskUser(push) => push == jcldap_fixtures::Push::Approve,
        Work::StartTlsIsLast => true,
    }
}

#[expect(
    clippy::disallowed_types,
    reason = "answers are read by a reader that is not ours"
)]
fn read(octets: &[u8]) -> Vec<LdapMsg> {
    let mut codec = ldap3_proto::LdapCodec::new(Some(1 << 20), None);
    let mut octets = BytesMut::from(octets);
    std::iter::from_fn(|| codec.decode(&mut octets).unwrap()).collect()
}

/// One request, and what is answered.
fn ask(session: &mut Session, asked: Request) -> Vec<LdapMsg> {
    session.receive(Ok(request(1, asked)));
    run(session)
}

fn bound_session(overrides: Overrides) -> Session {
    let mut session = session_with(overrides);
    assert_eq!(
        bind(&mut session, BINDING_USER, b"good"),
        (0, String::new())
    );
    session
}

/// Binds, and gives code and text.
fn bind(session: &mut Session, name: &str, password: &[u8]) -> (i64, String) {
    let answers = ask(session, bind_request(name, password));
    match &answers[..] {
        [
            LdapMsg {
                op: LdapOp::BindResponse(response),
                ..
            },
        ] => {
            assert_eq!(response.res.matcheddn, "");
            (
                response.res.code.clone() as i64,
                response.res.message.clone(),
            )
        }
        other => panic!("expected one BindResponse, got {other:?}"),
    }
}

/// The values of an attribute in the first entry found, if the entry has it.
fn values(answers: &[LdapMsg], attribute: &str) -> Option<Vec<String>> {
    let LdapOp::SearchResultEntry(entry) = &answers[0].op else {
        panic!("no entry: {answers:?}")
    };
    let found = entry
        .attributes
        .iter()
        .find(|candidate| candidate.atype == attribute)?;
    Some(
        found
            .vals
            .iter()
            .map(|value| String::from_utf8(value.clone()).unwrap())
            .collect(),
    )
}

/// The result in an answer of whatever type: code, matchedDN and text.
fn result_of(answer: &LdapMsg) -> (i64, &str, &str) {
    let result = match &answer.op {
        LdapOp::BindResponse(response) => &response.res,
        LdapOp::ExtendedResponse(response) => &response.res,
        LdapOp::SearchResultDone(result)
        | LdapOp::CompareResult(result)
        | LdapOp::AddResponse(result)
        | LdapOp::DelResponse(result)
        | LdapOp::ModifyResponse(result)
        | LdapOp::ModifyDNResponse(result) => result,
        other => panic!("expected an answer with a result, got {other:?}"),
    };
    (
        result.code.clone() as i64,
        &result.matcheddn,
        &result.message,
    )
}

fn extended_request(name: &str, value: Option<&[u8]>) -> Request {
    Request::Extended(ExtendedRequest {
        name: name.into(),
        value: value.map(|value| Secret::new(value.to_vec())),
    })
}

fn critical_control(oid: &str) -> Control {
    Control {
        oid: oid.into(),
        criticality: true,
        value: None,
    }
}

/// What a search found: names in order, then code, matchedDN and text.
fn found(answers: &[LdapMsg]) -> (Vec<String>, i64, String) {
    let (done, entries) = answers
        .split_last()
        .expect("a search has at least one answer");
    let LdapOp::SearchResultDone(result) = &done.op else {
        panic!("expected a SearchResultDone, got {done:?}")
    };
    let names = entries
        .iter()
        .map(|entry| match &entry.op {
            LdapOp::SearchResultEntry(entry) => entry.dn.clone(),
            other => panic!("expected an entry, got {other:?}"),
        })
        .collect();
    (names, result.code.clone() as i64, result.matcheddn.clone())
}
