//! Reading path, query and body of a request, with a problem that says where where they are wrong.

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Path, Query, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use serde::de::DeserializeOwned;
use serde_path_to_error::Segment as Step;

use super::problem::{Kind, Problem};

/// The parts of the path that a route leaves open.
pub(super) struct Segments<T>(pub(super) T);

/// The query; unknown fields are refused by the types that are read.
pub(super) struct Parameters<T>(pub(super) T);

/// The body, from JSON.
pub(super) struct Body<T>(pub(super) T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Segments<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        match Path::<T>::from_request_parts(parts, state).await {
            Ok(Path(value)) => Ok(Self(value)),
            Err(rejection) => Err(Problem::new(Kind::InvalidPath, rejection.body_text())),
        }
    }
}

impl<S: Sync, T: DeserializeOwned> FromRequestParts<S> for Parameters<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        Query::<T>::try_from_uri(&parts.uri)
            .map(|Query(value)| Self(value))
            .map_err(|rejection| Problem::new(Kind::InvalidQuery, rejection.body_text()))
    }
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        if !is_json(request.headers()) {
            return Err(Problem::new(Kind::NotJson, "the Content-Type is not JSON")
                .help("send `Content-Type: application/json`; `curl --json` does"));
        }
        let octets =
            Bytes::from_request(request, state)
                .await
                .map_err(|rejection| match rejection.status() {
                    StatusCode::PAYLOAD_TOO_LARGE => Problem::new(
                        Kind::BodyTooLarge,
                        "the body is longer than this route takes",
                    ),
                    _ => Problem::new(Kind::MalformedBody, rejection.body_text()),
                })?;
        from_json(&octets).map(Self)
    }
}

/// Reads JSON, and says where it is wrong.
fn from_json<T: DeserializeOwned>(octets: &[u8]) -> Result<T, Problem> {
    let mut reader = serde_json::Deserializer::from_slice(octets);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let pointer = pointer(error.path());
        let error = error.into_inner();
        if error.is_data() {
            Problem::new(Kind::InvalidBody, error.to_string()).at(pointer)
        } else {
            Problem::new(Kind::MalformedBody, error.to_string())
        }
    })?;
    reader
        .end()
        .map_err(|error| Problem::new(Kind::MalformedBody, error.to_string()))?;
    Ok(value)
}

/// A path as a JSON pointer (RFC 6901 section 3).
fn pointer(path: &serde_path_to_error::Path) -> String {
    let steps = path.iter().filter_map(|step| match step {
        Step::Seq { index } => Some(format!("/{index}")),
        Step::Map { key } | Step::Enum { variant: key } => Some(format!("/{}", pointer_token(key))),
        Step::Unknown => None,
    });
    steps.collect()
}

/// A name as a step of a JSON pointer.
pub(super) fn pointer_token(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

fn is_json(headers: &HeaderMap) -> bool {
    let content_type = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let essence = content_type.split(';').next().unwrap_or_default().trim();
    essence.eq_ignore_ascii_case("application/json")
}
