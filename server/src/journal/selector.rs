//! What a test looks for in an operation, and how it is put into words.

use jcldap_directory::{Dn, Filter, FilterNormalForm, Schema, SearchScope};

use super::request::{is_secret_name, scope_name};
use super::{Record, RecordedRequest};
use crate::jumpcloud::Identity;
use crate::wire::{RequestKind, ResultCode};

/// One thing that has to be so for an operation to be selected.
#[derive(Clone, Debug)]
pub(super) enum Selector {
    Operation(RequestKind),
    Name(Name),
    Base(Name),
    Scope(SearchScope),
    Filter(FilterSelector),
    Anonymous,
    User(Name),
    Tls(bool),
    Result(ResultCode),
    Cause(String),
    Organization(String),
    /// What a closure of the test said when it was asked.
    Condition,
}

/// A name to look for.
#[derive(Clone, Debug)]
pub(super) struct Name {
    text: String,
    /// `None` of a username, and of what looks like a DN and is none.
    dn: Option<Dn>,
}

/// A filter to look for, and what it means.
#[derive(Clone, Debug)]
pub(super) struct FilterSelector {
    /// Without secret values, as records have their filters.
    filter: Filter,
    normal_form: FilterNormalForm,
}

impl Name {
    pub(super) fn new(text: &str, schema: &Schema) -> Self {
        let dn = text
            .contains('=')
            .then(|| Dn::parse(text.as_bytes(), schema).ok());
        Self {
            text: text.to_owned(),
            dn: dn.flatten(),
        }
    }

    fn is(&self, name: &str, schema: &Schema) -> bool {
        name.eq_ignore_ascii_case(&self.text)
            || Dn::parse(name.as_bytes(), schema).is_ok_and(|name| self.is_dn(&name, schema))
    }

    fn is_dn(&self, name: &Dn, schema: &Schema) -> bool {
        match &self.dn {
            Some(dn) => dn == name,
            None => is_of_user(name, &self.text, schema),
        }
    }
}

impl FilterSelector {
    pub(super) fn new(filter: &Filter, schema: &Schema) -> Self {
        let filter = filter.with_values_left_out(&|attribute| is_secret_name(attribute, schema));
        Self {
            normal_form: filter.normal_form(schema),
            filter,
        }
    }
}

impl Selector {
    /// Whether it is so of this operation.
    pub(super) fn selects(&self, record: &Record, schema: &Schema) -> bool {
        let request = record.request.as_deref();
        match self {
            Self::Operation(kind) => record.kind == Some(*kind),
            Self::Name(name) => request
                .and_then(RecordedRequest::target)
                .is_some_and(|target| name.is(target, schema)),
            Self::Base(name) => match request {
                Some(RecordedRequest::Search { base, .. }) => name.is(base, schema),
                _ => false,
            },
            Self::Scope(wanted) => match request {
                Some(RecordedRequest::Search { scope, .. }) => scope == wanted,
                _ => false,
            },
            Self::Filter(wanted) => match request {
                Some(RecordedRequest::Search { filter, .. }) => {
                    filter.normal_form(schema) == wanted.normal_form
                }
                _ => false,
            },
            Self::Anonymous => matches!(record.identity, Identity::Anonymous),
            Self::User(name) => match &record.identity {
                Identity::User(user) => name.is_dn(&user.dn, schema),
                Identity::Anonymous => false,
            },
            Self::Tls(wanted) => record.tls.is_some() == *wanted,
            Self::Result(code) => record.result.as_ref().is_some_and(|it| it.code == *code),
            Self::Cause(cause) => record.cause == cause,
            Self::Organization(id) => {
                organization(record, schema).is_some_and(|it| it.eq_ignore_ascii_case(id))
            }
            Self::Condition => true,
        }
    }

