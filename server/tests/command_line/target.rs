//! `jcldap target`: the file for jcldap-conformance, and the passwords apart from it.

use std::fs;

use super::process::{Place, Server};

const FIXTURE: &str = r#"
organization: {id: "5f1b9a2c8d3e4f0000000001", name: States}
ldapServer: {userLockoutAction: disable, userPasswordExpirationAction: remove}
users:
  - {username: svc, email: svc@states.test, password: may-search, ldap_binding_user: true}
  - {username: shy, email: shy@states.test}
  - {username: ann, email: ann@states.test, password: "42"}
  - {username: bob, email: bob@states.test, password: bob-secret}
  - {username: cleo, email: cleo@states.test, password: cleo-secret}
  - {username: lou, email: lou@states.test, password: lou-secret, account_locked: true}
  - {username: sue, email: sue@states.test, password: sue-secret, state: SUSPENDED}
  - {username: stan, email: stan@states.test, password: stan-secret, state: STAGED}
  - {username: eve, email: eve@states.test, password: eve-secret, password_expired: true}
  - {username: una, email: una@states.test, password: una-secret, ldap: false}
  - {username: nora, email: nora@states.test, password: nora-secret}
  - {username: theo, email: theo@states.test, password: theo-secret, ldap: false}
  - {username: olga, email: olga@states.test, password: olga-secret}
groups:
  - {name: Nobody, members: []}
  - {name: Off, members: [ann, bob], ldap: false}
  - {name: "Crew (1)", members: [eve, bob, ann, theo], attributes: {posixGroups: [{id: 7001, name: crew}]}}
"#;

fn target(place: &Place, arguments: &[&str]) -> (Option<i32>, String, String) {
    let mut command = place.jcldap(&["target", "--ready-file", "ready.json"]);
    let output = command.args(arguments).output().unwrap();
    let text = |octets: Vec<u8>| String::from_utf8(octets).unwrap();
    (
        output.status.code(),
        text(output.stdout),
        text(output.stderr),
    )
}

fn served() -> (Place, Server) {
    let place = Place::new();
    place.write("states.yaml", FIXTURE);
    let server = place.start(&["--fixture", "states.yaml"]);
    (place, server)
}

/// Everything under the line with this key, up to the next key as far left.
fn section<'a>(yaml: &'a str, key: &str) -> Vec<&'a str> {
    let after = yaml.split_once(&format!("\n{key}:")).unwrap().1;
    let lines = after.lines().skip(1);
    lines
        .take_while(|line| line.starts_with([' ', '-']))
        .map(str::trim)
        .collect()
}

#[test]
fn each_role_is_somebody_in_that_state() {
    let (place, server) = served();
    let (code, text, stderr) = target(&place, &["states.yaml", "--secrets", "secrets.yaml"]);
    assert_eq!((code, stderr.as_str()), (Some(0), ""));

    let users = section(&text, "users");
    for (role, username) in [
        ("member", "ann"),
        ("active", "bob"),
        ("ordinary", "cleo"),
        ("locked", "lou"),
        ("suspended", "sue"),
        ("staged", "stan"),
        ("expiredAndGone", "eve"),
        ("spare", "nora"),
        ("passwordPending", "shy"),
        ("throughGroup", "theo"),
        ("nameless", "svc"),
        ("unbound", "una"),
    ] {
        let place = users.iter().position(|line| *line == format!("{role}:"));
        let next = users.get(place.unwrap() + 1).copied();
        assert_eq!(next, Some(format!("username: {username}").as_str()));
    }
    let groups = section(&text, "groups").join(" ");
    // Who is not in the tree is no value of `member` either.
    assert_eq!(
        groups,
        "crew: name: Crew (1) members: - bob - ann - theo empty: name: Nobody members: [] linux: name: crew members: - bob - ann - theo"
    );
    for line in [
        format!("url: {}", server.ready["ldaps"].as_str().unwrap()),
        format!("plainUrl: {}", server.ready["ldap"].as_str().unwrap()),
        format!("caFile: {}", server.ca().display()),
        "userCount: 10".to_owned(),
    ] {
        assert!(text.lines().any(|found| found == line), "{line} in {text}");
    }
}

#[test]
fn passwords_are_in_the_other_file_alone_which_is_its_owners_alone() {
    let (place, _server) = served();
    let (_, text, _) = target(&place, &["states.yaml", "--secrets", "secrets.yaml"]);
    let secrets = fs::read_to_string(place.path("secrets.yaml")).unwrap();
    for password in ["may-search", "bob-secret", "lou-secret", "sue-secret"] {
        assert!(!text.contains(password), "{text}");
        assert!(secrets.contains(password), "{secrets}");
    }
    // A number, were it not quoted; and nobody's who has no role.
    assert!(secrets.contains("ann: '42'"), "{secrets}");
    assert!(!secrets.contains("olga"), "{secrets}");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(place.path("secrets.yaml"))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}

#[test]
fn only_a_file_of_its_own_is_replaced() {
    let (place, _server) = served();
    let own = place.write("own.yaml", "bank: 1234\n");
    let (code, text, stderr) = target(&place, &["states.yaml", "--secrets", "own.yaml"]);
    assert_eq!((code, text.as_str()), (Some(1), ""));
    assert!(stderr.contains("is there already"), "{stderr}");
    assert_eq!(fs::read_to_string(own).unwrap(), "bank: 1234\n");

    for _ in 0..2 {
        let (code, _, stderr) = target(&place, &["states.yaml", "--secrets", "ours.yaml"]);
        assert_eq!((code, stderr.as_str()), (Some(0), ""));
    }
}

#[test]
fn a_switch_decides_who_is_in_the_tree() {
    let (place, _server) = served();
    let flags = ["states.yaml", "--secrets", "s.yaml", "--behavior"];
    let kept = [&flags[..], &["stagedUsers=keep"]].concat();
    let (_, text, _) = target(&place, &kept);
    assert!(text.contains("userCount: 11"), "{text}");
}

#[test]
fn each_mistake_is_told_with_a_way_out() {
    let (place, server) = served();
    place.write(
        "other.yaml",
        "organization: {id: \"5f1b9a2c8d3e4f0000000002\"}\n",
    );
    place.write(
        "nobody.yaml",
        "organization: {id: \"5f1b9a2c8d3e4f0000000001\"}\nusers: [{username: a, email: a@b.test}]\n",
    );
    place.write("broken.yaml", "organization: [\n");
    for (arguments, code, told) in [
        (
            ["other.yaml", "--secrets", "s.yaml"].as_slice(),
            2,
            "`5f1b9a2c8d3e4f0000000001` (States)",
        ),
        (
            &["nobody.yaml", "--secrets", "s.yaml"],
            3,
            "has no binding user",
        ),
        (&["broken.yaml", "--secrets", "s.yaml"], 3, "broken.yaml"),
        (
            &["states.yaml", "--secrets", "absent/s.yaml"],
            1,
            "failed to write the passwords",
        ),
        (&["states.yaml"], 2, "--secrets"),
    ] {
        let (found, text, stderr) = target(&place, arguments);
        assert_eq!((found, text.as_str()), (Some(code), ""), "{stderr}");
        assert!(stderr.contains(told), "{told} in {stderr}");
    }
    drop(server);
    fs::remove_file(place.path("ready.json")).unwrap();
    let (code, _, stderr) = target(&place, &["states.yaml", "--secrets", "s.yaml"]);
    assert_eq!(code, Some(1));
    assert!(stderr.contains("--ready-file"), "{stderr}");
}
