//! Faults.

use axum::http::Method;
use serde_json::json;

use super::*;

#[tokio::test]
async fn a_fault_takes_requests_until_it_is_taken_back() {
    let api = Api::start().await;
    let busy = json!({ "on": "search", "times": 1, "change": { "resultCode": "busy" } });
    let (status, fault) = api.send(Method::POST, "/faults", busy.clone()).await;
    assert_eq!((status, &fault["hits"]), (201, &json!(0)));
    assert_eq!(fault["change"], busy["change"]);
    // The probe's search is one like any other.
    assert_eq!(api.get("/health").await.0, 503);
    assert_eq!(api.get("/health").await.0, 200);
    let path = format!("/faults/{}", fault["id"]);
    assert_eq!(api.get(&path).await.1["hits"], 1);

    let unavailable = json!({ "on": "any", "change": { "resultCode": 52 } });
    let (_, fault) = api.send(Method::POST, "/faults", unavailable).await;
    assert_eq!(api.get("/health").await.0, 503);
    assert_eq!(api.delete(&format!("/faults/{}", fault["id"])).await.0, 204);
    assert_eq!(api.get("/health").await.0, 200);
    assert_eq!(
        api.get("/faults").await.1["faults"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
}

#[tokio::test]
async fn all_are_taken_back_together_or_by_a_reset() {
    let api = Api::start().await;
    for clear in ["faults", "reset"] {
        let cut = json!({ "on": "search", "change": { "cut": true } });
        api.send(Method::POST, "/faults", cut).await;
        assert_eq!(api.get("/health").await.0, 503);
        match clear {
            "faults" => api.delete("/faults").await,
            _ => api.post("/reset").await,
        };
        assert_eq!(api.get("/faults").await.1, json!({ "faults": [] }));
        assert_eq!(api.get("/health").await.0, 200);
    }
    let (status, problem) = api.get("/faults/1").await;
    assert_eq!((status, kind(&problem)), (404, "unknown-fault"));
}

#[tokio::test]
async fn what_makes_no_sense_is_refused_with_its_place() {
    let api = Api::start().await;
    for (rule, pointer) in [
        (json!({ "on": "serch", "change": { "cut": true } }), "/on"),
        (json!({ "on": "search", "change": {} }), "/change"),
        (
            json!({ "on": "search", "change": { "cut": true, "noAnswer": true } }),
            "/change",
        ),
        (
            json!({ "on": "search", "change": { "cut": true, "dropEntry": 1 } }),
            "/change",
        ),
        (
            json!({ "on": "search", "change": { "resultCode": "bussy" } }),
            "/change/resultCode",
        ),
        (
            json!({ "on": "search", "change": { "octets": "30 x" } }),
            "/change/octets",
        ),
        (
            json!({ "on": "malformed", "containing": "3", "change": { "cut": true } }),
            "/containing",
        ),
        (
            json!({ "on": "search", "nth": 0, "change": { "cut": true } }),
            "/nth",
        ),
        (
            json!({ "on": "search", "nth": 1, "times": 1, "change": { "cut": true } }),
            "/times",
        ),
        (
            json!({ "on": "search", "change": { "cutt": true } }),
            "/change/cutt",
        ),
    ] {
        let (status, problem) = api.send(Method::POST, "/faults", rule.clone()).await;
        assert_eq!((status, kind(&problem)), (422, "invalid-body"), "{rule}");
        assert_eq!(problem["pointer"], pointer, "{problem}");
    }
    assert_eq!(api.get("/health").await.0, 200);
}
