//! The control plane as its clients see it, without a socket between.

mod access;
mod entries;
mod faults;
mod journal;
mod state;
mod users;

use std::net::{Ipv4Addr, SocketAddr};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Method, Request, header};
use jcldap_fixtures::behavior::Overrides;
use jcldap_fixtures::{PLANET_EXPRESS, parse};
use serde_json::Value;
use tower::ServiceExt as _;

use super::access::AccessRules;
use super::{HealthProbe, Plane, Token};
use crate::ready::Ready;
use crate::tls::Authority;
use crate::{Addresses, Clock, Limits, PushTiming, Settings, StandIn};

/// A directory with the embedded seed, and its control plane.
struct Api {
    routes: Router,
    /// Stops when this is dropped.
    stand_in: StandIn,
}

impl Api {
    async fn start() -> Self {
        Self::with_token(None).await
    }

    async fn with_token(token: Option<&str>) -> Self {
        let identity = Authority::ephemeral().unwrap().issue(&[]).unwrap();
        let any_port = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let settings = Settings {
            fixtures: vec![parse("seed", PLANET_EXPRESS.as_bytes()).unwrap().fixture],
            overrides: Overrides::default(),
            addresses: Addresses {
                ldaps: Some(any_port),
                ..Addresses::default()
            },
            identity: identity.clone(),
            limits: Limits::default(),
            clock: Clock::system(),
            push: PushTiming::default(),
        };
        let stand_in = StandIn::start(settings).await.unwrap();
        let addresses = stand_in.addresses();
        let ready = Ready::new(addresses, None, None, &stand_in.organizations());
        let probe = HealthProbe::new(addresses, &identity);
        let plane = Plane::new(&stand_in, ready, identity.authority_pem(), probe);
        let token = token.map(|token| Token::new(token).unwrap());
        let rules = AccessRules::new(token, Vec::new());
        Self {
            routes: super::router::router(plane, rules),
            stand_in,
        }
    }

    /// Asks, and gives status and body: JSON, or text in a JSON string.
    async fn ask(&self, request: Request<Body>) -> (u16, Value) {
        let response = self.routes.clone().oneshot(request).await.unwrap();
        let status = response.status().as_u16();
        let content_type = response.headers().get(header::CONTENT_TYPE).cloned();
        let octets = to_bytes(response.into_body(), 1 << 24).await.unwrap();
        let is_json = content_type.is_some_and(|it| it.to_str().unwrap().ends_with("json"));
        if is_json {
            (status, serde_json::from_slice(&octets).unwrap())
        } else {
            (status, String::from_utf8(octets.into()).unwrap().into())
        }
    }

    async fn get(&self, path: &str) -> (u16, Value) {
        self.ask(request(Method::GET, path)).await
    }

    async fn post(&self, path: &str) -> (u16, Value) {
        self.ask(request(Method::POST, path)).await
    }

    async fn delete(&self, path: &str) -> (u16, Value) {
        self.ask(request(Method::DELETE, path)).await
    }

    async fn send(&self, method: Method, path: &str, body: Value) -> (u16, Value) {
        let mut request = request(method, path);
        let json = "application/json".parse().unwrap();
        request.headers_mut().insert(header::CONTENT_TYPE, json);
        *request.body_mut() = Body::from(body.to_string());
        self.ask(request).await
    }
}

fn request(method: Method, path: &str) -> Request<Body> {
    Request::builder()
        .method(method)
        .uri(path)
        .header(header::HOST, "127.0.0.1:8389")
        .body(Body::empty())
        .unwrap()
}

/// The kind of a problem, without what all have in common.
fn kind(problem: &Value) -> &str {
    let problem_type = problem["type"].as_str().unwrap();
    problem_type.strip_prefix("urn:jcldap:problem:").unwrap()
}
