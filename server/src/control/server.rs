//! What the server says of itself.

use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;

use super::plane::Shared;
use super::problem::{Kind, Problem};
use crate::ready::Ready;

/// Tells where the server listens and what it serves, as its ready file does
#[utoipa::path(get, path = "/server", tag = "server", responses((status = 200, body = Ready)))]
pub(super) async fn describe(State(plane): State<Shared>) -> Json<Ready> {
    Json(plane.ready.clone())
}

/// Gives the certificate authority that clients have to trust
#[utoipa::path(get, path = "/ca.pem", tag = "server", security(()), responses((status = 200, body = String, content_type = "application/x-pem-file")))]
pub(super) async fn ca_pem(State(plane): State<Shared>) -> Result<impl IntoResponse, Problem> {
    let pem = plane.ca_pem.clone().ok_or_else(|| {
        Problem::new(
            Kind::NoAuthority,
            "the server shows a certificate that it was given, and does not know its authority",
        )
    })?;
    Ok(([(header::CONTENT_TYPE, "application/x-pem-file")], pem))
}
