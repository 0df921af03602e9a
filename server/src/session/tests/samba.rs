//! Samba: what users of Samba-enabled groups get, the domain's entry, and who reads the NT hash.

use super::*;

const SAMBA: &str = "uid=samba,ou=Users,o=5f1b9a2c8d3e4f0012345678,dc=jumpcloud,dc=com";
const LEELA: &str = "uid=leela,ou=Users,o=5f1b9a2c8d3e4f0012345678,dc=jumpcloud,dc=com";

/// MD4 of `nibbler` in UTF-16, by OpenSSL.
const NIBBLER: &str = "9195F99A35DA60551014A5BE6573D880";

const SAMBA_SEED: &str = r#"
organization: {id: "5f1b9a2c8d3e4f0012345678", name: Test}
ldapServer:
  userLockoutAction: disable
  sambaDomains: [{name: WORKGROUP, sid: S-1-5-21-1-2-3}, {name: other, sid: S-1-5-21-9-9-9}]
users:
  - {username: ldap-service, email: s@example.test, password: good, ldap_binding_user: true}
  - {username: samba, email: sa@example.test, password: good, ldap_binding_user: true, samba_service_user: true}
  - {username: leela, email: l@example.test, password: nibbler, unix_uid: 5001, unix_guid: 7001, created: "2026-01-05T09:00:00Z"}
  - {username: hashed, email: h@example.test, password_hash: "{SHA}YLQ5xK833BmRvEbRi1GSL6bR4mA=", password_never_expires: true}
  - {username: locked, email: lo@example.test, password: nibbler, account_locked: true}
  - {username: suspended, email: su@example.test, password: nibbler, state: SUSPENDED}
  - {username: outsider, email: o@example.test, password: nibbler}
groups:
  - {name: Files, members: [leela, hashed, locked, suspended], attributes: {sambaEnabled: true}}
  - {name: Unbound, members: [outsider], ldap: false, attributes: {sambaEnabled: true}}
"#;

fn samba_session(seed: &str, name: &str) -> Session {
    let mut session = session_on(directory(seed, Overrides::default()));
    assert_eq!(bind(&mut session, name, b"good").0, 0);
    session
}

fn read(session: &mut Session, uid: &str, attributes: &[&str]) -> Vec<LdapMsg> {
    let name = format!("uid={uid},{USERS}");
    let request = search_request(
        &name,
        SearchScope::BaseObject,
        "(objectClass=*)",
        attributes,
    );
    ask(session, request)
}

fn count(session: &mut Session, filter: &str) -> usize {
    let request = search_request(USERS, SearchScope::WholeSubtree, filter, &["1.1"]);
    found(&ask(session, request)).0.len()
}

#[test]
fn j2_13_a_user_of_a_samba_enabled_group_has_a_samba_account() {
    let mut session = samba_session(SAMBA_SEED, BINDING_USER);
    let leela = read(&mut session, "leela", &[]);
    let value = |attribute| values(&leela, attribute).unwrap();
    let classes = value("objectClass");
    assert_eq!(classes[6..], ["jumpcloudUser", "sambaSamAccount"]);
    assert_eq!(value("sambaSID"), ["S-1-5-21-1-2-3-11002"]);
    assert_eq!(value("sambaPrimaryGroupSID"), ["S-1-5-21-1-2-3-15003"]);
    assert_eq!(value("sambaAcctFlags"), ["[U          ]"]);
    assert_eq!(value("sambaPwdLastSet"), ["1767603600"]);
    assert_eq!(values(&leela, "jcSambaAdmin"), None);

    for (uid, flags) in [
        ("hashed", "[UX         ]"),
        ("locked", "[UL         ]"),
        ("suspended", "[DU         ]"),
    ] {
        let user = read(&mut session, uid, &["sambaacctflags"]);
        assert_eq!(values(&user, "sambaAcctFlags").unwrap(), [flags], "{uid}");
    }
    assert_eq!(count(&mut session, "(sambaSID=s-1-5-21-1-2-3-11002)"), 1);
    assert_eq!(count(&mut session, "(objectClass=sambaSamAccount)"), 4);
    let outsider = read(&mut session, "outsider", &[]);
    assert_eq!(values(&outsider, "objectClass").unwrap().len(), 7);
    assert_eq!(values(&outsider, "sambaSID"), None);
}

