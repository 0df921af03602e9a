//! `jcldap serve` as a process: what it tells, what it leaves behind, and how it ends.

use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::time::Duration;

use rcgen::{CertificateParams, KeyPair};
use serde_json::json;

use super::process::{Place, Server, run};

const FIXTURE: &str = r#"
organization: {id: "5f1b9a2c8d3e4f0012345678", name: Planet Express}
users:
  - {username: leela, firstname: Turanga, lastname: Leela, email: leela@planetexpress.test, password: nibbler, ldap_binding_user: true}
"#;

const OTHER_FIXTURE: &str = r#"
organization: {id: "5f1b9a2c8d3e4f0099999999", name: MomCorp}
users:
  - {username: mom, firstname: Carol, lastname: Miller, email: mom@momcorp.test, password: jerked-chicken}
"#;

#[test]
fn the_ready_file_has_every_key() {
    let place = Place::new();
    let server = place.start(&[
        "--fixture",
        place.write("seed.yaml", FIXTURE).to_str().unwrap(),
    ]);
    let url = server.ready["ldaps"].as_str().unwrap();
    assert!(
        url.starts_with("ldaps://127.0.0.1:") && !url.ends_with(":0"),
        "{url}"
    );
    let ldap = server.ready["ldap"].as_str().unwrap();
    assert!(
        ldap.starts_with("ldap://127.0.0.1:") && !ldap.ends_with(":0"),
        "{ldap}"
    );
    assert_eq!(
        server.ready,
        json!({
            "version": env!("CARGO_PKG_VERSION"),
            "pid": server.ready["pid"].as_u64().unwrap(),
            "ldaps": url,
            "ldaps_mfa": null,
            "ldap": ldap,
            "control": null,
            "ca": place.path(".local/state/jcldap/ca.pem"),
            "organizations": [{
                "id": "5f1b9a2c8d3e4f0012345678",
                "name": "Planet Express",
                "base_dn": "ou=Users,o=5f1b9a2c8d3e4f0012345678,dc=jumpcloud,dc=com",
                "binding_dns": ["uid=leela,ou=Users,o=5f1b9a2c8d3e4f0012345678,dc=jumpcloud,dc=com"],
            }],
        })
    );
}

#[test]
fn ready_means_answering() {
    let place = Place::new();
    let server = place.start(&[]);
    let health = |arguments: &[&str]| run(place.jcldap(&[&["health"], arguments].concat()), "");

    assert_eq!(
        health(&["--ready-file", "ready.json"]),
        (Some(0), String::new())
    );
    let url = server.ready["ldaps"].as_str().unwrap();
    assert_eq!(health(&[url]), (Some(0), String::new()));
    assert_eq!(
        health(&[&url.replace("127.0.0.1", "localhost")]),
        (Some(0), String::new())
    );
}

#[test]
fn a_server_of_another_authority_or_none_at_all_is_not_healthy() {
    let place = Place::new();
    let server = place.start(&[]);
    let url = server.ready["ldaps"].as_str().unwrap();
    let other = Place::new();
    let _other_server = other.start(&[]);

    let (code, stderr) = run(other.jcldap(&["health", url]), "");
    assert_eq!(code, Some(1));
    assert!(stderr.contains("failed to agree on TLS"), "{stderr}");

    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("ldaps://{}", silent.local_addr().unwrap());
    let (code, stderr) = run(place.jcldap(&["health", "--timeout", "1", &url]), "");
    assert_eq!(code, Some(1));
    assert!(stderr.contains("no answer came within 1 s"), "{stderr}");
}

#[cfg(unix)]
#[test]
fn signals_end_it_cleanly_and_within_a_second() {
    for signal in ["TERM", "INT"] {
        let place = Place::new();
        let server = place.start(&["--control", "127.0.0.1:0"]);
        // Connections that say nothing must not keep it.
        let address = server.ready["ldaps"]
            .as_str()
            .unwrap()
            .trim_start_matches("ldaps://")
            .to_owned();
        let _idle = TcpStream::connect(address).unwrap();
        let control = server.ready["control"].as_str().unwrap();
        let control = control.trim_start_matches("http://").to_owned();
        let _idle_control = TcpStream::connect(control).unwrap();

        let stopped = server.stop(signal);
        assert_eq!(stopped.status.code(), Some(0), "{signal}: {stopped:?}");
        assert!(
            stopped.took < Duration::from_secs(1),
            "{signal}: {stopped:?}"
        );
        assert!(!place.path("ready.json").exists(), "{signal}");
    }
}

