//! Each switch makes a difference that a client can see: for every value, other octets are answered than for every other.
//!
//! The test goes over the table of switches, so that one without a case here fails it.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::Duration;

use jcldap_fixtures::behavior::{AllowedValue, SWITCHES, Switch};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio_util::sync::CancellationToken;

use super::controls::{PASSWORD_POLICY, SORT_REQUEST, control};
use super::multi_factor::CODE;
use super::paging::{page, paged};
use super::*;
use crate::clock::Clock;
use crate::connection::{Connection, Service};
use crate::journal::{Journal, Recorder};
use crate::push::PushTiming;

/// What a switch is shown by.
struct Case {
    switch: &'static str,
    /// A value for each form of values that the switch takes besides words, in the order of its table.
    samples: &'static [&'static str],
    /// What is answered under these switches.
    answers: fn(Overrides) -> Vec<u8>,
}

const fn case(switch: &'static str, answers: fn(Overrides) -> Vec<u8>) -> Case {
    sampled(switch, &[], answers)
}

const fn sampled(
    switch: &'static str,
    samples: &'static [&'static str],
    answers: fn(Overrides) -> Vec<u8>,
) -> Case {
    Case {
        switch,
        samples,
        answers,
    }
}

const CASES: &[Case] = &[
    case("anonymousBind", |overrides| bind_as(overrides, "", "")),
    case("unauthenticatedBind", |overrides| {
        bind_as(overrides, BINDING_USER, "")
    }),
    case("nonBindingSearch", |overrides| {
        let mut talk = Talk::new(overrides);
        talk.bind(&user("active"), "good");
        talk.search(USERS, "(objectClass=*)", &[])
    }),
    case("crossOrganizationSearch", |overrides| {
        Talk::bound(overrides).search(
            "o=ffffffffffffffffffffffff,dc=jumpcloud,dc=com",
            "(uid=*)",
            &[],
        )
    }),
    case("suspendedUsers", |overrides| {
        find(overrides, "(uid=suspended)", &["uid"])
    }),
    case("stagedUsers", |overrides| {
        find(overrides, "(uid=staged)", &["uid"])
    }),
    case("passwordPolicyResponse", |overrides| {
        let controls = vec![control(PASSWORD_POLICY, false, None)];
        Talk::new(overrides).ask_with(bind_request(&user("locked"), b"good"), controls)
    }),
    case("pagedCookies", |overrides| {
        // A cookie of one session, in another.
        let source = Source::new(overrides);
        let cookie = first_page(&mut Talk::bound_on(&source));
        Talk::bound_on(&source).ask_with(all_users(), paged(1, &cookie))
    }),
    case("pagedChangedSearch", |overrides| {
        let source = Source::new(overrides);
        let mut talk = Talk::bound_on(&source);
        let cookie = first_page(&mut talk);
        source.change_members();
        // All that is left, so that no cookie, which differs each time, is in the answer.
        talk.ask_with(all_users(), paged(100, &cookie))
    }),
    case("membershipMovesUser", |overrides| {
        let source = Source::new(overrides);
        source.change_members();
        Talk::bound_on(&source).search(USERS, "(uid=active)", &["modifyTimestamp"])
    }),
    case("anonymousRootDse", |overrides| {
        Talk::new(overrides).read("", &["supportedLDAPVersion"])
    }),
    case("anonymousSchema", |overrides| {
        Talk::new(overrides).read("cn=Subschema", &["cn"])
    }),
    case("ldapServerActions", |overrides| {
        find(overrides, "(uid=locked)", &["uid"])
    }),
    case("gecos", |overrides| {
        find(overrides, "(uid=active)", &["gecos"])
    }),
    case("passwordHash", |overrides| {
        find(overrides, "(uid=ldap-service)", &["userPassword"])
    }),
    case("posixGroupInMemberOf", |overrides| {
        find(overrides, "(uid=active)", &["memberOf"])
    }),
    case("ldapGroupsName", |overrides| {
        find(overrides, "(objectClass=groupOfNames)", &["cn"])
    }),
    case("commaInPassword", |overrides| {
        bind_as(overrides, &user("coded"), &format!("good,{CODE}"))
    }),
    case("memberOf", |overrides| {
        find(overrides, "(uid=active)", &["*"])
    }),
    case("jcLdapAdmin", |overrides| {
        find(overrides, "(uid=active)", &["jcLdapAdmin"])
    }),
    case("containerEntries", |overrides| {
        find(overrides, "(ou=Users)", &["ou"])
    }),
    case("entryDnFilter", |overrides| {
        find(
            overrides,
            &format!("(entryDN={})", user("active")),
            &["uid"],
        )
    }),
    case("serverSort", |overrides| {
        Talk::bound(overrides)
            .ask_with(all_users(), vec![control(SORT_REQUEST, true, Some(BY_UID))])
    }),
    sampled("sizeLimit", &["2"], |overrides| {
        find(overrides, "(uid=*)", &["uid"])
    }),
    sampled("timeLimit", &["5"], |overrides| {
        let source = Source::new(overrides);
        let mut talk = Talk::bound_on(&source);
        talk.session.receive(Ok(request(1, all_users())));
        let mut out = Vec::new();
        let _begun = talk.session.advance(&mut out);
        *source.now.lock().unwrap() += Duration::from_secs(5);
        while !matches!(talk.session.advance(&mut out), Advance::Idle) {}
        out
    }),
    sampled("idleTimeout", &["3", "250ms"], seconds_until_closed),
    case("writes", |overrides| {
        Talk::bound(overrides).ask_with(Request::Delete(user("active").into()), Vec::new())
    }),
    sampled("pwdLock.attribute", &["nsAccountLock"], |overrides| {
        find(overrides, "(uid=suspended)", &["*"])
    }),
    sampled("pwdLock.value", &["disabled"], |overrides| {
        find(overrides, "(uid=suspended)", &["pwdLock"])
    }),
    case("pwdLock.shown", |overrides| {
        find(overrides, "(uid=suspended)", &["*"])
    }),
    case("pwdLock.onActiveUsers", |overrides| {
        find(overrides, "(uid=active)", &["pwdLock"])
    }),
];

