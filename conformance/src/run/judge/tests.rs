mod fate;

use super::*;
use crate::protocol::{Control, LdapResult, ResponseKind, ResultCode};
use crate::run::bindings::Captured;
use crate::target::Target;

fn entry(dn: &str, attributes: &[(&str, &[&str])]) -> Entry {
    let attributes = attributes.iter().map(|(kind, values)| {
        let values = values
            .iter()
            .map(|value| value.as_bytes().to_vec())
            .collect();
        ((*kind).to_owned(), values)
    });
    Entry {
        dn: dn.to_owned(),
        attributes: attributes.collect(),
    }
}

fn leela() -> Entry {
    entry(
        "uid=leela,ou=Users",
        &[
            ("uid", &["leela"]),
            ("objectClass", &["top", "person"]),
            ("entryDN", &["UID=leela, ou=users"]),
        ],
    )
}

fn result(code: i64, text: &str) -> LdapResult {
    LdapResult {
        result_code: ResultCode(code),
        matched_dn: "ou=Users".to_owned(),
        diagnostic_message: text.to_owned(),
        referral: None,
    }
}

fn answered() -> Observation {
    Observation {
        entries: vec![leela()],
        result: Some(result(0, "fine")),
        messages: vec![
            ResponseKind::SearchResultEntry,
            ResponseKind::SearchResultDone,
        ],
        controls: vec![vec![Control {
            oid: "1.2".to_owned(),
            criticality: false,
            value: None,
        }]],
        ..Observation::default()
    }
}

fn judged(expect: &str, observation: &Observation) -> Vec<String> {
    let target: Target = serde_yaml::from_str(
        "{url: 'ldaps://127.0.0.1', organization: 5f1b9a2c8d3e4f0012345678, bindingUser: {username: svc}}",
    )
    .unwrap();
    let mut bindings = Bindings::new(&target, None);
    let group = entry("cn=crew,ou=Users", &[("member", &["uid=fry,ou=Users"])]);
    bindings.capture("groups", Captured::Entries(vec![group]));
    bindings.remember("first", answered());
    let fry = entry("uid=fry,ou=Users", &[("uid", &["fry"])]);
    let other = Observation {
        entries: vec![fry],
        ..answered()
    };
    bindings.remember("other", other);
    let expect: Expectation = serde_yaml::from_str(expect).unwrap();
    let mismatches = judge(&expect, observation, &bindings).unwrap();
    mismatches
        .into_iter()
        .map(|mismatch| format!("{} / {}", mismatch.expected, mismatch.actual))
        .collect()
}

#[test]
fn what_holds_gives_no_mismatch() {
    for expect in [
        "{}",
        "{resultCode: success}",
        "{resultCode: [noSuchObject, 0]}",
        "{notResultCode: [noSuchObject, 1]}",
        "{matchedDn: 'OU=users'}",
        "{diagnosticMessage: fine}",
        "{controls: {present: ['1.2'], absent: ['1.3']}}",
        "{connection: open}",
        "{entries: {count: 1, exactly: ['uid=LEELA, ou=Users']}}",
        "{entries: {include: ['uid=leela,ou=users'], exclude: ['uid=fry,ou=Users']}}",
        "{entries: {each: {present: [UID], absent: [mail], spelled: [objectClass], only: [uid, objectclass, entrydn]}}}",
        "{entries: {each: {equal: {objectClass: [person, top]}, inOrder: {objectclass: [top, person]}, contains: {objectClass: top}, lacks: {uid: fry}}}}",
        "{entries: {each: {names: {entryDN: 'uid=leela,ou=users'}}, relations: {entryDnIsName: true}}}",
        "{entries: {named: {'uid=leela,ou=Users': {equal: {uid: leela}}}}}",
        "{entries: {distinct: true, wellFormedNames: true, rightBelow: 'OU=users'}}",
        "{entries: {each: {valueCount: {atLeast: 1}, distinct: true, distinctValues: [objectClass], forms: {uid: utf8}}}}",
        "{messages: [searchResultEntry, searchResultDone], printableDiagnostic: true, before: [later]}",
        "{serverSaslCredentials: ''}",
        "{anyOf: [{resultCode: busy}, {resultCode: success, entries: {count: 1}}]}",
        "{entries: {each: {valueCounts: {objectClass: {atLeast: 2}, mail: 0}, matching: {uid: '^[a-z]+$', mail: x}}}}",
        "{entries: {each: {containsMatching: {objectClass: ['^t', '^p']}}}}",
        "{entries: {relations: {uniqueValues: [uid], rdnInEntry: true, superiorsUpTo: 'OU=users'}}}",
        "{sameAs: first}",
    ] {
        assert_eq!(judged(expect, &answered()), [""; 0], "{expect}");
    }
}

