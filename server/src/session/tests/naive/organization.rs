//! Made-up organizations, and how a fixture says them.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::super::ORGANIZATION;

#[derive(Clone, Debug)]
pub(super) struct ModelOrganization {
    pub(super) users: Vec<ModelUser>,
    pub(super) groups: Vec<ModelGroup>,
    pub(super) switches: ModelSwitches,
}

#[derive(Clone, Debug)]
pub(super) struct ModelUser {
    pub(super) username: String,
    pub(super) first: Option<String>,
    pub(super) last: Option<String>,
    pub(super) title: Option<String>,
    pub(super) number: u32,
    pub(super) state: &'static str,
    pub(super) locked: bool,
    pub(super) expired: bool,
    pub(super) never_expires: bool,
    pub(super) ldap: bool,
}

#[derive(Clone, Debug)]
pub(super) struct ModelGroup {
    pub(super) name: String,
    /// Places in `users`; the number of users stands for the binding user.
    pub(super) members: Vec<usize>,
    pub(super) ldap: bool,
    pub(super) posix: Option<(String, u32)>,
}

#[derive(Clone, Debug)]
pub(super) struct ModelSwitches {
    pub(super) suspended_removed: bool,
    pub(super) staged_removed: bool,
    pub(super) lockout: Option<bool>,
    pub(super) expiration: Option<bool>,
    pub(super) action_removes: bool,
    pub(super) containers_hidden: bool,
    pub(super) admin_everyone: bool,
    pub(super) lock_on_active: bool,
    pub(super) posix_in_member_of: bool,
    pub(super) refusal_is_empty: bool,
}

const USERNAMES: [&str; 5] = ["amy", "Bender", "fry.p", "leela_t", "zapp-b"];
const GROUPS: [&str; 4] = ["Crew", "Delivery Crew", "Office (Earth)", "amy"];
const WORDS: [&str; 6] = ["amy", "Amy", "Bender B", "Captain", "crew", "Wong"];

pub(super) fn word() -> impl Strategy<Value = String> {
    prop::sample::select(&WORDS[..]).prop_map(ToOwned::to_owned)
}

pub(super) fn any() -> impl Strategy<Value = ModelOrganization> {
    (1..=USERNAMES.len(), 0..=GROUPS.len()).prop_flat_map(|(users, groups)| {
        let users: Vec<_> = (0..users).map(user).collect();
        let count = users.len();
        let groups: Vec<_> = (0..groups).map(|place| group(place, count)).collect();
        (users, groups, switches()).prop_map(|(users, groups, switches)| ModelOrganization {
            users,
            groups,
            switches,
        })
    })
}

fn user(place: usize) -> impl Strategy<Value = ModelUser> {
    let states = prop::sample::select(&["ACTIVATED", "ACTIVATED", "SUSPENDED", "STAGED"][..]);
    let word = || prop::option::of(word());
    let number = 5000 + u32::try_from(place).unwrap() * 3;
    let chances = prop::array::uniform4(prop::bool::weighted(0.25));
    (word(), word(), word(), states, chances).prop_map(
        move |(first, last, title, state, [locked, expired, never_expires, unbound])| ModelUser {
            username: USERNAMES[place].to_owned(),
            first,
            last,
            title,
            number,
            state,
            locked,
            expired,
            never_expires,
            ldap: !unbound,
        },
    )
}

fn group(place: usize, users: usize) -> impl Strategy<Value = ModelGroup> {
    let members = prop::sample::subsequence((0..=users).collect::<Vec<_>>(), 0..=users + 1);
    let posix = prop::bool::ANY.prop_map(move |has_one| {
        let number = 7000 + u32::try_from(place).unwrap();
        has_one.then(|| (format!("posix{place}"), number))
    });
    (members.prop_shuffle(), prop::bool::weighted(0.8), posix).prop_map(
        move |(members, ldap, posix)| ModelGroup {
            name: GROUPS[place].to_owned(),
            members,
            ldap,
            posix,
        },
    )
}

fn switches() -> impl Strategy<Value = ModelSwitches> {
    let action = || prop::option::of(any_bool());
    (action(), action(), prop::array::uniform8(any_bool())).prop_map(
        |(lockout, expiration, chosen)| ModelSwitches {
            suspended_removed: chosen[0],
            staged_removed: chosen[1],
            lockout,
            expiration,
            action_removes: chosen[2],
            containers_hidden: chosen[3],
            admin_everyone: chosen[4],
            lock_on_active: chosen[5],
            posix_in_member_of: chosen[6],
            refusal_is_empty: chosen[7],
        },
    )
}

