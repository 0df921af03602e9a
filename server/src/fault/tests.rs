use std::sync::{Arc, LazyLock};

use jcldap_directory::{Filter, Schema, SearchScope};
use proptest::collection::vec;
use proptest::prelude::*;

use super::alter::altered;
use super::{Arrival, Change, Fault, Faults, Interruption, Tampering};
use crate::jumpcloud::Identity;
use crate::wire::{
    Answer, AnswerAttribute, AnswerEntry, AnswerOperation, AnswerResult, Authentication,
    BindRequest, Control, DecodeError, MalformedMessage, MessageId, Request, RequestKind,
    RequestMessage, SearchRequest, Secret,
};

static SCHEMA: LazyLock<Schema> = LazyLock::new(|| Schema::standard().build().unwrap());

fn search(id: i64, filter: &str) -> RequestMessage {
    RequestMessage {
        id: MessageId::new(id).unwrap(),
        request: Request::Search(SearchRequest {
            base: b"ou=Users,o=x".to_vec(),
            scope: SearchScope::WholeSubtree,
            size_limit: 5,
            time_limit: 0,
            types_only: false,
            filter: Filter::parse(filter).unwrap(),
            attributes: vec![b"givenName".to_vec()],
        }),
        controls: vec![Control {
            oid: b"1.2.840.113556.1.4.319".to_vec(),
            criticality: true,
            value: None,
        }],
    }
}

fn bind(id: i64, name: &str) -> RequestMessage {
    RequestMessage {
        id: MessageId::new(id).unwrap(),
        request: Request::Bind(BindRequest {
            version: 3,
            name: name.into(),
            authentication: Authentication::Simple(Secret::new(b"walking-on-sunshine".to_vec())),
        }),
        controls: Vec::new(),
    }
}

fn arrival(message: RequestMessage) -> Arrival<'static> {
    Arrival::new(&Ok(message), &[], &Identity::Anonymous, &SCHEMA)
}

fn no_message(octets: &[u8]) -> Arrival<'_> {
    let malformed = Err(DecodeError::Malformed(MalformedMessage::NotAMessage));
    Arrival::new(&malformed, octets, &Identity::Anonymous, &SCHEMA)
}

#[test]
fn a_rule_is_about_what_it_says() {
    let on_search = || Fault::on(RequestKind::Search);
    let fry = || arrival(search(77, "(&(uid=Fry)(mail=*@x))"));
    for (fault, takes) in [
        (on_search(), true),
        (Fault::on_any(), true),
        (Fault::on(RequestKind::Bind), false),
        (Fault::on_malformed(), false),
        (on_search().containing("UID=fry"), true),
        (on_search().containing("ou=users"), true),
        (on_search().containing("givenname").containing("@x"), true),
        (on_search().containing("givenname").containing("@y"), false),
        (on_search().containing("319 critical"), true),
        (on_search().containing("sizeLimit 5"), true),
        (on_search().containing("messageID 77"), true),
        (on_search().to("OU=Users,o=x"), true),
        (on_search().to("o=x"), false),
        (on_search().by_anonymous(), true),
        (on_search().by_user("fry"), false),
    ] {
        assert_eq!(fault.matches([&fry()]) == 1, takes, "{fault}");
    }
    assert_eq!(Fault::on_any().matches([&no_message(&[1])]), 0);
    for (octets, takes) in [(&[2, 3][..], 1), (&[3, 2], 0), (&[], 1)] {
        let fault = Fault::on_malformed().containing_octets(octets);
        assert_eq!(fault.matches([&no_message(&[1, 2, 3])]), takes, "{fault}");
    }
}

#[test]
fn passwords_are_not_looked_at() {
    let fault = Fault::on_any().containing("walking");
    let asserted = search(1, "(userPassword=walking-on-sunshine)");
    assert_eq!(
        fault.matches([&arrival(bind(1, "uid=fry")), &arrival(asserted)]),
        0
    );
}

#[test]
fn the_first_rule_takes_a_request_as_often_as_it_may() {
    let faults = Arc::new(Faults::default());
    assert!(!faults.are_any());
    let second = faults.add(Fault::on(RequestKind::Search).nth(2));
    let twice = faults.add(Fault::on(RequestKind::Search).times(2));
    let later = faults.add(Fault::on_any().after("uid=fry").containing("(cn=c)"));
    let taken = |message| {
        let rule = faults.select(&arrival(message));
        rule.map(|rule| rule.name.to_string())
    };
    assert!(taken(search(1, "(cn=a)")).is_some());
    assert!(taken(search(2, "(cn=b)")).is_some());
    assert_eq!((second.hits(), twice.hits()), (1, 1));
    assert!(taken(search(3, "(cn=c)")).is_some(), "its second one");
    assert!(taken(search(4, "(cn=c)")).is_none(), "before uid=fry");
    assert!(taken(bind(5, "uid=fry")).is_none());
    assert!(taken(search(6, "(cn=c)")).is_some(), "after uid=fry");
    assert_eq!((second.hits(), twice.hits(), later.hits()), (1, 2, 1));
    later.remove();
    assert!(taken(search(7, "(cn=c)")).is_none());
    faults.clear();
    assert!(!faults.are_any());
}

