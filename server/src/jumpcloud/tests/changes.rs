//! After any changes the tree is what the model says, and what a projection from scratch makes.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use jcldap_directory::Snapshot;
use jcldap_fixtures::UserState;
use proptest::prelude::*;
use serde_json::json;
use time::OffsetDateTime;
use time::macros::datetime;

use super::model::*;
use crate::jumpcloud::names::Names;
use crate::jumpcloud::project::Projection;
use crate::jumpcloud::{ChangeError, Directory, Organization, OrganizationEditor};
use crate::session::capabilities;

const ORGANIZATION: &str = "5f1b9a2c8d3e4f0012345678";

/// How many users and groups there are names for.
const NAMES: u8 = 4;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn a_changed_tree_is_the_model_s_and_that_of_a_projection_from_scratch(
        model in any_model(),
        batches in prop::collection::vec(
            (prop::collection::vec(any_change(), 1..3), 0..3600_u16),
            4..16,
        ),
    ) {
        let mut model = model;
        let mut directory = load(&model);
        let mut identities = BTreeMap::new();
        check(&directory, &model, &mut identities)?;
        for (changes, second) in batches {
            let now = instant(second);
            let mut added = 0;
            let changed = directory.changed(ORGANIZATION, now, |editor| {
                changes.iter().try_for_each(|change| {
                    added += 1;
                    make(editor, change, second, added)
                })
            });
            let expected = model.after(&changes, &stamp(second));
            prop_assert_eq!(changed.is_ok(), expected.is_some(), "{:?}: {:?}", changes, changed.err());
            if let (Ok(next), Some(expected)) = (changed, expected) {
                (directory, model) = (next, expected);
            }
            check(&directory, &model, &mut identities)?;
        }
    }
}

/// Compares the tree with the model's, with one made from scratch, and looks at whose entryUUID is whose.
fn check(
    directory: &Directory,
    model: &Model,
    identities: &mut BTreeMap<String, usize>,
) -> Result<(), TestCaseError> {
    let view = &directory.organizations()[0];
    let tree = served(directory, &model.tree());
    prop_assert_eq!(&tree, &model.tree());

    let names = Names::new(ORGANIZATION, view.schema()).unwrap();
    let from_scratch = Projection::new(view.organization(), &names, view.schema());
    let from_scratch = from_scratch.unwrap().snapshot().unwrap();
    let encoded = |snapshot: &Snapshot| -> BTreeMap<String, Vec<u8>> {
        let entries = snapshot.entries();
        let encoded = entries.map(|it| (it.dn().to_string(), it.encoded_attributes().to_vec()));
        encoded.collect()
    };
    prop_assert_eq!(encoded(view.snapshot()), encoded(&from_scratch));

    let schema = view.schema();
    let uuid = schema.attribute_type(b"entryUUID").unwrap().id;
    let owners = model
        .users
        .iter()
        .map(|user| (format!("uid={},{USERS}", user.username), user.identity));
    let owners = owners.chain(
        model
            .groups
            .iter()
            .map(|group| (format!("cn={},{USERS}", group.name), group.identity)),
    );
    let owners: BTreeMap<String, usize> = owners.collect();
    for entry in view.snapshot().entries() {
        if let Some(identity) = owners.get(&entry.dn().to_string()) {
            let uuid = String::from_utf8(entry.values(uuid).next().unwrap().to_vec()).unwrap();
            prop_assert_eq!(identities.entry(uuid).or_insert(*identity), identity);
        }
    }
    let has_subordinates = schema.attribute_type(b"hasSubordinates").unwrap().id;
    let container = view.snapshot().entry(view.users_dn()).unwrap();
    let told: Vec<&[u8]> = container.values(has_subordinates).collect();
    let expected: &[u8] = if tree.is_empty() { b"FALSE" } else { b"TRUE" };
    prop_assert_eq!(told, [expected]);
    Ok(())
}

/// The entries below ou=Users, with those attributes of each that the model's entry of the same name has.
fn served(directory: &Directory, model: &Tree) -> Tree {
    let view = &directory.organizations()[0];
    let entries = view.snapshot().entries();
    let below = entries.filter(|entry| entry.dn().is_child_of(view.users_dn()));
    below
        .map(|entry| {
            let name = entry.dn().to_string();
            let wanted = model.get(&name).into_iter().flatten();
            let attributes = wanted.map(|(attribute, _)| {
                let id = view
                    .schema()
                    .attribute_type(attribute.as_bytes())
                    .unwrap()
                    .id;
                let values = entry
                    .values(id)
                    .map(|value| String::from_utf8(value.to_vec()).unwrap());
                (*attribute, values.collect())
            });
            (name, attributes.collect())
        })
        .collect()
}

