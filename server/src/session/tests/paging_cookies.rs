//! Cookies of simple paged results: where each is good, and where none is (`openldap.md 12`).

use jcldap_fixtures::behavior::PagedCookies;

use super::paging::{BOTH, INVALID, Page, everybody, page, seed, session_of};
use super::*;

#[test]
fn openldap_md_12_an_old_cookie_of_the_connection() {
    let mut session = session_of(&seed("abcde"), Overrides::default());
    let first = page(&mut session, &everybody(), 1, b"");
    let second = page(&mut session, &everybody(), 1, first.next());
    let old = Page::refused(53, "paged results cookie is invalid or old");
    assert_eq!(page(&mut session, &everybody(), 1, first.next()), old);
    // The latest is as good as before; its page may be of another size.
    let third = page(&mut session, &everybody(), 2, second.next());
    assert_eq!(third.names.len(), 2);
    assert_eq!(
        page(&mut session, &everybody(), 9, third.next())
            .names
            .len(),
        1
    );
    // After the last page there is no search to continue.
    assert_eq!(
        page(&mut session, &everybody(), 1, third.next()),
        Page::refused(INVALID.0, INVALID.1)
    );
}

#[test]
fn openldap_md_12_a_cookie_that_is_not_the_connection_s() {
    let seed = seed("abcde");
    let mut session = session_of(&seed, Overrides::default());
    let mut other = session_of(&seed, Overrides::default());
    let invalid = Page::refused(INVALID.0, INVALID.1);

    let ours = page(&mut session, &everybody(), 2, b"");
    let theirs = page(&mut other, &everybody(), 2, b"");
    assert_eq!(page(&mut session, &everybody(), 2, theirs.next()), invalid);
    for cookie in [
        &b"x"[..],
        b"garbage",
        &[0; 8],
        &[0; 12],
        &[0xff; 12],
        &[0; 1000],
    ] {
        assert_eq!(
            page(&mut session, &everybody(), 2, cookie),
            invalid,
            "{cookie:02x?}"
        );
    }
    let longer = [ours.next(), b"x"].concat();
    assert_eq!(page(&mut session, &everybody(), 2, &longer), invalid);
    assert_eq!(
        page(&mut session, &everybody(), 2, ours.next()).names.len(),
        2
    );

    let displaced = page(&mut session, &everybody(), 2, b"");
    let _ = page(&mut session, &everybody(), 100, b"");
    assert_eq!(
        page(&mut session, &everybody(), 2, displaced.next()),
        invalid
    );
}

#[test]
fn openldap_md_12_a_portable_cookie_is_good_on_any_replica() {
    let seed = seed("abcdefgh");
    let overrides = || Overrides::default().paged_cookies(PagedCookies::Portable);
    let mut session = session_of(&seed, overrides());
    let first = page(&mut session, &everybody(), 3, b"");
    let mut replica = session_of(&seed, overrides());
    let second = page(&mut replica, &everybody(), 3, first.next());
    let last = page(&mut session, &everybody(), 3, second.next());
    let all: Vec<String> = [first.names, second.names, last.names].concat();
    let expected: Vec<String> = "abcdefgh"
        .chars()
        .map(|uid| format!("uid={uid},{USERS}"))
        .collect();
    assert_eq!(all, expected);
    assert_eq!(last.cookie, Some(Vec::new()));
}

#[test]
fn openldap_md_12_a_portable_cookie_of_another_seed() {
    let overrides = || Overrides::default().paged_cookies(PagedCookies::Portable);
    let first = page(
        &mut session_of(&seed("abcdef"), overrides()),
        &everybody(),
        2,
        b"",
    );
    for other in ["abcdeg", "abcde", "bacdef", "abcdefg"] {
        let mut session = session_of(&seed(other), overrides());
        assert_eq!(
            page(&mut session, &everybody(), 2, first.next()),
            Page::refused(INVALID.0, INVALID.1),
            "{other}"
        );
    }
}

