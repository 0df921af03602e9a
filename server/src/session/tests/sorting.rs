//! Server side sorting (RFC 2891), where the switch offers it (U21).

use jcldap_fixtures::behavior::{PagedCookies, ServerSort};
use ldap3_proto::control::LdapControl;

use super::controls::{SORT_REQUEST, ask_with, control, result};
use super::*;

/// Surnames that repeat, one that is missing (a group), numbers whose order as text is another, and titles that few have.
const STAFF: &str = r#"
organization: {id: "5f1b9a2c8d3e4f0012345678", name: Test}
users:
  - {username: ldap-service, email: s@example.test, lastname: Service, password: good, ldap_binding_user: true, unix_uid: 70}
  - {username: fry, email: f@example.test, lastname: fry, unix_uid: 500, jobTitle: Delivery}
  - {username: yancy, email: y@example.test, lastname: Fry, unix_uid: 1000}
  - {username: leela, email: l@example.test, lastname: Leela, unix_uid: 80, jobTitle: Captain}
  - {username: amy, email: a@example.test, lastname: Wong, unix_uid: 9}
groups:
  - {name: Crew, members: [fry, leela]}
"#;

/// A sort key: attribute, ordering rule, reverse.
pub(super) type Key<'a> = (&'a str, Option<&'a str>, bool);

