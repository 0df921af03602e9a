//! Users of an organization.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use jcldap_fixtures::UserState;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::extract::{Body, Parameters, Segments, pointer_token};
use super::page::PageParameters;
use super::plane::{OrganizationParameter, Shared};
use super::problem::{Kind, Problem};
use crate::jumpcloud::{Account, AccountState, ChangeError, OrganizationView};

/// A user. Fields have JumpCloud's own names (J10.08); passwords are never shown.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct UserView {
    username: String,
    email: String,
    firstname: Option<String>,
    lastname: Option<String>,
    #[schema(example = "ACTIVATED")]
    state: &'static str,
    account_locked: bool,
    password_expired: bool,
    /// Whether the user is bound to the LDAP directory directly; a bound group does the same (J1.12).
    ldap: bool,
    ldap_binding_user: bool,
    /// The name of the user's entry; null while it is not in the tree.
    dn: Option<String>,
    /// Whether the entry is marked as disabled.
    #[serde(rename = "pwdLock")]
    pwd_lock: bool,
    /// The names of the user's groups.
    groups: Vec<String>,
}

/// Some users.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct UserList {
    users: Vec<UserView>,
    /// What to give as `after` for the next page; null on the last one.
    next: Option<u32>,
}

/// What can be done to a user, as an admin or a policy would.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(super) enum UserVerb {
    Lock,
    Unlock,
    Activate,
    Suspend,
    Stage,
    ExpirePassword,
    UnexpirePassword,
    BindToLdap,
    UnbindFromLdap,
}

/// A new password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewPassword {
    // Read as any value: a message about a wrong one would show it.
    #[schema(value_type = String, format = Password)]
    password: Value,
}

impl UserView {
    pub(super) fn new(view: &OrganizationView, account: &Account) -> Self {
        let user = &account.user;
        let organization = view.organization();
        let state = organization.account_state(&user.username);
        let dn = view.user_dn(&user.username).ok();
        let dn = dn.filter(|dn| view.snapshot().entry(dn).is_some());
        let groups = organization.groups_of_user(&user.username);
        Self {
            username: user.username.clone(),
            email: user.email.clone(),
            firstname: user.firstname.clone(),
            lastname: user.lastname.clone(),
            state: match user.state {
                UserState::Staged => "STAGED",
                UserState::Activated => "ACTIVATED",
                UserState::Suspended => "SUSPENDED",
            },
            account_locked: user.account_locked,
            password_expired: user.password_expired,
            ldap: user.ldap,
            ldap_binding_user: user.ldap_binding_user,
            dn: dn.map(|dn| dn.to_string()),
            pwd_lock: matches!(state, Some(AccountState::Disabled(by)) if by.shows_lock()),
            groups: groups.map(|record| record.group.name.clone()).collect(),
        }
    }
}

/// The user as it is now.
fn shown(
    plane: &Shared,
    organization: Option<&str>,
    username: &str,
) -> Result<Json<UserView>, Problem> {
    let view = plane.organization(organization).view()?;
    let account = view.organization().require_account(username)?;
    Ok(Json(UserView::new(&view, account)))
}

/// Lists users
#[utoipa::path(get, path = "/users", tag = "users", operation_id = "listUsers", params(PageParameters), responses((status = 200, body = UserList)))]
pub(super) async fn list(
    State(plane): State<Shared>,
    Parameters(page): Parameters<PageParameters>,
) -> Result<Json<UserList>, Problem> {
    let view = plane.organization(page.organization.as_deref()).view()?;
    let (accounts, next) = page.of(view.organization().accounts_with_places());
    let users = accounts
        .into_iter()
        .map(|account: &Arc<Account>| UserView::new(&view, account));
    Ok(Json(UserList {
        users: users.collect(),
        next,
    }))
}

/// Adds a user
///
/// The body has the fields of a user in a fixture (J10.08), `username` and `email` at least.
#[utoipa::path(post, path = "/users", tag = "users", operation_id = "addUser", params(OrganizationParameter), request_body = Object, responses((status = 201, body = UserView)))]
pub(super) async fn add(
    State(plane): State<Shared>,
    Parameters(OrganizationParameter { organization }): Parameters<OrganizationParameter>,
    Body(fields): Body<Map<String, Value>>,
) -> Result<(StatusCode, Json<UserView>), Problem> {
    let organization = organization.as_deref();
    let username = fields.get("username").and_then(Value::as_str);
    let username = username.unwrap_or_default().to_owned();
    let _added = plane.organization(organization).add_user(fields)?;
    Ok((StatusCode::CREATED, shown(&plane, organization, &username)?))
}

