//! What is wrong with a request, in the form of RFC 9457: what, where, and what to do about it.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use crate::jumpcloud::ChangeError;

/// Why a request failed (RFC 9457). Nothing was changed.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Problem {
    /// Which kind of problem, as a URI that stays the same.
    #[serde(rename = "type")]
    kind: &'static str,
    /// The kind in words.
    title: &'static str,
    /// The HTTP status.
    status: u16,
    /// What was wrong this time.
    #[schema(value_type = String)]
    detail: Box<str>,
    /// Where in the body, as a JSON pointer (RFC 6901).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pointer: Option<Box<str>>,
    /// Where in the query.
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<&'static str>,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    help: Option<Box<str>>,
}

/// Defines each kind once: its name in the type, its status, its title.
macro_rules! kinds {
    ($($kind:ident = $status:ident $name:literal $title:literal;)*) => {
        /// The kinds of problems.
        #[derive(Clone, Copy, Debug, Eq, PartialEq)]
        pub(super) enum Kind {
            $($kind,)*
        }

        impl Kind {
            const fn parts(self) -> (StatusCode, &'static str, &'static str) {
                match self {
                    $(Self::$kind => (
                        StatusCode::$status,
                        concat!("urn:jcldap:problem:", $name),
                        $title,
                    ),)*
                }
            }
        }
    };
}

kinds! {
    MalformedBody = BAD_REQUEST "malformed-body" "The body is no JSON";
    InvalidPath = BAD_REQUEST "invalid-path" "The path is wrong";
    InvalidQuery = BAD_REQUEST "invalid-query" "The query is wrong";
    Unauthorized = UNAUTHORIZED "unauthorized" "The token is missing or wrong";
    ForeignHost = FORBIDDEN "foreign-host" "The Host is another server's";
    ForeignOrigin = FORBIDDEN "foreign-origin" "The Origin is another page's";
    NoSuchRoute = NOT_FOUND "no-such-route" "There is nothing at this path";
    UnknownOrganization = NOT_FOUND "unknown-organization" "There is no such organization";
    UnknownUser = NOT_FOUND "unknown-user" "There is no such user";
    UnknownGroup = NOT_FOUND "unknown-group" "There is no such group";
    UnknownEntry = NOT_FOUND "unknown-entry" "There is no such entry";
    UnknownFault = NOT_FOUND "unknown-fault" "There is no such fault";
    UnknownSnapshot = NOT_FOUND "unknown-snapshot" "There is no such snapshot";
    NoAuthority = NOT_FOUND "no-authority" "The certificate is not of an authority of ours";
    MethodNotAllowed = METHOD_NOT_ALLOWED "method-not-allowed" "This path has other methods";
    Taken = CONFLICT "taken" "Another one has this value";
    Membership = CONFLICT "membership" "The membership is so already";
    TooManyFaults = CONFLICT "too-many-faults" "There is no room for another fault";
    TooManySnapshots = CONFLICT "too-many-snapshots" "There is no room for another snapshot";
    BodyTooLarge = PAYLOAD_TOO_LARGE "body-too-large" "The body is too large";
    NotJson = UNSUPPORTED_MEDIA_TYPE "not-json" "The body is not said to be JSON";
    InvalidBody = UNPROCESSABLE_ENTITY "invalid-body" "The body is wrong";
    Unhealthy = SERVICE_UNAVAILABLE "unhealthy" "The directory does not answer";
    Internal = INTERNAL_SERVER_ERROR "internal" "The server failed";
}

impl Problem {
    pub(super) fn new(kind: Kind, detail: impl Into<Box<str>>) -> Self {
        let (status, kind, title) = kind.parts();
        Self {
            kind,
            title,
            status: status.as_u16(),
            detail: detail.into(),
            pointer: None,
            field: None,
            help: None,
        }
    }

    /// Where in the body.
    pub(super) fn at(mut self, pointer: impl Into<Box<str>>) -> Self {
        self.pointer = Some(pointer.into());
        self
    }

    /// Where in the query.
    pub(super) fn in_field(mut self, field: &'static str) -> Self {
        self.field = Some(field);
        self
    }

    /// What to do about it.
    pub(super) fn help(mut self, help: &str) -> Self {
        self.help = Some(help.into());
        self
    }
}

impl From<ChangeError> for Problem {
    fn from(error: ChangeError) -> Self {
        let kind = match &error {
            ChangeError::UnknownOrganization { .. } => Kind::UnknownOrganization,
            ChangeError::UnknownUser { .. } => Kind::UnknownUser,
            ChangeError::UnknownGroup { .. } => Kind::UnknownGroup,
            ChangeError::Field(_) | ChangeError::Password(_) => Kind::InvalidBody,
            ChangeError::Taken { .. } => Kind::Taken,
            ChangeError::AlreadyMember { .. } | ChangeError::NotAMember { .. } => Kind::Membership,
            ChangeError::Directory(_) => Kind::Internal,
        };
        let problem = Self {
            help: error.help().map(Box::from),
            ..Self::new(kind, error.to_string())
        };
        match error {
            ChangeError::UnknownOrganization { .. } => problem.in_field("organization"),
            ChangeError::Taken { field, .. } => problem.at(format!("/{field}")),
            _ => problem,
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        // Nothing in a problem can fail to be JSON.
        let body = serde_json::to_vec(&self).unwrap_or_default();
        let mut response = (status, body).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(PROBLEM_JSON));
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

/// The media type of problems (RFC 9457 section 6.1).
pub(super) const PROBLEM_JSON: &str = "application/problem+json";
