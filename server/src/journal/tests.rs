use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant};

use jcldap_directory::{Filter, Schema, SearchScope};
use time::macros::datetime;

use super::*;
use crate::jumpcloud::Identity;
use crate::session::{Outcome, Reason};
use crate::wire::*;

/// One for all tests: building it takes longer than most of them.
pub(super) fn schema() -> Arc<Schema> {
    static SCHEMA: LazyLock<Arc<Schema>> =
        LazyLock::new(|| Arc::new(Schema::standard().build().unwrap()));
    Arc::clone(&SCHEMA)
}

/// What the connection of [`journal`] is under.
pub(super) const TLS: TlsDetails = TlsDetails {
    version: "TLSv1.3",
    cipher_suite: "TLS13_AES_256_GCM_SHA384",
    by_start_tls: false,
};

fn message(id: i64, request: Request) -> RequestMessage {
    RequestMessage {
        id: MessageId::new(id).unwrap(),
        request,
        controls: Vec::new(),
    }
}

pub(super) fn bind(name: &str) -> Request {
    Request::Bind(BindRequest {
        version: 3,
        name: name.into(),
        authentication: Authentication::Simple(Secret::new(b"walking-on-sunshine".to_vec())),
    })
}

pub(super) fn search(filter: &str) -> Request {
    Request::Search(SearchRequest {
        base: b"ou=Users".to_vec(),
        scope: SearchScope::WholeSubtree,
        size_limit: 0,
        time_limit: 0,
        types_only: false,
        filter: Filter::parse(filter).unwrap(),
        attributes: vec![b"uid".to_vec()],
    })
}

fn outcome(id: i64, kind: RequestKind, reason: Reason) -> Outcome {
    Outcome {
        id: MessageId::new(id),
        kind: Some(kind),
        reason,
        entries: 0,
        identity: Identity::Anonymous,
    }
}

fn moment(since: Instant, milliseconds: u64) -> Moment {
    Moment {
        date: datetime!(2026-05-27 15:55:48 UTC),
        instant: since + Duration::from_millis(milliseconds),
    }
}

/// A journal in which these operations began and ended, one after the other.
pub(super) fn journal(capacity: usize, operations: Vec<(Request, Reason)>) -> Arc<Journal> {
    let (journal, schema, start) = (Arc::new(Journal::new(capacity)), schema(), Instant::now());
    let mut recorder = Recorder::new(Arc::clone(&journal));
    recorder.begin_tls(TLS);
    for (id, (request, reason)) in (1..).zip(operations) {
        let kind = request.kind();
        recorder.begin(&Ok(message(id, request)), &schema, moment(start, 0));
        recorder.finish(&outcome(id, kind, reason), None, moment(start, 7));
    }
    journal
}

#[test]
fn passwords_are_in_no_record() {
    let compare = Request::Compare(CompareRequest {
        entry: b"uid=fry".to_vec(),
        attribute: b"USERPASSWORD;x-a".to_vec(),
        value: Secret::new(b"walking-on-sunshine".to_vec()),
    });
    let modify = Request::Modify(ModifyRequest {
        object: b"uid=fry".to_vec(),
        changes: vec![Change {
            operation: ChangeOperation::Replace,
            modification: PartialAttribute {
                description: b"userPassword".to_vec(),
                values: vec![Secret::new(b"walking-on-sunshine".to_vec())],
            },
        }],
    });
    let add = Request::Add(AddRequest {
        entry: b"uid=fry".to_vec(),
        attributes: vec![PartialAttribute {
            description: b"userPassword".to_vec(),
            values: vec![Secret::new(b"walking-on-sunshine".to_vec())],
        }],
    });
    let extended = Request::Extended(ExtendedRequest {
        name: b"1.3.6.1.4.1.4203.1.11.1".to_vec(),
        value: Some(Secret::new(b"walking-on-sunshine".to_vec())),
    });
    let requests = [
        bind("uid=fry"),
        compare,
        modify,
        add,
        extended,
        search("(|(userPassword=walking-on-sunshine)(!(2.5.4.35=walking-on*sun*shine)))"),
        search("(userPassword:caseExactMatch:=walking-on-sunshine)"),
        search("(&(userPassword;x-a>=walking)(sambaNTPassword=walking))"),
    ];
    let operations = requests.map(|request| (request, Reason::Success));
    for record in journal(10, operations.into()).records().0 {
        let shown = format!("{record:?} {record}");
        assert!(!shown.contains("walking"), "{shown}");
    }
}

