//! entryUUIDs that are the same on every replica (RFC 4530; `openldap.md 29`).
//!
//! A version 5 UUID is made from JumpCloud's own id of the user or group where there is one, else from its kind and
//! its name at load. What comes later has its place in the name too: an entry that was renamed may have left its old
//! name, but keeps what was made from it.

use jcldap_fixtures::{Group, OrganizationIdentity, PosixGroup, SambaDomain, User};
use uuid::Uuid;

pub(super) fn of_organization(organization: &OrganizationIdentity) -> Uuid {
    derive(organization, "organization", "")
}

pub(super) fn of_users_container(organization: &OrganizationIdentity) -> Uuid {
    derive(organization, "container", "Users")
}

pub(super) fn of_user(organization: &OrganizationIdentity, user: &User) -> Uuid {
    derive(
        organization,
        "user",
        user.id.as_deref().unwrap_or(&user.username),
    )
}

/// Of a user that is added at this place.
pub(super) fn of_added_user(organization: &OrganizationIdentity, user: &User, place: u32) -> Uuid {
    match &user.id {
        Some(_) => of_user(organization, user),
        None => derive(organization, &format!("user {place}"), &user.username),
    }
}

pub(super) fn of_group(organization: &OrganizationIdentity, group: &Group) -> Uuid {
    derive(
        organization,
        "group",
        group.id.as_deref().unwrap_or(&group.name),
    )
}

/// Of a group that is added at this place.
pub(super) fn of_added_group(
    organization: &OrganizationIdentity,
    group: &Group,
    place: u32,
) -> Uuid {
    match &group.id {
        Some(_) => of_group(organization, group),
        None => derive(organization, &format!("group {place}"), &group.name),
    }
}

pub(super) fn of_posix_group(
    organization: &OrganizationIdentity,
    posix_group: &PosixGroup,
) -> Uuid {
    derive(organization, "posixGroup", &posix_group.name)
}

pub(super) fn of_samba_domain(organization: &OrganizationIdentity, domain: &SambaDomain) -> Uuid {
    derive(
        organization,
        "sambaDomain",
        domain.id.as_deref().unwrap_or(&domain.name),
    )
}

fn derive(organization: &OrganizationIdentity, kind: &str, name: &str) -> Uuid {
    // Neither an organization id nor a kind holds a colon, so that no two names meet.
    Uuid::new_v5(
        &NAMESPACE,
        format!("{}:{kind}:{name}", organization.id).as_bytes(),
    )
}

/// The namespace of the stand-in's entries; a random UUID, fixed once.
const NAMESPACE: Uuid = Uuid::from_u128(0x5c1e_7b0a_93d4_4f6e_8a21_d07f_64b3_c915);
