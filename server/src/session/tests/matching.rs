//! Filters as a session answers them: what each kind of item matches among real entries (RFC 4511 section 4.5.1.7, RFC
//! 4517; `openldap.md` 15, 16 and 19).
//!
//! The core's own tests go through the rules one by one. These show that nothing on the way from the wire to an entry
//! bends them.

use super::*;

const CREW: &str = r#"
organization: {id: "5f1b9a2c8d3e4f0012345678", name: Test}
users:
  - {username: svc, email: svc@example.test, password: good, ldap_binding_user: true, unix_uid: 9, created: "2026-05-27T15:55:47Z"}
  - username: leela
    email: Leela@example.test
    firstname: Turanga
    lastname: Leela
    unix_uid: 5001
    unix_guid: 4294967295
    jobTitle: "Captain  (Earth)"
    department: 100% *real*
    created: "2026-05-27T15:55:48Z"
    phoneNumbers: [{type: work, number: "+1 212 555-0100"}]
    addresses: [{type: work, streetAddress: "1 Main St", locality: "Köln $5", country: DE}]
  - {username: kif, email: kif@example.test, firstname: Kif, lastname: Kröker, unix_uid: 10000, created: "2026-05-27T15:55:49Z"}
groups:
  - {name: Delivery Crew, members: [leela, kif]}
"#;

/// The usernames that a filter finds, and names of groups.
fn found_by(session: &mut Session, filter: &str) -> Vec<String> {
    let request = search_request(USERS, SearchScope::WholeSubtree, filter, &["1.1"]);
    let (names, code, _) = found(&ask(session, request));
    assert_eq!(code, 0, "{filter}");
    let rdns = names.iter().map(|name| name.split(',').next().unwrap());
    rdns.map(|rdn| rdn.split_once('=').unwrap().1.to_owned())
        .collect()
}

#[track_caller]
fn expect(table: &[(&str, &[&str])]) {
    let mut session = session_on(directory(CREW, Overrides::default()));
    assert_eq!(
        bind(&mut session, &format!("uid=svc,{USERS}"), b"good").0,
        0
    );
    for (filter, names) in table {
        assert_eq!(found_by(&mut session, filter), *names, "{filter}");
    }
}

const ALL_USERS: &[&str] = &["svc", "leela", "kif"];
const LEELA: &[&str] = &["leela"];
const KIF: &[&str] = &["kif"];
const NONE: &[&str] = &[];

#[test]
fn each_attribute_matches_by_its_own_rule() {
    expect(&[
        ("(uid= LEELA )", LEELA),
        ("(mail=leela@EXAMPLE.test)", LEELA),
        (r"(title=captain \28earth\29)", LEELA),
        ("(telephoneNumber=+12125550100)", LEELA),
        ("(telephoneNumber=+1*555*00)", LEELA),
        (r"(postalAddress=1 main st$koln*)", NONE),
        (r"(postalAddress=1 MAIN ST$köln \5C245$de)", LEELA),
        ("(postalAddress=*main st*)", LEELA),
        ("(homeDirectory=/home/leela)", LEELA),
        ("(homeDirectory=/HOME/leela)", NONE),
        ("(jcLdapAdmin=TRUE)", ALL_USERS),
        ("(objectClass=JUMPCLOUDUSER)", ALL_USERS),
        ("(objectClass=2.16.840.1.113730.3.2.2)", ALL_USERS),
    ]);
}

#[test]
fn rfc4518_strings_are_prepared() {
    expect(&[
        ("(sn=kroker)", NONE),
        ("(sn=KRÖKER)", KIF),
        // NFC and NFD are the same; soft hyphens are nothing.
        ("(sn=kro\u{308}ker)", KIF),
        ("(sn=kr\u{ad}öker)", KIF),
        ("(cn=turanga   leela)", LEELA),
        ("(cn=turanga *)", LEELA),
        ("(cn=* leela)", LEELA),
        ("(cn=turangaleela)", NONE),
    ]);
}