fn make(
    editor: &mut OrganizationEditor,
    change: &Change,
    second: u16,
    added: u8,
) -> Result<(), ChangeError> {
    match change {
        Change::Lock(user, locked) => editor.set_account_locked(&username(*user), *locked),
        Change::Expire(user, expired) => editor.set_password_expired(&username(*user), *expired),
        Change::SetState(user, state) => editor.set_state(
            &username(*user),
            match state {
                State::Staged => UserState::Staged,
                State::Activated => UserState::Activated,
                State::Suspended => UserState::Suspended,
            },
        ),
        Change::BindUser(user, bound) => editor.set_user_binding(&username(*user), *bound),
        Change::SetTitle(user, title) => {
            let title = json!(format!("Title {title}"));
            editor.set_user_field(&username(*user), "jobTitle", &title)
        }
        Change::RenameUser(user, new) => {
            editor.set_user_field(&username(*user), "username", &json!(username(*new)))
        }
        Change::AddUser(user) => editor.add_user(
            json!({
                "username": username(*user),
                "email": format!("{user}-{second}-{added}-{}@example.test", editor.organization().accounts().count()),
                "jobTitle": "New",
            })
            .as_object()
            .unwrap(),
        ),
        Change::DeleteUser(user) => editor.delete_user(&username(*user)),
        Change::BindGroup(group, bound) => editor.set_group_binding(&group_name(*group), *bound),
        Change::AddMember(group, user) => editor.add_member(&group_name(*group), &username(*user)),
        Change::RemoveMember(group, user) => {
            editor.remove_member(&group_name(*group), &username(*user))
        }
        Change::AddGroup(group, with_posix, members) => {
            let members: Vec<String> = members.iter().copied().map(username).collect();
            let mut fields = json!({ "name": group_name(*group), "members": members });
            if *with_posix {
                let posix = json!([{ "id": 7000, "name": format!("posix{group}") }]);
                fields["attributes"] = json!({ "posixGroups": posix });
            }
            editor.add_group(fields.as_object().unwrap())
        }
        Change::DeleteGroup(group) => editor.delete_group(&group_name(*group)),
        Change::RenameGroup(group, new) => {
            editor.rename_group(&group_name(*group), &group_name(*new))
        }
    }
}

fn any_state() -> impl Strategy<Value = State> {
    prop::sample::select(vec![
        State::Activated,
        State::Activated,
        State::Staged,
        State::Suspended,
    ])
}

fn any_change() -> impl Strategy<Value = Change> {
    let name = || 0..NAMES;
    prop_oneof![
        (name(), any::<bool>()).prop_map(|(user, it)| Change::Lock(user, it)),
        (name(), any::<bool>()).prop_map(|(user, it)| Change::Expire(user, it)),
        (name(), any_state()).prop_map(|(user, it)| Change::SetState(user, it)),
        (name(), any::<bool>()).prop_map(|(user, it)| Change::BindUser(user, it)),
        (name(), 0..3_u8).prop_map(|(user, it)| Change::SetTitle(user, it)),
        (name(), name()).prop_map(|(user, it)| Change::RenameUser(user, it)),
        name().prop_map(Change::AddUser),
        name().prop_map(Change::DeleteUser),
        (name(), any::<bool>()).prop_map(|(group, it)| Change::BindGroup(group, it)),
        (name(), name()).prop_map(|(group, user)| Change::AddMember(group, user)),
        (name(), name()).prop_map(|(group, user)| Change::RemoveMember(group, user)),
        (name(), any::<bool>(), some_names())
            .prop_map(|(group, it, members)| Change::AddGroup(group, it, members)),
        name().prop_map(Change::DeleteGroup),
        (name(), name()).prop_map(|(group, it)| Change::RenameGroup(group, it)),
    ]
}

fn some_names() -> impl Strategy<Value = Vec<u8>> {
    prop::sample::subsequence((0..NAMES).collect::<Vec<_>>(), 0..4).prop_shuffle()
}

