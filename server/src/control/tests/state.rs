//! Resetting, snapshots and the clock.

use axum::http::Method;
use serde_json::json;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::*;

async fn is_locked(api: &Api) -> bool {
    let fry = api.get("/users/fry").await.1;
    fry["account_locked"].as_bool().unwrap()
}

#[tokio::test]
async fn reset_goes_back_to_the_seed() {
    let api = Api::start().await;
    api.post("/users/fry/lock").await;
    api.delete("/users/leela").await;
    assert_eq!(api.post("/reset").await.0, 204);
    assert!(!is_locked(&api).await);
    assert_eq!(api.get("/users/leela").await.0, 200);
}

#[tokio::test]
async fn snapshots_are_restored_and_forgotten() {
    let api = Api::start().await;
    api.post("/users/fry/lock").await;
    let (status, snapshot) = api.post("/snapshots").await;
    assert_eq!(status, 201);
    let path = format!("/snapshots/{}", snapshot["id"]);
    api.post("/users/fry/unlock").await;
    assert_eq!(api.post(&format!("{path}/restore")).await.0, 204);
    assert!(is_locked(&api).await);

    assert_eq!(api.delete(&path).await.0, 204);
    let (status, problem) = api.delete(&path).await;
    assert_eq!((status, kind(&problem)), (404, "unknown-snapshot"));
    let (status, problem) = api.post("/snapshots/x/restore").await;
    assert_eq!((status, kind(&problem)), (400, "invalid-path"));
}

#[tokio::test]
async fn at_most_64_snapshots_are_kept() {
    let api = Api::start().await;
    for _ in 0..64 {
        assert_eq!(api.post("/snapshots").await.0, 201);
    }
    let (status, problem) = api.post("/snapshots").await;
    assert_eq!((status, kind(&problem)), (409, "too-many-snapshots"));
    api.delete("/snapshots/1").await;
    assert_eq!(api.post("/snapshots").await.0, 201);
}

#[tokio::test]
async fn time_passes_and_is_taken_back() {
    let api = Api::start().await;
    let now = async || {
        let now = api.get("/clock").await.1["now"].clone();
        OffsetDateTime::parse(now.as_str().unwrap(), &Rfc3339).unwrap()
    };
    let before = now().await;
    let advance = json!({ "seconds": 900 });
    let (status, _) = api.send(Method::POST, "/clock/advance", advance).await;
    assert_eq!(status, 200);
    assert!(now().await >= before + time::Duration::seconds(900));
    api.post("/reset").await;
    assert!(now().await < before + time::Duration::seconds(900));

    for (body, pointer) in [
        (json!({ "seconds": -1 }), "/seconds"),
        (json!({ "seconds": 1, "minutes": 1 }), "/minutes"),
    ] {
        let (status, problem) = api.send(Method::POST, "/clock/advance", body).await;
        assert_eq!((status, kind(&problem)), (422, "invalid-body"));
        assert_eq!(problem["pointer"], pointer);
    }
}

#[tokio::test]
async fn health_is_that_of_the_directory() {
    let api = Api::start().await;
    assert_eq!(api.get("/health").await.0, 200);
    let Api { routes, stand_in } = api;
    stand_in.shutdown().await;
    let answer = routes.oneshot(request(Method::GET, "/health")).await;
    assert_eq!(answer.unwrap().status().as_u16(), 503);
}
