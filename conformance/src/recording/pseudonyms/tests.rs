use proptest::prelude::*;

use super::*;

const ORGANIZATION: &str = "5f1b9a2c8d3e4f0012345678";

fn target(username: &str, mail: &str, group: &str) -> Target {
    let text = serde_json::json!({
        "url": "ldaps://ldap.jumpcloud.com",
        "organization": ORGANIZATION,
        "bindingUser": {"username": "svcacct9"},
        "users": {"active": {"username": username, "mail": mail}},
        "groups": {"crew": {"name": group, "members": [username]}},
    });
    serde_yaml::from_str(&text.to_string()).unwrap()
}

fn base() -> String {
    format!("ou=Users,o={ORGANIZATION},dc=jumpcloud,dc=com")
}

fn entry(dn: &str, attributes: &[(&str, &[&str])]) -> AnsweredEntry {
    let attributes = attributes.iter().map(|(description, values)| {
        let values = values.iter().map(|value| (*value).to_owned()).collect();
        ((*description).to_owned(), values)
    });
    AnsweredEntry {
        dn: dn.to_owned(),
        attributes: attributes.collect(),
    }
}

fn result(matched_dn: &str, diagnostic_message: &str) -> StepAnswer {
    StepAnswer {
        result: Some(AnsweredResult {
            code: 32,
            matched_dn: matched_dn.to_owned(),
            diagnostic_message: diagnostic_message.to_owned(),
        }),
        ..StepAnswer::default()
    }
}

fn redacted(target: &Target, answers: &[StepAnswer]) -> Vec<StepAnswer> {
    let mut pseudonyms = Pseudonyms::new(target);
    for answer in answers {
        pseudonyms.learn(answer);
    }
    answers
        .iter()
        .map(|answer| pseudonyms.answer(answer))
        .collect()
}

#[test]
fn one_person_has_one_pseudonym_wherever_it_stands() {
    let target = target("leela", "leela@planetexpress.test", "Crew (day)");
    let fry = format!("uid=fry,{}", base());
    let answers = [
        result(
            &format!("UID=Fry,{}", base()),
            "no such user: FRY of Crew (day)",
        ),
        StepAnswer {
            entries: vec![
                entry(
                    &fry,
                    &[
                        ("uid", &["fry"]),
                        ("mail", &["fry@planetexpress.test"]),
                        ("entryDN", &[&fry]),
                        ("memberOf", &[&format!("cn=Crew (day),{}", base())]),
                        ("objectClass", &["inetOrgPerson"]),
                    ],
                ),
                entry(
                    &format!("cn=Crew (day),{}", base()),
                    &[("member", &[&format!("uid=leela,{}", base()), &fry])],
                ),
            ],
            entry_count: Some(2),
            ..StepAnswer::default()
        },
        result("", "fry@planetexpress.test is locked"),
    ];
    let redacted = redacted(&target, &answers);
    let o = "ou=Users,o=000000000000000000000000,dc=jumpcloud,dc=com";
    let first = redacted[0].result.as_ref().unwrap();
    assert_eq!(first.matched_dn, format!("UID=person-1,{o}"));
    assert_eq!(
        first.diagnostic_message,
        "no such user: person-1 of group-crew"
    );
    let person = &redacted[1].entries[0];
    assert_eq!(person.dn, format!("uid=person-1,{o}"));
    let values: Vec<_> = person
        .attributes
        .iter()
        .map(|(_, values)| values[0].as_str())
        .collect();
    assert_eq!(
        values,
        [
            "person-1",
            "person-1@example.test",
            &format!("uid=person-1,{o}"),
            &format!("cn=group-crew,{o}"),
            "inetOrgPerson",
        ]
    );
    let (_, members) = &redacted[1].entries[1].attributes[0];
    assert_eq!(
        *members,
        [format!("uid=user-active,{o}"), format!("uid=person-1,{o}")]
    );
    let last = redacted[2].result.as_ref().unwrap();
    assert_eq!(last.diagnostic_message, "person-1@example.test is locked");
}

#[test]
fn texts_of_the_directory_itself_stay() {
    let target = target("leela", "leela@planetexpress.test", "Crew");
    for text in [
        "",
        "anonymous bind disallowed",
        "paged results cookie is invalid",
        "unsupported extended operation",
    ] {
        let redacted = redacted(&target, &[result("", text)]);
        let result = redacted[0].result.as_ref().unwrap();
        assert_eq!(result.diagnostic_message, text);
    }
    let root = StepAnswer {
        entries: vec![entry(
            "",
            &[
                ("supportedControl", &["1.2.840.113556.1.4.319"]),
                ("namingContexts", &["dc=jumpcloud,dc=com"]),
            ],
        )],
        ..StepAnswer::default()
    };
    let redacted = redacted(&target, std::slice::from_ref(&root));
    assert_eq!(redacted[0], root);
}

proptest! {
    /// Usernames and the like begin with letters that no word of the format has, so that finding one is a leak.
    #[test]
    fn nothing_of_anybody_survives(
        username in "zq[a-z0-9]{2,8}",
        other in "zx[a-z0-9._-]{2,8}[a-z]",
        group in "zv[a-z0-9 ()]{1,8}",
        surname in "zk[a-zA-Zé ]{2,8}",
        upper in any::<bool>(),
    ) {
        let mail = format!("{username}@zwmail.test");
        let target = target(&username, &mail, &group);
        let spelled = |text: &str| if upper { text.to_uppercase() } else { text.to_owned() };
        let dn = format!("uid={},{}", spelled(&other), base());
        let answers = [
            result(&dn, &format!("user '{}' <{}> in {} of {ORGANIZATION}", spelled(&username), spelled(&mail), spelled(&group))),
            result("", &format!("no entry {dn}; {} and {other}@zwmail.test, sn={}", spelled(&other), surname.trim())),
            StepAnswer {
                entries: vec![entry(&dn, &[
                    ("uid", &[&other]),
                    ("sn", &[&surname]),
                    ("cn;lang-en", &[&surname]),
                    ("entryUUID", &["a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"]),
                    ("telephoneNumber", &["+1 555 0100"]),
                    ("manager", &[&format!("uid={username},{}", base())]),
                    ("x-unheard-of", &[&format!("{other} {username}")]),
                ])],
                ..StepAnswer::default()
            },
            result("", &format!("{surname} is a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11")),
        ];
        let text = serde_json::to_string(&redacted(&target, &answers)).unwrap().to_lowercase();
        let secrets: [&str; 8] = [&username, &other, &group, surname.trim(), "zwmail", ORGANIZATION, "a0eebc99", "555 0100"];
        for secret in secrets {
            prop_assert!(!text.contains(&secret.to_lowercase()), "{secret} in {text}");
        }
    }
}