#[cfg(unix)]
#[test]
fn the_banner_shows_a_person_how_to_try_it() {
    let place = Place::new();
    let server = place.start(&[]);
    let (url, ca) = (
        server.ready["ldaps"].as_str().unwrap().to_owned(),
        server.ca(),
    );
    let stopped = server.stop("TERM");
    assert!(
        stopped
            .stdout
            .contains(&format!("ldapsearch -x -LLL -H {url}")),
        "{stopped:?}"
    );
    assert!(
        stopped
            .stdout
            .contains(&format!("LDAPTLS_CACERT={}", ca.display())),
        "{stopped:?}"
    );
    assert!(
        !stopped.stdout.contains('\x1b'),
        "no colours where there is no terminal: {stopped:?}"
    );
}

#[cfg(unix)]
#[test]
fn a_json_log_is_json_throughout() {
    let place = Place::new();
    let stopped = place.start(&["--log", "json", "-vvv"]).stop("TERM");
    assert_eq!(stopped.stdout, "");
    let events: Vec<serde_json::Value> = stopped
        .stderr
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let ready = events
        .iter()
        .find(|event| event["message"] == "ready")
        .unwrap();
    assert!(
        ready["ldaps"]
            .as_str()
            .unwrap()
            .starts_with("ldaps://127.0.0.1:")
    );
}

#[test]
fn a_port_in_use_is_told_with_the_remedy_and_leaves_no_stale_ready_file() {
    let place = Place::new();
    place.write("ready.json", "stale");
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let (code, stderr) = run(
        place.jcldap(&["--ldaps", &address, "--ready-file", "ready.json"]),
        "",
    );
    assert_eq!(code, Some(4));
    assert!(
        stderr.contains(&address) && stderr.contains("`--ldaps 127.0.0.1:0`"),
        "{stderr}"
    );
    assert!(!place.path("ready.json").exists());
}

#[test]
fn a_port_in_use_is_told_with_the_flag_of_its_listener() {
    let place = Place::new();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    for flag in ["--ldap", "--ldaps-mfa"] {
        let mut command = place.jcldap(&["--ldaps", "127.0.0.1:0"]);
        if flag != "--ldap" {
            command.args(["--ldap", "none"]);
        }
        command.args([flag, &address]);
        let (code, stderr) = run(command, "");
        assert_eq!(code, Some(4));
        let remedy = format!("`{flag} 127.0.0.1:0`");
        assert!(stderr.contains(&remedy), "{stderr}");
    }
}

#[test]
fn the_control_plane_tells_where_its_port_is_taken_and_how_to_do_without() {
    let place = Place::new();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let (code, stderr) = run(place.serve(&["--control", &address]), "");
    assert_eq!(code, Some(4));
    for told in [&*address, "`--control 127.0.0.1:0`", "`--control none`"] {
        assert!(stderr.contains(told), "{told}: {stderr}");
    }
}

#[test]
fn a_control_plane_beyond_this_machine_wants_a_token() {
    let place = Place::new();
    let (code, stderr) = run(place.serve(&["--control", "0.0.0.0:0"]), "");
    assert_eq!(code, Some(2));
    assert!(stderr.contains("`JCLDAP_CONTROL_TOKEN`"), "{stderr}");

    place.write("empty", "\n");
    let empty = ["--control", "0.0.0.0:0", "--control-token-file", "empty"];
    let (code, stderr) = run(place.serve(&empty), "");
    assert_eq!(code, Some(2));
    assert!(stderr.contains("the token is empty"), "{stderr}");

    place.write("token", "s3cr3t\n");
    let server = place.start(&["--control", "0.0.0.0:0", "--control-token-file", "token"]);
    let control = server.ready["control"].as_str().unwrap();
    assert!(control.starts_with("http://127.0.0.1:"), "{control}");
    let without = get(control, "/server", "");
    assert!(without.starts_with("HTTP/1.1 401 "), "{without}");
    let with = get(control, "/server", "Authorization: Bearer s3cr3t\r\n");
    assert!(with.starts_with("HTTP/1.1 200 "), "{with}");
    let described = with.split_once("\r\n\r\n").unwrap().1;
    let described: serde_json::Value = serde_json::from_str(described).unwrap();
    assert_eq!(described, server.ready);
}

