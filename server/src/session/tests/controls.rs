//! Controls, whatever they are: which are known, where they belong, and what is advertised (`openldap.md 10`).

use jcldap_fixtures::behavior::ServerSort;

use super::*;

pub(super) const PAGED_RESULTS: &str = "1.2.840.113556.1.4.319";
pub(super) const SORT_REQUEST: &str = "1.2.840.113556.1.4.473";
pub(super) const PASSWORD_POLICY: &str = "1.3.6.1.4.1.42.2.27.8.5.1";
const MANAGE_DSA_IT: &str = "2.16.840.1.113730.3.4.2";

/// A page size of 5 and no cookie.
const PAGE_OF_5: &[u8] = &[0x30, 0x05, 0x02, 0x01, 0x05, 0x04, 0x00];

const UNRECOGNIZED: (i64, &str) = (12, "critical extension is not recognized");
const UNAVAILABLE: (i64, &str) = (12, "critical extension is unavailable");

pub(super) fn control(oid: &str, criticality: bool, value: Option<&[u8]>) -> Control {
    Control {
        oid: oid.into(),
        criticality,
        value: value.map(<[u8]>::to_vec),
    }
}

/// One request with controls, and what is answered.
pub(super) fn ask_with(
    session: &mut Session,
    request: Request,
    controls: Vec<Control>,
) -> Vec<LdapMsg> {
    session.receive(Ok(RequestMessage {
        id: MessageId::new(1).unwrap(),
        request,
        controls,
    }));
    run(session)
}

/// Code and text of the last answer, of whatever type.
pub(super) fn result(answers: &[LdapMsg]) -> (i64, &str) {
    let (code, _, text) = result_of(answers.last().expect("an answer"));
    (code, text)
}

/// A request of each kind that is answered, for entries that are there.
fn requests() -> [(RequestKind, Request); 8] {
    let leela = format!("uid=leela,{USERS}");
    let attribute = || PartialAttribute {
        description: b"title".to_vec(),
        values: vec![Secret::new(b"Captain".to_vec())],
    };
    [
        Request::Search(
            match search_request(USERS, SearchScope::BaseObject, "(ou=*)", &[]) {
                Request::Search(search) => search,
                other => panic!("{other:?}"),
            },
        ),
        Request::Compare(CompareRequest {
            entry: leela.clone().into(),
            attribute: b"sn".to_vec(),
            value: Secret::new(b"Leela".to_vec()),
        }),
        Request::Add(AddRequest {
            entry: format!("uid=new,{USERS}").into(),
            attributes: vec![attribute()],
        }),
        Request::Modify(ModifyRequest {
            object: leela.clone().into(),
            changes: vec![Change {
                operation: ChangeOperation::Replace,
                modification: attribute(),
            }],
        }),
        Request::Delete(leela.clone().into()),
        Request::ModifyDn(ModifyDnRequest {
            entry: leela.into(),
            new_rdn: b"uid=turanga".to_vec(),
            delete_old_rdn: true,
            new_superior: None,
        }),
        Request::Extended(ExtendedRequest {
            name: b"1.2.3.4".to_vec(),
            value: None,
        }),
        bind_request(BINDING_USER, b"good"),
    ]
    .map(|request| (request.kind(), request))
}

/// Which operations take a control that is read without a fault.
fn taking(oid: &str, value: Option<&[u8]>, overrides: Overrides) -> Vec<RequestKind> {
    let mut session = bound_session(overrides);
    let mut taking = Vec::new();
    for (kind, request) in requests() {
        let without = ask(&mut session, request.clone());
        for criticality in [false, true] {
            let answers = ask_with(
                &mut session,
                request.clone(),
                vec![control(oid, criticality, value)],
            );
            match (criticality, result(&answers)) {
                (true, UNAVAILABLE) => {}
                (false, same) => assert_eq!(same, result(&without), "{oid} on {kind:?}"),
                (true, same) => {
                    assert_eq!(same, result(&without), "{oid} on {kind:?}");
                    taking.push(kind);
                }
            }
        }
    }
    taking
}

#[test]
fn openldap_md_10_unknown_controls_stop_an_operation_if_they_are_critical() {
    let mut session = bound_session(Overrides::default());
    for (kind, request) in requests() {
        let without = ask(&mut session, request.clone());
        let critical = vec![control("1.2.3", true, None)];
        assert_eq!(
            result(&ask_with(&mut session, request.clone(), critical)),
            UNRECOGNIZED,
            "{kind:?}"
        );
        let ignored = vec![
            control("1.2.3", false, Some(b"?")),
            control("no oid", false, None),
            // J6.10: show deleted
            control("1.2.840.113556.1.4.417", false, None),
        ];
        let answers = ask_with(&mut session, request, ignored);
        assert_eq!(answers, without, "{kind:?}");
        assert_eq!(bind(&mut session, BINDING_USER, b"good").0, 0);
    }
}

#[test]
fn openldap_md_10_a_control_that_belongs_elsewhere_is_unavailable() {
    use RequestKind::*;
    let defaults = Overrides::default;
    assert_eq!(taking(PAGED_RESULTS, Some(PAGE_OF_5), defaults()), [Search]);
    assert_eq!(
        taking(PASSWORD_POLICY, None, defaults()),
        [Add, Modify, Bind]
    );
    assert_eq!(
        taking(MANAGE_DSA_IT, None, defaults()),
        [Search, Compare, Add, Modify, Delete, ModifyDn]
    );
    let by_number = b"\x30\x0d\x30\x0b\x04\x09uidNumber";
    let supported = defaults().server_sort(ServerSort::Supported);
    assert_eq!(taking(SORT_REQUEST, Some(by_number), supported), [Search]);
}