/// Shows a user
#[utoipa::path(get, path = "/users/{username}", tag = "users", operation_id = "getUser", params(("username" = String, Path), OrganizationParameter), responses((status = 200, body = UserView)))]
pub(super) async fn get(
    State(plane): State<Shared>,
    Segments(username): Segments<String>,
    Parameters(OrganizationParameter { organization }): Parameters<OrganizationParameter>,
) -> Result<Json<UserView>, Problem> {
    shown(&plane, organization.as_deref(), &username)
}

/// Sets fields of a user, all or none
///
/// The body has fields of a user in a fixture (J10.08); `null` unsets one. A new `username` renames the user.
#[utoipa::path(patch, path = "/users/{username}", tag = "users", operation_id = "changeUser", params(("username" = String, Path), OrganizationParameter), request_body = Object, responses((status = 200, body = UserView)))]
pub(super) async fn change(
    State(plane): State<Shared>,
    Segments(username): Segments<String>,
    Parameters(OrganizationParameter { organization }): Parameters<OrganizationParameter>,
    Body(mut fields): Body<Map<String, Value>>,
) -> Result<Json<UserView>, Problem> {
    let organization = organization.as_deref();
    // The name comes last, for the other fields are set by the one that the user has now.
    let new_username = fields.remove(USERNAME);
    let mut fields: Vec<_> = fields.into_iter().collect();
    fields.extend(new_username.map(|value| (USERNAME.to_owned(), value)));
    let mut shown_as = username.clone();
    let mut at = None;
    let changed = plane.organization(organization).change(|editor| {
        editor.organization().require_account(&username)?;
        for (field, value) in &fields {
            at = Some(field.as_str());
            editor.set_user_field(&username, field, value)?;
            if let (USERNAME, Value::String(new)) = (field.as_str(), value) {
                shown_as.clone_from(new);
            }
        }
        Ok(())
    });
    changed.map_err(|error| match (&error, at) {
        (ChangeError::Field(_), Some(field)) => {
            Problem::from(error).at(format!("/{}", pointer_token(field)))
        }
        _ => Problem::from(error),
    })?;
    shown(&plane, organization, &shown_as)
}

const USERNAME: &str = "username";

/// Deletes a user, which leaves its groups too
#[utoipa::path(delete, path = "/users/{username}", tag = "users", operation_id = "deleteUser", params(("username" = String, Path), OrganizationParameter), responses((status = 204, description = "Done")))]
pub(super) async fn delete(
    State(plane): State<Shared>,
    Segments(username): Segments<String>,
    Parameters(OrganizationParameter { organization }): Parameters<OrganizationParameter>,
) -> Result<StatusCode, Problem> {
    let organization = plane.organization(organization.as_deref());
    organization.user(&username).delete()?;
    Ok(StatusCode::NO_CONTENT)
}

/// Does something to a user
///
/// What is so already stays so: nothing moves, not even a stamp.
#[utoipa::path(post, path = "/users/{username}/{verb}", tag = "users", operation_id = "doToUser", params(("username" = String, Path), ("verb" = UserVerb, Path), OrganizationParameter), responses((status = 200, body = UserView)))]
pub(super) async fn act(
    State(plane): State<Shared>,
    Segments((username, verb)): Segments<(String, UserVerb)>,
    Parameters(OrganizationParameter { organization }): Parameters<OrganizationParameter>,
) -> Result<Json<UserView>, Problem> {
    let organization = organization.as_deref();
    let user = plane.organization(organization).user(&username);
    match verb {
        UserVerb::Lock => user.lock(),
        UserVerb::Unlock => user.unlock(),
        UserVerb::Activate => user.activate(),
        UserVerb::Suspend => user.suspend(),
        UserVerb::Stage => user.stage(),
        UserVerb::ExpirePassword => user.expire_password(),
        UserVerb::UnexpirePassword => user.unexpire_password(),
        UserVerb::BindToLdap => user.bind_to_ldap(),
        UserVerb::UnbindFromLdap => user.unbind_from_ldap(),
    }?;
    shown(&plane, organization, &username)
}

/// Gives a user a password
#[utoipa::path(put, path = "/users/{username}/password", tag = "users", operation_id = "setPassword", params(("username" = String, Path), OrganizationParameter), request_body = NewPassword, responses((status = 204, description = "Done")))]
pub(super) async fn set_password(
    State(plane): State<Shared>,
    Segments(username): Segments<String>,
    Parameters(OrganizationParameter { organization }): Parameters<OrganizationParameter>,
    Body(NewPassword { password }): Body<NewPassword>,
) -> Result<StatusCode, Problem> {
    let Value::String(password) = password else {
        return Err(Problem::new(Kind::InvalidBody, "the password is no string").at("/password"));
    };
    let organization = plane.organization(organization.as_deref());
    organization.user(&username).set_password(password)?;
    Ok(StatusCode::NO_CONTENT)
}
