//! Cancel (RFC 3909, `openldap.md 25`).

use super::*;

const CANCEL: &str = "1.3.6.1.1.8";

fn cancel(id: i64, target: u8) -> RequestMessage {
    request(id, extended_request(CANCEL, Some(&[0x30, 3, 2, 1, target])))
}

fn search(id: i64) -> RequestMessage {
    let filter = "(objectClass=*)";
    request(
        id,
        search_request(USERS, SearchScope::WholeSubtree, filter, &[]),
    )
}

/// Message id and code of each answer.
fn answers(session: &mut Session) -> Vec<(i32, i64)> {
    run(session)
        .iter()
        .map(|answer| (answer.msgid, result_of(answer).0))
        .collect()
}

fn receive(session: &mut Session, messages: impl IntoIterator<Item = RequestMessage>) {
    for message in messages {
        session.receive(Ok(message));
    }
}

#[test]
fn rfc3909_section_3_the_operation_ends_with_canceled_and_the_cancel_with_success() {
    let mut session = bound_session(Overrides::default());
    receive(&mut session, [search(2), cancel(3, 2)]);
    assert_eq!(answers(&mut session), [(2, 118), (3, 0)]);

    // Once it has begun, too.
    receive(&mut session, [search(4)]);
    let mut out = Vec::new();
    assert!(matches!(session.advance(&mut out), Advance::Continue));
    receive(&mut session, [cancel(5, 4)]);
    assert_eq!(answers(&mut session), [(4, 118), (5, 0)]);
}

#[test]
fn rfc3909_section_3_other_operations_go_on() {
    let mut session = session();
    receive(&mut session, [search(2), search(3), cancel(4, 3)]);
    assert_eq!(answers(&mut session), [(2, 32), (3, 118), (4, 0)]);
}

#[test]
fn rfc3909_section_3_what_is_not_under_way() {
    let mut session = session();
    receive(&mut session, [search(2)]);
    let _ = answers(&mut session);
    for target in [0, 2, 77] {
        receive(&mut session, [cancel(3, target)]);
        let answered = run(&mut session);
        assert_eq!(result_of(&answered[0]), (119, "", "message ID not found"));
    }
}

#[test]
fn rfc3909_section_3_what_cannot_be_canceled() {
    let mut session = session();
    receive(
        &mut session,
        [
            request(2, bind_request(BINDING_USER, b"good")),
            cancel(3, 2),
            cancel(4, 4),
            cancel(5, 3),
        ],
    );
    assert_eq!(
        answers(&mut session),
        [(2, 0), (3, 121), (4, 121), (5, 121)]
    );
    assert_eq!(
        session.identity().to_string(),
        BINDING_USER,
        "the bind went on"
    );
}

#[test]
fn a_bind_whose_password_is_being_checked_cannot_be_canceled() {
    let mut session = session();
    let slow = format!("uid=slow,{USERS}");
    receive(&mut session, [request(2, bind_request(&slow, b"nibbler"))]);
    let mut out = Vec::new();
    let Advance::Work(work) = session.advance(&mut out) else {
        panic!("no work")
    };
    receive(&mut session, [cancel(3, 2)]);
    let _ = session.resume(do_work(work), &mut out);
    let bound = read(&out);
    assert_eq!((bound[0].msgid, result_of(&bound[0]).0), (2, 0));
    assert_eq!(answers(&mut session), [(3, 121)]);
}

#[test]
fn rfc3909_section_3_a_cancel_cannot_be_abandoned() {
    let mut session = session();
    receive(&mut session, [search(2), cancel(3, 2)]);
    receive(&mut session, [request(4, Request::Abandon(3))]);
    receive(&mut session, [request(5, Request::Abandon(2))]);
    assert_eq!(answers(&mut session), [(2, 118), (3, 0)]);
}

#[test]
fn openldap_md_25_a_value_that_cannot_be_read() {
    for (value, text) in [
        (None, "no message ID supplied"),
        (Some(&b""[..]), "empty request data field"),
        (Some(b"xyz"), "message ID parse failed"),
        (Some(&[0x30, 3, 2, 1, 0xff]), "message ID invalid"),
    ] {
        let answered = ask(&mut session(), extended_request(CANCEL, value));
        assert_eq!(result_of(&answered[0]), (2, "", text));
    }
}