#[test]
fn a_record_has_the_request_and_how_it_ended() {
    let operations = vec![(search("(&(uid=fry)(cn=a*b))"), Reason::InvalidDn)];
    let records = journal(10, operations).records().0;
    let record = &records[0];
    let Some(RecordedRequest::Search {
        base,
        filter,
        attributes,
        ..
    }) = record.request.as_deref()
    else {
        panic!("expected a search, got {record:?}")
    };
    assert_eq!(
        (base.as_str(), filter.to_string().as_str()),
        ("ou=Users", "(&(uid=fry)(cn=a*b))")
    );
    assert_eq!(attributes, &["uid"]);
    assert_eq!(
        (record.number, record.connection, record.tls),
        (1, 1, Some(TLS))
    );
    assert_eq!(record.cause, "invalid_dn");
    assert_eq!(
        record.result.as_ref().unwrap().code,
        ResultCode::INVALID_DN_SYNTAX
    );
    assert_eq!(record.duration, Duration::from_millis(7));
}

#[test]
fn the_journal_keeps_the_last_ones() {
    for (capacity, kept) in [
        (0, vec![]),
        (1, vec![5]),
        (3, vec![3, 4, 5]),
        (9, vec![1, 2, 3, 4, 5]),
    ] {
        let operations = (0..5).map(|_| (bind("uid=fry"), Reason::Success)).collect();
        let records = journal(capacity, operations).records().0;
        let numbers: Vec<u64> = records.iter().map(|record| record.number).collect();
        assert_eq!(numbers, kept);
    }
}

#[test]
fn what_is_not_answered_is_recorded_too() {
    let (journal, schema, start) = (Arc::new(Journal::new(10)), schema(), Instant::now());
    let mut recorder = Recorder::new(Arc::clone(&journal));
    let requests = [
        (1, search("(uid=a)")),
        (2, search("(uid=b)")),
        (3, Request::Abandon(1)),
    ];
    for (id, request) in requests {
        recorder.begin(&Ok(message(id, request)), &schema, moment(start, 0));
    }
    recorder.sweep(|id| id.value() == 2, &[], &Identity::Anonymous, start);
    let seen = |journal: &Journal| -> Vec<(i32, &str)> {
        let records = journal.records().0;
        records
            .iter()
            .map(|record| {
                assert!(record.result.is_none());
                (record.message_id.unwrap().value(), record.cause)
            })
            .collect()
    };
    assert_eq!(seen(&journal), [(1, "abandoned"), (3, "no_answer_due")]);
    recorder.sweep(|_| false, &[], &Identity::Anonymous, start);
    assert_eq!(seen(&journal).last(), Some(&(2, "abandoned")));
}

#[test]
fn received_operations_are_told_apart() {
    let fry = "uid=fry,ou=Users,o=5f1b9a2c8d3e4f0012345678,dc=jumpcloud,dc=com";
    let operations = vec![
        (bind(fry), Reason::Success),
        (bind(&fry.to_uppercase()), Reason::InvalidDn),
        (bind("uid=fry2,ou=Users"), Reason::Success),
        (bind("fry@planetexpress.test"), Reason::InvalidDn),
        (search("(uid=fry)"), Reason::Success),
    ];
    let journal = journal(10, operations);
    let received = || Received::new(journal.records().0, 0, &schema());
    assert_eq!(received().len(), 5);
    assert_eq!(received().binds().len(), 4);
    assert_eq!(received().searches().len(), 1);
    assert_eq!(received().binds().to("fry").len(), 2);
    assert_eq!(received().binds().to(&fry.replace(',', ", ")).len(), 2);
    assert_eq!(received().to("fry@planetexpress.test").len(), 1);
    let refused = received()
        .binds()
        .to("fry")
        .with_result(ResultCode::INVALID_DN_SYNTAX);
    assert_eq!(
        refused
            .iter()
            .map(|record| record.number)
            .collect::<Vec<_>>(),
        [2]
    );
    assert!(received().with_cause("account_locked").is_empty());
}