#[test]
fn every_value_of_every_switch_is_answered_in_its_own_way() {
    for switch in SWITCHES {
        let name = switch.name();
        let case = CASES
            .iter()
            .find(|case| case.switch == name)
            .unwrap_or_else(|| panic!("no case for the switch `{name}`"));
        let by_default = (case.answers)(Overrides::default());
        assert_eq!(
            (case.answers)(Overrides::default()),
            by_default,
            "`{name}` is not answered alike twice"
        );

        let mut values_by_answer: BTreeMap<Vec<u8>, String> = BTreeMap::new();
        for value in values_of(switch, case) {
            let answer = (case.answers)(set(name, &value));
            if value == switch.default_text() {
                assert_eq!(answer, by_default, "`{name}={value}` is the default");
            }
            if let Some(same) = values_by_answer.insert(answer, value.clone()) {
                panic!("`{name}={value}` is answered as `{same}` is");
            }
        }
    }
}

#[test]
fn no_case_is_for_a_switch_that_is_gone() {
    for case in CASES {
        assert!(
            SWITCHES.iter().any(|switch| switch.name() == case.switch),
            "{}",
            case.switch
        );
    }
    assert_eq!(CASES.len(), SWITCHES.len());
}

/// The default, every word, and a sample of every form.
fn values_of(switch: &Switch, case: &Case) -> Vec<String> {
    let forms = switch
        .allowed()
        .iter()
        .filter(|allowed| allowed.as_word().is_none());
    assert_eq!(
        forms.count(),
        case.samples.len(),
        "`{}` takes other forms of values than its case has samples of",
        switch.name()
    );
    let words = switch.allowed().iter().filter_map(AllowedValue::as_word);
    let mut values = vec![switch.default_text()];
    for value in words.chain(case.samples.iter().copied()) {
        if !values.iter().any(|known| known == value) {
            values.push(value.to_owned());
        }
    }
    values
}

fn set(name: &str, value: &str) -> Overrides {
    let mut overrides = Overrides::default();
    overrides.set(name, value).unwrap();
    overrides
}

/// A session, and what it answers.
struct Talk {
    session: Session,
}

impl Talk {
    fn new(overrides: Overrides) -> Self {
        Self::on(&Source::new(overrides))
    }

    fn on(source: &Arc<Source>) -> Self {
        let source: Arc<dyn DirectorySource> = Arc::<Source>::clone(source);
        Self {
            session: Session::new(source, Entrance::Ldaps),
        }
    }

    fn bound(overrides: Overrides) -> Self {
        Self::bound_on(&Source::new(overrides))
    }

    fn bound_on(source: &Arc<Source>) -> Self {
        let mut talk = Self::on(source);
        talk.bind(BINDING_USER, "good");
        talk
    }

    fn bind(&mut self, name: &str, password: &str) {
        assert_eq!(bind(&mut self.session, name, password.as_bytes()).0, 0);
    }

    fn read(&mut self, base: &str, attributes: &[&str]) -> Vec<u8> {
        let read = search_request(base, SearchScope::BaseObject, "(objectClass=*)", attributes);
        self.ask_with(read, Vec::new())
    }

    fn search(&mut self, base: &str, filter: &str, attributes: &[&str]) -> Vec<u8> {
        let search = search_request(base, SearchScope::WholeSubtree, filter, attributes);
        self.ask_with(search, Vec::new())
    }

