//! timeLimit, typesOnly, and what else a search asks beside its filter (RFC 4511 section 4.5.1).

use std::num::NonZeroU32;
use std::sync::Mutex;
use std::time::Duration;

use jcldap_fixtures::behavior::TimeLimit;

use super::*;

/// A directory, and a clock that goes when it is told to.
struct Timed {
    directory: Arc<Directory>,
    now: Mutex<Instant>,
}

impl Timed {
    fn wait(&self, seconds: u64) {
        *self.now.lock().unwrap() += Duration::from_secs(seconds);
    }
}

impl DirectorySource for Timed {
    fn current(&self) -> Arc<Directory> {
        Arc::clone(&self.directory)
    }

    fn now(&self) -> Instant {
        *self.now.lock().unwrap()
    }

    fn wall_clock(&self) -> OffsetDateTime {
        NOON
    }
}

/// Enough users for a search of several steps.
fn many_users() -> String {
    format!(
        "organization: {{id: {ORGANIZATION}, name: Test}}\n\
         users: [{{username: ldap-service, email: s@example.test, password: good, ldap_binding_user: true}}]\n\
         generate: {{users: 600, groups: 0, seed: 1}}\n"
    )
}

/// Searches for all, letting the time pass after the first step; code and number of entries.
fn search_taking(seconds: u64, time_limit: u32, directory: &Arc<Directory>) -> (i64, usize) {
    let source = Arc::new(Timed {
        directory: Arc::clone(directory),
        now: Mutex::new(Instant::now()),
    });
    let mut session = Session::new(
        Arc::clone(&source) as Arc<dyn DirectorySource>,
        Entrance::Ldaps,
    );
    assert_eq!(bind(&mut session, BINDING_USER, b"good").0, 0);
    let Request::Search(mut search) =
        search_request(USERS, SearchScope::WholeSubtree, "(uid=*)", &["uid"])
    else {
        panic!("no search")
    };
    search.time_limit = time_limit;
    session.receive(Ok(request(1, Request::Search(search))));
    let mut out = Vec::new();
    for _ in 0..2 {
        assert!(matches!(session.advance(&mut out), Advance::Continue));
    }
    source.wait(seconds);
    let mut answers = read(&out);
    assert!(!answers.is_empty(), "a step has been done");
    answers.extend(run(&mut session));
    let (names, code, matched_dn) = found(&answers);
    assert_eq!(matched_dn, "");
    (code, names.len())
}

#[test]
fn rfc4511_section_4_5_1_5_a_search_ends_with_3_when_its_time_is_over() {
    const ALL: usize = 601;
    let unlimited = directory(&many_users(), Overrides::default());
    let five_seconds = TimeLimit::Seconds(NonZeroU32::new(5).unwrap());
    let server = directory(&many_users(), Overrides::default().time_limit(five_seconds));
    for (seconds, time_limit, directory, is_over) in [
        (1_000_000_000, 0, &unlimited, false),
        (1, 2, &unlimited, false),
        (2, 2, &unlimited, true),
        (3, 2, &unlimited, true),
        (1_000_000_000, 2_147_483_647, &unlimited, false),
        (4, 0, &server, false),
        (5, 0, &server, true),
        (5, 2_147_483_647, &server, true),
        (3, 3, &server, true),
        (5, 7, &server, true),
    ] {
        let (code, entries) = search_taking(seconds, time_limit, directory);
        if is_over {
            assert_eq!(code, 3, "{seconds} s, limit {time_limit}");
            assert!(
                (1..ALL).contains(&entries),
                "what was found before is sent: {entries}"
            );
        } else {
            assert_eq!((code, entries), (0, ALL), "{seconds} s, limit {time_limit}");
        }
    }
}

#[test]
fn consumers_md_3_5_the_greatest_limits_are_no_limits() {
    let mut session = bound_session(Overrides::default());
    let Request::Search(mut search) =
        search_request(USERS, SearchScope::WholeSubtree, "(uid=*)", &["1.1"])
    else {
        panic!("no search")
    };
    search.size_limit = 2_147_483_647;
    search.time_limit = 2_147_483_647;
    let (names, code, _) = found(&ask(&mut session, Request::Search(search)));
    assert_eq!((names.len(), code), (3, 0));
}

#[test]
fn rfc4511_section_4_5_1_6_types_only_leaves_the_values_out() {
    let mut session = bound_session(Overrides::default());
    for base in [BINDING_USER, "", "cn=Subschema"] {
        let ask_for = |session: &mut Session, types_only| {
            let Request::Search(mut search) = search_request(
                base,
                SearchScope::BaseObject,
                "(objectClass=*)",
                &["*", "+"],
            ) else {
                panic!("no search")
            };
            search.types_only = types_only;
            match ask(session, Request::Search(search)).swap_remove(0).op {
                LdapOp::SearchResultEntry(entry) => entry.attributes,
                other => panic!("{other:?}"),
            }
        };
        let whole = ask_for(&mut session, false);
        let types = ask_for(&mut session, true);
        assert!(whole.iter().all(|attribute| !attribute.vals.is_empty()));
        assert!(types.iter().all(|attribute| attribute.vals.is_empty()));
        assert!(types.len() > 3);
        let names = |attributes: &[ldap3_proto::LdapPartialAttribute]| -> Vec<String> {
            attributes
                .iter()
                .map(|attribute| attribute.atype.clone())
                .collect()
        };
        assert_eq!(names(&whole), names(&types), "`{base}`");
    }
}

#[test]
fn openldap_md_18_types_only_lists_only_types_that_may_be_read() {
    let mut session = bound_session(Overrides::default());
    for (name, expected) in [("ldap-service", 1), ("leela", 0)] {
        let name = format!("uid={name},{USERS}");
        let Request::Search(mut search) = search_request(
            &name,
            SearchScope::BaseObject,
            "(objectClass=*)",
            &["userPassword"],
        ) else {
            panic!("no search")
        };
        search.types_only = true;
        let LdapOp::SearchResultEntry(entry) = &ask(&mut session, Request::Search(search))[0].op
        else {
            panic!("no entry")
        };
        assert_eq!(entry.attributes.len(), expected, "{name}");
    }
}