#[test]
fn what_doesnt_hold_says_what_was_expected_and_what_came() {
    for (expect, told) in [
        (
            "{resultCode: noSuchObject}",
            "noSuchObject (32) / success (0) `fine`",
        ),
        (
            "{notResultCode: [noSuchObject, success]}",
            "a result other than noSuchObject (32) or success (0) / success (0) `fine`",
        ),
        ("{matchedDn: ''}", "matchedDN `` / matchedDN `ou=Users`"),
        (
            "{diagnosticMessage: ''}",
            "diagnosticMessage `` / diagnosticMessage `fine`",
        ),
        (
            "{controls: {present: ['1.3']}}",
            "the response control 1.3 / it is absent",
        ),
        (
            "{controls: {absent: ['1.2']}}",
            "no response control 1.2 / it is there",
        ),
        (
            "{connection: closed}",
            "a closed connection / the connection is open",
        ),
        ("{noAnswer: true}", "no answer / success (0)"),
        (
            "{entries: {count: 0}}",
            "0 entries / 1: `uid=leela,ou=Users`",
        ),
        (
            "{entries: {exactly: []}}",
            "exactly the entries  / `uid=leela,ou=Users`",
        ),
        (
            "{entries: {include: ['uid=fry']}}",
            "the entry `uid=fry` among others / `uid=leela,ou=Users`",
        ),
        (
            "{entries: {exclude: ['uid=leela,ou=Users']}}",
            "no entry `uid=leela,ou=Users` / it is there",
        ),
        (
            "{entries: {each: {present: [mail]}}}",
            "`uid=leela,ou=Users`: the attribute `mail` / only uid objectClass entryDN",
        ),
        (
            "{entries: {each: {absent: [uid]}}}",
            "`uid=leela,ou=Users`: no attribute `uid` / leela",
        ),
        (
            "{entries: {each: {spelled: [objectclass]}}}",
            "`uid=leela,ou=Users`: an attribute spelled `objectclass` / `objectClass`",
        ),
        (
            "{entries: {each: {equal: {objectClass: top}}}}",
            "`uid=leela,ou=Users`: `objectClass` with the values `top` / `top` `person`",
        ),
        (
            "{entries: {each: {inOrder: {objectClass: [person, top]}}}}",
            "`uid=leela,ou=Users`: `objectClass` with in this order the values `person` `top` / `top` `person`",
        ),
        (
            "{entries: {each: {contains: {uid: fry}}}}",
            "`uid=leela,ou=Users`: `uid` with among others the values `fry` / `leela`",
        ),
        (
            "{entries: {each: {lacks: {uid: [fry, leela]}}}}",
            "`uid=leela,ou=Users`: `uid` with none of the values `fry` `leela` / `leela`",
        ),
        (
            "{entries: {named: {'uid=fry': {}}}}",
            "the entry `uid=fry` / `uid=leela,ou=Users`",
        ),
        (
            "{entries: {relations: {subsetOf: groups}}}",
            "an entry of the earlier answer / `uid=leela,ou=Users`",
        ),
        (
            "{notice: {resultCode: protocolError}}",
            "a Notice of Disconnection / none",
        ),
        ("{pages: 1}", "1 pages / 0"),
        (
            "{entries: {rightBelow: ''}}",
            "entries right below `` / `uid=leela,ou=Users`",
        ),
        (
            "{entries: {each: {valueCount: 1}}}",
            "`uid=leela,ou=Users`: 1 values of each attribute / 2 of `objectClass`",
        ),
        (
            "{entries: {each: {forms: {uid: numericOid}}}}",
            "`uid=leela,ou=Users`: values of `uid` that are numeric OIDs / `leela`",
        ),
        (
            "{entries: {relations: {supersetOf: groups}}}",
            "the entry `cn=crew,ou=Users` of the earlier answer / it is absent",
        ),
        (
            "{messages: [searchResultDone]}",
            "the messages SearchResultDone / SearchResultEntry, SearchResultDone",
        ),
        (
            "{serverSaslCredentials: x}",
            "serverSaslCreds `x` / serverSaslCreds ``",
        ),
        (
            "{anyOf: [{resultCode: busy}, {matchedDn: '', diagnosticMessage: ''}]}",
            "busy (51), or matchedDN `` and diagnosticMessage `` / success (0) `fine`; matchedDN `ou=Users` and diagnosticMessage `fine`",
        ),
        (
            "{entries: {each: {valueCounts: {uid: 2}}}}",
            "`uid=leela,ou=Users`: 2 values of `uid` / 1: leela",
        ),
        (
            "{entries: {each: {matching: {objectClass: '^t'}}}}",
            "`uid=leela,ou=Users`: `objectClass` matching `^t` / `person`",
        ),
        (
            "{entries: {each: {containsMatching: {objectClass: ['^t', '^x']}}}}",
            "`uid=leela,ou=Users`: a value of `objectClass` matching `^x` / none of 2",
        ),
        (
            "{entries: {relations: {superiorsUpTo: 'dc=com'}}}",
            "an entry that is the superior of `uid=leela,ou=Users` / there is none",
        ),
        ("{hasResponseValue: true}", "a responseValue / none"),
        (
            "{hasServerSaslCredentials: true}",
            "a serverSaslCreds / none",
        ),
        (
            "{responseValueMatches: '^dn:'}",
            "a responseValue matching `^dn:` / responseValue ``",
        ),
        (
            "{sameAs: other}",
            "as step `other`, `uid=fry,ou=Users` / `uid=leela,ou=Users`",
        ),
        ("{sameAs: none}", "an answer to step `none` / none came"),
    ] {
        assert_eq!(judged(expect, &answered()), [told], "{expect}");
    }
}

