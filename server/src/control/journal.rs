//! What the directory was asked and what came of it.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::extract::Parameters;
use super::operation::{Code, Operation};
use super::plane::Shared;
use super::record::RecordView;
use crate::journal::{Received, Record};

/// Which records.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct JournalParameters {
    /// Only those after this number.
    after: Option<u64>,
    /// How many there may be; all that are kept without it.
    limit: Option<usize>,
    /// Only requests of this kind.
    operation: Option<Operation>,
    /// Only requests about this name: a DN, or a username.
    name: Option<String>,
    /// Only those that were answered with this result code, by name or number.
    result: Option<Code>,
    /// Only those that ended for this cause, such as `account_locked`.
    cause: Option<String>,
}

/// Some records, oldest first.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct JournalView {
    records: Vec<RecordView>,
    /// What to give as `after` for those that follow.
    next: u64,
    /// How many records after `after` are no longer kept.
    dropped: u64,
}

impl JournalParameters {
    fn select(&self, mut received: Received) -> Received {
        if let Some(operation) = self.operation {
            received = received.of(operation.into());
        }
        if let Some(name) = &self.name {
            received = received.to(name);
        }
        if let Some(Code(code)) = self.result {
            received = received.with_result(code);
        }
        if let Some(cause) = &self.cause {
            received = received.with_cause(cause);
        }
        received
    }
}

/// Lists the operations that were finished
///
/// Each has its decoded request, its result, and the reason that the client may not have been told.
#[utoipa::path(get, path = "/journal", tag = "journal", operation_id = "readJournal", params(JournalParameters), responses((status = 200, body = JournalView)))]
pub(super) async fn read(
    State(plane): State<Shared>,
    Parameters(parameters): Parameters<JournalParameters>,
) -> Json<JournalView> {
    let after = parameters.after.unwrap_or_default();
    let received = plane.live.received().filter(|record| record.number > after);
    let numbers = |record: &Record| record.number;
    let first_kept = received.iter().next().map(numbers);
    let last_kept = received.iter().last().map(numbers);
    let selected = parameters.select(received);
    let limit = parameters.limit.unwrap_or(usize::MAX);
    let records: Vec<&Record> = selected.iter().take(limit).collect();
    // A full page goes on behind its last record; any other has seen all there is.
    let next = match records.last() {
        Some(last) if records.len() < selected.len() => Some(last.number),
        _ => last_kept,
    };
    Json(JournalView {
        next: next.unwrap_or(after),
        dropped: first_kept.map_or(0, |first| first.saturating_sub(after + 1)),
        records: records.into_iter().map(RecordView::from).collect(),
    })
}

/// Forgets what was received; numbers go on
#[utoipa::path(delete, path = "/journal", tag = "journal", operation_id = "forgetJournal", responses((status = 204, description = "Done")))]
pub(super) async fn forget(State(plane): State<Shared>) -> StatusCode {
    plane.live.forget_received();
    StatusCode::NO_CONTENT
}
