//! The journal.

use axum::http::{HeaderValue, Method};
use serde_json::json;
use tokio_stream::StreamExt as _;

use super::*;

#[tokio::test]
async fn operations_are_listed_with_their_reasons() {
    let api = Api::start().await;
    // The probe's search of the root DSE, and its Unbind.
    api.get("/health").await;
    api.get("/health").await;
    let searches = wait_for_searches(&api, 2).await;
    let record = &searches["records"][0];
    assert_eq!(record["request"]["scope"], "base");
    assert_eq!(record["request"]["filter"], "(objectClass=*)");
    assert_eq!(record["result"]["name"], "success");
    assert_eq!(
        (&record["cause"], &record["tls"]),
        (&"success".into(), &true.into())
    );

    let first = record["number"].as_u64().unwrap();
    let page = api.get("/journal?operation=search&limit=1").await.1;
    assert_eq!(
        (page["records"].as_array().unwrap().len(), &page["next"]),
        (1, &first.into())
    );
    let rest = api
        .get(&format!("/journal?operation=search&after={first}"))
        .await
        .1;
    assert_eq!(rest["records"].as_array().unwrap().len(), 1);

    for (query, count) in [
        ("result=0", 2),
        ("result=success", 2),
        ("result=busy", 0),
        ("cause=success", 2),
        ("cause=account_locked", 0),
        ("name=fry", 0),
    ] {
        let found = api
            .get(&format!("/journal?operation=search&{query}"))
            .await
            .1;
        assert_eq!(found["records"].as_array().unwrap().len(), count, "{query}");
    }
}

#[tokio::test]
async fn what_is_forgotten_counts_as_dropped() {
    let api = Api::start().await;
    api.get("/health").await;
    wait_for_searches(&api, 1).await;
    assert_eq!(api.delete("/journal").await.0, 204);
    api.get("/health").await;
    let journal = wait_for_searches(&api, 1).await;
    assert!(journal["dropped"].as_u64().unwrap() >= 1, "{journal}");
}

#[tokio::test]
async fn a_result_code_that_is_none_is_told() {
    let api = Api::start().await;
    let (status, problem) = api.get("/journal?result=sucess").await;
    assert_eq!((status, kind(&problem)), (400, "invalid-query"));
    let detail = problem["detail"].as_str().unwrap();
    assert!(detail.contains("did you mean `success`?"), "{detail}");
    let (status, _) = api.get("/journal?operation=serch").await;
    assert_eq!(status, 400);
}

#[tokio::test]
async fn a_verification_counts_and_tells_what_came_nearest() {
    let api = Api::start().await;
    api.get("/health").await;
    wait_for_searches(&api, 1).await;
    for (expectation, held) in [
        (
            json!({ "operation": "search", "count": { "exactly": 1 } }),
            true,
        ),
        (
            json!({ "operation": "search", "scope": "base", "identity": "anonymous", "count": { "atLeast": 1 } }),
            true,
        ),
        (
            json!({ "filter": "(objectclass=*)", "count": { "exactly": 1 } }),
            true,
        ),
        (
            json!({ "operation": "bind", "count": { "atMost": 0 } }),
            true,
        ),
        (
            json!({ "operation": "search", "count": { "atMost": 0 } }),
            false,
        ),
        (
            json!({ "operation": "search", "result": "busy", "count": { "exactly": 1 } }),
            false,
        ),
        (
            json!({ "operation": "search", "identity": "fry", "count": { "atLeast": 1 } }),
            false,
        ),
    ] {
        let (status, verdict) = api.send(Method::POST, "/verify", expectation.clone()).await;
        assert_eq!(status, 200);
        assert_eq!(verdict["held"], held, "{expectation}: {verdict}");
    }
    let busy = json!({ "operation": "search", "result": "busy", "count": { "exactly": 1 } });
    let verdict = api.send(Method::POST, "/verify", busy).await.1;
    assert_eq!(verdict["matched"], 0);
    let message = verdict["message"].as_str().unwrap();
    assert!(
        message.contains("busy (51)") && message.contains("success (0)"),
        "{message}"
    );

    for (expectation, pointer) in [
        (
            json!({ "filter": "(uid", "count": { "exactly": 1 } }),
            "/filter",
        ),
        (
            json!({ "operation": "serch", "count": { "exactly": 1 } }),
            "/operation",
        ),
        (json!({ "count": { "exactly": -1 } }), "/count/exactly"),
    ] {
        let (status, problem) = api.send(Method::POST, "/verify", expectation).await;
        assert_eq!(
            (status, &problem["pointer"]),
            (422, &json!(pointer)),
            "{problem}"
        );
    }
}

#[tokio::test]
async fn insights_are_events_as_jumpcloud_has_them() {
    let api = Api::start().await;
    api.get("/health").await;
    wait_for_searches(&api, 1).await;
    let (status, events) = api.get("/journal/insights").await;
    assert_eq!(status, 200);
    assert_eq!(events[0]["event_type"], "ldap_search");
    assert_eq!(events[0]["filter"], "(objectClass=*)");
}

#[tokio::test]
async fn records_come_as_events_as_they_happen() {
    let api = Api::start().await;
    api.get("/health").await;
    wait_for_searches(&api, 1).await;
    let mut events = follow(&api, "/journal?operation=search", None).await;
    let first = events.next().await.unwrap().unwrap();
    let first = std::str::from_utf8(&first).unwrap();
    assert!(first.contains("\"operation\":\"search\""), "{first}");
    let id = first
        .lines()
        .find_map(|line| line.strip_prefix("id: "))
        .unwrap();

    api.get("/health").await;
    let second = events.next().await.unwrap().unwrap();
    let second = std::str::from_utf8(&second).unwrap();
    assert!(second.contains("\"operation\":\"search\""), "{second}");
    assert_ne!(second, first);

    let mut resumed = follow(&api, "/journal?operation=search", Some(id)).await;
    assert_eq!(resumed.next().await.unwrap().unwrap(), second);
}

/// The events of a journal, behind this one.
async fn follow(api: &Api, path: &str, last_id: Option<&str>) -> axum::body::BodyDataStream {
    let mut request = request(Method::GET, path);
    let headers = request.headers_mut();
    headers.insert(
        header::ACCEPT,
        HeaderValue::from_static("text/event-stream"),
    );
    if let Some(id) = last_id {
        headers.insert("last-event-id", HeaderValue::from_str(id).unwrap());
    }
    let response = api.routes.clone().oneshot(request).await.unwrap();
    assert_eq!(
        response.headers()[header::CONTENT_TYPE],
        "text/event-stream"
    );
    response.into_body().into_data_stream()
}

/// An operation is journaled once it is answered, which its client may see a moment earlier.
async fn wait_for_searches(api: &Api, count: usize) -> Value {
    loop {
        let journal = api.get("/journal?operation=search").await.1;
        if journal["records"].as_array().unwrap().len() >= count {
            return journal;
        }
        tokio::task::yield_now().await;
    }
}
