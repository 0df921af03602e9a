//! Two organizations on one server, each of which has to be invisible to the other (J5.20): no base, scope, filter, compare,
//! value, cookie or bind of the one tells anything of the other.

use std::collections::BTreeSet;

use jcldap::MockJumpCloud;
use jcldap::behavior::PagedCookies;
use jcldap_tests::ldap::{
    self, Compare, Connection, Control, Operation, Received, Response, Scope, Search,
};
use jcldap_tests::repository;

const CONTEXT: &str = "dc=jumpcloud,dc=com";
const A: &str = "o=5f1b9a2c8d3e4f000000000a,dc=jumpcloud,dc=com";
const B: &str = "o=5f1b9a2c8d3e4f000000000b,dc=jumpcloud,dc=com";
const NOWHERE: &str = "o=5f1b9a2c8d3e4f000000000c,dc=jumpcloud,dc=com";
const A_PASSWORD: &str = "express-service";
const B_PASSWORD: &str = "mom-service";

const SCOPES: [Scope; 3] = [Scope::Base, Scope::One, Scope::Sub];

/// Proves: J5.20, U10, openldap.md 13
#[test]
fn no_base_and_no_scope_shows_the_other_organization() {
    let jumpcloud = start(PagedCookies::Connection);
    let mut connection = service(&jumpcloud, A, A_PASSWORD);
    let bases = [
        B.to_owned(),
        format!("ou=Users,{B}"),
        format!("uid=leela,ou=Users,{B}"),
        format!("cn=Delivery Crew,ou=Users,{B}"),
        format!("uid=nobody,ou=Users,{B}"),
        NOWHERE.to_owned(),
        format!("ou=Users,{NOWHERE}"),
        CONTEXT.to_owned(),
        "dc=com".to_owned(),
    ];
    for base in &bases {
        for scope in SCOPES {
            let found = search(&mut connection, base, scope, "(objectClass=*)", &[]);
            assert_eq!(found.entries().count(), 0, "{base} {scope:?}");
            // The organization that exists and the one that doesn't are answered alike.
            assert_no_such_object(found.response(), base);
        }
    }
}

/// Proves: J5.20, openldap.md 13
#[test]
fn no_filter_reaches_into_the_other_organization() {
    let jumpcloud = start(PagedCookies::Connection);
    for (own, password, other) in [(A, A_PASSWORD, B), (B, B_PASSWORD, A)] {
        let mut connection = service(&jumpcloud, own, password);
        let filters = [
            "(objectClass=*)".to_owned(),
            "(uid=leela)".to_owned(),
            format!("(memberOf=cn=Delivery Crew,ou=Users,{other})"),
            format!("(member=uid=leela,ou=Users,{other})"),
            format!("(entryDN=uid=leela,ou=Users,{other})"),
            "(|(uid=walt)(uid=hermes))".to_owned(),
            "(!(uid=leela))".to_owned(),
            "(ou:dn:=Users)".to_owned(),
            "(&)".to_owned(),
        ];
        for filter in &filters {
            let found = search(&mut connection, own, Scope::Sub, filter, &["*", "+"]);
            assert_eq!(found.response().code, 0);
            for entry in found.entries() {
                assert!(entry.dn.ends_with(own), "{filter} found {}", entry.dn);
                for attribute in &entry.attributes {
                    for value in &attribute.values {
                        let value = String::from_utf8_lossy(value);
                        assert!(!value.contains(other), "{}: {value}", attribute.name);
                    }
                }
            }
        }
    }
}

