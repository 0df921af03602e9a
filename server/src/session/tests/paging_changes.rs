//! Pages of a directory that changes between them (`openldap.md 12`).

use std::collections::BTreeMap;
use std::sync::Mutex;

use jcldap_fixtures::behavior::{PagedChangedSearch, PagedCookies, ServerSort};
use proptest::prelude::*;
use serde_json::{Value, json};
use time::OffsetDateTime;

use super::controls::{ask_with, result};
use super::paging::{page, paged};
use super::sorting::sorted_by;
use super::sorting_pages::cookie_of;
use super::*;
use crate::jumpcloud::{ChangeError, OrganizationEditor};

/// A directory that changes while sessions look at it.
struct Changing(Mutex<Arc<Directory>>);

impl DirectorySource for Changing {
    fn current(&self) -> Arc<Directory> {
        Arc::clone(&self.0.lock().unwrap())
    }

    fn now(&self) -> Instant {
        Instant::now()
    }

    fn wall_clock(&self) -> OffsetDateTime {
        NOON
    }
}

impl Changing {
    fn new(directory: Arc<Directory>) -> Arc<Self> {
        Arc::new(Self(Mutex::new(directory)))
    }

    fn change(
        &self,
        organization: &str,
        change: impl FnOnce(&mut OrganizationEditor) -> Result<(), ChangeError>,
    ) {
        let mut current = self.0.lock().unwrap();
        let next = current.changed(organization, self.wall_clock(), change);
        *current = Arc::new(next.unwrap());
    }

    fn session(self: &Arc<Self>) -> Session {
        let source: Arc<dyn DirectorySource> = Arc::<Self>::clone(self);
        let mut session = Session::new(source, Entrance::Ldaps);
        assert_eq!(bind(&mut session, BINDING_USER, b"good").0, 0);
        session
    }
}

/// A binding user, and users that leave the tree when they are locked, each of whom may have a title.
fn seed(users: &[Model]) -> String {
    let users = users.iter().map(|user| user.fields().to_string());
    let listed = users.collect::<Vec<_>>().join("\n  - ");
    format!(
        "organization: {{id: {ORGANIZATION}, name: Test}}\n\
         ldapServer: {{userLockoutAction: remove}}\n\
         users:\n  - \
         {{username: ldap-service, email: s@example.test, password: good, ldap_binding_user: true}}\n  - {listed}\n"
    )
}

/// A user, as far as a search for titles is concerned.
#[derive(Clone, Debug)]
struct Model {
    number: u8,
    titled: bool,
    locked: bool,
    /// Whether it was ever out of the tree: then it has come back as another entry.
    was_away: bool,
    exists: bool,
}

impl Model {
    fn new(number: u8, titled: bool) -> Self {
        Self {
            number,
            titled,
            locked: false,
            was_away: false,
            exists: true,
        }
    }

    fn username(&self) -> String {
        format!("u{}", self.number)
    }

    fn fields(&self) -> Value {
        let mut fields = json!({
            "username": self.username(),
            "email": format!("u{}@example.test", self.number),
            // In another order than the names.
            "unix_uid": 6000 + (u32::from(self.number) * 7) % 251,
        });
        if self.titled {
            fields["jobTitle"] = "Captain".into();
        }
        fields
    }

    fn is_found(&self) -> bool {
        self.exists && !self.locked && self.titled
    }
}

#[derive(Clone, Copy, Debug)]
enum Change {
    Title(u8, bool),
    Lock(u8, bool),
    Delete(u8),
    Add(bool),
}

fn any_change() -> impl Strategy<Value = Change> {
    prop_oneof![
        3 => (any::<u8>(), any::<bool>()).prop_map(|(user, titled)| Change::Title(user, titled)),
        3 => (any::<u8>(), any::<bool>()).prop_map(|(user, locked)| Change::Lock(user, locked)),
        1 => any::<u8>().prop_map(Change::Delete),
        1 => any::<bool>().prop_map(Change::Add),
    ]
}

/// Makes a change in the model and in the directory.
fn make(change: Change, users: &mut Vec<Model>, directory: &Changing) {
    let count = u8::try_from(users.len()).unwrap();
    match change {
        Change::Add(titled) => {
            let user = Model::new(count, titled);
            directory.change(ORGANIZATION, |editor| {
                editor.add_user(user.fields().as_object().unwrap())
            });
            users.push(user);
        }
        Change::Title(user, titled) => {
            let user = &mut users[usize::from(user % count)];
            if user.exists {
                user.titled = titled;
                let title = if titled {
                    json!("Captain")
                } else {
                    Value::Null
                };
                directory.change(ORGANIZATION, |editor| {
                    editor.set_user_field(&user.username(), "jobTitle", &title)
                });
            }
        }
        Change::Lock(user, locked) => {
            let user = &mut users[usize::from(user % count)];
            if user.exists {
                user.locked = locked;
                user.was_away |= locked;
                directory.change(ORGANIZATION, |editor| {
                    editor.set_account_locked(&user.username(), locked)
                });
            }
        }
        Change::Delete(user) => {
            let user = &mut users[usize::from(user % count)];
            if user.exists {
                user.exists = false;
                directory.change(ORGANIZATION, |editor| editor.delete_user(&user.username()));
            }
        }
    }
}