    /// What it is about, in a word: that of the control plane.
    pub(super) const fn label(&self) -> &'static str {
        match self {
            Self::Operation(_) => "operation",
            Self::Name(_) => "name",
            Self::Base(_) => "base",
            Self::Scope(_) => "scope",
            Self::Filter(_) => "filter",
            Self::Anonymous | Self::User(_) => "identity",
            Self::Tls(_) => "tls",
            Self::Result(_) => "result",
            Self::Cause(_) => "cause",
            Self::Organization(_) => "organization",
            Self::Condition => "condition",
        }
    }

    /// What it looks for, in words.
    pub(super) fn expected(&self) -> String {
        match self {
            Self::Operation(kind) => format!("{kind:?}"),
            Self::Name(name) | Self::Base(name) | Self::User(name) => name.text.clone(),
            Self::Scope(scope) => scope_name(*scope).to_owned(),
            Self::Filter(wanted) => wanted.filter.to_string(),
            Self::Anonymous => Identity::Anonymous.to_string(),
            Self::Tls(wanted) => tls_in_words(*wanted).to_owned(),
            Self::Result(code) => code.to_string(),
            Self::Cause(text) | Self::Organization(text) => text.clone(),
            Self::Condition => "true".to_owned(),
        }
    }

    /// What there is of it in an operation, in words.
    pub(super) fn found(&self, record: &Record, schema: &Schema) -> String {
        let request = record.request.as_deref();
        let found = match (self, request) {
            (Self::Operation(_), _) => record.kind.map(|kind| format!("{kind:?}")),
            (Self::Name(_), _) => request
                .and_then(RecordedRequest::target)
                .map(quoted_if_empty),
            (Self::Base(_), Some(RecordedRequest::Search { base, .. })) => {
                Some(quoted_if_empty(base))
            }
            (Self::Scope(_), Some(RecordedRequest::Search { scope, .. })) => {
                Some(scope_name(*scope).to_owned())
            }
            (Self::Filter(_), Some(RecordedRequest::Search { filter, .. })) => {
                Some(filter.to_string())
            }
            (Self::Base(_) | Self::Scope(_) | Self::Filter(_), _) => None,
            (Self::Anonymous | Self::User(_), _) => Some(record.identity.to_string()),
            (Self::Tls(_), _) => Some(tls_in_words(record.tls.is_some()).to_owned()),
            (Self::Result(_), _) => record.result.as_ref().map(|result| result.code.to_string()),
            (Self::Cause(_), _) => Some(record.cause.to_owned()),
            (Self::Organization(_), _) => organization(record, schema),
            (Self::Condition, _) => Some("false".to_owned()),
        };
        found.unwrap_or_else(|| "none".to_owned())
    }
}

/// The id of the organization that an operation is about: the one that its name is in, or else that of whom it was done by.
pub(super) fn organization(record: &Record, schema: &Schema) -> Option<String> {
    let target = record.request.as_deref().and_then(RecordedRequest::target);
    let target = target.and_then(|target| Dn::parse(target.as_bytes(), schema).ok());
    let named = target.and_then(|target| organization_in(&target, schema));
    named.or_else(|| match &record.identity {
        Identity::User(user) => Some(user.organization.to_string()),
        Identity::Anonymous => None,
    })
}

fn organization_in(name: &Dn, schema: &Schema) -> Option<String> {
    let wanted = schema.attribute_type(b"o")?.id;
    let ava = name.avas(schema).find(|ava| ava.attribute_type == wanted)?;
    Some(String::from_utf8_lossy(&ava.value).into_owned())
}

/// Whether a name begins with `uid=<username>`.
fn is_of_user(name: &Dn, username: &str, schema: &Schema) -> bool {
    let uid = schema.attribute_type(b"uid");
    let (Some(uid), Some(rdn)) = (uid, name.rdn(schema)) else {
        return false;
    };
    let mut avas = rdn.avas().iter();
    avas.any(|ava| {
        ava.attribute_type == uid.id && ava.value.eq_ignore_ascii_case(username.as_bytes())
    })
}

fn quoted_if_empty(name: &str) -> String {
    if name.is_empty() {
        "the empty name".to_owned()
    } else {
        name.to_owned()
    }
}

const fn tls_in_words(tls: bool) -> &'static str {
    if tls { "TLS" } else { "clear text" }
}
