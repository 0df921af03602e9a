//! Simple paged results (RFC 2696): sizes and limits (`openldap.md 11`).

use jcldap_fixtures::behavior::{NonBindingSearch, PagedCookies};
use ldap3_proto::control::LdapControl;

use super::controls::{PAGED_RESULTS, ask_with, control, result};
use super::*;

/// A page as a client sees it.
#[derive(Debug, PartialEq)]
pub(super) struct Page {
    pub(super) names: Vec<String>,
    pub(super) code: i64,
    pub(super) text: String,
    /// The cookie of the response control; `None` without a control.
    pub(super) cookie: Option<Vec<u8>>,
}

impl Page {
    fn of(answers: &[LdapMsg]) -> Self {
        let (names, code, _) = found(answers);
        let mut cookie = None;
        for control in answers.iter().flat_map(|answer| &answer.ctrl) {
            if let LdapControl::SimplePagedResults {
                size,
                cookie: given,
            } = control
            {
                assert_eq!(*size, 0, "never an estimate");
                assert_eq!(cookie.replace(given.clone()), None, "one control");
            }
        }
        Self {
            names,
            code,
            text: result(answers).1.to_owned(),
            cookie,
        }
    }

    pub(super) fn refused(code: i64, text: &str) -> Self {
        Self {
            names: Vec::new(),
            code,
            text: text.into(),
            cookie: None,
        }
    }

    /// The cookie for the next page, of which there must be one.
    pub(super) fn next(&self) -> &[u8] {
        match &self.cookie {
            Some(cookie) if !cookie.is_empty() => cookie,
            _ => panic!("no next page: {self:?}"),
        }
    }
}

pub(super) fn paged(size: u32, cookie: &[u8]) -> Vec<Control> {
    let value = PagedResults {
        size,
        cookie: cookie.to_vec(),
    };
    vec![control(PAGED_RESULTS, true, Some(&value.encode()))]
}

/// Asks for a page.
pub(super) fn page(session: &mut Session, search: &Request, size: u32, cookie: &[u8]) -> Page {
    Page::of(&ask_with(session, search.clone(), paged(size, cookie)))
}

/// Asks for one page after the other; the names on each, and how it ended.
fn pages(session: &mut Session, search: &Request, size: u32) -> Vec<(usize, i64, bool)> {
    let mut pages = vec![page(session, search, size, b"")];
    while let Some(cookie) = pages.last().and_then(|page| page.cookie.clone()) {
        if cookie.is_empty() {
            break;
        }
        pages.push(page(session, search, size, &cookie));
    }
    let seen: Vec<&String> = pages.iter().flat_map(|page| &page.names).collect();
    let distinct: std::collections::HashSet<_> = seen.iter().collect();
    assert_eq!(seen.len(), distinct.len(), "an entry came twice");
    pages
        .iter()
        .map(|page| (page.names.len(), page.code, page.cookie.is_some()))
        .collect()
}

/// An organization of a binding user and as many more as there are letters.
pub(super) fn seed(letters: &str) -> String {
    let user = |letter| format!("  - {{username: {letter}, email: {letter}@example.test}}\n");
    let users: String = letters.chars().map(user).collect();
    format!(
        "organization: {{id: {ORGANIZATION}, name: Test}}\nusers:\n  - \
         {{username: ldap-service, email: s@example.test, password: good, ldap_binding_user: true}}\n{users}"
    )
}

pub(super) fn session_of(seed: &str, overrides: Overrides) -> Session {
    let mut session = session_on(directory(seed, overrides));
    assert_eq!(bind(&mut session, BINDING_USER, b"good").0, 0);
    session
}

/// A search for everybody but the binding user.
pub(super) fn everybody() -> Request {
    let filter = "(&(uid=*)(!(uid=ldap-service)))";
    search_request(USERS, SearchScope::WholeSubtree, filter, &["1.1"])
}

fn limited(size_limit: u32) -> Request {
    let Request::Search(mut search) = everybody() else {
        panic!("no search")
    };
    search.size_limit = size_limit;
    Request::Search(search)
}

pub(super) const BOTH: [PagedCookies; 2] = [PagedCookies::Connection, PagedCookies::Portable];
pub(super) const INVALID: (i64, &str) = (2, "paged results cookie is invalid");

#[test]
fn rfc2696_section_4_five_entries_by_three() {
    for mode in BOTH {
        let mut session = session_of(&seed("abcde"), Overrides::default().paged_cookies(mode));
        let first = page(&mut session, &everybody(), 3, b"");
        assert_eq!(
            first.names,
            ["a", "b", "c"].map(|uid| format!("uid={uid},{USERS}"))
        );
        let second = page(&mut session, &everybody(), 3, first.next());
        let expected = Page {
            names: ["d", "e"].map(|uid| format!("uid={uid},{USERS}")).to_vec(),
            code: 0,
            text: String::new(),
            cookie: Some(Vec::new()),
        };
        assert_eq!(second, expected);
    }
}

#[test]
fn openldap_md_11_the_answer_as_octets() {
    let mut session = session_of(&seed("a"), Overrides::default());
    session.receive(Ok(RequestMessage {
        id: MessageId::new(2).unwrap(),
        request: search_request(USERS, SearchScope::BaseObject, "(ou=nowhere)", &[]),
        controls: paged(500, b""),
    }));
    let mut out = Vec::new();
    while !matches!(session.advance(&mut out), Advance::Idle) {}
    let expected = [
        &[0x30, 0x31, 0x02, 0x01, 0x02][..],
        &[0x65, 0x07, 0x0a, 0x01, 0x00, 0x04, 0x00, 0x04, 0x00],
        &[0xa0, 0x23, 0x30, 0x21, 0x04, 0x16],
        b"1.2.840.113556.1.4.319",
        &[0x04, 0x07, 0x30, 0x05, 0x02, 0x01, 0x00, 0x04, 0x00],
    ]
    .concat();
    assert_eq!(out, expected);
}

