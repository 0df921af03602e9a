//! Letting time pass.

use std::time::Duration;

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use utoipa::ToSchema;

use super::extract::Body;
use super::plane::Shared;

/// What the time is.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ClockView {
    /// The server's time (RFC 3339).
    #[schema(format = DateTime)]
    now: String,
}

/// How much time is to pass.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Advance {
    /// In seconds.
    seconds: u64,
}

/// Tells the server's time
#[utoipa::path(get, path = "/clock", tag = "clock", responses((status = 200, body = ClockView)))]
pub(super) async fn now(State(plane): State<Shared>) -> Json<ClockView> {
    view(&plane)
}

/// Lets time pass at once, for stamps, lockouts, one-time passwords and the time limits of searches
///
/// Those of connections go by the system's clock. `POST /reset` takes it back.
#[utoipa::path(post, path = "/clock/advance", tag = "clock", request_body = Advance, responses((status = 200, body = ClockView)))]
pub(super) async fn advance(
    State(plane): State<Shared>,
    Body(Advance { seconds }): Body<Advance>,
) -> Json<ClockView> {
    plane.live.clock().advance(Duration::from_secs(seconds));
    view(&plane)
}

fn view(plane: &Shared) -> Json<ClockView> {
    let now = rfc_3339(plane.live.clock().now());
    Json(ClockView { now })
}

/// The instant as RFC 3339 writes it. No clock of ours goes beyond the year 9999, where that ends.
pub(super) fn rfc_3339(instant: OffsetDateTime) -> String {
    instant.format(&Rfc3339).unwrap_or_default()
}