#[test]
fn numbers_are_ordered_as_numbers_however_large() {
    expect(&[
        ("(uidNumber>=5001)", &["leela", "kif"]),
        ("(uidNumber<=5001)", &["svc", "leela"]),
        ("(uidNumber>=10)", &["leela", "kif"]),
        ("(gidNumber>=4294967295)", LEELA),
        ("(uidNumber<=99999999999999999999999999)", ALL_USERS),
        ("(uidNumber>=99999999999999999999999999)", NONE),
        ("(uidNumber>=-99999999999999999999999999)", ALL_USERS),
        ("(uidNumber=05001)", NONE),
        ("(uidNumber:integerOrderingMatch:=5001)", &["svc"]),
        ("(uidNumber:1.2.840.113556.1.4.803:=9)", &["svc", "leela"]),
    ]);
}

#[test]
fn times_are_ordered_by_instant_in_every_form() {
    expect(&[
        (
            "(&(uid=*)(modifyTimestamp>=20260527155548.000Z))",
            &["leela", "kif"],
        ),
        ("(&(uid=*)(modifyTimestamp>=20260527155548,001Z))", KIF),
        (
            "(&(uid=*)(modifyTimestamp<=20260527175548+0200))",
            &["svc", "leela"],
        ),
        ("(&(uid=*)(modifyTimestamp>=202605271556Z))", NONE),
        ("(&(uid=*)(modifyTimestamp<=2026052716Z))", ALL_USERS),
        (
            "(&(uid=*)(modifyTimestamp<=2026052715.93Z))",
            &["svc", "leela"],
        ),
        ("(&(uid=*)(createTimestamp=20260527115548-04))", LEELA),
        ("(&(uid=*)(modifyTimestamp>=20260527155548))", NONE),
        ("(&(uid=*)(modifyTimestamp>=20260527155548.Z))", NONE),
        ("(&(uid=*)(modifyTimestamp<=99991231235959Z))", ALL_USERS),
        ("(!(modifyTimestamp>=2026-05-27))", NONE),
    ]);
}

#[test]
fn approximate_is_equal_without_case() {
    expect(&[
        ("(uid~=Leela)", LEELA),
        ("(homeDirectory~=/HOME/LEELA)", LEELA),
        ("(sn~=kroeker)", NONE),
        ("(uidNumber~=x)", NONE),
    ]);
}

#[test]
fn rfc4511_section_4_5_1_7_7_extensible_matches() {
    let everyone = &["svc", "leela", "kif", "Delivery Crew"];
    expect(&[
        ("(uid:=LEELA)", LEELA),
        ("(uid:caseExactMatch:=LEELA)", NONE),
        ("(uid:2.5.13.5:=leela)", LEELA),
        ("(UID:dn:=leela)", LEELA),
        // ou=Users itself has the value in its entry, all below it in their names.
        ("(ou:=users)", &["Users"]),
        (
            "(ou:dn:=users)",
            &["Users", "svc", "leela", "kif", "Delivery Crew"],
        ),
        ("(&(!(ou=users))(ou:dn:caseIgnoreMatch:=USERS))", everyone),
        ("(:dn:caseIgnoreMatch:=Delivery crew)", &["Delivery Crew"]),
        ("(:caseIgnoreMatch:=turanga)", LEELA),
        ("(:dn:2.5.13.2:=nobody)", NONE),
        ("(uid:unknownMatch:=leela)", NONE),
        ("(!(uid:unknownMatch:=leela))", NONE),
        ("(!(uid:1.2.3.4:=leela))", NONE),
        ("(!(:unknownMatch:=leela))", NONE),
        ("(!(uid:integerMatch:=1))", NONE),
        (
            "(memberOf:distinguishedNameMatch:=CN=delivery  crew, OU=Users, O=5f1b9a2c8d3e4f0012345678, DC=jumpcloud, DC=com)",
            &["leela", "kif"],
        ),
    ]);
}

#[test]
fn rfc4512_section_2_5_supertypes_and_options() {
    expect(&[
        ("(name=turanga)", LEELA),
        ("(name=leela)", LEELA),
        ("(2.5.4.41=kif)", KIF),
        ("(&(uid=*)(name=*))", ALL_USERS),
        ("(commonName=kif*)", KIF),
        ("(cn;lang-de=*)", NONE),
        ("(&(uid=*)(!(cn;lang-de=*)))", ALL_USERS),
        ("(!(cn;=x))", NONE),
    ]);
}

