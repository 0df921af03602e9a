//! Writing answers.
//!
//! `ldap3_proto` encodes everything but entries. An entry is written here, as a copy of the octets that it already
//! holds: no attribute is taken apart or allocated (design of the directory: entries are pre-encoded).

use bytes::BytesMut;
use jcldap_directory::{Entry, EntryAttribute, ber};
use ldap3_lber::structure::StructureTag;
use ldap3_lber::write::encode_into;
use ldap3_proto::control::LdapControl;
use ldap3_proto::proto::{
    LdapBindResponse, LdapExtendedResponse, LdapMsg, LdapOp, LdapResult as ProtoResult,
};

use super::ber::tag;
use super::{LdapResult, MessageId, RequestKind};

/// The responseName of the one unsolicited notification there is (RFC 4511 section 4.4.1).
pub const NOTICE_OF_DISCONNECTION: &str = "1.3.6.1.4.1.1466.20036";

const SEARCH_RESULT_ENTRY: u8 = 0x64;

/// The answer that ends an operation.
#[derive(Clone, Debug)]
pub struct Response {
    /// Which operation it ends; decides the type of the answer.
    pub kind: RequestKind,
    /// How it ended.
    pub result: LdapResult,
    /// The responseValue of an extended operation, which may be empty and yet there.
    pub value: Option<Vec<u8>>,
    /// The response controls.
    pub controls: Vec<ResponseControl>,
}

/// A control of an answer.
#[derive(Clone, Debug)]
pub struct ResponseControl {
    /// The controlType.
    pub oid: &'static str,
    /// The controlValue.
    pub value: Option<Vec<u8>>,
}

/// Appends the answer that ends request `id`. Unbind and Abandon have none: nothing is written.
pub fn write_response(id: MessageId, response: Response, out: &mut Vec<u8>) {
    let Response {
        kind,
        result,
        value,
        controls,
    } = response;
    let result = proto_result(result);
    let operation = match kind {
        RequestKind::Bind => LdapOp::BindResponse(LdapBindResponse {
            res: result,
            saslcreds: None,
        }),
        RequestKind::Search => LdapOp::SearchResultDone(result),
        RequestKind::Modify => LdapOp::ModifyResponse(result),
        RequestKind::Add => LdapOp::AddResponse(result),
        RequestKind::Delete => LdapOp::DelResponse(result),
        RequestKind::ModifyDn => LdapOp::ModifyDNResponse(result),
        RequestKind::Compare => LdapOp::CompareResult(result),
        // `openldap.md 9`: the responseName stands in the notice alone.
        RequestKind::Extended => LdapOp::ExtendedResponse(LdapExtendedResponse {
            res: result,
            name: None,
            value,
        }),
        RequestKind::Unbind | RequestKind::Abandon => return,
    };
    let controls = controls
        .into_iter()
        .map(|control| LdapControl::Unknown {
            oid: control.oid.to_owned(),
            criticality: false,
            value: control.value,
        })
        .collect();
    write_message(
        LdapMsg::new_with_ctrls(id.value(), operation, controls),
        out,
    );
}

/// Appends the Notice of Disconnection (RFC 4511 section 4.4.1), under message id 0.
pub fn write_notice_of_disconnection(result: LdapResult, out: &mut Vec<u8>) {
    let notice = LdapExtendedResponse {
        res: proto_result(result),
        name: Some(NOTICE_OF_DISCONNECTION.to_owned()),
        value: None,
    };
    write_message(LdapMsg::new(0, LdapOp::ExtendedResponse(notice)), out);
}

/// Appends a SearchResultEntry with the attributes that `selects` approves, without values if `types_only`.
pub fn write_search_entry(
    id: MessageId,
    entry: &Entry,
    types_only: bool,
    selects: impl Fn(&EntryAttribute<'_>) -> bool,
    out: &mut Vec<u8>,
) {
    const EMPTY_SET: [u8; 2] = [tag::SET, 0];

    let selected = || entry.attributes().filter(|attribute| selects(attribute));
    let attributes_length: usize = if types_only {
        selected()
            .map(|attribute| ber::encoded_length(attribute.encoded_type().len() + EMPTY_SET.len()))
            .sum()
    } else {
        selected().map(|attribute| attribute.encoded().len()).sum()
    };
    let name = entry.dn().as_str().as_bytes();
    let entry_length = ber::encoded_length(name.len()) + ber::encoded_length(attributes_length);
    let message_length =
        ber::encoded_integer_length(i64::from(id.value())) + ber::encoded_length(entry_length);

    out.reserve(ber::encoded_length(message_length));
    ber::write_header(out, tag::SEQUENCE, message_length);
    ber::write_integer(out, tag::INTEGER, i64::from(id.value()));
    ber::write_header(out, SEARCH_RESULT_ENTRY, entry_length);
    ber::write(out, tag::OCTET_STRING, name);
    ber::write_header(out, tag::SEQUENCE, attributes_length);
    for attribute in selected() {
        if types_only {
            let description = attribute.encoded_type();
            ber::write_header(out, tag::SEQUENCE, description.len() + EMPTY_SET.len());
            out.extend_from_slice(description);
            out.extend_from_slice(&EMPTY_SET);
        } else {
            out.extend_from_slice(attribute.encoded());
        }
    }
}

fn proto_result(result: LdapResult) -> ProtoResult {
    ProtoResult {
        code: result.code.vocabulary(),
        matcheddn: result.matched_dn,
        message: result.diagnostic_message.into_owned(),
        referral: Vec::new(),
    }
}

fn write_message(message: LdapMsg, out: &mut Vec<u8>) {
    let mut encoded = BytesMut::new();
    // Writing to a buffer in memory cannot fail: the error type is that of `std::io::Write`.
    let written = encode_into(&mut encoded, StructureTag::from(message));
    debug_assert!(written.is_ok(), "encoding into memory failed");
    out.extend_from_slice(&encoded);
}