fn any_bool() -> impl Strategy<Value = bool> {
    prop::bool::ANY
}

impl ModelOrganization {
    /// One with a user in a group, and nothing switched.
    pub(super) fn example() -> Self {
        let switches = ModelSwitches {
            suspended_removed: false,
            staged_removed: true,
            lockout: None,
            expiration: None,
            action_removes: false,
            containers_hidden: false,
            admin_everyone: true,
            lock_on_active: false,
            posix_in_member_of: false,
            refusal_is_empty: false,
        };
        let user = ModelUser {
            username: "amy".to_owned(),
            first: Some("Amy".to_owned()),
            last: Some("Wong".to_owned()),
            title: None,
            number: 5000,
            state: "ACTIVATED",
            locked: false,
            expired: false,
            never_expires: false,
            ldap: true,
        };
        let group = ModelGroup {
            name: "Crew".to_owned(),
            members: vec![0],
            ldap: true,
            posix: None,
        };
        Self {
            users: vec![user],
            groups: vec![group],
            switches,
        }
    }

    /// The fixture that says it. JSON is YAML, too.
    pub(super) fn fixture(&self) -> String {
        let switches = &self.switches;
        let action = |removes: &bool| if *removes { "remove" } else { "disable" };
        let keep = |removed: bool| if removed { "remove" } else { "keep" };
        let yes = |yes: bool| if yes { "yes" } else { "no" };
        let service = json!({
            "username": "svc", "email": "svc@example.test", "firstname": "Svc", "lastname": "Svc",
            "password": "secret", "ldap_binding_user": true, "unix_uid": 4000, "unix_guid": 4000,
        });
        let mut users: Vec<Value> = self.users.iter().map(ModelUser::fixture).collect();
        users.push(service);
        let mut fixture = json!({
            "organization": {"id": ORGANIZATION, "name": "Model"},
            "users": users,
            "groups": self.groups.iter().map(|group| group.fixture(self)).collect::<Vec<_>>(),
            "ldapServer": {
                "userLockoutAction": switches.lockout.as_ref().map(action),
                "userPasswordExpirationAction": switches.expiration.as_ref().map(action),
            },
            "behavior": {
                "suspendedUsers": keep(switches.suspended_removed),
                "stagedUsers": keep(switches.staged_removed),
                "ldapServerActions": action(&switches.action_removes),
                "containerEntries": if switches.containers_hidden { "hidden" } else { "visible" },
                "jcLdapAdmin": if switches.admin_everyone { "everyone" } else { "bindingUsers" },
                "pwdLock.onActiveUsers": if switches.lock_on_active { "false" } else { "absent" },
                "posixGroupInMemberOf": yes(switches.posix_in_member_of),
                "nonBindingSearch": if switches.refusal_is_empty { "empty" } else { "noSuchObject" },
                "passwordHash": "hidden",
            },
        });
        drop_nulls(&mut fixture);
        fixture.to_string()
    }

    /// The username at this place of a group's members.
    pub(super) fn member(&self, place: usize) -> &str {
        self.users.get(place).map_or("svc", |user| &user.username)
    }
}

impl ModelUser {
    fn fixture(&self) -> Value {
        json!({
            "username": self.username,
            "email": self.email(),
            "firstname": self.first,
            "lastname": self.last,
            "jobTitle": self.title,
            "password": "secret",
            "unix_uid": self.number,
            "unix_guid": self.number,
            "state": self.state,
            "account_locked": self.locked,
            "password_expired": self.expired,
            "password_never_expires": self.never_expires,
            "ldap": self.ldap,
            "attributes": [{"name": "shoeSize", "value": "9"}],
            "addresses": [{
                "type": "work", "country": "US", "streetAddress": "Elm Street", "region": "Ohio", "locality": "Mars",
            }],
        })
    }

    pub(super) fn email(&self) -> String {
        format!("{}@example.test", self.username)
    }
}

impl ModelGroup {
    fn fixture(&self, organization: &ModelOrganization) -> Value {
        let members: Vec<&str> = self
            .members
            .iter()
            .map(|place| organization.member(*place))
            .collect();
        let posix = self.posix.iter();
        let posix: Vec<Value> = posix
            .map(|(name, number)| json!({"id": number, "name": name}))
            .collect();
        json!({
            "name": self.name,
            "members": members,
            "ldap": self.ldap,
            "attributes": {"posixGroups": posix},
        })
    }
}

fn drop_nulls(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.retain(|_, field| !field.is_null());
            fields.values_mut().for_each(drop_nulls);
        }
        Value::Array(items) => items.iter_mut().for_each(drop_nulls),
        _ => {}
    }
}
