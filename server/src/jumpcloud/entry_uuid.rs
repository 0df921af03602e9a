//! entryUUIDs that are the same on every replica (RFC 4530; `openldap.md 29`).
//!
//! A version 5 UUID is made from JumpCloud's own id of the user or group where the seed gives one, else from its kind
//! and its name at load.

use jcldap_fixtures::{Group, PosixGroup, SambaDomain, User};
use uuid::Uuid;

use crate::jumpcloud::organization::Organization;

pub(in crate::jumpcloud) fn of_organization(organization: &Organization) -> Uuid {
    derive(organization, "organization", "")
}

pub(in crate::jumpcloud) fn of_users_container(organization: &Organization) -> Uuid {
    derive(organization, "container", "Users")
}

pub(in crate::jumpcloud) fn of_user(organization: &Organization, user: &User) -> Uuid {
    derive(
        organization,
        "user",
        user.id.as_deref().unwrap_or(&user.username),
    )
}

pub(in crate::jumpcloud) fn of_group(organization: &Organization, group: &Group) -> Uuid {
    derive(
        organization,
        "group",
        group.id.as_deref().unwrap_or(&group.name),
    )
}

pub(in crate::jumpcloud) fn of_posix_group(
    organization: &Organization,
    posix_group: &PosixGroup,
) -> Uuid {
    derive(organization, "posixGroup", &posix_group.name)
}

pub(in crate::jumpcloud) fn of_samba_domain(
    organization: &Organization,
    domain: &SambaDomain,
) -> Uuid {
    derive(
        organization,
        "sambaDomain",
        domain.id.as_deref().unwrap_or(&domain.name),
    )
}

fn derive(organization: &Organization, kind: &str, name: &str) -> Uuid {
    // Neither an organization id nor a kind holds a colon, so that no two names meet.
    Uuid::new_v5(
        &NAMESPACE,
        format!("{}:{kind}:{name}", organization.identity.id).as_bytes(),
    )
}

/// The namespace of the stand-in's entries; a random UUID, fixed once.
const NAMESPACE: Uuid = Uuid::from_u128(0x5c1e_7b0a_93d4_4f6e_8a21_d07f_64b3_c915);
