//! Server side sorting with simple paged results, and what there is too much of to sort (RFC 2891 sections 1.2 and 3).

use jcldap_fixtures::behavior::{PagedCookies, ServerSort};
use ldap3_proto::control::LdapControl;
use proptest::prelude::*;

use super::controls::{ask_with, result};
use super::paging::paged;
use super::sorting::{CASE_IGNORE, Key, everything, rdns, sort_result, sorted_by, staff};
use super::*;

/// The cookie in the response control, which must be there.
pub(super) fn cookie_of(answers: &[LdapMsg]) -> Vec<u8> {
    let controls = answers.iter().flat_map(|answer| &answer.ctrl);
    let mut cookies = controls.filter_map(|control| match control {
        LdapControl::SimplePagedResults { cookie, .. } => Some(cookie.clone()),
        _ => None,
    });
    cookies.next().expect("a paged results control")
}

/// What comes on all pages of a sorted search.
fn sorted_pages(session: &mut Session, keys: &[Key<'_>], size: u32) -> Vec<String> {
    let (mut rows, mut cookie) = (Vec::new(), Vec::new());
    loop {
        let mut controls = paged(size, &cookie);
        controls.push(sorted_by(keys, true));
        let answers = ask_with(session, everything(), controls);
        assert_eq!(
            (result(&answers), sort_result(&answers)),
            ((0, ""), Some(0))
        );
        rows.extend(rdns(&answers));
        cookie = cookie_of(&answers);
        if cookie.is_empty() {
            return rows;
        }
    }
}

#[test]
fn rfc2891_section_3_the_whole_is_sorted_and_not_each_page() {
    for mode in [PagedCookies::Connection, PagedCookies::Portable] {
        let mut session = staff(mode);
        for keys in [
            &[("sn", CASE_IGNORE, false)][..],
            &[("title", CASE_IGNORE, true), ("uidNumber", None, true)],
        ] {
            let sort = vec![sorted_by(keys, false)];
            let whole = ask_with(&mut session, everything(), sort);
            for size in 1..8 {
                assert_eq!(
                    sorted_pages(&mut session, keys, size),
                    rdns(&whole),
                    "by {size}"
                );
            }
        }
    }
}

#[test]
fn rfc2891_section_3_the_keys_must_not_change_between_pages() {
    for mode in [PagedCookies::Connection, PagedCookies::Portable] {
        let mut session = staff(mode);
        let ask_page = |session: &mut Session, key: Option<Key<'_>>, cookie: &[u8]| {
            let mut controls = paged(2, cookie);
            controls.extend(key.map(|key| sorted_by(&[key], true)));
            ask_with(session, everything(), controls)
        };
        let sn = ("sn", CASE_IGNORE, false);
        let first = ask_page(&mut session, Some(sn), b"");
        let cookie = cookie_of(&first);
        for key in [
            None,
            Some(("sn", CASE_IGNORE, true)),
            Some(("sn", Some("2.5.13.6"), false)),
        ] {
            let answers = ask_page(&mut session, key, &cookie);
            assert_eq!(result(&answers), (2, "paged results cookie is invalid"));
        }
        assert_eq!(ask_page(&mut session, Some(sn), &cookie).len(), 3);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Against a model that sorts rows of text and numbers: no matching rule, no key, no page.
    #[test]
    fn sorting_and_paging_agree_with_a_sorted_list(
        users in prop::collection::vec((1_u32..12, prop::option::of(prop::sample::select(vec!["x", "y", "Z"]))), 1..20),
        (by_title_first, reverse_title, reverse_number) in any::<(bool, bool, bool)>(),
        size in 1_u32..8,
        portable in any::<bool>(),
    ) {
        let user = |(place, (number, title)): (usize, &(u32, Option<&str>))| {
            let title = title.map(|title| format!(", jobTitle: {title}")).unwrap_or_default();
            format!("  - {{username: u{place}, email: u{place}@example.test, unix_guid: {number}{title}}}\n")
        };
        let listed: String = users.iter().enumerate().map(user).collect();
        let seed = format!(
            "organization: {{id: {ORGANIZATION}, name: Test}}\nusers:\n  - \
             {{username: ldap-service, email: s@example.test, password: good, ldap_binding_user: true}}\n{listed}"
        );
        let mut rows: Vec<(String, u32, Option<String>)> = users
            .iter()
            .enumerate()
            .map(|(place, (number, title))| (format!("u{place}"), *number, title.map(str::to_lowercase)))
            .collect();
        // Stable, so that equal rows stay in the order of the directory.
        rows.sort_by(|a, b| {
            let title = (a.2.is_none(), &a.2).cmp(&(b.2.is_none(), &b.2));
            let title = if reverse_title { title.reverse() } else { title };
            let number = if reverse_number { b.1.cmp(&a.1) } else { a.1.cmp(&b.1) };
            if by_title_first { title.then(number) } else { number.then(title) }
        });
        let expected: Vec<String> = rows.into_iter().map(|row| row.0).collect();

        let mut keys = vec![("title", CASE_IGNORE, reverse_title), ("gidNumber", None, reverse_number)];
        if !by_title_first {
            keys.reverse();
        }
        let mode = if portable { PagedCookies::Portable } else { PagedCookies::Connection };
        let overrides = Overrides::default().server_sort(ServerSort::Supported).paged_cookies(mode);
        let mut session = session_on(directory(&seed, overrides));
        prop_assert_eq!(bind(&mut session, BINDING_USER, b"good").0, 0);
        let mut sorted = sorted_pages(&mut session, &keys, size);
        sorted.retain(|uid| uid != "ldap-service");
        prop_assert_eq!(sorted, expected);
    }
}

#[test]
fn rfc2891_section_1_2_more_than_can_be_sorted() {
    const USERS_WITH_TITLES: usize = 10;
    // Together more than one search may take up to sort them.
    let title = "x".repeat(2 << 20);
    let user =
        |place| format!("{{username: u{place}, email: u{place}@example.test, jobTitle: {title}}}");
    let users = (0..USERS_WITH_TITLES).map(user).collect::<Vec<_>>();
    let users = users.join("\n  - ");
    let seed = format!(
        "organization: {{id: {ORGANIZATION}, name: Test}}\nusers:\n  - \
         {{username: ldap-service, email: s@example.test, password: good, ldap_binding_user: true}}\n  - {users}\n"
    );
    let overrides = Overrides::default().server_sort(ServerSort::Supported);
    let mut session = session_on(directory(&seed, overrides));
    assert_eq!(bind(&mut session, BINDING_USER, b"good").0, 0);

    let by_title = ("title", CASE_IGNORE, true);
    let ask_page = |session: &mut Session, criticality, page: Option<(u32, &[u8])>| {
        let mut controls = vec![sorted_by(&[by_title], criticality)];
        controls.extend(
            page.into_iter()
                .flat_map(|(size, cookie)| paged(size, cookie)),
        );
        ask_with(session, everything(), controls)
    };
    let all: Vec<String> = rdns(&ask(&mut session, everything()));
    let whole = ask_page(&mut session, false, None);
    assert_eq!((result(&whole), sort_result(&whole)), ((0, ""), Some(11)));
    assert_eq!(rdns(&whole), all, "unsorted");
    let refused = ask_page(&mut session, true, None);
    assert_eq!(refused.len(), 1);
    assert_eq!((result(&refused).0, sort_result(&refused)), (12, Some(11)));
    // A page needs no more than its own.
    let page = ask_page(&mut session, true, Some((2, b"")));
    assert_eq!(sort_result(&page), Some(0));
    assert_eq!(rdns(&page), ["ldap-service", "u0"]);
    // Pages that began unsorted go on so.
    let first = ask_page(&mut session, false, Some((9, b"")));
    assert_eq!(
        (sort_result(&first), rdns(&first)),
        (Some(11), all[..9].to_vec())
    );
    let second = ask_page(&mut session, false, Some((9, &cookie_of(&first))));
    assert_eq!(
        (sort_result(&second), rdns(&second)),
        (Some(11), all[9..].to_vec())
    );
}
