//! Faults, as a client meets them on a socket.

use jcldap::MockJumpCloud;
use jcldap::fault::{Change, Fault, FaultHandle, OctetTemplate};
use jcldap::wire::{AnswerControl, RequestKind, ResultCode};
use jcldap_tests::ldap::{
    Bind, Compare, Connection, Control, Extended, Operation, Protocol, Received, Scope, Search,
};

const SUCCESS: i64 = 0;
const BUSY: i64 = 51;
const UNAVAILABLE: i64 = 52;
const NOTICE_OF_DISCONNECTION: &str = "1.3.6.1.4.1.1466.20036";
const WHO_AM_I: &str = "1.3.6.1.4.1.4203.1.11.3";

fn start() -> MockJumpCloud {
    MockJumpCloud::builder()
        .ldap()
        .start_blocking()
        .expect("a server can be started")
}

/// A connection that is bound as the binding user.
fn bound(jumpcloud: &MockJumpCloud) -> Connection {
    let trust = jumpcloud.client_config().expect("the authority is good");
    let mut connection = Connection::ldaps(&jumpcloud.ldaps_url(), trust);
    let password = jumpcloud.password("ldap-service");
    assert_eq!(connection.bind(jumpcloud.binding_dn(), password), SUCCESS);
    connection
}

/// A search for two entries.
fn search(jumpcloud: &MockJumpCloud) -> Operation {
    Operation::Search(Search {
        base: jumpcloud.base_dn().to_owned(),
        scope: Scope::Sub,
        filter: "(|(uid=fry)(uid=leela))".to_owned(),
        attributes: vec!["uid".to_owned(), "mail".to_owned()],
        size_limit: 0,
        time_limit: 0,
        types_only: false,
        deref_aliases: 0,
    })
}

fn who_am_i() -> Operation {
    Operation::Extended(Extended {
        name: WHO_AM_I.to_owned(),
        value: None,
    })
}

fn text(text: &str) -> String {
    text.to_owned()
}

fn on_search(change: Change) -> Fault {
    Fault::on(RequestKind::Search).change(change)
}

/// What a client receives for a search under a fault.
fn searched(change: Change) -> Received {
    let jumpcloud = start();
    let mut connection = bound(&jumpcloud);
    let handle = jumpcloud.fault(on_search(change));
    let received = connection.request(&search(&jumpcloud), &[]);
    assert_eq!(handle.hits(), 1);
    received
}

fn names(received: &Received) -> Vec<&str> {
    received.entries().map(|entry| entry.dn.as_str()).collect()
}

fn uids(received: &Received) -> Vec<String> {
    received
        .entries()
        .flat_map(|entry| entry.values("uid"))
        .collect()
}

#[test]
fn a_fault_without_a_change_changes_nothing() {
    let jumpcloud = start();
    let mut connection = bound(&jumpcloud);
    let right = connection.request(&search(&jumpcloud), &[]);
    assert_eq!(uids(&right), ["leela", "fry"]);
    let handle = jumpcloud.fault(Fault::on_any());
    let same = connection.request(&search(&jumpcloud), &[]);
    assert_eq!(handle.hits(), 1);
    let protocols = |received: &Received| -> Vec<Protocol> {
        let messages = received.messages.iter();
        messages.map(|message| message.protocol.clone()).collect()
    };
    assert_eq!(protocols(&same), protocols(&right));
}

#[test]
fn results_are_changed() {
    let response = |change| searched(change).response().clone();
    assert_eq!(response(Change::ResultCode(ResultCode::BUSY)).code, BUSY);
    let unknown = ResultCode::from_number(4711);
    assert_eq!(response(Change::ResultCode(unknown)).code, 4711);
    assert_eq!(response(Change::MatchedDn(text("o=x"))).matched_dn, "o=x");
    assert_eq!(response(Change::DiagnosticMessage(text("é"))).text, "é");
    let stray = searched_with_other_id();
    assert!(stray.iter().all(|id| *id == 77), "{stray:?}");
}