#[test]
fn member_of_names_a_group_that_names_the_user_back() {
    let of = |dn: &str, group: &str| Observation {
        entries: vec![entry(dn, &[("memberOf", &[group])])],
        ..answered()
    };
    let expect = "{entries: {relations: {memberOfWithin: groups}}}";
    assert_eq!(
        judged(expect, &of("uid=FRY,ou=Users", "CN=Crew,ou=Users")),
        [""; 0]
    );
    assert_eq!(
        judged(expect, &of("uid=amy,ou=Users", "cn=crew,ou=Users")).len(),
        1
    );
    assert_eq!(
        judged(expect, &of("uid=fry,ou=Users", "cn=none,ou=Users")).len(),
        1
    );
}

#[test]
fn each_entry_has_values_of_its_own_and_those_of_its_name() {
    let twins = Observation {
        entries: vec![
            entry("uid=fry,ou=Users", &[("uid", &["fry"]), ("mail", &["A"])]),
            entry("UID=Fry, ou=users", &[("uid", &["amy"]), ("mail", &["a"])]),
        ],
        ..answered()
    };
    assert_eq!(
        judged("{entries: {relations: {uniqueValues: [mail]}}}", &twins),
        ["`UID=Fry, ou=users`: a `mail` of its own / `a`, as `uid=fry,ou=Users`"]
    );
    assert_eq!(
        judged("{entries: {relations: {rdnInEntry: true}}}", &twins),
        ["`UID=Fry, ou=users`: `UID` with `Fry` / amy"]
    );
}

#[test]
fn two_answers_are_the_same_in_whatever_order() {
    let turned = |sn: &str| Observation {
        entries: vec![
            entry("uid=fry,ou=Users", &[("sn", &[sn])]),
            entry("UID=leela,ou=Users", &[("objectClass", &["person", "top"])]),
        ],
        ..answered()
    };
    let target: Target = serde_yaml::from_str(
        "{url: 'ldaps://127.0.0.1', organization: 5f1b9a2c8d3e4f0012345678, bindingUser: {username: svc}}",
    )
    .unwrap();
    let mut bindings = Bindings::new(&target, None);
    let mut earlier = turned("x");
    earlier.entries.reverse();
    bindings.remember("earlier", earlier);
    let expect: Expectation = serde_yaml::from_str("{sameAs: earlier}").unwrap();
    let judged = |sn: &str| judge(&expect, &turned(sn), &bindings).unwrap().len();
    assert_eq!(judged("x"), 0);
    assert_eq!(judged("y"), 1);
}
