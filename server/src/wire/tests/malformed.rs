//! What ends the session, and what is answered on its own id (`openldap.md 7`).

use proptest::prelude::*;

use super::octets;
use crate::wire::*;

fn failure(text: &str) -> DecodeError {
    decode(&octets(text), 10).unwrap_err()
}

#[track_caller]
fn assert_invalid(text: &str, expected: InvalidRequest, message: &str) {
    match failure(text) {
        DecodeError::Invalid { id, reason, .. } => {
            assert_eq!((id.value(), reason), (9, expected));
            assert_eq!(reason.diagnostic_message(), message);
        }
        DecodeError::Malformed(malformed) => panic!("{malformed}"),
    }
}

#[test]
fn ids_that_a_client_may_not_use() {
    for (id, number) in [
        ("02 01 00", 0),
        ("02 01 ff", -1),
        ("02 05 00 80 00 00 00", 1 << 31),
    ] {
        let length = octets(id).len() + 2;
        let message = format!("30 {length:02x} {id} 42 00");
        assert_eq!(
            failure(&message),
            MalformedMessage::MessageId(number).into(),
            "{id}"
        );
    }
}

#[test]
fn an_operation_that_no_client_may_ask_for() {
    assert_eq!(
        failure("30 05 02 01 01 61 00"),
        MalformedMessage::UnknownOperation(0x61).into()
    );
    assert_eq!(
        failure("30 05 02 01 01 7e 00"),
        MalformedMessage::UnknownOperation(0x7e).into()
    );
}

#[test]
fn wrong_lengths_and_missing_components() {
    for message in [
        "30 03 02 01 01",                // no protocolOp
        "30 07 02 01 01 60 02 02 01",    // an INTEGER that ends early
        "30 08 02 01 01 60 03 02 01 03", // a BindRequest without a name
        "30 06 02 01 01 60 80 00",       // an indefinite length
        "30 08 02 01 01 42 00 a0 01 30", // a control that ends early
        "30 07 04 01 01 42 00 04 00",    // a messageID that is no INTEGER
    ] {
        assert!(
            matches!(failure(message), DecodeError::Malformed(_)),
            "{message}"
        );
    }
}

/// A search with these scope, derefAliases and limits, and this filter.
fn search(scope: &str, deref: &str, limits: &str, filter: &str) -> String {
    let body = format!("04 00 {scope} {deref} {limits} 01 01 00 {filter} 30 00");
    let length = octets(&body).len();
    format!("30 {:02x} 02 01 09 63 {length:02x} {body}", length + 5)
}

const BASE: &str = "0a 01 00";
const NEVER: &str = "0a 01 00";
const UNLIMITED: &str = "02 01 00 02 01 00";
const ANYTHING: &str = "87 0b 6f 62 6a 65 63 74 43 6c 61 73 73";

#[test]
fn values_that_a_search_does_not_allow_are_answered_on_its_id() {
    assert_invalid(
        &search("0a 01 03", NEVER, UNLIMITED, ANYTHING),
        InvalidRequest::Scope,
        "invalid scope",
    );
    assert_invalid(
        &search(BASE, "0a 01 04", UNLIMITED, ANYTHING),
        InvalidRequest::DerefAliases,
        "invalid deref",
    );
    let negative = "02 01 ff 02 01 00";
    assert_invalid(
        &search(BASE, NEVER, negative, ANYTHING),
        InvalidRequest::SizeLimit,
        "invalid size limit",
    );
    let too_long = "02 01 00 02 05 00 80 00 00 00";
    assert_invalid(
        &search(BASE, NEVER, too_long, ANYTHING),
        InvalidRequest::TimeLimit,
        "invalid time limit",
    );
    let final_first = "a4 0c 04 02 63 6e 30 06 82 01 61 80 01 62";
    assert_invalid(
        &search(BASE, NEVER, UNLIMITED, final_first),
        InvalidRequest::SubstringOrder,
        "invalid substrings filter",
    );
}

#[test]
fn rfc4511_section_4_5_1_3_there_is_no_alias_so_every_deref_is_the_same() {
    let read = |deref| decode(&octets(&search(BASE, deref, UNLIMITED, ANYTHING)), 100).unwrap();
    for deref in ["0a 01 01", "0a 01 02", "0a 01 03"] {
        assert_eq!(read(deref), read(NEVER));
    }
}

