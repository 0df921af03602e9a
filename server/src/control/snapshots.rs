//! Going back: to the seed, or to a state that was saved.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

use super::extract::Segments;
use super::plane::Shared;
use super::problem::{Kind, Problem};
use crate::live::SavedState;

/// How many states are kept at once.
const MOST: usize = 64;

/// The states that were saved.
#[derive(Default)]
pub(super) struct Snapshots(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    last_id: u64,
    states: BTreeMap<u64, SavedState>,
}

/// A state that was saved.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SnapshotView {
    /// What it is restored by.
    id: u64,
}

impl Snapshots {
    fn keep(&self, state: SavedState) -> Option<u64> {
        let mut kept = self.kept();
        if kept.states.len() >= MOST {
            return None;
        }
        kept.last_id += 1;
        let id = kept.last_id;
        kept.states.insert(id, state);
        Some(id)
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        // Nothing that is done under the lock leaves it half done.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Goes back to the seed
///
/// Users, groups and the clock are as they were at the start, faults are gone, and what was received is forgotten.
/// Connections stay, and so do snapshots.
#[utoipa::path(post, path = "/reset", tag = "state", responses((status = 204, description = "Done")))]
pub(super) async fn reset(State(plane): State<Shared>) -> StatusCode {
    plane.faults.forget();
    plane.live.reset();
    StatusCode::NO_CONTENT
}

/// Saves what every organization is now
///
/// At most 64 snapshots are kept.
#[utoipa::path(post, path = "/snapshots", tag = "state", responses((status = 201, body = SnapshotView)))]
pub(super) async fn save(
    State(plane): State<Shared>,
) -> Result<(StatusCode, Json<SnapshotView>), Problem> {
    match plane.snapshots.keep(plane.live.save()) {
        Some(id) => Ok((StatusCode::CREATED, Json(SnapshotView { id }))),
        None => Err(Problem::new(
            Kind::TooManySnapshots,
            format!("{MOST} snapshots are kept already"),
        )
        .help("delete those that are not needed any more")),
    }
}

/// Goes back to a snapshot
///
/// Connections, faults, the clock and what was received stay.
#[utoipa::path(post, path = "/snapshots/{id}/restore", tag = "state", params(("id" = u64, Path)), responses((status = 204, description = "Done")))]
pub(super) async fn restore(
    State(plane): State<Shared>,
    Segments(id): Segments<u64>,
) -> Result<StatusCode, Problem> {
    let state = plane.snapshots.kept().states.get(&id).cloned();
    plane.live.restore(&state.ok_or_else(|| unknown(id))?);
    Ok(StatusCode::NO_CONTENT)
}

/// Forgets a snapshot
#[utoipa::path(delete, path = "/snapshots/{id}", tag = "state", params(("id" = u64, Path)), responses((status = 204, description = "Done")))]
pub(super) async fn forget(
    State(plane): State<Shared>,
    Segments(id): Segments<u64>,
) -> Result<StatusCode, Problem> {
    let state = plane.snapshots.kept().states.remove(&id);
    state
        .map(|_| StatusCode::NO_CONTENT)
        .ok_or_else(|| unknown(id))
}

fn unknown(id: u64) -> Problem {
    Problem::new(
        Kind::UnknownSnapshot,
        format!("no snapshot has the id {id}"),
    )
}
