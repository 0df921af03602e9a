//! Answers read back: what is written again unchanged has the same octets.

use std::sync::LazyLock;

use jcldap_directory::{AttributeDescription, Dn, Entry, Schema};
use proptest::collection::{btree_set, vec};
use proptest::option::of;
use proptest::prelude::*;
use proptest::sample::select;

use super::octets;
use crate::wire::*;

/// Long enough for lengths of one, two and three octets.
fn value() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![vec(any::<u8>(), 0..9), vec(any::<u8>(), 120..300)]
}

fn kind() -> impl Strategy<Value = RequestKind> {
    select(vec![
        RequestKind::Bind,
        RequestKind::Search,
        RequestKind::Modify,
        RequestKind::Add,
        RequestKind::Delete,
        RequestKind::ModifyDn,
        RequestKind::Compare,
        RequestKind::Extended,
    ])
}

fn code() -> impl Strategy<Value = ResultCode> {
    select(vec![
        ResultCode::SUCCESS,
        ResultCode::NO_SUCH_OBJECT,
        ResultCode::CANNOT_CANCEL,
    ])
}

fn response() -> impl Strategy<Value = Response> {
    let controls = vec(of(value()), 0..3);
    (
        kind(),
        code(),
        "\\PC{0,200}",
        "\\PC{0,9}",
        of(value()),
        controls,
    )
        .prop_map(|(kind, code, matched_dn, text, value, controls)| Response {
            kind,
            result: LdapResult {
                code,
                matched_dn,
                diagnostic_message: text.into(),
            },
            value,
            controls: controls
                .into_iter()
                .map(|value| ResponseControl {
                    oid: "1.2.840.113556.1.4.319",
                    value,
                })
                .collect(),
        })
}

static SCHEMA: LazyLock<Schema> = LazyLock::new(|| Schema::standard().build().unwrap());

fn written_again(octets: &[u8]) -> Vec<u8> {
    let mut again = Vec::new();
    Answer::read(octets).unwrap().write(&mut again);
    again
}

proptest! {
    #[test]
    fn responses(id in 1_i64..=i64::from(i32::MAX), response in response()) {
        let mut out = Vec::new();
        write_response(MessageId::new(id).unwrap(), response, &mut out);
        prop_assert_eq!(written_again(&out), out);
    }

    #[test]
    fn entries(id in 1_i64..=i64::from(i32::MAX), values in btree_set(value(), 1..5), types_only in any::<bool>()) {
        let schema = &*SCHEMA;
        let mut entry = Entry::builder(Dn::parse(b"cn=Philip J. Fry,o=x", schema).unwrap());
        let described = |name: &[u8]| AttributeDescription::parse(name, schema).unwrap();
        for value in &values {
            entry = entry.value(described(b"jpegPhoto"), value);
        }
        let entry = entry.value(described(b"cn"), "Philip J. Fry").build(schema).unwrap();
        let mut out = Vec::new();
        let id = MessageId::new(id).unwrap();
        write_search_entry(id, &entry, types_only, |_| true, &mut out);
        prop_assert_eq!(written_again(&out), out);
    }

    #[test]
    fn notices(code in code()) {
        let mut out = Vec::new();
        write_notice_of_disconnection(code.into(), &mut out);
        prop_assert_eq!(written_again(&out), out);
    }

    #[test]
    fn nothing_but_answers_is_read(octets in vec(any::<u8>(), 0..64)) {
        // Whatever it is, reading it ends.
        let _answer = Answer::read(&octets);
    }
}

#[test]
fn rfc4511_section_4_5_3_references_and_4_2_2_credentials() {
    for message in [
        // A SearchResultReference with two URLs.
        "30 16 02 01 07 73 11 04 07 6c 64 61 70 3a 2f 2f 04 06 6c 64 61 70 3a 2f",
        // A BindResponse with a referral and serverSaslCreds.
        "30 19 02 01 07 61 14 0a 01 0a 04 00 04 00 a3 09 04 07 6c 64 61 70 3a 2f 2f 87 00",
        // An ExtendedResponse with a critical control.
        "30 1b 02 01 07 78 0c 0a 01 00 04 00 04 00 8a 01 31 8b 00 a0 08 30 06 04 01 31 01 01 ff",
    ] {
        let octets = octets(message);
        assert_eq!(written_again(&octets), octets, "{message}");
    }
}