#[test]
fn a_change_that_is_none_is_answered_on_its_id() {
    assert_invalid(
        "30 1b 02 01 09 66 16 04 03 61 3d 62 30 0f 30 0d 0a 01 07 30 08 04 02 63 6e 31 02 04 00",
        InvalidRequest::ModifyOperation,
        "unrecognized modify operation",
    );
}

/// As slapd does, before the name and the controls are looked at.
#[test]
fn openldap_md_23_changes_and_attributes_without_the_values_they_need() {
    let change = |operation: &str, values: &str, lengths: [&str; 5]| {
        let [message, modify, list, change, attribute] = lengths;
        format!(
            "30 {message} 02 01 09 66 {modify} 04 03 61 3d 62 30 {list} 30 {change} 0a 01 {operation} \
             30 {attribute} 04 02 63 6e {values}"
        )
    };
    let none = ["19", "14", "0d", "0b", "06"];
    assert_invalid(
        &change("00", "31 00", none),
        InvalidRequest::AdditionWithoutValues,
        "modify/add operation requires values",
    );
    assert_invalid(
        &change("03", "31 00", none),
        InvalidRequest::IncrementWithoutValue,
        "modify/increment operation requires value",
    );
    assert_invalid(
        &change(
            "03",
            "31 06 04 01 31 04 01 32",
            ["1f", "1a", "13", "11", "0c"],
        ),
        InvalidRequest::IncrementOfSeveralValues,
        "modify/increment operation requires single value",
    );
    for operation in ["01", "02"] {
        let deletes_all = decode(&octets(&change(operation, "31 00", none)), 10);
        assert!(deletes_all.is_ok(), "{deletes_all:?}");
    }
    assert_invalid(
        "30 14 02 01 09 68 0f 04 03 61 3d 62 30 08 30 06 04 02 63 6e 31 00",
        InvalidRequest::AttributeWithoutValues,
        "no values for attribute type",
    );
}

#[test]
fn an_unknown_filter_choice_is_undefined_and_another_class_is_malformed() {
    let unknown = decode(&octets(&search(BASE, NEVER, UNLIMITED, "8b 01 61")), 10).unwrap();
    let Request::Search(request) = unknown.request else {
        panic!("{unknown:?}")
    };
    assert_eq!(request.filter, jcldap_directory::Filter::Undefined);
    assert!(matches!(
        failure(&search(BASE, NEVER, UNLIMITED, "04 01 61")),
        DecodeError::Malformed(_)
    ));
}

#[test]
fn a_filter_is_read_to_its_limit_and_refused_beyond() {
    let nested = |depth: usize| {
        let mut filter = vec![0x87, 0x02, b'c', b'n'];
        for _ in 0..depth {
            let mut not = vec![0xa2, 0x82];
            not.extend(u16::try_from(filter.len()).unwrap().to_be_bytes());
            not.append(&mut filter);
            filter = not;
        }
        let mut body = octets(&format!("04 00 {BASE} {NEVER} {UNLIMITED} 01 01 00"));
        body.append(&mut filter);
        body.extend([0x30, 0x00]);
        let mut message = vec![0x02, 0x01, 0x09, 0x63, 0x82];
        message.extend(u16::try_from(body.len()).unwrap().to_be_bytes());
        message.append(&mut body);
        let mut frame = vec![0x30, 0x82];
        frame.extend(u16::try_from(message.len()).unwrap().to_be_bytes());
        frame.append(&mut message);
        decode(&frame, 1000)
    };
    assert!(nested(1000).is_ok());
    assert_eq!(
        nested(1001).unwrap_err(),
        MalformedMessage::FilterTooDeep.into()
    );
}

proptest! {
    #[test]
    fn any_octets_are_read_or_refused(octets in any::<Vec<u8>>()) {
        let _ = decode(&octets, 10);
        let mut buffer = bytes::BytesMut::from(&octets[..]);
        while let Ok(Some(_)) = next_frame(&mut buffer, 1000) {}
    }

    #[test]
    fn a_valid_message_with_one_octet_changed_is_read_or_refused(at in 0_usize..64, octet in any::<u8>()) {
        let mut message = octets(&search(BASE, NEVER, UNLIMITED, ANYTHING));
        let length = message.len();
        message[at % length] = octet;
        let _ = decode(&message, 10);
    }
}