#[test]
fn openldap_md_12_portable_searches_may_interleave_and_go_back() {
    let overrides = Overrides::default().paged_cookies(PagedCookies::Portable);
    let mut session = session_of(&seed("abcdef"), overrides);
    let groups = search_request(
        USERS,
        SearchScope::WholeSubtree,
        "(objectClass=*)",
        &["1.1"],
    );
    let a1 = page(&mut session, &everybody(), 2, b"");
    let b1 = page(&mut session, &groups, 3, b"");
    let a2 = page(&mut session, &everybody(), 2, a1.next());
    let b2 = page(&mut session, &groups, 3, b1.next());
    assert_eq!((a2.names.len(), b2.names.len()), (2, 3));
    assert_eq!(page(&mut session, &everybody(), 2, a1.next()), a2);
}

#[test]
fn openldap_md_12_a_portable_cookie_that_was_tampered_with() {
    let overrides = Overrides::default().paged_cookies(PagedCookies::Portable);
    let mut session = session_of(&seed("abcdef"), overrides);
    let first = page(&mut session, &everybody(), 2, b"");
    let cookie = first.next();
    let invalid = Page::refused(INVALID.0, INVALID.1);
    for place in 0..cookie.len() {
        for bit in 0..8 {
            let mut changed = cookie.to_vec();
            changed[place] ^= 1 << bit;
            assert_eq!(page(&mut session, &everybody(), 2, &changed), invalid);
        }
        assert_eq!(
            page(&mut session, &everybody(), 2, &cookie[..place.max(1)]),
            invalid
        );
    }
    assert_eq!(
        page(&mut session, &everybody(), 2, &[cookie, b"x"].concat()),
        invalid
    );
}

/// RFC 2696 section 3: "all values identical to the initial request with the exception of the messageID, the cookie, and
/// optionally a modified pageSize".
#[test]
fn rfc2696_section_3_another_search_cannot_go_on_with_the_cookie() {
    for mode in BOTH {
        let mut session = session_of(&seed("abcdef"), Overrides::default().paged_cookies(mode));
        let first = page(&mut session, &everybody(), 2, b"");
        let filter = "(&(uid=*)(!(uid=ldap-service)))";
        let organization = format!("o={ORGANIZATION},dc=jumpcloud,dc=com");
        for other in [
            search_request(&organization, SearchScope::WholeSubtree, filter, &["1.1"]),
            search_request(USERS, SearchScope::SingleLevel, filter, &["1.1"]),
            search_request(USERS, SearchScope::WholeSubtree, "(uid=*)", &["1.1"]),
        ] {
            assert_eq!(
                page(&mut session, &other, 2, first.next()),
                Page::refused(INVALID.0, INVALID.1)
            );
        }
        // Another spelling of the same base is the same search, and what is asked of each entry does not matter.
        let spelled = search_request(
            &USERS.to_uppercase(),
            SearchScope::WholeSubtree,
            filter,
            &["uid"],
        );
        assert_eq!(page(&mut session, &spelled, 2, first.next()).names.len(), 2);
    }
}

#[test]
fn j5_20_a_cookie_is_of_no_use_in_another_organization() {
    let theirs = seed("uvwxyz").replace(ORGANIZATION, "ffffffffffffffffffffffff");
    for mode in BOTH {
        let overrides = Overrides::default().paged_cookies(mode);
        let mut session = session_of(&seed("abcdef"), overrides.clone());
        let first = page(&mut session, &everybody(), 2, b"");
        let their_users = USERS.replace(ORGANIZATION, "ffffffffffffffffffffffff");
        let mut other = session_on(directory(&theirs, overrides));
        let name = BINDING_USER.replace(ORGANIZATION, "ffffffffffffffffffffffff");
        assert_eq!(bind(&mut other, &name, b"good").0, 0);
        let Request::Search(mut search) = everybody() else {
            panic!("no search")
        };
        search.base = their_users.into();
        assert_eq!(
            page(&mut other, &Request::Search(search), 2, first.next()),
            Page::refused(INVALID.0, INVALID.1)
        );
        // Whether the cookie is good is not told where nothing is to be seen.
        for cookie in [first.next(), b"garbage"] {
            assert_eq!(
                page(&mut other, &everybody(), 2, cookie),
                Page::refused(32, "")
            );
        }
    }
}
