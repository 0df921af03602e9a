//! What a user's state does, seen by a client: in the tree, in groups, at bind (J4.01 to J4.07, `openldap.md 29`).

use std::time::Duration;

use jcldap::{ChangeError, Clock, MockJumpCloud, UserHandle};
use time::macros::datetime;

use super::client::{Attributes, Client};

const USERS: &str = "ou=Users,o=5f1b9a2c8d3e4f0012345678,dc=jumpcloud,dc=com";

const SEED: &str = r#"
organization: {id: "5f1b9a2c8d3e4f0012345678"}
users:
  - {username: ldap-service, email: s@crew.test, password: may-search, ldap_binding_user: true}
  - {username: leela, email: leela@crew.test, password: nibbler}
  - {username: fry, email: fry@crew.test, password: walking-on-sunshine}
  - {username: bender, email: bender@crew.test, password: antiquing}
groups:
  - name: Crew
    members: [leela, fry, bender]
    attributes: {posixGroups: [{id: 7001, name: crew-linux}]}
  - name: Delivery Boys
    members: [fry]
    attributes: {posixGroups: [{id: 7002, name: boys}]}
"#;

type Verb = fn(&UserHandle) -> Result<(), ChangeError>;

/// A state of an account: how it comes and goes, and what a refused bind is recorded with.
struct Case {
    name: &'static str,
    enter: Verb,
    leave: Verb,
    cause: &'static str,
    /// Whether the entry is marked while it stays.
    marked: bool,
}

const CASES: [Case; 4] = [
    Case {
        name: "account_locked",
        enter: UserHandle::lock,
        leave: UserHandle::unlock,
        cause: "account_locked",
        marked: true,
    },
    Case {
        name: "password_expired",
        enter: UserHandle::expire_password,
        leave: UserHandle::unexpire_password,
        cause: "password_expired",
        marked: true,
    },
    Case {
        name: "SUSPENDED",
        enter: UserHandle::suspend,
        leave: UserHandle::activate,
        cause: "suspended",
        marked: true,
    },
    Case {
        name: "STAGED",
        enter: UserHandle::stage,
        leave: UserHandle::activate,
        cause: "staged",
        marked: false,
    },
];

#[tokio::test]
async fn a_user_that_is_disabled_stays_and_cannot_bind() {
    let jumpcloud = start("disable", "keep").await;
    let mut admin = Client::bound(&jumpcloud).await;
    for case in CASES {
        let before = entry(&mut admin, "uid=fry").await.unwrap();
        let groups = groups(&mut admin).await;
        (case.enter)(&jumpcloud.user("fry")).unwrap();

        let during = entry(&mut admin, "uid=fry").await.unwrap();
        let mark: &[String] = if case.marked {
            &["true".to_owned()]
        } else {
            &[]
        };
        assert_eq!(values(&during, "pwdLock"), mark, "{}", case.name);
        assert_eq!(during["memberOf"], before["memberOf"], "{}", case.name);
        assert_eq!(self::groups(&mut admin).await, groups, "{}", case.name);
        check_refusal(&jumpcloud, &case).await;

        (case.leave)(&jumpcloud.user("fry")).unwrap();
        let after = entry(&mut admin, "uid=fry").await.unwrap();
        assert_eq!(values(&after, "pwdLock"), [""; 0], "{}", case.name);
        check_bind(&jumpcloud).await;
    }
}

#[tokio::test]
async fn a_user_that_is_removed_is_nowhere_until_it_comes_back() {
    let jumpcloud = start("remove", "remove").await;
    let mut admin = Client::bound(&jumpcloud).await;
    for case in CASES {
        let before = entry(&mut admin, "uid=fry").await.unwrap();
        let groups_before = groups(&mut admin).await;
        jumpcloud.advance(Duration::from_secs(60));
        (case.enter)(&jumpcloud.user("fry")).unwrap();

        assert!(
            entry(&mut admin, "uid=fry").await.is_none(),
            "{}",
            case.name
        );
        let during = groups(&mut admin).await;
        let names: Vec<&str> = during.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(
            names,
            [format!("cn=Crew,{USERS}"), format!("cn=crew-linux,{USERS}")],
            "{}",
            case.name
        );
        let left = [format!("uid=leela,{USERS}"), format!("uid=bender,{USERS}")];
        assert_eq!(during[0].1["member"], left, "{}", case.name);
        assert_eq!(
            during[1].1["memberUid"],
            ["leela", "bender"],
            "{}",
            case.name
        );
        check_refusal(&jumpcloud, &case).await;

        jumpcloud.advance(Duration::from_secs(60));
        (case.leave)(&jumpcloud.user("fry")).unwrap();
        let after = entry(&mut admin, "uid=fry").await.unwrap();
        for kept in ["entryUUID", "createTimestamp", "memberOf", "uidNumber"] {
            assert_eq!(after[kept], before[kept], "{}: {kept}", case.name);
        }
        assert!(
            after["modifyTimestamp"] > before["modifyTimestamp"],
            "{}",
            case.name
        );
        assert_eq!(
            without_stamps(groups(&mut admin).await),
            without_stamps(groups_before)
        );
        check_bind(&jumpcloud).await;
    }
}

