//! A record of the journal as JSON.

use serde::Serialize;
use utoipa::ToSchema;

use super::clock::rfc_3339;
use super::operation::Operation;
use crate::journal::{BindMethod, Record, RecordedRequest};
use crate::jumpcloud::Identity;
use crate::wire::MessageId;

use jcldap_directory::SearchScope;

/// One finished operation. It holds no secret.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct RecordView {
    /// Which operation of the server, counted from 1 in the order in which they ended.
    number: u64,
    /// Which connection of the server, counted from 1.
    connection: u64,
    /// Null of a notice, which answers no request.
    message_id: Option<i32>,
    /// Null of what is no request.
    operation: Option<Operation>,
    /// What the request is about: whom to bind as, where to search, which entry to compare or write.
    name: Option<String>,
    /// Null of what could not be read.
    request: Option<RequestView>,
    controls: Vec<ControlView>,
    /// Null if nothing was answered, or nothing that could be read.
    result: Option<ResultView>,
    /// How many entries were sent.
    entries: u32,
    /// The cause in a word, which may tell what the client was not told.
    #[schema(example = "account_locked")]
    cause: &'static str,
    /// The fault that was at work, in words.
    fault: Option<String>,
    /// As whom the session was bound when the operation ended; null of an anonymous one.
    bound_as: Option<String>,
    /// Whether the request came under TLS.
    tls: bool,
    /// When the request came, by the server's clock (RFC 3339).
    #[schema(format = DateTime)]
    started: String,
    duration_microseconds: u64,
}

/// What was asked. Values of secret attributes, of Modify, Add and extended requests are left out.
#[derive(Debug, Serialize, ToSchema)]
#[serde(
    rename_all = "camelCase",
    rename_all_fields = "camelCase",
    tag = "operation"
)]
enum RequestView {
    Bind {
        version: i64,
        name: String,
        #[schema(example = "simple")]
        method: String,
    },
    Unbind,
    Search {
        base: String,
        #[schema(example = "sub")]
        scope: &'static str,
        size_limit: u32,
        time_limit: u32,
        types_only: bool,
        /// As RFC 4515 writes it.
        filter: String,
        attributes: Vec<String>,
    },
    Modify {
        entry: String,
        attributes: Vec<String>,
    },
    Add {
        entry: String,
        attributes: Vec<String>,
    },
    Delete {
        entry: String,
    },
    ModifyDn {
        entry: String,
        new_rdn: String,
        new_superior: Option<String>,
    },
    Compare {
        entry: String,
        attribute: String,
        value: Option<String>,
    },
    Abandon {
        message_id: i64,
    },
    Extended {
        oid: String,
    },
}

/// A control of a request; its value is not kept.
#[derive(Debug, Serialize, ToSchema)]
struct ControlView {
    oid: String,
    criticality: bool,
}

/// What was answered (RFC 4511 section 4.1.9).
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ResultView {
    code: u16,
    #[schema(example = "invalidCredentials")]
    name: &'static str,
    matched_dn: String,
    diagnostic_message: String,
}

impl From<&Record> for RecordView {
    fn from(record: &Record) -> Self {
        let request = record.request.as_deref();
        let controls = record.controls.iter().map(|control| ControlView {
            oid: control.oid.clone(),
            criticality: control.criticality,
        });
        Self {
            number: record.number,
            connection: record.connection,
            message_id: record.message_id.map(MessageId::value),
            operation: record.kind.map(Operation::from),
            name: request.and_then(RecordedRequest::target).map(str::to_owned),
            request: request.map(RequestView::from),
            controls: controls.collect(),
            result: record.result.as_ref().map(|result| ResultView {
                code: result.code.number(),
                name: result.code.name(),
                matched_dn: result.matched_dn.clone(),
                diagnostic_message: result.diagnostic_message.to_string(),
            }),
            entries: record.entries,
            cause: record.cause,
            fault: record.fault.as_deref().map(str::to_owned),
            bound_as: match &record.identity {
                Identity::Anonymous => None,
                Identity::User(user) => Some(user.dn.to_string()),
            },
            tls: record.tls.is_some(),
            started: rfc_3339(record.started),
            duration_microseconds: u64::try_from(record.duration.as_micros()).unwrap_or(u64::MAX),
        }
    }
}

impl From<&RecordedRequest> for RequestView {
    fn from(request: &RecordedRequest) -> Self {
        match request.clone() {
            RecordedRequest::Bind {
                version,
                name,
                method,
            } => Self::Bind {
                version,
                name,
                method: match method {
                    BindMethod::Password => "simple".to_owned(),
                    BindMethod::NoPassword => "no password".to_owned(),
                    BindMethod::Sasl(mechanism) => format!("sasl {mechanism}"),
                    BindMethod::Unknown => "unknown".to_owned(),
                },
            },
            RecordedRequest::Unbind => Self::Unbind,
            RecordedRequest::Search {
                base,
                scope,
                size_limit,
                time_limit,
                types_only,
                filter,
                attributes,
            } => Self::Search {
                base,
                scope: match scope {
                    SearchScope::BaseObject => "base",
                    SearchScope::SingleLevel => "one",
                    SearchScope::WholeSubtree => "sub",
                },
                size_limit,
                time_limit,
                types_only,
                filter: filter.to_string(),
                attributes,
            },
            RecordedRequest::Modify { entry, attributes } => Self::Modify { entry, attributes },
            RecordedRequest::Add { entry, attributes } => Self::Add { entry, attributes },
            RecordedRequest::Delete { entry } => Self::Delete { entry },
            RecordedRequest::ModifyDn {
                entry,
                new_rdn,
                new_superior,
            } => Self::ModifyDn {
                entry,
                new_rdn,
                new_superior,
            },
            RecordedRequest::Compare {
                entry,
                attribute,
                value,
            } => Self::Compare {
                entry,
                attribute,
                value,
            },
            RecordedRequest::Abandon(message_id) => Self::Abandon { message_id },
            RecordedRequest::Extended(oid) => Self::Extended { oid },
        }
    }
}