#[test]
fn without_a_domain_there_is_no_sid_and_no_samba_account() {
    let (before, rest) = SAMBA_SEED.split_once("  sambaDomains").unwrap();
    let (_, after) = rest.split_once('\n').unwrap();
    let mut session = samba_session(&format!("{before}{after}"), BINDING_USER);
    assert_eq!(count(&mut session, "(objectClass=sambaSamAccount)"), 0);
    assert_eq!(count(&mut session, "(objectClass=sambaDomain)"), 0);
}

#[test]
fn j1_18_a_client_finds_the_domain() {
    let mut session = samba_session(SAMBA_SEED, BINDING_USER);
    let request = search_request(
        USERS,
        SearchScope::WholeSubtree,
        "(&(objectClass=sambaDomain)(sambaDomainName=workgroup))",
        &["sambaDomainName", "sambaNextRid", "sambaSID"],
    );
    let answers = ask(&mut session, request);
    let (names, code, _) = found(&answers);
    assert_eq!(
        (names, code),
        (vec![format!("sambaDomainName=WORKGROUP,{USERS}")], 0)
    );
    assert_eq!(values(&answers, "sambaDomainName").unwrap(), ["WORKGROUP"]);
    assert_eq!(values(&answers, "sambaSID").unwrap(), ["S-1-5-21-1-2-3"]);
    assert_eq!(values(&answers, "sambaNextRid").unwrap(), ["1000"]);
    assert_eq!(count(&mut session, "(objectClass=sambaDomain)"), 2);
}

#[test]
fn j2_11_the_nt_hash_is_for_a_samba_server_that_asks_for_it_by_name() {
    const HASH: &str = "sambaNTPassword";
    let mut session = samba_session(SAMBA_SEED, SAMBA);
    assert_eq!(
        values(&read(&mut session, "samba", &[]), "jcSambaAdmin").unwrap(),
        ["TRUE"]
    );
    for asked in [
        &["SAMBAntPassword"][..],
        &["1.3.6.1.4.1.7165.2.1.25"],
        &["@sambaSamAccount"],
    ] {
        let leela = read(&mut session, "leela", asked);
        assert_eq!(values(&leela, HASH).unwrap(), [NIBBLER], "{asked:?}");
    }
    for asked in [&[][..], &["*"], &["*", "+"], &["sambaSID"]] {
        let leela = read(&mut session, "leela", asked);
        assert_eq!(values(&leela, HASH), None, "{asked:?}");
    }
    // Whose password is not known, or who has no Samba account, has no hash.
    for uid in ["hashed", "outsider", "samba"] {
        assert_eq!(
            values(&read(&mut session, uid, &[HASH]), HASH),
            None,
            "{uid}"
        );
    }

    let mut session = samba_session(SAMBA_SEED, BINDING_USER);
    assert_eq!(values(&read(&mut session, "leela", &[HASH]), HASH), None);
}

#[test]
fn openldap_md_17_no_filter_tells_a_hash() {
    let mut session = samba_session(SAMBA_SEED, SAMBA);
    for attribute in [
        "sambaNTPassword",
        "sambaLMPassword",
        "sambaPasswordHistory",
        "encNTPassword",
        "ntPasswordSHA",
        "keynHash",
    ] {
        for filter in [
            format!("({attribute}=*)"),
            format!("({attribute}={NIBBLER})"),
            format!("(!({attribute}=*))"),
            format!("(!({attribute}={NIBBLER}))"),
        ] {
            assert_eq!(count(&mut session, &filter), 0, "{filter}");
        }
    }
    assert_eq!(
        count(&mut session, &format!("(:caseIgnoreIA5Match:={NIBBLER})")),
        0
    );
}

/// The binding user's own entry is read by its name alone.
#[test]
fn an_ordinary_user_reads_no_samba_entry() {
    let mut session = session_on(directory(SAMBA_SEED, Overrides::default()));
    assert_eq!(bind(&mut session, LEELA, b"nibbler").0, 0);
    let request = search_request(USERS, SearchScope::WholeSubtree, "(sambaSID=*)", &[]);
    assert_eq!(found(&ask(&mut session, request)).1, 32);
}
