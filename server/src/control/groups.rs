//! Groups of an organization.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::extract::{Body, Parameters, Segments};
use super::page::PageParameters;
use super::plane::{OrganizationParameter, Shared};
use super::problem::Problem;
use crate::jumpcloud::{ChangeError, GroupRecord, OrganizationView};

/// A group.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct GroupView {
    name: String,
    /// Whether the group is bound to the LDAP directory, and its members with it (J1.12).
    ldap: bool,
    /// The usernames of its members, in the tree or not.
    members: Vec<String>,
    /// The name of the group's entry; null while it is not in the tree.
    dn: Option<String>,
}

/// Some groups.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct GroupList {
    groups: Vec<GroupView>,
    /// What to give as `after` for the next page; null on the last one.
    next: Option<u32>,
}

/// What is to change of a group; what is left out stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct GroupChanges {
    name: Option<String>,
    ldap: Option<bool>,
    /// All members; others are none any more.
    members: Option<Vec<String>>,
}

/// What can be done to a group.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(super) enum GroupVerb {
    BindToLdap,
    UnbindFromLdap,
}

impl GroupView {
    fn new(view: &OrganizationView, record: &GroupRecord) -> Self {
        let dn = view.group_dn(&record.group.name).ok();
        let dn = dn.filter(|dn| view.snapshot().entry(dn).is_some());
        let members = view.organization().members_of(record);
        Self {
            name: record.group.name.clone(),
            ldap: record.group.ldap,
            members: members
                .map(|account| account.user.username.clone())
                .collect(),
            dn: dn.map(|dn| dn.to_string()),
        }
    }
}

/// The group as it is now.
fn shown(
    plane: &Shared,
    organization: Option<&str>,
    name: &str,
) -> Result<Json<GroupView>, Problem> {
    let view = plane.organization(organization).view()?;
    let record = view.organization().require_group(name)?;
    Ok(Json(GroupView::new(&view, record)))
}

/// Lists groups
#[utoipa::path(get, path = "/groups", tag = "groups", operation_id = "listGroups", params(PageParameters), responses((status = 200, body = GroupList)))]
pub(super) async fn list(
    State(plane): State<Shared>,
    Parameters(page): Parameters<PageParameters>,
) -> Result<Json<GroupList>, Problem> {
    let view = plane.organization(page.organization.as_deref()).view()?;
    let (records, next) = page.of(view.organization().groups_with_places());
    let groups = records
        .into_iter()
        .map(|record: &Arc<GroupRecord>| GroupView::new(&view, record));
    Ok(Json(GroupList {
        groups: groups.collect(),
        next,
    }))
}

/// Adds a group
///
/// The body has the fields of a group in a fixture (J10.10), `name` at least.
#[utoipa::path(post, path = "/groups", tag = "groups", operation_id = "addGroup", params(OrganizationParameter), request_body = Object, responses((status = 201, body = GroupView)))]
pub(super) async fn add(
    State(plane): State<Shared>,
    Parameters(OrganizationParameter { organization }): Parameters<OrganizationParameter>,
    Body(fields): Body<Map<String, Value>>,
) -> Result<(StatusCode, Json<GroupView>), Problem> {
    let organization = organization.as_deref();
    let name = fields.get("name").and_then(Value::as_str);
    let name = name.unwrap_or_default().to_owned();
    let _added = plane.organization(organization).add_group(fields)?;
    Ok((StatusCode::CREATED, shown(&plane, organization, &name)?))
}

/// Shows a group
#[utoipa::path(get, path = "/groups/{name}", tag = "groups", operation_id = "getGroup", params(("name" = String, Path), OrganizationParameter), responses((status = 200, body = GroupView)))]
pub(super) async fn get(
    State(plane): State<Shared>,
    Segments(name): Segments<String>,
    Parameters(OrganizationParameter { organization }): Parameters<OrganizationParameter>,
) -> Result<Json<GroupView>, Problem> {
    shown(&plane, organization.as_deref(), &name)
}