/// Proves: J3.02, J5.20
#[test]
fn groups_of_the_same_name_have_their_own_members() {
    let jumpcloud = start(PagedCookies::Connection);
    for (own, password, members) in [
        (A, A_PASSWORD, &["leela", "fry"][..]),
        (B, B_PASSWORD, &["fry", "leela", "walt"]),
    ] {
        let mut connection = service(&jumpcloud, own, password);
        let filter = format!("(memberOf=cn=Delivery Crew,ou=Users,{own})");
        let found = search(
            &mut connection,
            own,
            Scope::Sub,
            &filter,
            &["uid", "memberOf"],
        );
        let uids: BTreeSet<String> = found
            .entries()
            .flat_map(|entry| entry.values("uid"))
            .collect();
        assert_eq!(uids, members.iter().map(ToString::to_string).collect());
        let group = format!("cn=Delivery Crew,ou=Users,{own}");
        for entry in found.entries() {
            assert_eq!(entry.values("memberOf"), [group.as_str()]);
        }
        let found = search(
            &mut connection,
            &group,
            Scope::Base,
            "(member=*)",
            &["member"],
        );
        let wanted = members
            .iter()
            .map(|member| format!("uid={member},ou=Users,{own}"));
        let entry = found.entries().next().expect("the group is there");
        assert_eq!(entry.values("member"), wanted.collect::<Vec<_>>());
    }
}

/// Proves: J5.20, openldap.md 13, openldap.md 22
#[test]
fn compare_tells_nothing_of_the_other_organization() {
    let jumpcloud = start(PagedCookies::Connection);
    let mut connection = service(&jumpcloud, A, A_PASSWORD);
    let mut compared = |entry: &str, attribute: &str, value: &str| {
        let compare = Operation::Compare(Compare {
            entry: entry.to_owned(),
            attribute: attribute.to_owned(),
            value: value.to_owned(),
        });
        connection.request(&compare, &[]).response().clone()
    };
    let theirs = format!("uid=leela,ou=Users,{B}");
    for entry in [&theirs, B, &format!("uid=nobody,ou=Users,{B}"), NOWHERE] {
        for (attribute, value) in [("uid", "leela"), ("userPassword", "mom-leela"), ("o", "x")] {
            assert_no_such_object(&compared(entry, attribute, value), entry);
        }
    }
    // What is wrong with the assertion itself comes first, wherever the entry is.
    assert_eq!(compared(&theirs, "lorem", "x").code, 17);
    assert_eq!(compared(&theirs, "uidNumber", "x").code, 21);
    // The value may name the other organization; it is only a value.
    let ours = format!("uid=leela,ou=Users,{A}");
    let group_of = |organization| format!("cn=Delivery Crew,ou=Users,{organization}");
    assert_eq!(compared(&ours, "memberOf", &group_of(A)).code, 6);
    assert_eq!(compared(&ours, "memberOf", &group_of(B)).code, 5);
}

/// Proves: openldap.md 12
#[test]
fn a_cookie_of_one_organization_is_no_cookie_in_the_other() {
    for cookies in [PagedCookies::Connection, PagedCookies::Portable] {
        let jumpcloud = start(cookies);
        let mut ours = service(&jumpcloud, A, A_PASSWORD);
        let (found, cookie) = page(&mut ours, A, &[]);
        assert_eq!((found.response().code, found.entries().count()), (0, 2));
        assert!(!cookie.is_empty(), "there are more pages");

        let mut theirs = service(&jumpcloud, B, B_PASSWORD);
        for base in [A, B] {
            let (found, _) = page(&mut theirs, base, &cookie);
            assert_eq!(found.entries().count(), 0, "{base}");
            assert_ne!(found.response().code, 0, "{base}");
        }
        // Bound as somebody else, the same connection has no use for it either.
        assert_eq!(ours.bind(&service_dn(B), B_PASSWORD), 0);
        for base in [A, B] {
            let (found, _) = page(&mut ours, base, &cookie);
            assert_eq!(found.entries().count(), 0, "{base}");
            assert_ne!(found.response().code, 0, "{base}");
        }
    }
}

/// Proves: J5.05, J5.20
#[test]
fn a_password_of_one_organization_opens_no_account_of_the_other() {
    let jumpcloud = start(PagedCookies::Connection);
    let mut connection = connect(&jumpcloud);
    let user =
        |username: &str, organization: &str| format!("uid={username},ou=Users,{organization}");
    for (name, password, code) in [
        (user("leela", A), "express-leela", 0),
        (user("leela", B), "mom-leela", 0),
        (user("leela", A), "mom-leela", 49),
        (user("leela", B), "express-leela", 49),
        (user("hermes", A), "express-hermes", 0),
        (user("hermes", B), "express-hermes", 49),
        (user("walt", A), "mom-walt", 49),
        (user("leela", NOWHERE), "express-leela", 49),
    ] {
        assert_eq!(connection.bind(&name, password), code, "{name} {password}");
        let found = search(&mut connection, B, Scope::Sub, "(objectClass=*)", &[]);
        assert_no_such_object(found.response(), &name);
    }
}

