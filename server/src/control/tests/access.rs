//! Who is let in, and what is answered where nothing is.

use axum::http::{HeaderValue, Method};

use super::*;

#[tokio::test]
async fn a_token_is_asked_for_where_there_is_one() {
    let api = Api::with_token(Some("s3cr3t")).await;
    for (authorization, expected) in [
        (None, 401),
        (Some("Bearer wrong"), 401),
        (Some("Bearer "), 401),
        (Some("Basic s3cr3t"), 401),
        (Some("Bearer s3cr3t2"), 401),
        (Some("Bearer s3cr3t"), 200),
        (Some("bearer s3cr3t"), 200),
    ] {
        let mut request = request(Method::GET, "/server");
        // With a token, any name will do: it is how a container is reached.
        let host = HeaderValue::from_static("jcldap.example.test");
        request.headers_mut().insert(header::HOST, host);
        if let Some(authorization) = authorization {
            let authorization = HeaderValue::from_static(authorization);
            request
                .headers_mut()
                .insert(header::AUTHORIZATION, authorization);
        }
        assert_eq!(api.ask(request).await.0, expected, "{authorization:?}");
    }
}

#[tokio::test]
async fn health_and_the_authority_need_no_token() {
    let api = Api::with_token(Some("s3cr3t")).await;
    assert_eq!(api.get("/health").await.1["status"], "ok");
    let (status, pem) = api.get("/ca.pem").await;
    assert_eq!(status, 200);
    let pem = pem.as_str().unwrap();
    assert!(pem.starts_with("-----BEGIN CERTIFICATE-----"), "{pem}");
    assert!(!pem.contains("PRIVATE KEY"));
}

#[tokio::test]
async fn other_hosts_and_pages_are_kept_out() {
    let api = Api::start().await;
    for (host, origin, expected) in [
        ("localhost:8389", None, 200),
        ("localhost:8389", Some("http://localhost:8389"), 200),
        ("rebound.example.test", None, 403),
        (
            "rebound.example.test",
            Some("http://rebound.example.test"),
            403,
        ),
        ("localhost:8389", Some("http://evil.example.test"), 403),
        ("localhost:8389", Some("http://localhost:3000"), 403),
        ("localhost:8389", Some("null"), 403),
    ] {
        let mut request = request(Method::GET, "/server");
        let headers = request.headers_mut();
        headers.insert(header::HOST, HeaderValue::from_static(host));
        if let Some(origin) = origin {
            headers.insert(header::ORIGIN, HeaderValue::from_static(origin));
        }
        let (status, answer) = api.ask(request).await;
        assert_eq!(status, expected, "{host} {origin:?}: {answer}");
    }
}

#[tokio::test]
async fn what_is_not_there_is_a_problem_too() {
    let api = Api::start().await;
    let (status, problem) = api.get("/nothing").await;
    assert_eq!((status, kind(&problem)), (404, "no-such-route"));
    let (status, problem) = api.delete("/server").await;
    assert_eq!((status, kind(&problem)), (405, "method-not-allowed"));
}

#[tokio::test]
async fn bodies_are_bounded_and_said_to_be_json() {
    let api = Api::start().await;
    let long = serde_json::json!({ "username": "x".repeat(1 << 20) });
    let (status, problem) = api.send(Method::POST, "/users", long).await;
    assert_eq!((status, kind(&problem)), (413, "body-too-large"));

    let (status, problem) = api.post("/users").await;
    assert_eq!((status, kind(&problem)), (415, "not-json"));

    let mut torn = request(Method::POST, "/users");
    let json = HeaderValue::from_static("application/json; charset=utf-8");
    torn.headers_mut().insert(header::CONTENT_TYPE, json);
    *torn.body_mut() = Body::from(r#"{"username": "#);
    let (status, problem) = api.ask(torn).await;
    assert_eq!((status, kind(&problem)), (400, "malformed-body"));
}

#[tokio::test]
async fn the_schema_lists_every_route_and_that_each_may_fail() {
    let api = Api::start().await;
    let (status, schema) = api.get("/openapi.json").await;
    assert_eq!(status, 200);
    assert!(schema["openapi"].as_str().unwrap().starts_with("3.1"));
    let paths = schema["paths"].as_object().unwrap();
    for path in ["/health", "/users", "/users/{username}/{verb}", "/reset"] {
        assert!(paths.contains_key(path), "{path}");
    }
    for (path, item) in paths {
        for (method, operation) in item.as_object().unwrap() {
            let problem = &operation["responses"]["default"]["content"];
            let schema = &problem["application/problem+json"]["schema"]["$ref"];
            assert_eq!(schema, "#/components/schemas/Problem", "{method} {path}");
            assert!(operation["summary"].is_string(), "{method} {path}");
        }
    }
}