/// Changes a group, wholly or not at all
#[utoipa::path(patch, path = "/groups/{name}", tag = "groups", operation_id = "changeGroup", params(("name" = String, Path), OrganizationParameter), request_body = GroupChanges, responses((status = 200, body = GroupView)))]
pub(super) async fn change(
    State(plane): State<Shared>,
    Segments(name): Segments<String>,
    Parameters(OrganizationParameter { organization }): Parameters<OrganizationParameter>,
    Body(changes): Body<GroupChanges>,
) -> Result<Json<GroupView>, Problem> {
    let organization = organization.as_deref();
    plane.organization(organization).change(|editor| {
        let record = Arc::clone(editor.organization().require_group(&name)?);
        if let Some(bound) = changes.ldap {
            editor.set_group_binding(&name, bound)?;
        }
        if let Some(wanted) = &changes.members {
            let members = editor.organization().members_of(&record);
            let members: BTreeSet<String> = members.map(|it| it.user.username.clone()).collect();
            let mut kept = BTreeSet::new();
            for username in wanted {
                let account = editor.organization().require_account(username)?;
                let username = account.user.username.clone();
                if !members.contains(&username) && !kept.contains(&username) {
                    editor.add_member(&name, &username)?;
                }
                kept.insert(username);
            }
            for username in members.difference(&kept) {
                editor.remove_member(&name, username)?;
            }
        }
        match &changes.name {
            Some(new_name) => editor.rename_group(&name, new_name),
            None => Ok(()),
        }
    })?;
    shown(&plane, organization, changes.name.as_ref().unwrap_or(&name))
}

/// Deletes a group; its members stay
#[utoipa::path(delete, path = "/groups/{name}", tag = "groups", operation_id = "deleteGroup", params(("name" = String, Path), OrganizationParameter), responses((status = 204, description = "Done")))]
pub(super) async fn delete(
    State(plane): State<Shared>,
    Segments(name): Segments<String>,
    Parameters(OrganizationParameter { organization }): Parameters<OrganizationParameter>,
) -> Result<StatusCode, Problem> {
    let organization = plane.organization(organization.as_deref());
    organization.group(&name).delete()?;
    Ok(StatusCode::NO_CONTENT)
}

/// Binds a group to the LDAP directory, and its members with it, or takes that back
#[utoipa::path(post, path = "/groups/{name}/{verb}", tag = "groups", operation_id = "doToGroup", params(("name" = String, Path), ("verb" = GroupVerb, Path), OrganizationParameter), responses((status = 200, body = GroupView)))]
pub(super) async fn act(
    State(plane): State<Shared>,
    Segments((name, verb)): Segments<(String, GroupVerb)>,
    Parameters(OrganizationParameter { organization }): Parameters<OrganizationParameter>,
) -> Result<Json<GroupView>, Problem> {
    let organization = organization.as_deref();
    let group = plane.organization(organization).group(&name);
    match verb {
        GroupVerb::BindToLdap => group.bind_to_ldap(),
        GroupVerb::UnbindFromLdap => group.unbind_from_ldap(),
    }?;
    shown(&plane, organization, &name)
}

/// Makes a user a member, behind the others
///
/// One that is a member already stays where it is.
#[utoipa::path(put, path = "/groups/{name}/members/{username}", tag = "groups", operation_id = "addMember", params(("name" = String, Path), ("username" = String, Path), OrganizationParameter), responses((status = 200, body = GroupView)))]
pub(super) async fn add_member(
    State(plane): State<Shared>,
    Segments((name, username)): Segments<(String, String)>,
    Parameters(OrganizationParameter { organization }): Parameters<OrganizationParameter>,
) -> Result<Json<GroupView>, Problem> {
    let organization = organization.as_deref();
    let group = plane.organization(organization).group(&name);
    match group.add_member(&username) {
        Ok(()) | Err(ChangeError::AlreadyMember { .. }) => shown(&plane, organization, &name),
        Err(error) => Err(error.into()),
    }
}

/// Ends a membership, if there is one
#[utoipa::path(delete, path = "/groups/{name}/members/{username}", tag = "groups", operation_id = "removeMember", params(("name" = String, Path), ("username" = String, Path), OrganizationParameter), responses((status = 200, body = GroupView)))]
pub(super) async fn remove_member(
    State(plane): State<Shared>,
    Segments((name, username)): Segments<(String, String)>,
    Parameters(OrganizationParameter { organization }): Parameters<OrganizationParameter>,
) -> Result<Json<GroupView>, Problem> {
    let organization = organization.as_deref();
    let group = plane.organization(organization).group(&name);
    match group.remove_member(&username) {
        Ok(()) | Err(ChangeError::NotAMember { .. }) => shown(&plane, organization, &name),
        Err(error) => Err(error.into()),
    }
}