/// An answer to request 7: `count` entries and the message that ends it.
fn answer(count: usize) -> Vec<Answer> {
    let entry = |number| {
        AnswerOperation::Entry(AnswerEntry {
            name: format!("uid={number}").into_bytes(),
            attributes: vec![AnswerAttribute {
                description: b"cn".to_vec(),
                values: vec![b"a".to_vec(), b"b".to_vec()],
            }],
        })
    };
    let done = AnswerOperation::Result(AnswerResult {
        kind: RequestKind::Search,
        code: 0,
        matched_dn: Vec::new(),
        diagnostic_message: Vec::new(),
        referral: Vec::new(),
        server_sasl_credentials: None,
        response_name: None,
        response_value: None,
    });
    let operations = (1..=count).map(entry).chain([done]);
    operations
        .map(|operation| Answer {
            id: 7,
            operation,
            controls: Vec::new(),
        })
        .collect()
}

fn octets(answers: &[Answer]) -> Vec<u8> {
    let mut octets = Vec::new();
    for answer in answers {
        answer.write(&mut octets);
    }
    octets
}

/// What a connection with this rule sends in answer to request 7, cut at these places into steps.
fn sent(fault: Fault, answers: &[Answer], steps: usize) -> (Vec<u8>, Tampering) {
    let faults = Arc::new(Faults::default());
    faults.add(fault);
    let (mut tampering, mut out) = (Tampering::new(faults), Vec::new());
    let _handed = tampering.arrive(&arrival(search(7, "(cn=a)")), &mut out);
    for step in answers.chunks(steps) {
        let start = out.len();
        out.extend(octets(step));
        tampering.rewrite(&mut out, start);
    }
    (out, tampering)
}

proptest! {
    #[test]
    fn a_fault_that_changes_nothing_changes_no_octet(count in 0_usize..20, steps in 1_usize..7) {
        let answers = answer(count);
        let (out, _) = sent(Fault::on_any(), &answers, steps);
        prop_assert_eq!(out, octets(&answers));
    }

    #[test]
    fn one_entry_is_left_out_however_the_answer_is_cut(
        count in 0_usize..20, steps in 1_usize..7, number in 1_usize..20
    ) {
        let mut answers = answer(count);
        let number_of_entry = u64::try_from(number).unwrap();
        let (out, _) = sent(Fault::on_any().change(Change::DropEntry(number_of_entry)), &answers, steps);
        if number <= count {
            answers.remove(number - 1);
        }
        prop_assert_eq!(out, octets(&answers));
    }

    #[test]
    fn octets_come_in_place_of_the_whole_answer(count in 0_usize..9, own in vec(any::<u8>(), 0..9)) {
        let (out, mut tampering) = sent(Fault::on_any().octets(own.clone()), &answer(count), 2);
        prop_assert_eq!(out, own);
        prop_assert!(tampering.finish(MessageId::new(7)).unwrap().result.is_none());
    }
}

#[test]
fn answers_to_others_are_left_alone() {
    let mut others = answer(2);
    for answer in &mut others {
        answer.id = 8;
    }
    let (out, _) = sent(Fault::on_any().no_answer(), &others, 1);
    assert_eq!(out, octets(&others));
}

#[test]
fn changes_are_made_in_their_order() {
    let last = answer(0).remove(0);
    let changes = [
        Change::AddEntry("uid=ghost".to_owned()),
        Change::SetAttribute {
            description: "cn".to_owned(),
            values: vec![b"c".to_vec()],
        },
        Change::AddEntry("uid=late".to_owned()),
        Change::AnswerTwice,
        Change::MessageId(9),
    ];
    let answers = altered(&changes, last, 0);
    assert!(answers.iter().all(|answer| answer.id == 9));
    let attributes: Vec<_> = answers
        .iter()
        .map(|answer| match &answer.operation {
            AnswerOperation::Entry(entry) => Some(entry.attributes.len()),
            _ => None,
        })
        .collect();
    assert_eq!(attributes, [Some(0), Some(1), None, None]);
}

#[test]
fn an_interruption_has_its_place() {
    let (out, mut tampering) = sent(Fault::on_any().close(), &answer(2), 3);
    let next = tampering.next_interruption();
    assert_eq!(next, Some((out.len(), Interruption::Close)));
    assert_eq!(tampering.next_interruption(), None);
    let (out, mut tampering) = sent(Fault::on_any().cut(), &answer(2), 3);
    let next = tampering.next_interruption();
    assert_eq!((out.len(), next), (0, Some((0, Interruption::Cut))));
}
