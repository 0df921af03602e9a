//! The subschema subentry: whose it is, and that it covers what is served.

use std::collections::BTreeSet;

use jcldap_directory::{Entry, EntryAttribute};
use jcldap_fixtures::behavior::{MemberOf, PwdLockShown};

use super::*;

const OTHER: &str = r#"
organization: {id: "ffffffffffffffffffffffff", name: Other}
users:
  - {username: other, email: o@example.test, password: good, ldap_binding_user: true}
behavior: {memberOf: onRequest, pwdLock: {attribute: nsAccountLock, shown: onRequest}}
"#;
const OTHER_USER: &str = "uid=other,ou=Users,o=ffffffffffffffffffffffff,dc=jumpcloud,dc=com";

/// The descriptions that mention this name.
fn descriptions(session: &mut Session, attribute: &str, name: &str) -> Vec<String> {
    let request = search_request(
        "cn=Subschema",
        SearchScope::BaseObject,
        "(objectClass=subschema)",
        &[attribute],
    );
    let quoted = format!("NAME '{name}'");
    let published = values(&ask(session, request), attribute).unwrap();
    published
        .into_iter()
        .filter(|description| description.contains(&quoted))
        .collect()
}

fn two_organizations() -> Arc<Directory> {
    let organizations = [SEED, OTHER].map(|seed| {
        let fixture = jcldap_fixtures::parse("seed", seed.as_bytes())
            .unwrap()
            .fixture;
        let behavior = fixture.behavior.clone().resolve();
        Organization::new(fixture, behavior).unwrap()
    });
    Arc::new(Directory::new(organizations.into(), capabilities).unwrap())
}

#[test]
fn u01_a_bound_session_sees_the_schema_of_its_own_organization() {
    let mut session = session_on(two_organizations());
    let lock_names = |session: &mut Session| {
        ["pwdLock", "nsAccountLock"].map(|name| {
            let class_allows = descriptions(session, "objectClasses", "jumpcloudUser")[0]
                .split_whitespace()
                .any(|word| word == name);
            (
                descriptions(session, "attributeTypes", name).len(),
                class_allows,
            )
        })
    };
    let first = [(1, true), (0, false)];
    assert_eq!(lock_names(&mut session), first, "before a bind");
    assert_eq!(bind(&mut session, OTHER_USER, b"good").0, 0);
    assert_eq!(lock_names(&mut session), [(0, false), (1, false)]);
    let member_of = descriptions(&mut session, "attributeTypes", "memberOf");
    assert!(member_of[0].contains("USAGE dSAOperation"), "{member_of:?}");
    assert_eq!(bind(&mut session, BINDING_USER, b"good").0, 0);
    assert_eq!(lock_names(&mut session), first);
    let member_of = descriptions(&mut session, "attributeTypes", "memberOf");
    assert!(!member_of[0].contains("USAGE"), "{member_of:?}");
}

#[test]
fn openldap_md_20_the_descriptions_are_shown_when_asked_for() {
    let mut session = session();
    let read = |session: &mut Session, attributes: &[&str]| {
        let request = search_request(
            "cn=Subschema",
            SearchScope::BaseObject,
            "(objectClass=*)",
            attributes,
        );
        ask(session, request)
    };
    let plain = read(&mut session, &[]);
    assert_eq!(values(&plain, "cn").unwrap(), ["Subschema"]);
    let kinds = [
        "attributeTypes",
        "ldapSyntaxes",
        "matchingRules",
        "matchingRuleUse",
        "objectClasses",
    ];
    let all = read(&mut session, &["+"]);
    for kind in kinds {
        assert_eq!(values(&plain, kind), None, "{kind}");
        assert!(values(&all, kind).unwrap().len() > 10, "{kind}");
    }
}

/// `openldap.md 31`: every attribute and class of every entry, of each fixture that comes with the product.
#[test]
fn the_schema_covers_what_is_served() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../fixtures/data");
    let mut seeds = 0;
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let fixture = jcldap_fixtures::read_file(&path).unwrap().fixture;
        let behavior = fixture.behavior.clone().resolve();
        let organization = Organization::new(fixture, behavior).unwrap();
        let directory = Directory::new(vec![organization], capabilities).unwrap();
        let view = &directory.organizations()[0];
        let published = view.published_schema();
        let known = published_names(published.subentry());
        for entry in view
            .snapshot()
            .entries()
            .chain([directory.root_dse(), published.subentry()])
        {
            for attribute in entry.attributes() {
                let name = attribute.description();
                assert!(known.contains(name), "{}: {name}", path.display());
                if name == "objectClass" || name == "structuralObjectClass" {
                    for class in attribute.values() {
                        let class = std::str::from_utf8(class).unwrap();
                        assert!(known.contains(class), "{}: {class}", path.display());
                    }
                }
            }
        }
        seeds += 1;
    }
    assert!(seeds >= 5);
}

/// The first names in the texts of the descriptions, cut out with no help of the schema's own reader.
fn published_names(subentry: &Entry) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let descriptions = subentry
        .attributes()
        .filter(|attribute| ["attributeTypes", "objectClasses"].contains(&attribute.description()));
    for description in descriptions.flat_map(EntryAttribute::values) {
        let text = std::str::from_utf8(description).unwrap();
        let (_, after) = text.split_once(" NAME ").unwrap();
        names.insert(after.split('\'').nth(1).unwrap().to_owned());
    }
    names
}

#[test]
fn a_known_attribute_can_mark_a_disabled_account() {
    let overrides = Overrides::default().pwd_lock(|lock| {
        lock.attribute("pwdAccountLockedTime".parse().unwrap())
            .value("000001010000Z".parse().unwrap())
            .shown(PwdLockShown::OnRequest)
    });
    let seed = SEED.replace("state: STAGED", "state: SUSPENDED");
    let mut session = session_on(directory(&seed, overrides));
    assert_eq!(bind(&mut session, BINDING_USER, b"good").0, 0);
    let name = format!("uid=staged,{USERS}");
    let request = search_request(
        &name,
        SearchScope::BaseObject,
        "(pwdaccountlockedtime>=0000010100Z)",
        &["+"],
    );
    assert_eq!(
        values(&ask(&mut session, request), "pwdAccountLockedTime").unwrap(),
        ["000001010000Z"]
    );
    assert_eq!(
        descriptions(&mut session, "attributeTypes", "pwdAccountLockedTime").len(),
        1
    );
}

#[test]
fn j3_01_the_switch_makes_member_of_operational() {
    let leela = format!("uid=leela,{USERS}");
    for (value, plain) in [(MemberOf::Always, true), (MemberOf::OnRequest, false)] {
        let mut session = bound_session(Overrides::default().member_of(value));
        for (attributes, shown) in [(&[][..], plain), (&["+"], !plain), (&["memberof"], true)] {
            let request =
                search_request(&leela, SearchScope::BaseObject, "(memberOf=*)", attributes);
            let shows = values(&ask(&mut session, request), "memberOf").is_some();
            assert_eq!(shows, shown, "{value:?} {attributes:?}");
        }
    }
}
