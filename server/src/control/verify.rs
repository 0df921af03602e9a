//! Judging what was received.

use axum::Json;
use axum::extract::State;
use jcldap_directory::Filter;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::extract::Body;
use super::operation::{Code, Operation, Scope};
use super::plane::Shared;
use super::problem::{Kind, Problem};
use super::selection::Selection;
use crate::journal::Count;

/// What is expected to have been received; nothing that is left out matters.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Expectation {
    /// Only requests of this kind.
    operation: Option<Operation>,
    /// Only requests about this name: a DN, or a username.
    name: Option<String>,
    /// Only searches from this base object.
    base: Option<String>,
    /// Only searches of this scope.
    scope: Option<Scope>,
    /// Only searches that ask for the same as this filter, by meaning, not by text (RFC 4515).
    filter: Option<String>,
    /// Only operations of sessions bound so when the operation ended: a username, a DN or `anonymous`.
    identity: Option<String>,
    /// Only those that were answered with this result code, by name or number.
    result: Option<Code>,
    /// Only those that ended for this cause, such as `account_locked`.
    cause: Option<String>,
    /// Only those about the organization with this id.
    organization: Option<String>,
    /// How many there are to be.
    count: Expected,
}

/// How many.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
enum Expected {
    Exactly(usize),
    AtLeast(usize),
    AtMost(usize),
}

/// What came of it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Verdict {
    /// Whether it was as expected.
    held: bool,
    /// How many there were.
    matched: usize,
    /// For a person: where it did not hold, what was expected, what came, and what came nearest.
    message: String,
}

/// Tells whether as many operations were received as expected
///
/// It looks at those that the journal still keeps.
#[utoipa::path(post, path = "/verify", tag = "journal", operation_id = "verify", request_body = Expectation, responses((status = 200, body = Verdict)))]
pub(super) async fn verify(
    State(plane): State<Shared>,
    Body(expectation): Body<Expectation>,
) -> Result<Json<Verdict>, Problem> {
    let filter = expectation.filter.map(Filter::parse).transpose();
    let selection = Selection {
        operation: expectation.operation,
        name: expectation.name,
        base: expectation.base,
        scope: expectation.scope,
        filter: filter
            .map_err(|error| Problem::new(Kind::InvalidBody, error.to_string()).at("/filter"))?,
        identity: expectation.identity,
        result: expectation.result,
        cause: expectation.cause,
        organization: expectation.organization,
    };
    let received = selection.of(plane.live.received());
    let checked = received.check(match expectation.count {
        Expected::Exactly(count) => Count::Exactly(count),
        Expected::AtLeast(count) => Count::AtLeast(count),
        Expected::AtMost(count) => Count::AtMost(count),
    });
    Ok(Json(Verdict {
        held: checked.is_ok(),
        matched: received.len(),
        message: checked.map_or_else(|error| error.to_string(), |()| "as expected".to_owned()),
    }))
}