/// The next page of all who have a title: names, and the cookie for the page behind it.
fn next_page(
    session: &mut Session,
    size: u32,
    cookie: &[u8],
    sorted: bool,
) -> (Vec<String>, Vec<u8>) {
    let search = search_request(USERS, SearchScope::WholeSubtree, "(title=*)", &["1.1"]);
    let mut controls = paged(size, cookie);
    if sorted {
        controls.push(sorted_by(&[("uidNumber", None, true)], true));
    }
    let answers = ask_with(session, search, controls);
    assert_eq!(result(&answers), (0, ""));
    (found(&answers).0, cookie_of(&answers))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// RFC 2696 section 3: "all entries that satisfy a given search query are returned once and only once", those at
    /// least that satisfy it on every page.
    #[test]
    fn an_entry_that_is_there_throughout_comes_exactly_once(
        titled in prop::collection::vec(any::<bool>(), 1..16),
        batches in prop::collection::vec(prop::collection::vec(any_change(), 0..5), 0..8),
        size in 1_u32..5,
        (portable, sorted) in any::<(bool, bool)>(),
    ) {
        let mut users: Vec<Model> =
            (0..).zip(&titled).map(|(number, titled)| Model::new(number, *titled)).collect();
        let mode = if portable { PagedCookies::Portable } else { PagedCookies::Connection };
        let overrides = Overrides::default().paged_cookies(mode).server_sort(ServerSort::Supported);
        let source = Changing::new(directory(&seed(&users), overrides));
        let mut session = source.session();

        // For each user: on how many pages it was to be found, and how often it came.
        let mut findable: BTreeMap<u8, usize> = BTreeMap::new();
        let mut came: BTreeMap<String, usize> = BTreeMap::new();
        let mut pages = 0;
        let mut cookie = Vec::new();
        let mut batches = batches.into_iter();
        loop {
            for user in users.iter().filter(|user| user.is_found()) {
                *findable.entry(user.number).or_default() += 1;
            }
            pages += 1;
            let names;
            (names, cookie) = next_page(&mut session, size, &cookie, sorted);
            prop_assert!(names.len() <= size as usize);
            for name in names {
                *came.entry(name).or_default() += 1;
            }
            if cookie.is_empty() {
                break;
            }
            for change in batches.next().unwrap_or_default() {
                make(change, &mut users, &source);
            }
        }
        for user in &users {
            let came = came.remove(&format!("uid={},{USERS}", user.username())).unwrap_or(0);
            match findable.get(&user.number) {
                None => prop_assert_eq!(came, 0, "{:?} was there on no page", user),
                // What leaves and comes back is another entry, and may come again.
                Some(_) if user.was_away => {}
                Some(all) if *all == pages => prop_assert_eq!(came, 1, "{:?} was there throughout", user),
                Some(_) => prop_assert!(came <= 1, "{:?} came more than once", user),
            }
        }
        prop_assert!(came.is_empty(), "strangers: {:?}", came);
    }
}

const OTHER: &str = "ffffffffffffffffffffffff";

/// Two organizations under one server.
fn two_organizations(overrides: &Overrides) -> Arc<Directory> {
    let users: Vec<Model> = (0..6).map(|number| Model::new(number, true)).collect();
    let organizations = [ORGANIZATION, OTHER].map(|id| {
        let seed = seed(&users).replace(ORGANIZATION, id);
        let fixture = jcldap_fixtures::parse("seed", seed.as_bytes())
            .unwrap()
            .fixture;
        let behavior = overrides.clone().over(fixture.behavior.clone()).resolve();
        Organization::new(fixture, behavior).unwrap()
    });
    Arc::new(Directory::new(organizations.into(), capabilities).unwrap())
}

#[test]
fn openldap_md_12_a_changed_directory_ends_the_search_where_the_switch_says_so() {
    let search = search_request(USERS, SearchScope::WholeSubtree, "(title=*)", &["1.1"]);
    let title = |editor: &mut OrganizationEditor| {
        editor.set_user_field("u5", "jobTitle", &json!("Admiral"))
    };
    for mode in [PagedCookies::Connection, PagedCookies::Portable] {
        for (value, code) in [
            (PagedChangedSearch::Continue, 0),
            (PagedChangedSearch::Refuse, 53),
        ] {
            let overrides = Overrides::default()
                .paged_cookies(mode)
                .paged_changed_search(value);
            let directory = Changing::new(two_organizations(&overrides));
            let mut session = directory.session();
            let first = page(&mut session, &search, 2, b"");
            directory.change(OTHER, title);
            let second = page(&mut session, &search, 2, first.next());
            assert_eq!(
                (second.code, second.names.len()),
                (0, 2),
                "another organization's change"
            );
            directory.change(ORGANIZATION, title);
            let third = page(&mut session, &search, 2, second.next());
            assert_eq!(third.code, code, "{mode:?} {value:?}");
            if code == 53 {
                assert_eq!((third.names.len(), third.cookie), (0, None));
                assert_eq!(third.text, "paged results cookie is invalid or old");
                let again = page(&mut session, &search, 2, second.next());
                assert_ne!(
                    again.code, 0,
                    "RFC 2696 section 3: closed and no longer resumable"
                );
            }
        }
    }
}
