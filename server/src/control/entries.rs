//! The tree to browse.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use jcldap_directory::{AttributeSelection, Dn, Entry, EntryId, Filter, SearchQuery, Step};
use serde::{Deserialize, Serialize};
use tokio::task::yield_now;
use utoipa::ToSchema;

use super::extract::Parameters;
use super::operation::Scope;
use super::page;
use super::plane::Shared;
use super::problem::{Kind, Problem};
use crate::jumpcloud::{OrganizationView, is_secret};

/// Which entries.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct EntriesParameters {
    /// The organization's id; the first one without it.
    organization: Option<String>,
    /// The name of the base object; the organization's own entry without it.
    base: Option<String>,
    /// How far below the base; the whole subtree without it.
    #[serde(default)]
    scope: Scope,
    /// Which entries, as RFC 4515 writes it; all without it.
    filter: Option<String>,
    /// What the page before gave as `next`.
    after: Option<u32>,
    /// How many there may be on the page.
    #[param(minimum = 1, maximum = 1000, default = 100)]
    limit: Option<usize>,
}

/// An entry, as a binding user sees it that asks for all attributes, operational ones included. Secrets are left out.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct EntryView {
    dn: String,
    /// Values by attribute. Octets that are not UTF-8 are shown as U+FFFD.
    attributes: BTreeMap<String, Vec<String>>,
    /// Whether there are entries below it.
    has_subordinates: bool,
}

/// Some entries, superiors before those below them.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct EntryList {
    entries: Vec<EntryView>,
    /// What to give as `after` for the next page; null on the last one.
    next: Option<u32>,
}

/// Lists entries of the tree
#[utoipa::path(get, path = "/entries", tag = "entries", operation_id = "listEntries", params(EntriesParameters), responses((status = 200, body = EntryList)))]
pub(super) async fn list(
    State(plane): State<Shared>,
    Parameters(parameters): Parameters<EntriesParameters>,
) -> Result<Json<EntryList>, Problem> {
    let view = plane
        .organization(parameters.organization.as_deref())
        .view()?;
    let snapshot = view.snapshot();
    let mut cursor = snapshot.cursor(&parameters.query(&view)?);
    if let Some(after) = parameters.after {
        cursor.resume_after(EntryId::from_u32(after));
    }
    let limit = page::clamp(parameters.limit);
    let (mut entries, mut last, mut next) = (Vec::new(), None, None);
    loop {
        let mut budget = VISITS;
        match cursor.step(snapshot, &mut budget) {
            Step::Found(..) if entries.len() == limit => {
                next = last;
                break;
            }
            Step::Found(id, entry) => {
                last = Some(id.to_u32());
                entries.push(EntryView::new(&view, entry));
            }
            Step::Yielded => yield_now().await,
            Step::Exhausted => break,
        }
    }
    Ok(Json(EntryList { entries, next }))
}

/// How many entries are visited before others have their turn.
const VISITS: usize = 1024;

impl EntriesParameters {
    fn query(&self, view: &OrganizationView) -> Result<SearchQuery, Problem> {
        let wrong =
            |field, detail: String| Problem::new(Kind::InvalidQuery, detail).in_field(field);
        let base = match &self.base {
            None => view.base_dn().clone(),
            Some(name) => Dn::parse(name.as_bytes(), view.schema())
                .map_err(|error| wrong("base", error.to_string()))?,
        };
        if view.snapshot().entry(&base).is_none() {
            let detail = format!("there is no entry `{base}` in the organization");
            return Err(Problem::new(Kind::UnknownEntry, detail).in_field("base"));
        }
        let filter = Filter::parse(self.filter.as_deref().unwrap_or("(objectClass=*)"))
            .map_err(|error| wrong("filter", error.to_string()))?;
        Ok(SearchQuery {
            base,
            scope: self.scope.into(),
            filter: filter.compile(view.schema(), &|attribute_type| !is_secret(attribute_type)),
        })
    }
}

impl EntryView {
    fn new(view: &OrganizationView, entry: &Entry) -> Self {
        let schema = view.schema();
        let all = AttributeSelection::new(&["*", "+"], schema);
        let mut attributes: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for attribute in entry.attributes().filter(|it| all.selects(it, schema)) {
            if is_secret(schema.attribute_type_by_id(attribute.attribute_type_id())) {
                continue;
            }
            let values = attribute.values();
            let values = values.map(|value| String::from_utf8_lossy(value).into_owned());
            attributes.insert(attribute.description().to_owned(), values.collect());
        }
        Self {
            dn: entry.dn().to_string(),
            attributes,
            has_subordinates: view.snapshot().has_subordinates(entry.dn()),
        }
    }
}