    /// The octets that answer a request.
    fn ask_with(&mut self, request: Request, controls: Vec<Control>) -> Vec<u8> {
        self.session.receive(Ok(RequestMessage {
            id: MessageId::new(1).unwrap(),
            request,
            controls,
        }));
        let mut out = Vec::new();
        let mut step = self.session.advance(&mut out);
        loop {
            step = match step {
                Advance::Idle => return out,
                Advance::Continue | Advance::Finished(_) => self.session.advance(&mut out),
                Advance::Work(work) => self.session.resume(do_work(work), &mut out),
                over @ (Advance::Ended(_) | Advance::StartTls(_)) => panic!("{over:?}"),
            };
        }
    }
}

fn user(username: &str) -> String {
    format!("uid={username},{USERS}")
}

fn bind_as(overrides: Overrides, name: &str, password: &str) -> Vec<u8> {
    Talk::new(overrides).ask_with(bind_request(name, password.as_bytes()), Vec::new())
}

/// What a binding user finds in the organization.
fn find(overrides: Overrides, filter: &str, attributes: &[&str]) -> Vec<u8> {
    let organization = format!("o={ORGANIZATION},dc=jumpcloud,dc=com");
    Talk::bound(overrides).search(&organization, filter, attributes)
}

fn all_users() -> Request {
    search_request(USERS, SearchScope::WholeSubtree, "(uid=*)", &["uid"])
}

/// The cookie behind the first of several pages.
fn first_page(talk: &mut Talk) -> Vec<u8> {
    page(&mut talk.session, &all_users(), 1, b"")
        .next()
        .to_vec()
}

/// How many seconds a connection on which nothing happens stays open, a day at most, in text.
fn seconds_until_closed(overrides: Overrides) -> Vec<u8> {
    const A_DAY: Duration = Duration::from_secs(60 * 60 * 24);

    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .unwrap();
    runtime.block_on(async {
        let source: Arc<dyn DirectorySource> = Source::new(overrides);
        let (mut client, server) = tokio::io::duplex(1024);
        let service = Service {
            source: Arc::clone(&source),
            limits: Arc::default(),
            push: PushTiming::default(),
            stopping: CancellationToken::new(),
            journal: Arc::new(Journal::new(1)),
            clock: Arc::new(Clock::system()),
            faults: Arc::default(),
        };
        let recorder = Recorder::new(Arc::clone(&service.journal));
        let session = Session::new(source, Entrance::Ldaps);
        let served = tokio::spawn(Connection::new(server, session, recorder, service).serve());
        client.flush().await.unwrap();
        let began = tokio::time::Instant::now();
        let mut received = Vec::new();
        let closed = tokio::time::timeout(A_DAY, client.read_to_end(&mut received)).await;
        served.abort();
        assert!(
            received.is_empty(),
            "closed without a word (`openldap.md 8`)"
        );
        match closed {
            Ok(_) => format!("{:.2}", began.elapsed().as_secs_f64()).into_bytes(),
            Err(_) => b"open".to_vec(),
        }
    })
}

/// A directory that changes, and a clock that goes when it is told to.
struct Source {
    directory: Mutex<Arc<Directory>>,
    now: Mutex<Instant>,
}

impl Source {
    fn new(overrides: Overrides) -> Arc<Self> {
        Arc::new(Self {
            directory: Mutex::new(directory(EVERY_STATE, overrides)),
            now: Mutex::new(Instant::now()),
        })
    }

    /// The user `active` leaves a group.
    fn change_members(&self) {
        let mut directory = self.directory.lock().unwrap();
        let changed = directory.changed(ORGANIZATION, datetime!(2030-01-01 0:00 UTC), |editor| {
            editor.remove_member("Second", "active")
        });
        *directory = Arc::new(changed.unwrap());
    }
}

impl DirectorySource for Source {
    fn current(&self) -> Arc<Directory> {
        Arc::clone(&self.directory.lock().unwrap())
    }

    fn now(&self) -> Instant {
        *self.now.lock().unwrap()
    }

    fn wall_clock(&self) -> OffsetDateTime {
        NOON
    }
}

/// `SortKeyList` of the one key `uid`, by hand from RFC 2891 section 1.1.
const BY_UID: &[u8] = &[0x30, 0x07, 0x30, 0x05, 0x04, 0x03, b'u', b'i', b'd'];

/// A user for each state that some switch is about, and a group with all that a group may have.
const EVERY_STATE: &str = r#"
organization: {id: "5f1b9a2c8d3e4f0012345678", name: Test}
users:
  - {username: ldap-service, email: s@example.test, password: good, ldap_binding_user: true}
  - {username: active, email: a@example.test, firstname: Ada, lastname: Active, password: good}
  - {username: coded, email: c@example.test, password: good, totp_secret: GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ}
  - {username: locked, email: l@example.test, password: good, account_locked: true}
  - {username: suspended, email: u@example.test, password: good, state: SUSPENDED}
  - {username: staged, email: t@example.test, password: good, state: STAGED}
groups:
  - name: Crew
    members: [active, coded]
    attributes: {ldapGroups: [{name: Ship's Crew}], posixGroups: [{id: 7001, name: crewmen}]}
  - {name: Second, members: [active, coded]}
"#;
