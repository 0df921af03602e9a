//! The suite's encoder against octets that OpenLDAP's own tools sent.
//!
//! Each file of `golden` holds the messages of one connection, blank lines between them, under the command that sent
//! them (OpenLDAP 2.5, through a listener that answers success to everything).

#![expect(
    clippy::unwrap_used,
    reason = "a test speaks by panicking, in its helpers too"
)]

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use jcldap_conformance::protocol::{
    Authentication, Change, ChangeKind, DerefAliases, PagedResults, Request, RequestMessage, Scope,
    Search, oid,
};

const BASE: &str = "ou=Users,o=org,dc=jumpcloud,dc=com";
const ALICE: &str = "uid=alice,ou=Users,o=org,dc=jumpcloud,dc=com";

#[test]
fn search_paged() {
    let mut search = message(
        2,
        search(
            "(&(objectclass=inetorgperson)(modifyTimeStamp>=20260527155548.000Z))",
            &["*", "+"],
        ),
    );
    let paged = PagedResults {
        size: 500,
        cookie: Vec::new(),
    };
    search.controls.push(paged.request(true));
    check("search_paged", &bound(search));
}

#[test]
fn search_every_field() {
    let filter = "(|(cn=a*b*c)(!(sn=*))(uid<=z)(mail~=x)(cn:dn:2.5.13.2:=y)(:caseIgnoreMatch:=q))";
    let request = Request::Search(Search {
        scope: Scope::SingleLevel,
        deref_aliases: DerefAliases::DerefAlways,
        size_limit: 300,
        time_limit: 90,
        types_only: true,
        ..plain_search(filter, &["cn", "sn"])
    });
    check("search_every_field", &bound(message(2, request)));
}

#[test]
fn search_escapes() {
    let request = Request::Search(Search {
        scope: Scope::BaseObject,
        ..plain_search(r"(cn=Something \28Special\29 \00\2a)", &["1.1"])
    });
    check("search_escapes", &bound(message(2, request)));
}

#[test]
fn search_rfc4526() {
    let request = Request::Search(Search {
        base: Vec::new(),
        scope: Scope::BaseObject,
        ..plain_search("(&(&)(|))", &[])
    });
    check("search_rfc4526", &bound(message(2, request)));
}

#[test]
fn long_form_length() {
    let filter = format!("(description={})", "x".repeat(300));
    check("long_form_length", &bound(message(2, search(&filter, &[]))));
}

#[test]
fn compare() {
    let request = Request::Compare {
        entry: format!("cn=eng,{BASE}").into_bytes(),
        attribute: b"member".to_vec(),
        value: ALICE.into(),
    };
    check("compare", &bound(message(2, request)));
}

#[test]
fn delete() {
    let request = Request::Delete {
        entry: ALICE.into(),
    };
    check("delete", &bound(message(2, request)));
}

#[test]
fn modify_dn() {
    let request = Request::ModifyDn {
        entry: ALICE.into(),
        new_rdn: b"uid=bob".to_vec(),
        delete_old_rdn: true,
        new_superior: Some(b"o=other,dc=jumpcloud,dc=com".to_vec()),
    };
    check("modify_dn", &bound(message(2, request)));
}

#[test]
fn modify() {
    let change = |kind, attribute: &str, values: &[&str]| Change {
        kind,
        attribute: attribute.into(),
        values: octets(values),
    };
    let request = Request::Modify {
        object: ALICE.into(),
        changes: vec![
            change(ChangeKind::Replace, "pwdlock", &["true"]),
            change(
                ChangeKind::Add,
                "mail",
                &["a@example.test", "b@example.test"],
            ),
            change(ChangeKind::Delete, "title", &[]),
        ],
    };
    check("modify", &bound(message(2, request)));
}

#[test]
fn add() {
    let request = Request::Add {
        entry: format!("uid=new,{BASE}").into_bytes(),
        attributes: vec![
            (b"objectClass".to_vec(), octets(&["top", "person"])),
            (b"cn".to_vec(), octets(&["New"])),
            (b"sn".to_vec(), octets(&["New"])),
        ],
    };
    check("add", &bound(message(2, request)));
}

#[test]
fn whoami() {
    let request = extended("1.3.6.1.4.1.4203.1.11.3");
    check("whoami", &bound(message(2, request)));
}

#[test]
fn start_tls() {
    check("start_tls", &[message(1, extended(oid::START_TLS))]);
}

#[test]
fn anonymous_bind() {
    let bind = message(1, bind("", ""));
    let whoami = message(2, extended("1.3.6.1.4.1.4203.1.11.3"));
    check(
        "anonymous_bind",
        &[bind, whoami, message(3, Request::Unbind)],
    );
}

/// The messages of a tool that binds, asks once and leaves.
fn bound(request: RequestMessage) -> [RequestMessage; 3] {
    let bind = bind("uid=svc,ou=Users,o=org,dc=jumpcloud,dc=com", "secret");
    [message(1, bind), request, message(3, Request::Unbind)]
}

fn bind(name: &str, password: &str) -> Request {
    Request::Bind {
        version: 3,
        name: name.into(),
        authentication: Authentication::Simple(password.into()),
    }
}

fn message(id: i64, request: Request) -> RequestMessage {
    RequestMessage {
        id,
        request,
        controls: Vec::new(),
    }
}

fn extended(name: &str) -> Request {
    Request::Extended {
        name: name.to_owned(),
        value: None,
    }
}

fn search(filter: &str, attributes: &[&str]) -> Request {
    Request::Search(plain_search(filter, attributes))
}

fn plain_search(filter: &str, attributes: &[&str]) -> Search {
    Search {
        base: BASE.into(),
        scope: Scope::WholeSubtree,
        deref_aliases: DerefAliases::NeverDerefAliases,
        size_limit: 0,
        time_limit: 0,
        types_only: false,
        filter: filter.to_owned(),
        negations: 0,
        attributes: octets(attributes),
    }
}

fn octets(texts: &[&str]) -> Vec<Vec<u8>> {
    texts.iter().map(|text| text.as_bytes().to_vec()).collect()
}

fn check(name: &str, messages: &[RequestMessage]) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/golden/{name}.hex"));
    let captured = fs::read_to_string(&path).unwrap();
    let captured: Vec<String> = captured
        .split("\n\n")
        .skip(1)
        .map(|message| message.split_whitespace().collect())
        .collect();
    let written: Vec<String> = messages
        .iter()
        .map(|message| hex(&message.encode().unwrap()))
        .collect();
    assert_eq!(written, captured, "{}", path.display());
}

fn hex(octets: &[u8]) -> String {
    octets.iter().fold(String::new(), |mut digits, octet| {
        write!(digits, "{octet:02x}").unwrap();
        digits
    })
}
