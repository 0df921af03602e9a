//! The journal.

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
