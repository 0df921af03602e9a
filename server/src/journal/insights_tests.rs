//! Events of Directory Insights, whole (J10.13).

use std::sync::Arc;

use jcldap_directory::Dn;
use serde_json::{Value, json};

use super::tests::{bind, journal, schema, search};
use super::*;
use crate::jumpcloud::{Identity, UserIdentity};
use crate::session::Reason;
use crate::wire::{LdapResult, Request, ResultCode};

const ORGANIZATION: &str = "5f1b9a2c8d3e4f0012345678";

/// The events of these operations, by a session that is bound as leela where `bound` says so.
fn events(operations: Vec<(Request, Reason)>, bound: bool) -> Value {
    let records = journal(10, operations).records().0.into_iter();
    let records = records.map(|record| {
        let mut record = Record::clone(&record);
        if bound {
            record.identity = leela();
            record.entries = 3;
        } else if record.cause == "invalid_dn" {
            record.result = Some(LdapResult::from(ResultCode::INVALID_CREDENTIALS));
        }
        Arc::new(record)
    });
    let received = Received::new(records.collect(), 0, &schema());
    serde_json::to_value(received.insights()).unwrap()
}

fn leela() -> Identity {
    let dn = format!("uid=leela,ou=Users,o={ORGANIZATION},dc=jumpcloud,dc=com");
    Identity::User(Arc::new(UserIdentity {
        organization: ORGANIZATION.into(),
        username: "leela".into(),
        dn: Dn::parse(dn.as_bytes(), &schema()).unwrap(),
    }))
}

#[test]
fn a_refused_bind() {
    let dn = format!("uid=fry,ou=Users,o={ORGANIZATION},dc=jumpcloud,dc=com");
    assert_eq!(
        events(vec![(bind(&dn), Reason::InvalidDn)], false),
        json!([{
            "event_type": "ldap_bind",
            "service": "ldap",
            "timestamp": "2026-05-27T15:55:48Z",
            "connection_id": 1,
            "operation_number": 1,
            "dn": dn,
            "auth_method": "simple",
            "mech": null,
            "start_tls": false,
            "tls_established": true,
            "username": null,
            "organization": ORGANIZATION,
            "success": false,
            "error_code": 49,
            "error_message": "",
            "oid": null,
            "base": null,
            "scope": null,
            "deref": null,
            "filter": null,
            "attr": null,
            "number_of_results": null,
            "auth_meta": null,
        }])
    );
}

#[test]
fn a_search_without_the_secrets_of_its_filter() {
    let filter = "(&(uid=fry)(userPassword=walking-on-sunshine))";
    assert_eq!(
        events(vec![(search(filter), Reason::Success)], true),
        json!([{
            "event_type": "ldap_search",
            "service": "ldap",
            "timestamp": "2026-05-27T15:55:48Z",
            "connection_id": 1,
            "operation_number": 1,
            "dn": format!("uid=leela,ou=Users,o={ORGANIZATION},dc=jumpcloud,dc=com"),
            "auth_method": null,
            "mech": null,
            "start_tls": false,
            "tls_established": true,
            "username": "leela",
            "organization": ORGANIZATION,
            "success": true,
            "error_code": 0,
            "error_message": "",
            "oid": null,
            "base": "ou=Users",
            "scope": 2,
            "deref": null,
            "filter": "(&(uid=fry)(userPassword=...))",
            "attr": "uid",
            "number_of_results": 3,
            "auth_meta": null,
        }])
    );
}

#[test]
fn only_binds_and_searches_are_events() {
    let operations = vec![
        (Request::Unbind, Reason::Success),
        (Request::Delete(b"uid=fry".to_vec()), Reason::ReadOnly),
    ];
    assert_eq!(events(operations, false), json!([]));
}