#[test]
fn openldap_md_11_any_page_size_and_no_match() {
    for mode in BOTH {
        let mut session = session_of(&seed("abcdef"), Overrides::default().paged_cookies(mode));
        for (size, expected) in [
            (1, &[(1, 0, true); 6][..]),
            (2, &[(2, 0, true); 3]),
            (4, &[(4, 0, true), (2, 0, true)]),
            (6, &[(6, 0, true)]),
            (7, &[(6, 0, true)]),
            (2_147_483_647, &[(6, 0, true)]),
        ] {
            assert_eq!(
                pages(&mut session, &everybody(), size),
                expected,
                "by {size}"
            );
        }
        let nobody = search_request(USERS, SearchScope::WholeSubtree, "(uid=nobody)", &[]);
        assert_eq!(pages(&mut session, &nobody, 3), [(0, 0, true)]);
    }
}

#[test]
fn openldap_md_11_the_size_limit_counts_over_all_pages() {
    for mode in BOTH {
        let mut session = session_of(&seed("abcdefg"), Overrides::default().paged_cookies(mode));
        let full = (3, 0, true);
        for (limit, expected) in [
            (5, &[full, (2, 4, false)][..]),
            (6, &[full, full, (0, 4, false)]),
            (7, &[full, full, (1, 0, true)]),
            (8, &[full, full, (1, 0, true)]),
            // RFC 2696 section 3: a page of the size limit or more is no page.
            (3, &[(3, 4, false)]),
            (2, &[(2, 4, false)]),
        ] {
            assert_eq!(
                pages(&mut session, &limited(limit), 3),
                expected,
                "limit {limit}"
            );
        }
        assert_eq!(pages(&mut session, &limited(9), 10), [(7, 0, false)]);
    }
}

#[test]
fn u22_the_server_s_size_limit_counts_over_all_pages_too() {
    use jcldap_fixtures::behavior::SizeLimit;
    for mode in BOTH {
        let limit = SizeLimit::Entries(std::num::NonZeroU32::new(5).unwrap());
        let overrides = Overrides::default().paged_cookies(mode).size_limit(limit);
        let mut session = session_of(&seed("abcdefg"), overrides);
        for size_limit in [0, 9] {
            assert_eq!(
                pages(&mut session, &limited(size_limit), 3),
                [(3, 0, true), (2, 4, false)]
            );
        }
        assert_eq!(
            pages(&mut session, &limited(4), 3),
            [(3, 0, true), (1, 4, false)]
        );
        assert_eq!(pages(&mut session, &everybody(), 100), [(5, 4, false)]);
    }
}

#[test]
fn openldap_md_11_a_page_of_no_entries() {
    for mode in BOTH {
        let mut session = session_of(&seed("abc"), Overrides::default().paged_cookies(mode));
        let none = page(&mut session, &everybody(), 0, b"");
        let expected = Page {
            cookie: Some(Vec::new()),
            ..Page::refused(0, "")
        };
        assert_eq!(none, expected);

        let first = page(&mut session, &everybody(), 1, b"");
        let abandoned = Page::refused(0, "search abandoned by pagedResult size=0");
        assert_eq!(page(&mut session, &everybody(), 0, first.next()), abandoned);
        if mode == PagedCookies::Connection {
            assert_eq!(
                page(&mut session, &everybody(), 1, first.next()),
                Page::refused(INVALID.0, INVALID.1)
            );
        }
        assert_eq!(
            page(&mut session, &everybody(), 0, b"garbage"),
            Page::refused(INVALID.0, INVALID.1)
        );
    }
}

#[test]
fn a_search_that_sees_nothing_ends_with_an_empty_cookie() {
    let overrides = Overrides::default().non_binding_search(NonBindingSearch::Empty);
    let mut session = session_with(overrides);
    assert_eq!(
        bind(&mut session, &format!("uid=leela,{USERS}"), b"nibbler").0,
        0
    );
    let nothing = Page {
        cookie: Some(Vec::new()),
        ..Page::refused(0, "")
    };
    assert_eq!(page(&mut session, &everybody(), 3, b""), nothing);
    assert_eq!(page(&mut session, &everybody(), 3, b"garbage"), nothing);
    assert_eq!(page(&mut session, &limited(2), 3, b"").cookie, None);
}

#[test]
fn the_root_dse_and_the_schema_are_not_paged() {
    let mut session = session();
    for base in ["", "cn=Subschema"] {
        let search = search_request(base, SearchScope::BaseObject, "(objectClass=*)", &["1.1"]);
        let page = page(&mut session, &search, 1, b"");
        assert_eq!(
            (page.names.len(), page.code, page.cookie),
            (1, 0, None),
            "`{base}`"
        );
    }
}

#[test]
fn u13_hidden_containers_take_no_place_on_a_page() {
    use jcldap_fixtures::behavior::ContainerEntries;
    let overrides = Overrides::default().container_entries(ContainerEntries::Hidden);
    let mut session = session_of(&seed("abc"), overrides);
    let base = format!("o={ORGANIZATION},dc=jumpcloud,dc=com");
    let all = search_request(
        &base,
        SearchScope::WholeSubtree,
        "(objectClass=*)",
        &["1.1"],
    );
    assert_eq!(pages(&mut session, &all, 2), [(2, 0, true), (2, 0, true)]);
}