/// An organization as a fixture gives it: users and groups of the first few names.
fn any_model() -> impl Strategy<Value = Model> {
    let rules = (
        any::<bool>(),
        any::<bool>(),
        any::<bool>(),
        any::<bool>(),
        any::<bool>(),
    )
        .prop_map(
            |(
                lockout_removes,
                expiration_removes,
                staged_removes,
                suspension_removes,
                membership_moves_user,
            )| Rules {
                lockout_removes,
                expiration_removes,
                staged_removes,
                suspension_removes,
                membership_moves_user,
            },
        );
    let user = (any_state(), any::<[bool; 4]>());
    let users = prop::collection::vec(user, 1..=usize::from(NAMES));
    let groups = prop::collection::vec((any::<[bool; 2]>(), some_names()), 0..4);
    (rules, users, groups).prop_map(|(rules, users, groups)| {
        let count = u8::try_from(users.len()).unwrap();
        let users: Vec<ModelUser> = (0..)
            .zip(users)
            .map(
                |(number, (state, [locked, expired, never_expires, ldap]))| ModelUser {
                    identity: usize::from(number),
                    username: username(number),
                    uid_number: 5000 + u32::from(number),
                    state,
                    locked,
                    expired,
                    never_expires,
                    ldap,
                    title: "Old".to_owned(),
                    created: seed_stamp(number + 2),
                    modified: seed_stamp(number + 2),
                },
            )
            .collect();
        let groups = (0..)
            .zip(groups)
            .map(|(number, ([ldap, with_posix], members))| ModelGroup {
                identity: usize::from(count + number),
                name: group_name(number),
                ldap,
                posix: with_posix.then(|| format!("posix{number}")),
                members: members
                    .into_iter()
                    .filter(|it| *it < count)
                    .map(usize::from)
                    .collect(),
                created: seed_stamp(count + number + 2),
                modified: seed_stamp(count + number + 2),
            });
        let groups: Vec<ModelGroup> = groups.collect();
        Model {
            rules,
            next_identity: users.len() + groups.len(),
            users,
            groups,
        }
    })
}

/// The directory of the fixture that says what the model does.
fn load(model: &Model) -> Directory {
    let action = |removes: bool| if removes { "remove" } else { "disable" };
    let kept = |removes: bool| if removes { "remove" } else { "keep" };
    let rules = model.rules;
    let mut file = format!(
        "organization: {{id: \"{ORGANIZATION}\"}}\n\
         ldapServer: {{userLockoutAction: {}, userPasswordExpirationAction: {}}}\n\
         behavior: {{stagedUsers: {}, suspendedUsers: {}, membershipMovesUser: \"{}\"}}\nusers:\n",
        action(rules.lockout_removes),
        action(rules.expiration_removes),
        kept(rules.staged_removes),
        kept(rules.suspension_removes),
        if rules.membership_moves_user {
            "yes"
        } else {
            "no"
        },
    );
    for user in &model.users {
        let state = format!("{:?}", user.state).to_uppercase();
        writeln!(
            file,
            "  - {{username: {0}, email: {0}@example.test, jobTitle: Old, state: {state}, account_locked: {1}, \
             password_expired: {2}, password_never_expires: {3}, ldap: {4}}}",
            user.username, user.locked, user.expired, user.never_expires, user.ldap
        )
        .unwrap();
    }
    file.push_str(if model.groups.is_empty() {
        ""
    } else {
        "groups:\n"
    });
    for group in &model.groups {
        let members: Vec<&str> = group
            .members
            .iter()
            .map(|it| model.users[*it].username.as_str())
            .collect();
        let posix = group
            .posix
            .iter()
            .map(|name| format!("{{id: 7000, name: {name}}}"));
        writeln!(
            file,
            "  - {{name: {}, ldap: {}, members: [{}], attributes: {{posixGroups: [{}]}}}}",
            group.name,
            group.ldap,
            members.join(", "),
            posix.collect::<String>()
        )
        .unwrap();
    }
    let fixture = jcldap_fixtures::parse("model", file.as_bytes())
        .unwrap()
        .fixture;
    let behavior = fixture.behavior.clone().resolve();
    let organization = Organization::new(fixture, behavior).unwrap();
    Directory::new(vec![organization], capabilities).unwrap()
}

fn instant(second: u16) -> OffsetDateTime {
    datetime!(2030-01-01 00:00:00 UTC) + time::Duration::seconds(second.into())
}

fn stamp(second: u16) -> String {
    format!("2030010100{:02}{:02}Z", second / 60, second % 60)
}

/// `openldap.md 30`: the epoch and a second for each entry before.
fn seed_stamp(second: u8) -> String {
    format!("202001010000{second:02}Z")
}