#[test]
fn u21_sorting_is_an_unknown_control_unless_the_switch_offers_it() {
    let mut session = bound_session(Overrides::default());
    let search = || search_request(USERS, SearchScope::BaseObject, "(ou=*)", &[]);
    let sort = |criticality| vec![control(SORT_REQUEST, criticality, Some(b"no list of keys"))];
    assert_eq!(
        result(&ask_with(&mut session, search(), sort(true))),
        UNRECOGNIZED
    );
    assert_eq!(result(&ask_with(&mut session, search(), sort(false))).0, 0);
}

#[test]
fn openldap_md_10_a_search_checks_its_name_first_and_other_operations_their_controls() {
    let critical = || vec![control("1.2.3", true, None)];
    let mut session = session();
    let no_dn = search_request("no name", SearchScope::BaseObject, "(ou=*)", &[]);
    assert_eq!(
        result(&ask_with(&mut session, no_dn, critical())),
        (34, "invalid DN")
    );
    let concealed = search_request(USERS, SearchScope::BaseObject, "(ou=*)", &[]);
    assert_eq!(
        result(&ask_with(&mut session, concealed, critical())),
        UNRECOGNIZED,
        "controls come before access"
    );
    let bind = bind_request("no name", b"x");
    assert_eq!(
        result(&ask_with(&mut session, bind, critical())),
        UNRECOGNIZED
    );
    let extended = Request::Extended(ExtendedRequest {
        name: b"no name".to_vec(),
        value: None,
    });
    assert_eq!(
        result(&ask_with(&mut session, extended, critical())),
        UNRECOGNIZED
    );
}

#[test]
fn openldap_md_10_controls_on_abandon_and_unbind_are_ignored() {
    let mut session = bound_session(Overrides::default());
    let critical = || vec![control("1.2.3", true, None)];
    session.receive(Ok(request(7, requests()[0].1.clone())));
    assert_eq!(ask_with(&mut session, Request::Abandon(7), critical()), []);
    assert_eq!(ask_with(&mut session, Request::Unbind, critical()), []);
    assert_eq!(
        ask(&mut session, requests()[0].1.clone()),
        [],
        "the session is over"
    );
}

#[test]
fn openldap_md_10_and_11_controls_that_are_not_as_they_should_be() {
    let supported = Overrides::default().server_sort(ServerSort::Supported);
    let mut session = bound_session(supported);
    let sn = &[0x30, 0x06, 0x30, 0x04, 0x04, 0x02, b's', b'n'][..];
    let negative = &[0x30, 0x05, 0x02, 0x01, 0xff, 0x04, 0x00][..];
    for (oid, values, text) in [
        (
            PAGED_RESULTS,
            &[Some(PAGE_OF_5); 2][..],
            "paged results control specified multiple times",
        ),
        (
            PAGED_RESULTS,
            &[None],
            "paged results control value is absent",
        ),
        (
            PAGED_RESULTS,
            &[Some(b"")],
            "paged results control value is empty",
        ),
        (
            PAGED_RESULTS,
            &[Some(b"x")],
            "paged results control could not be decoded",
        ),
        (
            PAGED_RESULTS,
            &[Some(negative)],
            "paged results control size invalid",
        ),
        (
            MANAGE_DSA_IT,
            &[None; 2],
            "manageDSAit control specified multiple times",
        ),
        (
            MANAGE_DSA_IT,
            &[Some(b"")],
            "manageDSAit control value not absent",
        ),
        (
            SORT_REQUEST,
            &[Some(sn); 2],
            "sorted results control specified multiple times",
        ),
        (
            SORT_REQUEST,
            &[None],
            "sorted results control value is absent",
        ),
        (
            SORT_REQUEST,
            &[Some(b"")],
            "sorted results control value is empty",
        ),
        (
            SORT_REQUEST,
            &[Some(b"x")],
            "serverSort control: decoding error",
        ),
    ] {
        for criticality in [false, true] {
            let search = search_request(USERS, SearchScope::WholeSubtree, "(ou=*)", &[]);
            let controls = values
                .iter()
                .map(|value| control(oid, criticality, *value))
                .collect();
            let answers = ask_with(&mut session, search, controls);
            assert_eq!((answers.len(), result(&answers)), (1, (2, text)));
        }
    }
}

#[test]
fn the_root_dse_advertises_what_is_known_and_nothing_else() {
    for (value, sorting) in [
        (ServerSort::Unsupported, false),
        (ServerSort::Supported, true),
    ] {
        let mut session = bound_session(Overrides::default().server_sort(value));
        let asked = search_request(
            "",
            SearchScope::BaseObject,
            "(objectClass=*)",
            &["supportedControl"],
        );
        let LdapOp::SearchResultEntry(root_dse) = &ask(&mut session, asked)[0].op else {
            panic!("no root DSE")
        };
        let [advertised] = &root_dse.attributes[..] else {
            panic!("{root_dse:?}")
        };
        let mut expected = vec![PAGED_RESULTS, PASSWORD_POLICY, MANAGE_DSA_IT];
        expected.extend(sorting.then_some(SORT_REQUEST));
        let expected: Vec<Vec<u8>> = expected.into_iter().map(Vec::from).collect();
        assert_eq!(advertised.vals, expected);
    }
}
