//! Everything that the root DSE advertises works: for each object identifier there is an exercise here, and one that is
//! advertised without an exercise fails, as does an exercise for what is not advertised.

use jcldap::MockJumpCloud;
use jcldap::behavior::ServerSort;
use jcldap_tests::ldap::{
    self, Connection, Control, Entry, Extended, Operation, Received, Response, Scope, Search,
};

/// What is done to see that a capability is there.
type Exercise = fn(&mut Connection, &MockJumpCloud);

const CONTROLS: &[(&str, Exercise)] = &[
    (ldap::PAGED_RESULTS, paged_results),
    (PASSWORD_POLICY, password_policy),
    (MANAGE_DSA_IT, manage_dsa_it),
    (SORT_REQUEST, server_side_sorting),
];

const EXTENSIONS: &[(&str, Exercise)] = &[
    (START_TLS, start_tls),
    (PASSWORD_MODIFY, password_modify),
    (WHO_AM_I, who_am_i),
    (CANCEL, cancel),
];

const FEATURES: &[(&str, Exercise)] = &[
    ("1.3.6.1.4.1.4203.1.5.1", all_operational_attributes),
    ("1.3.6.1.4.1.4203.1.5.2", attributes_of_a_class),
    ("1.3.6.1.4.1.4203.1.5.3", absolute_true_and_false),
];

const PASSWORD_POLICY: &str = "1.3.6.1.4.1.42.2.27.8.5.1";
const MANAGE_DSA_IT: &str = "2.16.840.1.113730.3.4.2";
const SORT_REQUEST: &str = "1.2.840.113556.1.4.473";
const SORT_RESPONSE: &str = "1.2.840.113556.1.4.474";
const START_TLS: &str = "1.3.6.1.4.1.1466.20037";
const PASSWORD_MODIFY: &str = "1.3.6.1.4.1.4203.1.11.1";
const WHO_AM_I: &str = "1.3.6.1.4.1.4203.1.11.3";
const CANCEL: &str = "1.3.6.1.1.8";

/// Proves: J6.07, J6.14, U12, openldap.md 20
#[test]
fn every_advertised_control_works() {
    exercise("supportedControl", CONTROLS);
}

/// Proves: J5.12, J6.14, U12, openldap.md 20
#[test]
fn every_advertised_extension_works() {
    exercise("supportedExtension", EXTENSIONS);
}

/// Proves: J6.14, U12, openldap.md 20
#[test]
fn every_advertised_feature_works() {
    exercise("supportedFeatures", FEATURES);
}

/// Proves: U21
#[test]
fn sorting_is_advertised_only_where_it_works() {
    let jumpcloud = MockJumpCloud::builder().start_blocking().unwrap();
    let mut connection = connect(&jumpcloud);
    assert!(!advertised(&mut connection, "supportedControl").contains(&SORT_REQUEST.to_owned()));
    let found = sorted(&mut connection, &jumpcloud);
    assert_eq!(found.response().code, 12, "it is critical");
}

fn exercise(attribute: &str, exercises: &[(&str, Exercise)]) {
    // Everything that a switch can add is switched on.
    let jumpcloud = MockJumpCloud::builder()
        .behavior(|behavior| behavior.server_sort(ServerSort::Supported))
        .start_blocking()
        .expect("the embedded seed can be served");
    let mut advertised = advertised(&mut connect(&jumpcloud), attribute);
    advertised.sort();
    let mut exercised: Vec<&str> = exercises.iter().map(|(oid, _)| *oid).collect();
    exercised.sort_unstable();
    assert_eq!(
        advertised, exercised,
        "{attribute} and the exercises of this file"
    );

    for (_, exercise) in exercises {
        let mut connection = connect(&jumpcloud);
        let password = jumpcloud.password("ldap-service");
        assert_eq!(connection.bind(jumpcloud.binding_dn(), password), 0);
        exercise(&mut connection, &jumpcloud);
    }
}

