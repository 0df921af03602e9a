//! Messages written by hand from RFC 4511 and X.690, in both directions.

use jcldap_directory::{Filter, SearchScope};

use super::octets;
use crate::wire::*;

fn read(text: &str) -> RequestMessage {
    decode(&octets(text), 100).unwrap()
}

fn written(response: Response) -> Vec<u8> {
    let mut out = Vec::new();
    write_response(MessageId::new(5).unwrap(), response, &mut out);
    out
}

#[test]
fn rfc4511_section_4_2_bind_with_a_password_that_is_not_utf8() {
    let message = read(
        "30 14           # LDAPMessage
            02 01 01     # messageID 1
            60 0f        # BindRequest
               02 01 03  # version 3
               04 05 63 6e 3d 61 62     # name cn=ab
               80 03 ff 00 41           # simple",
    );
    assert_eq!(message.id.value(), 1);
    let Request::Bind(bind) = message.request else {
        panic!("{message:?}")
    };
    assert_eq!((bind.version, &bind.name[..]), (3, &b"cn=ab"[..]));
    assert_eq!(
        bind.authentication,
        Authentication::Simple(Secret::new(vec![0xff, 0, 0x41]))
    );
}

#[test]
fn rfc4511_section_4_5_search_with_a_binary_assertion_value_and_controls() {
    let message = read(
        "30 53
            02 02 01 00              # messageID 256
            63 2c                    # SearchRequest
               04 04 6f 3d 61 62     # baseObject o=ab
               0a 01 02              # wholeSubtree
               0a 01 03              # derefAlways
               02 04 7f ff ff ff     # sizeLimit 2147483647
               02 01 00              # timeLimit none
               01 01 ff              # typesOnly
               a3 08 04 02 63 6e 04 02 ff fe    # (cn=\\ff\\fe)
               30 08 04 01 2a 04 03 31 2e 31    # *, 1.1
            a0 1f                    # controls
               30 0e 04 03 31 2e 32 01 01 ff 04 04 30 02 05 00
               30 05 04 03 31 2e 33
               30 06 04 01 37 04 01 00",
    );
    assert_eq!(message.id.value(), 256);
    let Request::Search(search) = message.request else {
        panic!("{message:?}")
    };
    assert_eq!(search.base, b"o=ab");
    assert_eq!(search.scope, SearchScope::WholeSubtree);
    assert_eq!(
        (search.size_limit, search.time_limit, search.types_only),
        (2_147_483_647, 0, true)
    );
    assert_eq!(
        search.filter,
        Filter::Equality {
            attribute: b"cn".to_vec(),
            value: vec![0xff, 0xfe]
        }
    );
    assert_eq!(search.attributes, [b"*".to_vec(), b"1.1".to_vec()]);
    let control = |oid: &[u8], criticality, value: Option<&[u8]>| Control {
        oid: oid.to_vec(),
        criticality,
        value: value.map(<[u8]>::to_vec),
    };
    assert_eq!(
        message.controls,
        [
            control(b"1.2", true, Some(&[0x30, 2, 5, 0])),
            control(b"1.3", false, None),
            control(b"7", false, Some(&[0])),
        ]
    );
}

#[test]
fn rfc4511_section_4_unrecognised_trailing_components_are_ignored() {
    let message = read(
        "30 0e
            02 01 02
            42 00            # UnbindRequest
            a5 03 02 01 07   # nothing that RFC 4511 defines
            04 02 68 69",
    );
    assert_eq!(message.request, Request::Unbind);
    assert!(message.controls.is_empty());
}

#[test]
fn rfc4511_section_4_9_modify_dn_and_4_11_abandon() {
    let message =
        read("30 18 02 01 03 6c 13 04 03 61 3d 62 04 03 61 3d 63 01 01 00 80 04 6f 3d 61 62");
    let Request::ModifyDn(rename) = message.request else {
        panic!("{message:?}")
    };
    assert_eq!(
        (&rename.entry[..], &rename.new_rdn[..]),
        (&b"a=b"[..], &b"a=c"[..])
    );
    assert_eq!(
        (rename.delete_old_rdn, rename.new_superior),
        (false, Some(b"o=ab".to_vec()))
    );
    assert_eq!(read("30 06 02 01 04 50 01 03").request, Request::Abandon(3));
}

#[test]
fn rfc4511_section_4_1_9_a_search_done_with_matched_dn_and_text() {
    let result = LdapResult {
        code: ResultCode::NO_SUCH_OBJECT,
        matched_dn: "o=ab".into(),
        diagnostic_message: "no".into(),
    };
    let response = Response {
        kind: RequestKind::Search,
        result,
        value: None,
        controls: Vec::new(),
    };
    assert_eq!(
        written(response),
        octets("30 12 02 01 05 65 0d 0a 01 20 04 04 6f 3d 61 62 04 02 6e 6f")
    );
}

#[test]
fn rfc4511_section_4_12_an_extended_response_with_an_empty_value_and_a_control() {
    let response = Response {
        kind: RequestKind::Extended,
        result: ResultCode::SUCCESS.into(),
        value: Some(Vec::new()),
        controls: vec![ResponseControl {
            oid: "1.2",
            value: Some(vec![0x30, 0]),
        }],
    };
    assert_eq!(
        written(response),
        octets(
            "30 1b
                02 01 05
                78 09 0a 01 00 04 00 04 00 8b 00
                a0 0b 30 09 04 03 31 2e 32 04 02 30 00"
        )
    );
}

#[test]
fn rfc4511_section_4_4_1_notice_of_disconnection() {
    let mut out = Vec::new();
    write_notice_of_disconnection(ResultCode::PROTOCOL_ERROR.into(), &mut out);
    assert_eq!(
        out,
        octets(
            "30 24
                02 01 00         # messageID 0
                78 1f 0a 01 02 04 00 04 00
                   8a 16 31 2e 33 2e 36 2e 31 2e 34 2e 31 2e 31 34 36 36 2e 32 30 30 33 36"
        )
    );
}

#[test]
fn the_answer_has_the_type_that_belongs_to_the_request() {
    let tags = [
        (RequestKind::Bind, 0x61),
        (RequestKind::Search, 0x65),
        (RequestKind::Modify, 0x67),
        (RequestKind::Add, 0x69),
        (RequestKind::Delete, 0x6b),
        (RequestKind::ModifyDn, 0x6d),
        (RequestKind::Compare, 0x6f),
        (RequestKind::Extended, 0x78),
    ];
    for (kind, tag) in tags {
        let response = Response {
            kind,
            result: ResultCode::SUCCESS.into(),
            value: None,
            controls: Vec::new(),
        };
        assert_eq!(written(response)[5], tag, "{kind:?}");
    }
    for kind in [RequestKind::Unbind, RequestKind::Abandon] {
        let response = Response {
            kind,
            result: ResultCode::SUCCESS.into(),
            value: None,
            controls: Vec::new(),
        };
        assert!(written(response).is_empty(), "{kind:?} has no answer");
    }
}
