//! Enumerations as known consumers do them (consumers.md 1.4, 3), over a generated organization.

use jcldap_fixtures::behavior::PagedCookies;

use super::controls::{PAGED_RESULTS, ask_with, control};
use super::paging::{page, paged};
use super::*;

const USERS_GENERATED: usize = 1020;
const GROUPS_GENERATED: usize = 260;

fn generated(mode: PagedCookies) -> Arc<Directory> {
    let seed = format!(
        "organization: {{id: {ORGANIZATION}, name: Test}}
\
         users: [{{username: ldap-service, email: s@example.test, password: good, ldap_binding_user: true}}]
\
         generate: {{users: {USERS_GENERATED}, groups: {GROUPS_GENERATED}, membersPerGroup: 2, seed: 7}}
"
    );
    directory(&seed, Overrides::default().paged_cookies(mode))
}

fn bound_on(directory: &Arc<Directory>) -> Session {
    let mut session = session_on(Arc::clone(directory));
    assert_eq!(bind(&mut session, BINDING_USER, b"good").0, 0);
    session
}

/// All pages of a search, as their lengths; checks that together they are the whole.
fn lengths(
    session: &mut Session,
    search: &Request,
    (size, criticality): (u32, bool),
    whole: &[String],
) -> Vec<usize> {
    let (mut names, mut lengths, mut cookie) = (Vec::new(), Vec::new(), Vec::new());
    loop {
        let value = paged(size, &cookie).remove(0).value;
        let asked = vec![control(PAGED_RESULTS, criticality, value.as_deref())];
        let answers = ask_with(session, search.clone(), asked);
        let (mut found, code, _) = found(&answers);
        assert_eq!(code, 0);
        lengths.push(found.len());
        names.append(&mut found);
        let [ldap3_proto::control::LdapControl::SimplePagedResults { cookie: next, .. }] =
            &answers.last().unwrap().ctrl[..]
        else {
            panic!("no control")
        };
        if next.is_empty() {
            assert_eq!(names, whole);
            return lengths;
        }
        cookie.clone_from(next);
    }
}

#[test]
fn consumers_md_the_enumerations_of_known_consumers() {
    let users = USERS_GENERATED + 1;
    let enumerations = [
        (
            "1.4 Okta, users",
            500,
            false,
            "(objectclass=inetorgperson)",
            users,
        ),
        (
            "1.4 Okta, groups",
            500,
            false,
            "(objectclass=groupofnames)",
            GROUPS_GENERATED,
        ),
        (
            "1.5 Okta, changed users",
            500,
            false,
            "(&(objectclass=inetorgperson)(modifyTimeStamp>=19700101000000.000Z))",
            users,
        ),
        (
            "3.1 Bitwarden",
            100,
            false,
            "(&(objectClass=inetOrgPerson))",
            users,
        ),
        (
            "3.2 Pinniped",
            250,
            false,
            "(&(objectClass=groupOfNames)(member=*))",
            GROUPS_GENERATED,
        ),
        (
            "3.9 SSSD",
            1000,
            false,
            "(&(objectclass=posixAccount)(uid=*)(uidNumber=*)(gidNumber=*))",
            users,
        ),
        (
            "3.10 Keycloak",
            1000,
            true,
            "(&(objectclass=inetOrgPerson)(objectclass=organizationalPerson))",
            users,
        ),
        (
            "3.12 GitLab",
            126,
            false,
            "(cn=*)",
            users + GROUPS_GENERATED,
        ),
        (
            "3.13 Nextcloud",
            500,
            false,
            "(|(objectClass=inetOrgPerson))",
            users,
        ),
    ];
    let modes = [PagedCookies::Connection, PagedCookies::Portable];
    let mut sessions = modes.map(|mode| bound_on(&generated(mode)));
    for (consumer, size, criticality, filter, entries) in enumerations {
        let search = search_request(USERS, SearchScope::WholeSubtree, filter, &["1.1"]);
        let (whole, code, _) = found(&ask(&mut sessions[0], search.clone()));
        assert_eq!((whole.len(), code), (entries, 0));
        let mut expected = vec![size as usize; entries / size as usize];
        expected.push(entries % size as usize);
        for session in &mut sessions {
            let lengths = lengths(session, &search, (size, criticality), &whole);
            assert_eq!(lengths, expected, "{consumer}");
        }
    }
}

#[test]
fn consumers_md_3_12_gitlab_s_login_search_is_not_paged() {
    let mut session = bound_on(&generated(PagedCookies::Connection));
    let Request::Search(mut search) =
        search_request(USERS, SearchScope::WholeSubtree, "(uid=ldap-service)", &[])
    else {
        panic!("no search")
    };
    search.size_limit = 1;
    let found = page(&mut session, &Request::Search(search), 126, b"");
    assert_eq!((found.names.len(), found.code, found.cookie), (1, 0, None));
}

#[test]
fn consumers_md_3_2_pinniped_searches_for_one_user_between_pages_of_groups() {
    // Each page of another search displaces the one before on a connection of `connection`; Pinniped has one at a time.
    let mut session = bound_on(&generated(PagedCookies::Connection));
    let Request::Search(mut user) = search_request(
        USERS,
        SearchScope::WholeSubtree,
        "(&(objectClass=inetOrgPerson)(uid=ldap-service))",
        &["uid"],
    ) else {
        panic!("no search")
    };
    user.size_limit = 2;
    user.time_limit = 90;
    let groups = search_request(
        USERS,
        SearchScope::WholeSubtree,
        "(objectClass=groupOfNames)",
        &["cn"],
    );
    let first = page(&mut session, &groups, 250, b"");
    let (names, code, _) = found(&ask(&mut session, Request::Search(user)));
    assert_eq!((names.len(), code), (1, 0));
    let second = page(&mut session, &groups, 250, first.next());
    assert_eq!(
        (first.names.len(), second.names.len()),
        (250, GROUPS_GENERATED - 250)
    );
}
