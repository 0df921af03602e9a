//! Search: who sees what, and what is sent.

use jcldap_fixtures::behavior::{
    ContainerEntries, CrossOrganizationSearch, EntryDnFilter, NonBindingSearch, PasswordHash,
    SizeLimit,
};

use super::*;

const ANY: &str = "(objectClass=*)";
const CONCEALED: (Vec<String>, i64, String) = (Vec::new(), 32, String::new());

fn sub(session: &mut Session, base: &str, filter: &str) -> (Vec<String>, i64, String) {
    found(&ask(
        session,
        search_request(base, SearchScope::WholeSubtree, filter, &[]),
    ))
}

fn names(uids: &[&str]) -> Vec<String> {
    uids.iter().map(|rdn| format!("{rdn},{USERS}")).collect()
}

#[test]
fn j5_02_before_a_bind_there_is_nothing_but_the_root_dse_and_the_schema() {
    let mut session = session();
    for base in [
        USERS,
        BINDING_USER,
        "dc=jumpcloud,dc=com",
        "o=nothing",
        "ou=service-accounts",
    ] {
        assert_eq!(sub(&mut session, base, ANY), CONCEALED, "{base}");
    }
    for base in ["", "cn=Subschema"] {
        let read = found(&ask(
            &mut session,
            search_request(base, SearchScope::BaseObject, ANY, &[]),
        ));
        assert_eq!(read, (vec![base.to_owned()], 0, String::new()));
        assert_eq!(
            sub(&mut session, base, ANY),
            CONCEALED,
            "`{base}` has nothing below"
        );
    }
}

#[test]
fn j5_08_a_binding_user_sees_all_of_its_organization() {
    let mut session = bound_session(Overrides::default());
    let (found, code, _) = sub(
        &mut session,
        &format!("o={ORGANIZATION},dc=jumpcloud,dc=com"),
        ANY,
    );
    let users = names(&["uid=ldap-service", "uid=leela", "uid=slow", "cn=Crew"]);
    assert_eq!(code, 0);
    assert_eq!(found[2..], users);
    assert_eq!(
        found[..2],
        [
            format!("o={ORGANIZATION},dc=jumpcloud,dc=com"),
            USERS.to_owned()
        ]
    );
}

#[test]
fn j5_10_and_u09_an_ordinary_user_sees_nothing_of_it() {
    let own = format!("uid=leela,{USERS}");
    for (value, code) in [
        (NonBindingSearch::NoSuchObject, 32),
        (NonBindingSearch::Empty, 0),
    ] {
        let mut session = session_with(Overrides::default().non_binding_search(value));
        assert_eq!(bind(&mut session, &own, b"nibbler").0, 0);
        assert_eq!(
            sub(&mut session, &own, ANY),
            (Vec::new(), code, String::new())
        );
        // `openldap.md 14`: an empty answer is only given where there is something.
        assert_eq!(
            sub(&mut session, &format!("uid=nobody,{USERS}"), ANY),
            CONCEALED
        );
    }
}

#[test]
fn u10_another_organization_is_concealed_existing_or_not() {
    for (value, code) in [
        (CrossOrganizationSearch::NoSuchObject, 32),
        (CrossOrganizationSearch::Empty, 0),
    ] {
        let mut session = bound_session(Overrides::default().cross_organization_search(value));
        let other = "ou=Users,o=ffffffffffffffffffffffff,dc=jumpcloud,dc=com";
        assert_eq!(
            sub(&mut session, other, ANY),
            (Vec::new(), code, String::new())
        );
        assert_eq!(
            sub(&mut session, "dc=jumpcloud,dc=com", ANY),
            CONCEALED,
            "J1.16"
        );
        assert_eq!(sub(&mut session, "dc=com", ANY), CONCEALED);
    }
}

#[test]
fn openldap_md_13_matched_dn_is_the_nearest_entry_as_it_spells_itself() {
    let mut session = bound_session(Overrides::default());
    let below = format!("cn=x,UID=Nobody,OU=users,o={ORGANIZATION},DC=JumpCloud,dc=com");
    assert_eq!(
        sub(&mut session, &below, ANY),
        (Vec::new(), 32, USERS.to_owned())
    );
    assert_eq!(sub(&mut session, "foo=bar", ANY).1, 34, "J6.06");
}