/// The ids of a search's messages, which are not the request's.
fn searched_with_other_id() -> Vec<i64> {
    let jumpcloud = start();
    let mut connection = bound(&jumpcloud);
    jumpcloud.fault(on_search(Change::MessageId(77)));
    connection.send(&search(&jumpcloud), &[]);
    (0..3)
        .map(|_| connection.receive().expect("a message").id)
        .collect()
}

#[test]
fn entries_come_go_and_change() {
    assert_eq!(uids(&searched(Change::DropEntry(1))), ["fry"]);
    assert_eq!(
        uids(&searched(Change::RepeatEntry(2))),
        ["leela", "fry", "fry"]
    );
    let ghost = searched(Change::AddEntry(text("uid=ghost")));
    assert_eq!(names(&ghost).last(), Some(&"uid=ghost"));
    let renamed = searched(Change::RenameEntry {
        from: None,
        to: text("uid=x"),
    });
    assert_eq!(names(&renamed), ["uid=x", "uid=x"]);
    let nobody = searched(Change::RenameEntry {
        from: Some(text("uid=nobody")),
        to: text("uid=x"),
    });
    assert!(!names(&nobody).contains(&"uid=x"));
}

#[test]
fn attributes_come_go_and_change() {
    let attribute = |change: Change, name: &str| -> Vec<String> {
        let received = searched(change);
        let first = received.entries().next().expect("an entry");
        first.values(name)
    };
    let value = |text: &str| text.as_bytes().to_vec();
    assert!(attribute(Change::DropAttribute(text("MAIL")), "mail").is_empty());
    let set = |description| Change::SetAttribute {
        description: text(description),
        values: vec![value("a"), value("b")],
    };
    assert_eq!(attribute(set("mail"), "mail"), ["a", "b"]);
    assert_eq!(attribute(set("sn"), "sn"), ["a", "b"]);
    let renamed = Change::RenameAttribute {
        from: text("mail"),
        to: text("rfc822Mailbox"),
    };
    assert_eq!(attribute(renamed, "rfc822Mailbox").len(), 1);
    let dropped = Change::DropValue {
        description: text("uid"),
        value: value("leela"),
    };
    assert!(attribute(dropped, "uid").is_empty());
    let added = Change::AddValue {
        description: text("uid"),
        value: value("bender"),
    };
    assert_eq!(attribute(added, "uid"), ["leela", "bender"]);
}

#[test]
fn references_referrals_and_controls() {
    let url = || text("ldap://elsewhere");
    let referred = searched(Change::AddReference(vec![url()]));
    let protocols: Vec<_> = referred.messages.iter().map(|it| &it.protocol).collect();
    assert!(matches!(protocols[2], Protocol::Reference(urls) if *urls == [url()]));
    // The client doesn't look at referrals, but can go on behind one.
    assert_eq!(
        searched(Change::Referral(vec![url()])).response().code,
        SUCCESS
    );

    let added = searched(Change::SetControl(AnswerControl {
        oid: b"1.2.3".to_vec(),
        criticality: true,
        value: Some(vec![0xff]),
    }));
    let expected = Control::new("1.2.3", true, Some(&[0xff]));
    assert_eq!(
        added.messages.last().expect("a message").controls,
        [expected]
    );

    let jumpcloud = start();
    let mut connection = bound(&jumpcloud);
    let paged = Control::new(
        "1.2.840.113556.1.4.319",
        false,
        Some(&[0x30, 5, 2, 1, 9, 4, 0]),
    );
    let mut controls = || {
        let received = connection.request(&search(&jumpcloud), std::slice::from_ref(&paged));
        received.messages.last().expect("a message").controls.len()
    };
    assert_eq!(controls(), 1);
    jumpcloud.fault(on_search(Change::DropControl(paged.oid.clone())));
    assert_eq!(controls(), 0);
}