#[tokio::test]
async fn openldap_md_29_a_group_goes_with_its_last_member_and_comes_back_the_same() {
    let jumpcloud = start("remove", "keep").await;
    let mut admin = Client::bound(&jumpcloud).await;
    let boys = format!("cn=Delivery Boys,{USERS}");
    let before = entry(&mut admin, "cn=Delivery Boys").await.unwrap();
    jumpcloud.advance(Duration::from_secs(60));
    jumpcloud.user("fry").lock().unwrap();
    assert_eq!(admin.search(&boys, "(objectClass=*)").await.1, 32);
    assert!(entry(&mut admin, "cn=boys").await.is_none());
    jumpcloud.user("fry").unlock().unwrap();
    let after = entry(&mut admin, "cn=Delivery Boys").await.unwrap();
    assert_eq!(after["entryUUID"], before["entryUUID"]);
    assert_eq!(after["createTimestamp"], before["createTimestamp"]);
    assert_eq!(after["modifyTimestamp"], ["20300101000100Z"]);
    assert_eq!(
        values(&entry(&mut admin, "cn=boys").await.unwrap(), "memberUid"),
        ["fry"]
    );
}

#[tokio::test]
async fn openldap_md_30_members_move_the_group_and_not_the_user() {
    let jumpcloud = start("disable", "keep").await;
    let mut admin = Client::bound(&jumpcloud).await;
    let user = entry(&mut admin, "uid=fry").await.unwrap();
    jumpcloud.group("Crew").remove_member("fry").unwrap();
    let crew = entry(&mut admin, "cn=Crew").await.unwrap();
    assert_eq!(
        crew["member"],
        [format!("uid=leela,{USERS}"), format!("uid=bender,{USERS}")]
    );
    assert_eq!(crew["modifyTimestamp"], ["20300101000000Z"]);
    let moved = entry(&mut admin, "uid=fry").await.unwrap();
    assert_eq!(moved["memberOf"], [format!("cn=Delivery Boys,{USERS}")]);
    assert_eq!(moved["modifyTimestamp"], user["modifyTimestamp"]);

    jumpcloud
        .user("fry")
        .set("jobTitle", "Executive delivery boy")
        .unwrap();
    let moved = entry(&mut admin, "uid=fry").await.unwrap();
    assert_eq!(moved["title"], ["Executive delivery boy"]);
    assert_eq!(moved["modifyTimestamp"], ["20300101000000Z"]);

    jumpcloud.reset();
    assert_eq!(entry(&mut admin, "uid=fry").await.unwrap(), user);
}

#[tokio::test]
async fn a_password_is_octets_and_changes_at_once() {
    let jumpcloud = start("disable", "keep").await;
    jumpcloud.user("fry").set_password("new one").unwrap();
    let mut client = Client::connect(&jumpcloud).await;
    assert_eq!(
        client
            .bind(&format!("uid=fry,{USERS}"), "walking-on-sunshine")
            .await,
        49
    );
    assert_eq!(client.bind(&format!("uid=fry,{USERS}"), "new one").await, 0);
    jumpcloud
        .user("fry")
        .set("password", serde_json::Value::Null)
        .unwrap();
    assert_eq!(
        client.bind(&format!("uid=fry,{USERS}"), "new one").await,
        49
    );
    assert_eq!(jumpcloud.received().with_cause("no_password").len(), 1);
}

async fn start(ldap_server_action: &str, kept: &str) -> MockJumpCloud {
    let behavior = format!(
        "ldapServer: {{userLockoutAction: {ldap_server_action}, userPasswordExpirationAction: {ldap_server_action}}}\n\
         behavior: {{suspendedUsers: {kept}, stagedUsers: {kept}}}\n"
    );
    MockJumpCloud::builder()
        .fixture_text(format!("{behavior}{SEED}"))
        .clock(Clock::standing_at(datetime!(2030-01-01 00:00:00 UTC)))
        .start()
        .await
        .unwrap()
}

async fn check_refusal(jumpcloud: &MockJumpCloud, case: &Case) {
    let mut client = Client::connect(jumpcloud).await;
    let code = client
        .bind(&format!("uid=fry,{USERS}"), "walking-on-sunshine")
        .await;
    assert_eq!(code, 49, "{}", case.name);
    let received = jumpcloud.received().binds().to("fry");
    let last = received.iter().last().unwrap();
    assert_eq!(last.cause, case.cause, "{}", case.name);
}

async fn check_bind(jumpcloud: &MockJumpCloud) {
    let mut client = Client::connect(jumpcloud).await;
    let code = client
        .bind(&format!("uid=fry,{USERS}"), "walking-on-sunshine")
        .await;
    assert_eq!(code, 0);
}

/// The entry of this RDN.
async fn entry(admin: &mut Client, rdn: &str) -> Option<Attributes> {
    let (mut entries, code) = admin.search(USERS, "(objectClass=*)").await;
    assert_eq!(code, 0);
    entries.remove(&format!("{rdn},{USERS}"))
}

/// All groups with their attributes, posix groups included.
async fn groups(admin: &mut Client) -> Vec<(String, Attributes)> {
    let filter = "(|(objectClass=groupOfNames)(objectClass=posixGroup))";
    let (entries, code) = admin.search(USERS, filter).await;
    assert_eq!(code, 0);
    entries.into_iter().collect()
}

fn without_stamps(mut groups: Vec<(String, Attributes)>) -> Vec<(String, Attributes)> {
    for (_, attributes) in &mut groups {
        attributes.remove("modifyTimestamp");
        attributes.remove("entryCSN");
    }
    groups
}

fn values<'a>(entry: &'a Attributes, attribute: &str) -> &'a [String] {
    entry.get(attribute).map_or(&[], Vec::as_slice)
}