#[test]
fn j2_05_user_password_is_seen_on_the_own_entry_alone_and_in_no_filter() {
    let mut session = bound_session(Overrides::default());
    let own = ask(
        &mut session,
        search_request(BINDING_USER, SearchScope::BaseObject, ANY, &[]),
    );
    let password = values(&own, "userPassword").unwrap();
    assert!(password[0].starts_with("{SSHA}"), "{password:?}");
    let other = format!("uid=leela,{USERS}");
    let other = ask(
        &mut session,
        search_request(
            &other,
            SearchScope::BaseObject,
            ANY,
            &["userPassword", "uid"],
        ),
    );
    assert_eq!(values(&other, "userPassword"), None);
    for filter in [
        "(userPassword=*)",
        "(!(userPassword=*))",
        "(!(userPassword=good))",
        "(userPassword>=a)",
    ] {
        assert_eq!(
            sub(&mut session, USERS, filter),
            (Vec::new(), 0, String::new()),
            "{filter}"
        );
    }

    let mut session = bound_session(Overrides::default().password_hash(PasswordHash::Hidden));
    let own = ask(
        &mut session,
        search_request(BINDING_USER, SearchScope::BaseObject, ANY, &[]),
    );
    assert_eq!(values(&own, "userPassword"), None);
}

#[test]
fn j6_08_and_j6_09_exactly_as_many_entries_as_the_limit_then_4() {
    let mut session = bound_session(Overrides::default());
    for (limit, found_count, code) in [(1, 1, 4), (2, 2, 4), (3, 3, 0), (i32::MAX as u32, 3, 0)] {
        let mut search = search_request(USERS, SearchScope::WholeSubtree, "(uid=*)", &["1.1"]);
        let Request::Search(limited) = &mut search else {
            panic!("{search:?}")
        };
        limited.size_limit = limit;
        let (found, result, _) = found(&ask(&mut session, search));
        assert_eq!((found.len(), result), (found_count, code), "limit {limit}");
    }
    let server = SizeLimit::Entries(std::num::NonZeroU32::new(2).unwrap());
    let mut session = bound_session(Overrides::default().size_limit(server));
    assert_eq!(sub(&mut session, USERS, "(uid=*)").1, 4);
}

#[test]
fn u13_hidden_containers_are_in_no_result_but_can_be_read() {
    let mut session =
        bound_session(Overrides::default().container_entries(ContainerEntries::Hidden));
    let organization = format!("o={ORGANIZATION},dc=jumpcloud,dc=com");
    assert_eq!(
        sub(&mut session, &organization, "(|(ou=Users)(o=*))").0,
        Vec::<String>::new()
    );
    let read = found(&ask(
        &mut session,
        search_request(USERS, SearchScope::BaseObject, ANY, &[]),
    ));
    assert_eq!(read.0, [USERS]);
}

#[test]
fn j3_08_a_switch_takes_entry_dn_out_of_filters() {
    let own = format!("(entryDN=UID=Leela, {USERS})");
    for (value, found) in [
        (EntryDnFilter::Match, names(&["uid=leela"])),
        (EntryDnFilter::Ignore, Vec::new()),
    ] {
        let mut session = bound_session(Overrides::default().entry_dn_filter(value));
        assert_eq!(sub(&mut session, USERS, &own), (found, 0, String::new()));
    }
    // As if it were unknown: not true under NOT either.
    let mut session = bound_session(Overrides::default().entry_dn_filter(EntryDnFilter::Ignore));
    assert!(sub(&mut session, USERS, "(!(entryDN=uid=x))").0.is_empty());
    let leela = format!("uid=leela,{USERS}");
    let read = search_request(&leela, SearchScope::BaseObject, ANY, &["entrydn"]);
    assert_eq!(
        values(&ask(&mut session, read), "entryDN").unwrap(),
        [leela]
    );
}

#[test]
fn openldap_md_20_the_root_dse_shows_its_classes_alone_unless_asked() {
    let mut session = session();
    let plain = ask(
        &mut session,
        search_request("", SearchScope::BaseObject, ANY, &[]),
    );
    assert_eq!(
        values(&plain, "objectClass").unwrap(),
        ["top", "OpenLDAProotDSE"]
    );
    assert_eq!(values(&plain, "namingContexts"), None);
    let all = ask(
        &mut session,
        search_request("", SearchScope::BaseObject, ANY, &["+"]),
    );
    assert_eq!(
        values(&all, "namingContexts").unwrap(),
        ["dc=jumpcloud,dc=com", "ou=service-accounts"]
    );
    assert_eq!(values(&all, "objectClass"), None);
}