#[test]
fn extended_and_bind_responses() {
    let jumpcloud = start();
    let mut connection = bound(&jumpcloud);
    let mut asked = |change| {
        jumpcloud.clear_faults();
        jumpcloud.fault(Fault::on(RequestKind::Extended).change(change));
        connection.request(&who_am_i(), &[]).response().clone()
    };
    let named = asked(Change::ResponseName(Some(text("1.2.3"))));
    assert_eq!(named.name.as_deref(), Some("1.2.3"));
    let valued = asked(Change::ResponseValue(Some(b"dn:".to_vec())));
    assert_eq!(valued.value.as_deref(), Some(&b"dn:"[..]));
    assert_eq!(asked(Change::ResponseValue(None)).value, None);

    let with_credentials = Change::ServerSaslCredentials(b"c".to_vec());
    jumpcloud.fault(Fault::on(RequestKind::Bind).change(with_credentials));
    let password = jumpcloud.password("ldap-service");
    assert_eq!(connection.bind(jumpcloud.binding_dn(), password), SUCCESS);
}

#[test]
fn the_end_of_an_operation_comes_twice() {
    let jumpcloud = start();
    let mut connection = bound(&jumpcloud);
    jumpcloud.fault(on_search(Change::AnswerTwice));
    let first = connection.request(&search(&jumpcloud), &[]);
    let again = connection.receive().expect("a message");
    assert_eq!(Some(&again), first.messages.last());
}

#[test]
fn something_else_comes_in_place_of_an_answer() {
    let jumpcloud = start();
    let mut connection = bound(&jumpcloud);
    // A SearchResultDone with busy.
    let octets: OctetTemplate = "30 0c 02 01 {id} 65 07 0a 01 33 04 00 04 00"
        .parse()
        .expect("hexadecimal digits");
    let own = jumpcloud.fault(Fault::on(RequestKind::Search).octets(octets));
    let received = connection.request(&search(&jumpcloud), &[]);
    assert_eq!(
        (received.messages.len(), received.response().code),
        (1, BUSY)
    );
    own.remove();

    jumpcloud.fault(Fault::on(RequestKind::Search).no_answer());
    connection.send(&search(&jumpcloud), &[]);
    let next = connection.request(&who_am_i(), &[]);
    assert!(next.others.is_empty(), "{:?}", next.others);
    jumpcloud.clear_faults();

    jumpcloud.fault(Fault::on(RequestKind::Search).notice(ResultCode::UNAVAILABLE));
    let received = connection.request(&search(&jumpcloud), &[]);
    assert!(received.closed);
    assert_is_notice(&received, UNAVAILABLE);
}

fn assert_is_notice(received: &Received, code: i64) {
    let [notice] = received.others.as_slice() else {
        panic!("expected one notice, got {:?}", received.others);
    };
    let Protocol::Response(response) = &notice.protocol else {
        panic!("expected a response, got {notice:?}");
    };
    assert_eq!((notice.id, response.code), (0, code));
    assert_eq!(response.name.as_deref(), Some(NOTICE_OF_DISCONNECTION));
}

#[test]
fn connections_are_closed_and_cut() {
    let jumpcloud = start();
    let mut connection = bound(&jumpcloud);
    jumpcloud.fault(Fault::on(RequestKind::Search).close());
    let received = connection.request(&search(&jumpcloud), &[]);
    assert_eq!(received.entries().count(), 2);
    assert!(connection.receive().is_none());

    jumpcloud.clear_faults();
    let mut connection = bound(&jumpcloud);
    jumpcloud.fault(Fault::on(RequestKind::Search).cut());
    let received = connection.request(&search(&jumpcloud), &[]);
    assert!(received.closed && received.messages.is_empty());
}