/// What a GET with these headers is answered, whole.
fn get(url: &str, path: &str, headers: &str) -> String {
    let address = url.strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(address).unwrap();
    let head =
        format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n{headers}\r\n");
    stream.write_all(head.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn each_listener_can_be_alone() {
    let place = Place::new();
    for (flag, key) in [("--ldap", "ldap"), ("--ldaps-mfa", "ldaps_mfa")] {
        let ready_file = format!("{key}.json");
        let mut command = place.jcldap(&["--ldaps", "none", "--ready-file", &ready_file]);
        if flag != "--ldap" {
            command.args(["--ldap", "none"]);
        }
        command.args([flag, "127.0.0.1:0"]);
        let server = Server::start(command, &place.path(&ready_file));
        for other in ["ldaps", "ldap", "ldaps_mfa"] {
            assert_eq!(server.ready[other].is_string(), other == key, "{other}");
        }
    }
}

#[test]
fn a_stale_ready_file_is_replaced() {
    let place = Place::new();
    place.write("ready.json", r#"{"pid": 1}"#);
    let server =
        Server::start_replacing(place.serve(&[]), &place.path("ready.json"), r#"{"pid": 1}"#);
    assert!(server.ready["ldaps"].is_string());
}

#[test]
fn a_ready_file_that_cannot_be_written_is_told() {
    let place = Place::new();
    let (code, stderr) = run(
        place.jcldap(&[
            "--ldaps",
            "127.0.0.1:0",
            "--ldap",
            "none",
            "--ready-file",
            "absent/ready.json",
        ]),
        "",
    );
    assert_eq!(code, Some(4));
    assert!(stderr.contains("absent/ready.json"), "{stderr}");
}

#[test]
fn the_authority_is_kept_from_run_to_run() {
    let place = Place::new();
    let first = place.start(&["--state-dir", "state"]);
    let trusted = fs::read(first.ca()).unwrap();
    drop(first);
    fs::remove_file(place.path("ready.json")).unwrap();
    let second = place.start(&["--state-dir", "state"]);
    assert_eq!(second.ca(), place.path("state/ca.pem"));
    assert_eq!(fs::read(second.ca()).unwrap(), trusted);
}

#[cfg(unix)]
#[test]
fn a_state_directory_that_cannot_be_used_gives_way_to_a_temporary_one() {
    let place = Place::new();
    place.write("file", "");
    let server = place.start(&["--state-dir", "file/state"]);
    let ca = server.ca();
    assert!(ca.is_file());
    let stopped = server.stop("TERM");
    assert!(
        stopped
            .stderr
            .contains("the state directory `file/state` can't be used"),
        "{stopped:?}"
    );
    assert!(!ca.exists(), "a temporary directory ends with the server");
}

#[cfg(unix)]
#[test]
fn a_home_that_cannot_be_used_is_no_obstacle() {
    let place = Place::new();
    let home = place.write("file", "");
    let mut command = place.serve(&[]);
    command.env("HOME", home.join("nobody"));
    let server = Server::start(command, &place.path("ready.json"));
    assert!(server.ca().is_file());
    assert!(server.stop("TERM").stderr.contains("can't be used"));
}

#[test]
fn a_certificate_of_ones_own_is_shown_and_names_no_ca() {
    let place = Place::new();
    let key = KeyPair::generate().unwrap();
    let certificate = CertificateParams::new(vec!["localhost".to_owned()])
        .unwrap()
        .self_signed(&key)
        .unwrap();
    place.write("cert.pem", &certificate.pem());
    place.write("cert.key", &key.serialize_pem());

    let server = place.start(&["--cert", "cert.pem", "--key", "cert.key"]);
    assert!(server.ready["ca"].is_null());
    let url = server.ready["ldaps"]
        .as_str()
        .unwrap()
        .replace("127.0.0.1", "localhost");
    assert_eq!(
        run(place.jcldap(&["health", &url, "--ca", "cert.pem"]), ""),
        (Some(0), String::new())
    );
    assert!(
        !Path::new(&place.path(".local")).exists(),
        "no authority is made"
    );
}

#[test]
fn a_pair_that_does_not_belong_together_is_told() {
    let place = Place::new();
    let key = KeyPair::generate().unwrap();
    let certificate = CertificateParams::new(vec!["localhost".to_owned()])
        .unwrap()
        .self_signed(&key)
        .unwrap();
    place.write("cert.pem", &certificate.pem());
    place.write("cert.key", &KeyPair::generate().unwrap().serialize_pem());
    let (code, stderr) = run(
        place.serve(&["--cert", "cert.pem", "--key", "cert.key"]),
        "",
    );
    assert_eq!(code, Some(4));
    assert!(
        stderr.contains("`cert.key` belongs to another certificate than the one in `cert.pem`"),
        "{stderr}"
    );
}

#[test]
fn several_fixtures_are_several_organizations_also_from_the_environment() {
    let place = Place::new();
    place.write("a.yaml", FIXTURE);
    place.write("b.yaml", OTHER_FIXTURE);
    let mut command = place.jcldap(&[]);
    command
        .env("JCLDAP_LDAPS", "127.0.0.1:0")
        .env("JCLDAP_READY_FILE", "ready.json")
        .env("JCLDAP_FIXTURE", "a.yaml,b.yaml");
    let server = Server::start(command, &place.path("ready.json"));
    let names: Vec<_> = server.ready["organizations"]
        .as_array()
        .unwrap()
        .iter()
        .map(|organization| &organization["name"])
        .collect();
    assert_eq!(names, ["Planet Express", "MomCorp"]);
}

#[cfg(unix)]
#[test]
fn a_fixture_without_a_binding_user_is_served_with_a_warning() {
    let place = Place::new();
    place.write("seed.yaml", OTHER_FIXTURE);
    let stopped = place.start(&["--fixture", "seed.yaml"]).stop("TERM");
    assert!(
        stopped
            .stderr
            .contains("WARN seed.yaml:3:1: no user may search the directory"),
        "{stopped:?}"
    );
    assert!(
        stopped
            .stdout
            .contains("Binding DN    none: nobody may search"),
        "{stopped:?}"
    );
}

#[test]
fn two_fixtures_of_one_organization_are_told_by_their_files() {
    let place = Place::new();
    place.write("a.yaml", FIXTURE);
    place.write("b.yaml", FIXTURE);
    let (code, stderr) = run(
        place.serve(&["--fixture", "a.yaml", "--fixture", "b.yaml"]),
        "",
    );
    assert_eq!(code, Some(3));
    assert!(
        stderr.contains("`a.yaml` and `b.yaml` are both of the organization"),
        "{stderr}"
    );
}

#[test]
fn an_empty_environment_variable_is_one_that_is_not_set() {
    let place = Place::new();
    let mut command = place.serve(&[]);
    for name in [
        "JCLDAP_FIXTURE",
        "JCLDAP_LOG",
        "JCLDAP_HOSTNAME",
        "JCLDAP_CERT",
    ] {
        command.env(name, "");
    }
    let server = Server::start(command, &place.path("ready.json"));
    assert_eq!(server.ready["organizations"][0]["name"], "Planet Express");
}

#[test]
fn a_fixture_comes_from_standard_input() {
    let place = Place::new();
    let mut command = place.serve(&["--fixture", "-"]);
    command.stdin(fs::File::open(place.write("seed.yaml", FIXTURE)).unwrap());
    let server = Server::start(command, &place.path("ready.json"));
    assert_eq!(server.ready["organizations"][0]["name"], "Planet Express");

    let (code, stderr) = run(
        place.serve(&["--fixture", "-"]),
        &FIXTURE.replace("email", "emial"),
    );
    assert_eq!(code, Some(3));
    assert!(stderr.contains("<stdin>"), "{stderr}");
}