#[test]
fn substrings_are_found_by_the_rule_of_the_attribute() {
    expect(&[
        ("(mail=LEELA@*)", LEELA),
        ("(mail=*@EXAMPLE.*)", ALL_USERS),
        (r"(departmentNumber=100% \2Areal\2a)", LEELA),
        (r"(departmentNumber=*\2a*\2a)", LEELA),
        (r"(title=*\28earth\29)", LEELA),
        ("(cn=t*a*ga*l*la)", LEELA),
        ("(cn=tur*turanga*)", NONE),
        ("(!(homeDirectory=/home*))", NONE),
        ("(!(member=uid*))", NONE),
        ("(!(uidNumber=50*))", NONE),
        ("(!(jcLdapAdmin=T*))", NONE),
    ]);
}

#[test]
fn openldap_md_15_what_means_nothing_is_never_true() {
    expect(&[
        ("(!(noSuchAttribute=x))", NONE),
        ("(!(uid>=a))", NONE),
        (r"(!(cn=\ff\fe))", NONE),
        (r"(!(jpegPhoto=\ff))", NONE),
        ("(!(jcLdapAdmin=true))", NONE),
        ("(!(member=leela))", NONE),
        ("(!(objectClass=noSuchClass))", NONE),
        // `openldap.md 16`: known but absent is False, so its negation is true.
        ("(&(uid=*)(!(uniqueMember=cn=x)))", ALL_USERS),
        ("(|(noSuchAttribute=x)(uid=kif))", KIF),
        ("(&(noSuchAttribute=x)(uid=kif))", NONE),
    ]);
}

#[test]
fn rfc4526_absolute_filters() {
    expect(&[
        ("(&)", &["Users", "svc", "leela", "kif", "Delivery Crew"]),
        ("(|)", NONE),
        ("(&(uid=kif)(&))", KIF),
    ]);
}

#[test]
fn ten_thousand_terms() {
    let terms = |before: &str, after: &str| {
        let terms = (0..10_000).map(|n| [before, &n.to_string(), after].concat());
        terms.collect::<Vec<_>>().concat()
    };
    let any = format!("(|{}(uid=kif))", terms("(uid=nobody", ")"));
    let all = format!("(&{}(uid=kif))", terms("(!(uid=nobody", "))"));
    expect(&[(&any, KIF), (&all, KIF)]);
}

/// Octets in, so that the reader of messages takes part.
#[test]
fn openldap_md_7_filters_are_nested_up_to_the_limit() {
    for (depth, result) in [(1000, Some(0)), (1001, None)] {
        let message = nested_search(depth);
        let mut session = bound_session(Overrides::default());
        session.receive(decode(
            &message,
            crate::limits::Limits::default().filter_depth,
        ));
        let answers = run(&mut session);
        let LdapMsg { msgid, op, .. } = answers.last().unwrap();
        match (op, result) {
            (LdapOp::SearchResultDone(done), Some(code)) => {
                assert_eq!((*msgid, done.code.clone() as i64), (1, code), "{depth}");
            }
            // RFC 4511 section 4.1.1: a notice has no id.
            (LdapOp::ExtendedResponse(notice), None) => {
                assert_eq!(*msgid, 0);
                assert_eq!(notice.res.code.clone() as i64, 2);
                assert_eq!(notice.res.message, "filter nested too deeply");
            }
            other => panic!("{depth}: {other:?}"),
        }
    }
}

/// A SearchRequest by hand (RFC 4511 section 4.5.1) whose filter is `(cn=*)` inside so many `not`.
fn nested_search(depth: usize) -> Vec<u8> {
    const NOT: u8 = 0xa2;
    let mut filter = vec![0x87, 0x02, b'c', b'n'];
    for _ in 0..depth {
        filter = element(NOT, &filter);
    }
    let fixed = [
        element(0x0a, &[2]),
        element(0x0a, &[0]),
        element(0x02, &[0]),
        element(0x02, &[0]),
        element(0x01, &[0]),
    ];
    let request = [
        element(0x04, USERS.as_bytes()),
        fixed.concat(),
        filter,
        element(0x30, &[]),
    ];
    let search = element(0x63, &request.concat());
    element(0x30, &[element(0x02, &[1]), search].concat())
}

fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len()).unwrap().to_be_bytes();
    [&[tag, 0x82], &length[..], content].concat()
}
