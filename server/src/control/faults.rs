//! Making the directory wrong on purpose.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

use super::extract::{Body, Segments};
use super::fault_rule::FaultRule;
use super::plane::Shared;
use super::problem::{Kind, Problem};
use crate::fault::FaultHandle;

/// How many rules there may be at once: each is looked at for every request.
const MOST: usize = 256;

/// The rules that came by HTTP.
#[derive(Default)]
pub(super) struct FaultRules(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    last_id: u64,
    rules: BTreeMap<u64, (FaultRule, FaultHandle)>,
}

/// A fault that the server was given.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct FaultView {
    id: u64,
    #[serde(flatten)]
    rule: FaultRule,
    /// How many requests it took.
    hits: u64,
}

/// The faults that the server was given, in the order in which they are tried.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct FaultList {
    faults: Vec<FaultView>,
}

impl FaultRules {
    /// Forgets the rules, which are gone from the directory.
    pub(super) fn forget(&self) {
        self.kept().rules.clear();
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        // Nothing that is done under the lock leaves it half done.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl FaultView {
    fn new(id: u64, (rule, handle): &(FaultRule, FaultHandle)) -> Self {
        Self {
            id,
            rule: rule.clone(),
            hits: handle.hits(),
        }
    }
}

/// Lists faults, each with how many requests it took
#[utoipa::path(get, path = "/faults", tag = "faults", operation_id = "listFaults", responses((status = 200, body = FaultList)))]
pub(super) async fn list(State(plane): State<Shared>) -> Json<FaultList> {
    let kept = plane.faults.kept();
    let faults = kept
        .rules
        .iter()
        .map(|(id, rule)| FaultView::new(*id, rule));
    Json(FaultList {
        faults: faults.collect(),
    })
}

/// Does something wrong from now on
#[utoipa::path(post, path = "/faults", tag = "faults", operation_id = "addFault", request_body = FaultRule, responses((status = 201, body = FaultView)))]
pub(super) async fn add(
    State(plane): State<Shared>,
    Body(rule): Body<FaultRule>,
) -> Result<(StatusCode, Json<FaultView>), Problem> {
    let fault = rule.fault()?;
    let mut kept = plane.faults.kept();
    if kept.rules.len() >= MOST {
        return Err(Problem::new(
            Kind::TooManyFaults,
            format!("there are {MOST} faults already"),
        )
        .help("delete those that are not needed any more"));
    }
    kept.last_id += 1;
    let id = kept.last_id;
    let rule = (rule, plane.live.faults().add(fault));
    let view = FaultView::new(id, &rule);
    kept.rules.insert(id, rule);
    Ok((StatusCode::CREATED, Json(view)))
}

/// Shows a fault
#[utoipa::path(get, path = "/faults/{id}", tag = "faults", operation_id = "getFault", params(("id" = u64, Path)), responses((status = 200, body = FaultView)))]
pub(super) async fn get(
    State(plane): State<Shared>,
    Segments(id): Segments<u64>,
) -> Result<Json<FaultView>, Problem> {
    let kept = plane.faults.kept();
    let rule = kept.rules.get(&id).ok_or_else(|| unknown(id))?;
    Ok(Json(FaultView::new(id, rule)))
}

/// Takes a fault back
#[utoipa::path(delete, path = "/faults/{id}", tag = "faults", operation_id = "removeFault", params(("id" = u64, Path)), responses((status = 204, description = "Done")))]
pub(super) async fn remove(
    State(plane): State<Shared>,
    Segments(id): Segments<u64>,
) -> Result<StatusCode, Problem> {
    let rule = plane.faults.kept().rules.remove(&id);
    let (_, handle) = rule.ok_or_else(|| unknown(id))?;
    handle.remove();
    Ok(StatusCode::NO_CONTENT)
}

/// Takes all faults back
#[utoipa::path(delete, path = "/faults", tag = "faults", operation_id = "removeFaults", responses((status = 204, description = "Done")))]
pub(super) async fn clear(State(plane): State<Shared>) -> StatusCode {
    let mut kept = plane.faults.kept();
    plane.live.faults().clear();
    kept.rules.clear();
    StatusCode::NO_CONTENT
}

fn unknown(id: u64) -> Problem {
    Problem::new(Kind::UnknownFault, format!("no fault has the id {id}"))
}