fn advertised(connection: &mut Connection, attribute: &str) -> Vec<String> {
    let root_dse = Search::new("", Scope::Base, "(objectClass=*)", &[attribute]);
    let received = connection.request(&root_dse.into(), &[]);
    received
        .entries()
        .flat_map(|entry| entry.values(attribute))
        .collect()
}

/// RFC 2696: pages of four, without an entry twice, make the whole.
fn paged_results(connection: &mut Connection, jumpcloud: &MockJumpCloud) {
    let all = Search::new(jumpcloud.base_dn(), Scope::One, "(objectClass=*)", &["1.1"]).into();
    let whole = names(&connection.request(&all, &[]));
    let mut paged = Vec::new();
    let mut cookie = Vec::new();
    loop {
        let received = connection.request(&all, &[Control::page(4, true, &cookie)]);
        assert_eq!(received.response().code, 0);
        paged.extend(names(&received));
        cookie = received
            .messages
            .last()
            .and_then(ldap::cookie)
            .expect("a cookie");
        if cookie.is_empty() {
            break;
        }
    }
    assert!(whole.len() > 8, "three pages at the least");
    assert_eq!(paged, whole);
}

/// J4.08: a bind with the control is answered with one.
fn password_policy(connection: &mut Connection, jumpcloud: &MockJumpCloud) {
    let bind = Operation::Bind(ldap::Bind {
        name: jumpcloud.binding_dn().to_owned(),
        password: "wrong".to_owned(),
        version: 3,
        sasl: None,
    });
    let received = connection.request(&bind, &[Control::new(PASSWORD_POLICY, true, None)]);
    assert_eq!(received.response().code, 49);
    let controls = &received.messages[0].controls;
    assert_eq!(controls.len(), 1);
    assert_eq!(controls[0].oid, PASSWORD_POLICY);
    assert_eq!(controls[0].value.as_deref(), Some("3000"));
}

/// RFC 3296 section 3: the client insists that it is understood, and the search goes as without it.
fn manage_dsa_it(connection: &mut Connection, jumpcloud: &MockJumpCloud) {
    let all = Search::new(jumpcloud.base_dn(), Scope::One, "(uid=*)", &["1.1"]).into();
    let without = names(&connection.request(&all, &[]));
    let with = connection.request(&all, &[Control::new(MANAGE_DSA_IT, true, None)]);
    assert_eq!(with.response().code, 0);
    assert_eq!(names(&with), without);
}

/// RFC 2891: the entries come in the order of the key, and the answer says that they do.
fn server_side_sorting(connection: &mut Connection, jumpcloud: &MockJumpCloud) {
    let received = sorted(connection, jumpcloud);
    assert_eq!(received.response().code, 0);
    let numbers: Vec<u32> = received
        .entries()
        .flat_map(|entry| entry.values("uidNumber"))
        .map(|number| number.parse().expect("a number"))
        .collect();
    let mut descending = numbers.clone();
    descending.sort_unstable_by(|a, b| b.cmp(a));
    assert!(numbers.len() > 5);
    assert_eq!(numbers, descending);
    let controls = &received.messages.last().expect("an answer").controls;
    let control = controls.iter().find(|control| control.oid == SORT_RESPONSE);
    let control = control.expect("a response control");
    assert_eq!(
        control.value.as_deref(),
        Some("30030a0100"),
        "sortResult success"
    );
}

/// All users, the greatest uidNumber first, which the client insists on.
fn sorted(connection: &mut Connection, jumpcloud: &MockJumpCloud) -> Received {
    let users = Search::new(jumpcloud.base_dn(), Scope::One, "(uid=*)", &["uidNumber"]);
    // SortKeyList { { "uidNumber", reverseOrder TRUE } }
    let keys = b"\x30\x10\x30\x0e\x04\x09uidNumber\x81\x01\xff";
    connection.request(
        &users.into(),
        &[Control::new(SORT_REQUEST, true, Some(keys))],
    )
}

