//! Which route does what, and the schema that derives from them.

use std::sync::Arc;

use axum::extract::DefaultBodyLimit;
use axum::http::{Method, Uri, header};
use axum::routing::get;
use axum::{Router, middleware};
use utoipa::OpenApi;
use utoipa::openapi::{self, ContentBuilder, RefOr, ResponseBuilder};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::access::{self, AccessRules};
use super::plane::Plane;
use super::problem::{Kind, PROBLEM_JSON, Problem};
use super::{clock, entries, faults, groups, health, journal, server, snapshots, users, verify};

/// The longest body that is read, in octets.
const LONGEST_BODY: usize = 1024 * 1024;

/// What the schema says of the whole.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "jcldap control plane",
        description = "A stand-in for JumpCloud's LDAP, in the hands of a test."
    ),
    components(schemas(Problem))
)]
struct Description;

/// All routes, under the rules of access.
pub(super) fn router(plane: Plane, rules: AccessRules) -> Router {
    let (routes, schema) = OpenApiRouter::with_openapi(Description::openapi())
        .routes(routes!(health::health))
        .routes(routes!(server::ca_pem))
        .routes(routes!(server::describe))
        .routes(routes!(users::list, users::add))
        .routes(routes!(users::get, users::change, users::delete))
        .routes(routes!(users::act))
        .routes(routes!(users::set_password))
        .routes(routes!(groups::list, groups::add))
        .routes(routes!(groups::get, groups::change, groups::delete))
        .routes(routes!(groups::act))
        .routes(routes!(groups::add_member, groups::remove_member))
        .routes(routes!(snapshots::reset))
        .routes(routes!(snapshots::save))
        .routes(routes!(snapshots::restore))
        .routes(routes!(snapshots::forget))
        .routes(routes!(clock::now))
        .routes(routes!(clock::advance))
        .routes(routes!(entries::list))
        .routes(routes!(journal::read, journal::forget))
        .routes(routes!(journal::insights))
        .routes(routes!(verify::verify))
        .routes(routes!(faults::list, faults::add, faults::clear))
        .routes(routes!(faults::get, faults::remove))
        .split_for_parts();
    let schema = schema_text(schema);
    routes
        .route(
            "/openapi.json",
            get(async move || ([(header::CONTENT_TYPE, "application/json")], schema)),
        )
        .fallback(no_such_route)
        .method_not_allowed_fallback(method_not_allowed)
        .layer(DefaultBodyLimit::max(LONGEST_BODY))
        .layer(middleware::from_fn_with_state(
            Arc::new(rules),
            access::enforce,
        ))
        .with_state(Arc::new(plane))
}

/// The schema as JSON. Every operation may end with a problem.
fn schema_text(mut schema: openapi::OpenApi) -> String {
    for item in schema.paths.paths.values_mut() {
        let operations = [
            &mut item.get,
            &mut item.put,
            &mut item.post,
            &mut item.delete,
            &mut item.patch,
        ];
        for operation in operations.into_iter().flatten() {
            let content = ContentBuilder::new()
                .schema(Some(openapi::Ref::from_schema_name("Problem")))
                .build();
            let problem = ResponseBuilder::new()
                .description("What is wrong, where, and what to do about it (RFC 9457)")
                .content(PROBLEM_JSON, content)
                .build();
            let responses = &mut operation.responses.responses;
            responses.insert("default".to_owned(), RefOr::T(problem));
        }
    }
    // A schema holds nothing that can fail to be JSON.
    serde_json::to_string_pretty(&schema).unwrap_or_default()
}

async fn no_such_route(uri: Uri) -> Problem {
    let detail = format!("there is nothing at `{}`", uri.path());
    Problem::new(Kind::NoSuchRoute, detail).help("`/openapi.json` lists what there is")
}

async fn method_not_allowed(method: Method, uri: Uri) -> Problem {
    let detail = format!("`{}` can't be asked with {method}", uri.path());
    Problem::new(Kind::MethodNotAllowed, detail).help("`/openapi.json` lists what there is")
}
