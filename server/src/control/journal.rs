//! What the directory was asked and what came of it.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::extract::Parameters;
use super::journal_stream;
use super::operation::{Code, Operation};
use super::plane::Shared;
use super::record::RecordView;
use super::selection::Selection;
use crate::journal::{DirectoryInsightsEvent, Record};

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
    fn selection(self) -> Selection {
        Selection {
            operation: self.operation,
            name: self.name,
            result: self.result,
            cause: self.cause,
            ..Selection::default()
        }
    }
}

/// Lists the operations that were finished
///
/// Each has its decoded request, its result, and the reason that the client may not have been told. To whom accepts
/// `text/event-stream`, each record that there is comes as an event, then each new one; `Last-Event-ID` goes on behind one.
#[utoipa::path(get, path = "/journal", tag = "journal", operation_id = "readJournal", params(JournalParameters), responses((status = 200, body = JournalView)))]
pub(super) async fn read(
    State(plane): State<Shared>,
    headers: HeaderMap,
    Parameters(parameters): Parameters<JournalParameters>,
) -> Response {
    let (after, limit) = (parameters.after, parameters.limit.unwrap_or(usize::MAX));
    let selection = parameters.selection();
    if text(&headers, "accept").is_some_and(|accept| accept.contains(EVENT_STREAM)) {
        let last = text(&headers, "last-event-id").and_then(|id| id.parse().ok());
        let after = last.or(after).unwrap_or_default();
        return journal_stream::stream(plane, selection, after).into_response();
    }
    Json(page(&plane, &selection, after.unwrap_or_default(), limit)).into_response()
}

fn page(plane: &Shared, selection: &Selection, after: u64, limit: usize) -> JournalView {
    let received = plane.live.received();
    let received = received.filter(|record| record.number > after);
    let numbers = |record: &Record| record.number;
    let first_kept = received.iter().next().map(numbers);
    let last_kept = received.iter().last().map(numbers);
    let selected = selection.of(received);
    let records: Vec<&Record> = selected.iter().take(limit).collect();
    // A full page goes on behind its last record; any other has seen all there is.
    let next = match records.last() {
        Some(last) if records.len() < selected.len() => Some(last.number),
        _ => last_kept,
    };
    JournalView {
        next: next.unwrap_or(after),
        dropped: first_kept.map_or(0, |first| first.saturating_sub(after.saturating_add(1))),
        records: records.into_iter().map(RecordView::from).collect(),
    }
}

/// The media type of server-sent events.
const EVENT_STREAM: &str = "text/event-stream";

/// Lists Binds and Searches as events of JumpCloud's Directory Insights (J10.13)
#[utoipa::path(get, path = "/journal/insights", tag = "journal", operation_id = "readInsights", responses((status = 200, body = Vec<Object>)))]
pub(super) async fn insights(State(plane): State<Shared>) -> Json<Vec<DirectoryInsightsEvent>> {
    Json(plane.live.received().insights())
}

/// Forgets what was received; numbers go on
#[utoipa::path(delete, path = "/journal", tag = "journal", operation_id = "forgetJournal", responses((status = 204, description = "Done")))]
pub(super) async fn forget(State(plane): State<Shared>) -> StatusCode {
    plane.live.forget_received();
    StatusCode::NO_CONTENT
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}