/// `openldap.md 14`: the switch speaks for every organization but one's own, existing or not.
///
/// Proves: U10, openldap.md 14
#[test]
fn empty_answers_tell_no_more_than_refusals() {
    use jcldap::behavior::CrossOrganizationSearch::Empty;
    let jumpcloud = builder()
        .behavior(|behavior| behavior.cross_organization_search(Empty))
        .start_blocking()
        .expect("the fixtures can be served");
    let mut connection = service(&jumpcloud, A, A_PASSWORD);
    for base in [
        B,
        NOWHERE,
        &format!("uid=leela,ou=Users,{B}"),
        &format!("uid=x,{NOWHERE}"),
    ] {
        let found = search(&mut connection, base, Scope::Sub, "(objectClass=*)", &[]);
        assert_eq!(found.entries().count(), 0);
        let response = found.response();
        assert_eq!(
            (response.code, &*response.matched_dn, &*response.text),
            (0, "", ""),
            "{base}"
        );
    }
    let found = search(&mut connection, CONTEXT, Scope::Sub, "(objectClass=*)", &[]);
    assert_no_such_object(found.response(), CONTEXT);
}

/// Proves: J5.02, J5.20, openldap.md 13
#[test]
fn neither_organization_shows_before_a_bind() {
    let jumpcloud = start(PagedCookies::Connection);
    let mut connection = connect(&jumpcloud);
    for base in [A, B, NOWHERE, CONTEXT] {
        for scope in SCOPES {
            let found = search(&mut connection, base, scope, "(objectClass=*)", &[]);
            assert_eq!(found.entries().count(), 0);
            assert_no_such_object(found.response(), base);
        }
    }
}

fn builder() -> jcldap::MockJumpCloudBuilder {
    MockJumpCloud::builder()
        .fixture(repository::fixture("two-organizations-a.yaml"))
        .fixture(repository::fixture("two-organizations-b.yaml"))
}

fn start(cookies: PagedCookies) -> MockJumpCloud {
    builder()
        .behavior(|behavior| behavior.paged_cookies(cookies))
        .start_blocking()
        .expect("the fixtures can be served")
}

fn connect(jumpcloud: &MockJumpCloud) -> Connection {
    let trust = jumpcloud.client_config().expect("it trusts itself");
    Connection::ldaps(&jumpcloud.ldaps_url(), trust)
}

fn service_dn(organization: &str) -> String {
    format!("uid=ldap-service,ou=Users,{organization}")
}

/// A connection of the organization's binding user.
fn service(jumpcloud: &MockJumpCloud, organization: &str, password: &str) -> Connection {
    let mut connection = connect(jumpcloud);
    assert_eq!(connection.bind(&service_dn(organization), password), 0);
    connection
}

fn search(
    connection: &mut Connection,
    base: &str,
    scope: Scope,
    filter: &str,
    attributes: &[&str],
) -> Received {
    connection.request(&Search::new(base, scope, filter, attributes).into(), &[])
}

/// A page of two entries; gives the cookie that came with it.
fn page(connection: &mut Connection, base: &str, cookie: &[u8]) -> (Received, Vec<u8>) {
    let all = Search::new(base, Scope::Sub, "(objectClass=*)", &["1.1"]).into();
    let received = connection.request(&all, &[Control::page(2, true, cookie)]);
    let cookie = received.messages.last().and_then(ldap::cookie);
    (received, cookie.unwrap_or_default())
}

#[track_caller]
fn assert_no_such_object(response: &Response, about: &str) {
    let Response {
        code,
        matched_dn,
        text,
        ..
    } = response;
    assert_eq!((*code, &**matched_dn, &**text), (32, "", ""), "{about}");
}