/// RFC 4511 section 4.14: under TLS already, which LDAPS is, the answer says so.
fn start_tls(connection: &mut Connection, _: &MockJumpCloud) {
    let response = extended(connection, START_TLS, None);
    assert_eq!((response.code, &*response.text), (1, "TLS already started"));
}

/// RFC 3062: it is read, and refused as a write (U20).
fn password_modify(connection: &mut Connection, jumpcloud: &MockJumpCloud) {
    let response = extended(connection, PASSWORD_MODIFY, Some("300582036e6577"));
    assert_eq!(response.code, 50);
    assert_eq!(
        connection.bind(jumpcloud.binding_dn(), jumpcloud.password("ldap-service")),
        0,
        "the password is the old one"
    );
}

/// RFC 4532: as whom the session is bound.
fn who_am_i(connection: &mut Connection, jumpcloud: &MockJumpCloud) {
    let response = extended(connection, WHO_AM_I, None);
    let expected = format!("dn:{}", jumpcloud.binding_dn());
    assert_eq!(
        (response.code, response.value),
        (0, Some(expected.into_bytes()))
    );
}

/// RFC 3909: an operation that is not there cannot be cancelled, and the answer says so.
fn cancel(connection: &mut Connection, _: &MockJumpCloud) {
    let response = extended(connection, CANCEL, Some("3003020163"));
    assert_eq!(
        (response.code, &*response.text),
        (119, "message ID not found")
    );
}

fn extended(connection: &mut Connection, name: &str, value: Option<&str>) -> Response {
    let operation = Operation::Extended(Extended {
        name: name.to_owned(),
        value: value.map(ToOwned::to_owned),
    });
    connection.request(&operation, &[]).response().clone()
}

/// RFC 3673: `+` brings what no plain read shows, and nothing else.
fn all_operational_attributes(connection: &mut Connection, jumpcloud: &MockJumpCloud) {
    let entry = own_entry(connection, jumpcloud, &["+"]);
    assert_eq!(entry.values("entryDN"), [jumpcloud.binding_dn()]);
    assert_eq!(entry.values("uid"), [""; 0]);
    let entry = own_entry(connection, jumpcloud, &[]);
    assert_eq!(entry.values("entryDN"), [""; 0]);
}

/// RFC 4529: `@class` brings the attributes of the class, and nothing else.
fn attributes_of_a_class(connection: &mut Connection, jumpcloud: &MockJumpCloud) {
    let entry = own_entry(connection, jumpcloud, &["@posixAccount"]);
    assert_eq!(entry.values("homeDirectory"), ["/home/ldap-service"]);
    assert_eq!(entry.values("mail"), [""; 0]);
}

/// RFC 4526: `(&)` is true of every entry and `(|)` of none.
fn absolute_true_and_false(connection: &mut Connection, jumpcloud: &MockJumpCloud) {
    let mut count = |filter| {
        let search = Search::new(jumpcloud.base_dn(), Scope::Base, filter, &["1.1"]);
        connection.request(&search.into(), &[]).entries().count()
    };
    assert_eq!((count("(&)"), count("(|)")), (1, 0));
}

fn own_entry(connection: &mut Connection, jumpcloud: &MockJumpCloud, attributes: &[&str]) -> Entry {
    let search = Search::new(
        jumpcloud.binding_dn(),
        Scope::Base,
        "(objectClass=*)",
        attributes,
    );
    let received = connection.request(&search.into(), &[]);
    received
        .entries()
        .next()
        .expect("the entry is visible")
        .clone()
}

fn names(received: &Received) -> Vec<String> {
    received.entries().map(|entry| entry.dn.clone()).collect()
}

fn connect(jumpcloud: &MockJumpCloud) -> Connection {
    let trust = jumpcloud.client_config().expect("it trusts itself");
    Connection::ldaps(&jumpcloud.ldaps_url(), trust)
}