#[test]
fn a_request_is_not_carried_out_and_success_made_up() {
    let jumpcloud = start();
    let mut connection = bound(&jumpcloud);
    let leela = format!("uid=leela,{}", jumpcloud.base_dn());
    let ignored = jumpcloud.fault(Fault::on(RequestKind::Bind).ignore());
    assert_eq!(connection.bind(&leela, "not her password"), SUCCESS);
    let me = connection.request(&who_am_i(), &[]);
    let me = me.response().value.clone().unwrap_or_default();
    let binding_dn = format!("dn:{}", jumpcloud.binding_dn());
    assert_eq!(String::from_utf8_lossy(&me), binding_dn);
    let received = jumpcloud.received();
    let record = received.iter().find(|record| record.fault.is_some());
    let record = record.expect("a record that names the fault");
    assert_eq!(record.cause, "fault");
    assert_eq!(
        record.result.as_ref().map(|result| result.code),
        Some(ResultCode::SUCCESS)
    );

    ignored.remove();
    let compare = Operation::Compare(Compare {
        entry: leela,
        attribute: text("uid"),
        value: text("leela"),
    });
    let fault = Fault::on(RequestKind::Compare).ignore();
    jumpcloud.fault(fault.result(ResultCode::COMPARE_FALSE));
    assert_eq!(connection.request(&compare, &[]).response().code, 5);
}

#[test]
fn requests_without_an_answer_get_one() {
    let jumpcloud = start();
    let mut connection = bound(&jumpcloud);
    jumpcloud.fault(Fault::on(RequestKind::Abandon).answer(ResultCode::CANCELED));
    let id = connection.send(&Operation::Abandon(1), &[]);
    let answer = connection.receive().expect("a message");
    assert!(matches!(&answer.protocol, Protocol::Response(response) if response.code == 118));
    assert_eq!(answer.id, id);

    jumpcloud.fault(Fault::on(RequestKind::Unbind).keep_open());
    connection.send(&Operation::Unbind, &[]);
    assert_eq!(
        connection.request(&who_am_i(), &[]).response().code,
        SUCCESS
    );
}

#[test]
fn malformed_messages_are_dealt_with_otherwise() {
    let jumpcloud = start();
    let changed = Fault::on_malformed().containing_octets([0xde, 0xad]);
    jumpcloud.fault(changed.result(ResultCode::BUSY));
    let mut connection = bound(&jumpcloud);
    connection.send_octets(&[0xde, 0xad]).expect("it is open");
    let received = connection.receive_all(99, 0x78);
    assert_is_notice(&received, BUSY);

    jumpcloud.clear_faults();
    jumpcloud.fault(Fault::on_malformed().keep_open());
    let mut connection = bound(&jumpcloud);
    connection
        .send_octets(&[0x30, 2, 0xde, 0xad])
        .expect("it is open");
    assert_eq!(
        connection.request(&who_am_i(), &[]).response().code,
        SUCCESS
    );
}

#[test]
fn the_journal_tells_of_faults() {
    let jumpcloud = start();
    let mut connection = bound(&jumpcloud);
    let handle: FaultHandle =
        jumpcloud.fault(Fault::on(RequestKind::Search).result(ResultCode::BUSY));
    connection.request(&search(&jumpcloud), &[]);
    let records = jumpcloud.received().searches();
    let record = records.iter().next().expect("a record");
    assert_eq!(record.fault.as_deref(), Some("Search: busy (51)"));
    assert_eq!(
        record.result.as_ref().map(|result| result.code),
        Some(ResultCode::BUSY)
    );
    assert_eq!(record.cause, "success");
    assert_eq!(handle.hits(), 1);
    jumpcloud.reset();
    assert_eq!(
        connection.request(&search(&jumpcloud), &[]).response().code,
        SUCCESS
    );
    assert!(
        jumpcloud
            .received()
            .searches()
            .iter()
            .all(|record| record.fault.is_none())
    );
}

#[test]
fn in_clear_text_too_and_before_start_tls() {
    let jumpcloud = start();
    let mut connection = Connection::ldap(&jumpcloud.ldap_url());
    jumpcloud.fault(
        Fault::on(RequestKind::Bind)
            .result(ResultCode::BUSY)
            .times(1),
    );
    let anonymous = Operation::Bind(Bind {
        name: String::new(),
        password: String::new(),
        version: 3,
        sasl: None,
    });
    assert_eq!(connection.request(&anonymous, &[]).response().code, BUSY);
    assert_eq!(connection.request(&anonymous, &[]).response().code, SUCCESS);
}
