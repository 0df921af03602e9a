//! Operations as JumpCloud's Directory Insights tells of them (J10.13), so that what reads its log can be tested.
//!
//! The names of the fields are known, and a sample of a search (J1.18); of most values only what their names say. What
//! isn't known is said at each field.

use jcldap_directory::{Schema, SearchScope};
use serde::Serialize;
use time::format_description::well_known::Rfc3339;

use super::selector::organization;
use super::{BindMethod, Received, Record, RecordedRequest};
use crate::jumpcloud::Identity;
use crate::wire::{MessageId, ResultCode};

/// A Bind or Search as an event of Directory Insights. Every field is always there, null where it doesn't apply; whether
/// JumpCloud leaves such fields out is not known.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DirectoryInsightsEvent {
    /// What happened.
    pub event_type: InsightsEventType,
    /// `ldap`, as in queries for events. Not among the fields of J10.13; nor is `timestamp`.
    pub service: &'static str,
    /// When the request came, in UTC, as RFC 3339 has it.
    pub timestamp: String,
    /// The connection, counted from 1. JumpCloud's numbering is not known.
    pub connection_id: u64,
    /// The messageID. Whether JumpCloud takes that, or counts by itself, is not known.
    pub operation_number: Option<i32>,
    /// The name of a Bind as it was asked; of a Search, that of whom the session is bound as. The latter is a guess.
    pub dn: Option<String>,
    /// `simple` or `sasl`, of a Bind; null of any other choice. JumpCloud's spelling is not known.
    pub auth_method: Option<&'static str>,
    /// The SASL mechanism. Whether a simple Bind has one here is not known.
    pub mech: Option<String>,
    /// Whether TLS came by StartTLS.
    pub start_tls: bool,
    /// Whether the request came under TLS.
    pub tls_established: bool,
    /// The user that the session is bound as after the operation; of a Bind that was refused, nobody: a guess.
    pub username: Option<String>,
    /// The id of the organization.
    pub organization: Option<String>,
    /// Whether the result code is success.
    pub success: bool,
    /// The result code, 0 of success; null if nothing was answered. Whether success has one is not known.
    pub error_code: Option<u16>,
    /// The diagnosticMessage of the answer. Whether JumpCloud tells its administrators more is not known.
    pub error_message: Option<String>,
    /// Null: what JumpCloud says here of Binds and Searches is not known.
    pub oid: Option<String>,
    /// The base object of a Search, as it was asked.
    pub base: Option<String>,
    /// The scope of a Search, by its number in RFC 4511 section 4.5.1.2: whether JumpCloud has a number is not known.
    pub scope: Option<u8>,
    /// Null: the server does the same whatever derefAliases says (there is no alias), and does not keep it.
    pub deref: Option<u8>,
    /// The filter of a Search, without secret values.
    pub filter: Option<String>,
    /// The attribute selection of a Search, with spaces in between (J1.18).
    pub attr: Option<String>,
    /// How many entries a Search was answered with.
    pub number_of_results: Option<u32>,
    /// Null: its content is not known.
    pub auth_meta: Option<String>,
}

/// Which event it is (J10.13).
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum InsightsEventType {
    /// A Bind.
    LdapBind,
    /// A Search.
    LdapSearch,
}

impl Received {
    /// The Binds and Searches as events of JumpCloud's Directory Insights, oldest first. Requests that could not be read
    /// are no events.
    ///
    /// # Examples
    ///
    /// ```
    /// # use jcldap::MockJumpCloud;
    /// let jumpcloud = MockJumpCloud::builder().start_blocking()?;
    /// // ... after the application under test did something, for whatever reads the log:
    /// let log = serde_json::to_string(&jumpcloud.received().insights())?;
    /// # assert_eq!(log, "[]");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn insights(&self) -> Vec<DirectoryInsightsEvent> {
        let records = self.iter();
        records
            .filter_map(|record| event(record, self.schema()))
            .collect()
    }
}

fn event(record: &Record, schema: &Schema) -> Option<DirectoryInsightsEvent> {
    let request = record.request.as_deref()?;
    let event_type = match request {
        RecordedRequest::Bind { .. } => InsightsEventType::LdapBind,
        RecordedRequest::Search { .. } => InsightsEventType::LdapSearch,
        _ => return None,
    };
    let bound_as = match &record.identity {
        Identity::User(user) => Some(user),
        Identity::Anonymous => None,
    };
    let result = record.result.as_ref();
    let event = DirectoryInsightsEvent {
        event_type,
        service: "ldap",
        timestamp: record.started.format(&Rfc3339).unwrap_or_default(),
        connection_id: record.connection,
        operation_number: record.message_id.map(MessageId::value),
        dn: bound_as.map(|user| user.dn.to_string()),
        auth_method: None,
        mech: None,
        start_tls: record.tls.is_some_and(|tls| tls.by_start_tls),
        tls_established: record.tls.is_some(),
        username: bound_as.map(|user| user.username.to_string()),
        organization: organization(record, schema),
        success: result.is_some_and(|result| result.code == ResultCode::SUCCESS),
        error_code: result.map(|result| result.code.number()),
        error_message: result.map(|result| result.diagnostic_message.clone().into_owned()),
        oid: None,
        base: None,
        scope: None,
        deref: None,
        filter: None,
        attr: None,
        number_of_results: None,
        auth_meta: None,
    };
    Some(match request {
        RecordedRequest::Bind { name, method, .. } => DirectoryInsightsEvent {
            dn: Some(name.clone()),
            auth_method: match method {
                BindMethod::Password | BindMethod::NoPassword => Some("simple"),
                BindMethod::Sasl(_) => Some("sasl"),
                BindMethod::Unknown => None,
            },
            mech: match method {
                BindMethod::Sasl(mechanism) => Some(mechanism.clone()),
                _ => None,
            },
            ..event
        },
        RecordedRequest::Search {
            base,
            scope,
            filter,
            attributes,
            ..
        } => DirectoryInsightsEvent {
            base: Some(base.clone()),
            scope: Some(match scope {
                SearchScope::BaseObject => 0,
                SearchScope::SingleLevel => 1,
                SearchScope::WholeSubtree => 2,
            }),
            filter: Some(filter.to_string()),
            attr: Some(attributes.join(" ")),
            number_of_results: Some(record.entries),
            ..event
        },
        _ => event,
    })
}
