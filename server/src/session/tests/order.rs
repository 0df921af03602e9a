//! Operations beside one another: Abandon, Unbind, pipelining, and what cannot be read.

use super::*;

fn ids(answers: &[LdapMsg]) -> Vec<i32> {
    answers.iter().map(|answer| answer.msgid).collect()
}

fn read_root_dse() -> Request {
    search_request("", SearchScope::BaseObject, "(objectClass=*)", &[])
}

#[test]
fn pipelined_requests_are_all_answered_and_a_bind_holds_for_those_behind_it() {
    let mut session = session();
    session.receive(Ok(request(
        1,
        search_request(USERS, SearchScope::BaseObject, "(ou=Users)", &[]),
    )));
    session.receive(Ok(request(2, bind_request(BINDING_USER, b"good"))));
    session.receive(Ok(request(
        3,
        search_request(USERS, SearchScope::BaseObject, "(ou=Users)", &[]),
    )));
    let answers = run(&mut session);
    assert_eq!(
        ids(&answers),
        [1, 2, 3, 3],
        "32 before the bind, an entry and a done behind it"
    );
}

#[test]
fn rfc4511_section_4_11_an_abandoned_operation_is_not_answered() {
    let mut session = session();
    session.receive(Ok(request(1, read_root_dse())));
    session.receive(Ok(request(2, read_root_dse())));
    session.receive(Ok(request(3, Request::Abandon(1))));
    session.receive(Ok(request(4, Request::Abandon(77))));
    assert_eq!(ids(&run(&mut session)), [2, 2]);
}

#[test]
fn rfc4511_section_4_11_a_bind_cannot_be_abandoned() {
    let mut session = session();
    session.receive(Ok(request(1, bind_request(BINDING_USER, b"good"))));
    session.receive(Ok(request(2, Request::Abandon(1))));
    assert_eq!(ids(&run(&mut session)), [1]);
}

#[test]
fn rfc4511_section_4_3_nothing_is_answered_after_an_unbind() {
    let mut session = session();
    session.receive(Ok(request(1, read_root_dse())));
    session.receive(Ok(request(2, Request::Unbind)));
    session.receive(Ok(request(3, read_root_dse())));
    assert_eq!(ids(&run(&mut session)), [] as [i32; 0]);
}

#[test]
fn openldap_md_7_a_malformed_message_gets_a_notice_and_nothing_more() {
    let mut session = session();
    session.receive(Err(MalformedMessage::UnknownOperation(0x7e).into()));
    session.receive(Ok(request(3, read_root_dse())));
    let answers = run(&mut session);
    let [
        LdapMsg {
            msgid: 0,
            op: LdapOp::ExtendedResponse(notice),
            ..
        },
    ] = &answers[..]
    else {
        panic!("{answers:?}")
    };
    assert_eq!(notice.res.code.clone() as i64, 2);
    assert_eq!(notice.name.as_deref(), Some("1.3.6.1.4.1.1466.20036"));
}

#[test]
fn openldap_md_7_a_bad_value_is_answered_on_its_own_id_and_the_session_goes_on() {
    let mut session = session();
    let id = MessageId::new(6).unwrap();
    session.receive(Err(DecodeError::Invalid {
        id,
        kind: RequestKind::Search,
        reason: InvalidRequest::Scope,
    }));
    session.receive(Ok(request(7, read_root_dse())));
    let answers = run(&mut session);
    assert_eq!(ids(&answers), [6, 7, 7]);
    let LdapOp::SearchResultDone(done) = &answers[0].op else {
        panic!("{answers:?}")
    };
    assert_eq!(
        (done.code.clone() as i64, &done.message[..]),
        (2, "invalid scope")
    );
}