/// A `SortKeyList`, by hand from RFC 2891 section 1.1.
fn key_list(keys: &[Key<'_>]) -> Vec<u8> {
    let element = |tag: u8, content: &[u8]| -> Vec<u8> {
        [&[tag, u8::try_from(content.len()).unwrap()], content].concat()
    };
    let keys = keys.iter().map(|(attribute, rule, reverse)| {
        let mut key = element(0x04, attribute.as_bytes());
        if let Some(rule) = rule {
            key.extend(element(0x80, rule.as_bytes()));
        }
        if *reverse {
            key.extend(element(0x81, &[0xff]));
        }
        element(0x30, &key)
    });
    element(0x30, &keys.collect::<Vec<_>>().concat())
}

pub(super) fn sorted_by(keys: &[Key<'_>], criticality: bool) -> Control {
    control(SORT_REQUEST, criticality, Some(&key_list(keys)))
}

pub(super) fn staff(mode: PagedCookies) -> Session {
    let overrides = Overrides::default()
        .server_sort(ServerSort::Supported)
        .paged_cookies(mode);
    let mut session = session_on(directory(STAFF, overrides));
    assert_eq!(bind(&mut session, BINDING_USER, b"good").0, 0);
    session
}

pub(super) fn everything() -> Request {
    let filter = "(|(uid=*)(cn=Crew))";
    search_request(USERS, SearchScope::WholeSubtree, filter, &["1.1"])
}

/// The values of the RDNs, in order.
pub(super) fn rdns(answers: &[LdapMsg]) -> Vec<String> {
    let (names, _, _) = found(answers);
    names
        .iter()
        .map(|name| name.split(['=', ',']).nth(1).unwrap().to_owned())
        .collect()
}

/// The code in the response control, if there is one.
pub(super) fn sort_result(answers: &[LdapMsg]) -> Option<i64> {
    answers
        .last()?
        .ctrl
        .iter()
        .find_map(|control| match control {
            LdapControl::ServerSortResult { sort_result } => {
                Some(sort_result.result_code.clone() as i64)
            }
            _ => None,
        })
}

pub(super) const CASE_IGNORE: Option<&str> = Some("2.5.13.3");

#[test]
fn rfc2891_section_2_entries_come_in_the_order_of_the_keys() {
    let mut session = staff(PagedCookies::Connection);
    for (keys, expected) in [
        // Equal keys: in the order of the directory. A group has no sn, and comes last.
        (
            &[("sn", CASE_IGNORE, false)][..],
            ["fry", "yancy", "leela", "ldap-service", "amy", "Crew"],
        ),
        (
            &[("sn", CASE_IGNORE, true)],
            ["Crew", "amy", "ldap-service", "leela", "fry", "yancy"],
        ),
        (
            &[("sn", CASE_IGNORE, false), ("uid", CASE_IGNORE, true)],
            ["yancy", "fry", "leela", "ldap-service", "amy", "Crew"],
        ),
        (
            &[("sn", Some("caseExactOrderingMatch"), false)],
            ["yancy", "leela", "ldap-service", "amy", "fry", "Crew"],
        ),
        // The attribute's own rule: numbers, not text.
        (
            &[("uidNumber", None, false)],
            ["amy", "ldap-service", "leela", "fry", "yancy", "Crew"],
        ),
        (
            &[("uidNumber", None, true)],
            ["Crew", "yancy", "fry", "leela", "ldap-service", "amy"],
        ),
        (
            &[("title", CASE_IGNORE, false)],
            ["leela", "fry", "ldap-service", "yancy", "amy", "Crew"],
        ),
    ] {
        for criticality in [false, true] {
            let answers = ask_with(
                &mut session,
                everything(),
                vec![sorted_by(keys, criticality)],
            );
            assert_eq!(rdns(&answers), expected, "{keys:?}");
            assert_eq!(
                (result(&answers), sort_result(&answers)),
                ((0, ""), Some(0))
            );
        }
    }
}

#[test]
fn rfc2891_section_2_2_of_several_values_the_least_counts() {
    let mut session = staff(PagedCookies::Connection);
    // `name` has cn, sn and title as its subtypes.
    let answers = ask_with(
        &mut session,
        everything(),
        vec![sorted_by(&[("name", CASE_IGNORE, false)], true)],
    );
    assert_eq!(sort_result(&answers), Some(0));
    // By title, cn, title, sn.
    assert_eq!(rdns(&answers)[..4], ["leela", "Crew", "fry", "yancy"]);
}

/// The octets of the answers to a search.
fn octets(session: &mut Session, controls: Vec<Control>) -> Vec<u8> {
    session.receive(Ok(RequestMessage {
        id: MessageId::new(1).unwrap(),
        request: everything(),
        controls,
    }));
    let mut out = Vec::new();
    while !matches!(session.advance(&mut out), Advance::Idle) {}
    out
}

/// The octets of the controls of an answer that tells that a key is in error, by hand from RFC 2891 section 1.2.
fn refusal(code: u8, attribute: &str) -> Vec<u8> {
    let length = u8::try_from(attribute.len()).unwrap();
    [
        &[0xa0, 0x23 + length, 0x30, 0x21 + length, 0x04, 0x16][..],
        b"1.2.840.113556.1.4.474",
        &[0x04, 0x07 + length, 0x30, 0x05 + length],
        &[0x0a, 0x01, code, 0x80, length],
        attribute.as_bytes(),
    ]
    .concat()
}

#[test]
fn rfc2891_section_1_2_what_cannot_be_sorted() {
    let mut session = staff(PagedCookies::Connection);
    let unsorted = octets(&mut session, Vec::new());
    // LDAPMessage, messageID 1, SearchResultDone: success, matchedDN and text empty.
    let done = &[
        0x30, 0x0c, 0x02, 0x01, 0x01, 0x65, 0x07, 0x0a, 0x01, 0x00, 0x04, 0x00, 0x04, 0x00,
    ];
    let entries = unsorted.strip_suffix(done).unwrap();
    for (keys, code, attribute) in [
        (
            &[("noSuchAttribute", None, false)][..],
            16,
            "noSuchAttribute",
        ),
        (&[("not an attribute", None, false)], 16, "not an attribute"),
        // uid has no ordering rule; the others are none, unknown, or not for strings.
        (&[("uid", None, false)], 18, "uid"),
        (&[("uid", Some("caseIgnoreMatch"), false)], 18, "uid"),
        (&[("uid", Some("1.2.3"), false)], 18, "uid"),
        (&[("uid", Some("integerOrderingMatch"), false)], 18, "uid"),
        (
            &[("sn", CASE_IGNORE, false), ("surname", CASE_IGNORE, true)],
            53,
            "surname",
        ),
        (&[("sn", CASE_IGNORE, false), ("x", None, false)], 16, "x"),
    ] {
        let refusal = refusal(code, attribute);
        // The fourth scenario of section 2: unsorted.
        let answer = octets(&mut session, vec![sorted_by(keys, false)]);
        let rest = answer.strip_prefix(entries).expect("the same entries");
        assert!(rest.ends_with(&refusal), "{keys:?}: {rest:02x?}");
        assert_eq!(rest[7..10], [0x0a, 0x01, 0], "success");
        // The third scenario of section 2: no entry.
        let answer = octets(&mut session, vec![sorted_by(keys, true)]);
        assert!(answer.ends_with(&refusal), "{keys:?}: {answer:02x?}");
        assert_eq!(answer[5], 0x65, "a SearchResultDone comes first");
        assert_eq!(
            answer[7..10],
            [0x0a, 0x01, 12],
            "unavailableCriticalExtension"
        );
    }
}

#[test]
fn rfc2891_section_2_without_entries_there_is_no_response_control() {
    let mut session = staff(PagedCookies::Connection);
    let sort = || vec![sorted_by(&[("sn", CASE_IGNORE, false)], true)];
    let nobody = search_request(USERS, SearchScope::WholeSubtree, "(uid=nobody)", &[]);
    let answers = ask_with(&mut session, nobody, sort());
    assert_eq!((result(&answers), sort_result(&answers)), ((0, ""), None));
    let nowhere = format!("ou=nowhere,{USERS}");
    let nowhere = search_request(&nowhere, SearchScope::WholeSubtree, "(uid=*)", &[]);
    let answers = ask_with(&mut session, nowhere, sort());
    assert_eq!((result(&answers).0, sort_result(&answers)), (32, None));
}

#[test]
fn the_first_of_a_sorted_search_are_those_that_a_size_limit_leaves() {
    let mut session = staff(PagedCookies::Connection);
    for limit in 1..6 {
        let Request::Search(mut search) = everything() else {
            panic!("no search")
        };
        search.size_limit = limit;
        let sort = vec![sorted_by(&[("uidNumber", None, false)], true)];
        let answers = ask_with(&mut session, Request::Search(search), sort);
        let expected = ["amy", "ldap-service", "leela", "fry", "yancy", "Crew"];
        assert_eq!(rdns(&answers), expected[..limit as usize]);
        assert_eq!((result(&answers).0, sort_result(&answers)), (4, None));
    }
}
