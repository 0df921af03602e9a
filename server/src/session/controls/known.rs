//! The table of the controls that the stand-in knows. To add one, add a row.

use jcldap_fixtures::behavior::{Behavior, ServerSort};

use super::request::{RequestControls, ServerSideSort};
use crate::wire::{Control, InvalidControl, PagedResults, RequestKind, decode_sort_keys};

/// The simple paged results control (RFC 2696), in requests and answers.
pub(in crate::session) const PAGED_RESULTS: &str = "1.2.840.113556.1.4.319";
/// The password policy control (draft-behera-ldap-password-policy section 6), in requests and answers.
pub(in crate::session) const PASSWORD_POLICY: &str = "1.3.6.1.4.1.42.2.27.8.5.1";
/// The response control of server side sorting (RFC 2891 section 1.2).
pub(in crate::session) const SORT_RESPONSE: &str = "1.2.840.113556.1.4.474";
/// The request control of server side sorting (RFC 2891 section 1.1).
const SORT_REQUEST: &str = "1.2.840.113556.1.4.473";
/// `ManageDsaIT` (RFC 3296 section 3).
const MANAGE_DSA_IT: &str = "2.16.840.1.113730.3.4.2";

/// A control that the stand-in knows.
pub(super) struct KnownControl {
    /// The controlType.
    pub(super) oid: &'static str,
    /// The operations that it belongs to.
    pub(super) operations: &'static [RequestKind],
    /// Whether a server of this behavior knows it.
    pub(super) is_offered: fn(&Behavior) -> bool,
    /// Reads it into the controls of a request.
    pub(super) read: fn(&Control, &mut RequestControls) -> Result<(), InvalidControl>,
}

const KNOWN: &[KnownControl] = &[
    KnownControl {
        oid: PAGED_RESULTS,
        operations: &[RequestKind::Search],
        is_offered: |_| true,
        read: read_paged_results,
    },
    KnownControl {
        oid: PASSWORD_POLICY,
        operations: &[RequestKind::Bind, RequestKind::Add, RequestKind::Modify],
        is_offered: |_| true,
        read: read_password_policy,
    },
    KnownControl {
        oid: MANAGE_DSA_IT,
        operations: &[
            RequestKind::Search,
            RequestKind::Compare,
            RequestKind::Add,
            RequestKind::Delete,
            RequestKind::Modify,
            RequestKind::ModifyDn,
        ],
        is_offered: |_| true,
        read: read_manage_dsa_it,
    },
    KnownControl {
        oid: SORT_REQUEST,
        operations: &[RequestKind::Search],
        is_offered: |behavior| behavior.server_sort == ServerSort::Supported,
        read: read_sort_request,
    },
];

/// The controls that a server of this behavior knows.
pub(super) fn offered(behavior: &Behavior) -> impl Iterator<Item = &'static KnownControl> {
    KNOWN
        .iter()
        .filter(|control| (control.is_offered)(behavior))
}

/// The controls that a server of this behavior knows, for supportedControl.
pub(in crate::session) fn supported(behavior: &Behavior) -> Vec<&'static str> {
    offered(behavior).map(|control| control.oid).collect()
}

fn read_paged_results(
    control: &Control,
    controls: &mut RequestControls,
) -> Result<(), InvalidControl> {
    if controls.paged_results.is_some() {
        return Err(InvalidControl::PagedResultsRepeated);
    }
    controls.paged_results = Some(PagedResults::decode(control.value.as_deref())?);
    Ok(())
}

fn read_password_policy(
    control: &Control,
    controls: &mut RequestControls,
) -> Result<(), InvalidControl> {
    if control.value.is_some() {
        return Err(InvalidControl::PasswordPolicyWithValue);
    }
    controls.password_policy = true;
    Ok(())
}

/// There is no referral object to manage: that the control was understood is all that there is to it.
fn read_manage_dsa_it(
    control: &Control,
    controls: &mut RequestControls,
) -> Result<(), InvalidControl> {
    if controls.manage_dsa_it {
        return Err(InvalidControl::ManageDsaItRepeated);
    }
    if control.value.is_some() {
        return Err(InvalidControl::ManageDsaItWithValue);
    }
    controls.manage_dsa_it = true;
    Ok(())
}

fn read_sort_request(
    control: &Control,
    controls: &mut RequestControls,
) -> Result<(), InvalidControl> {
    if controls.sort.is_some() {
        return Err(InvalidControl::SortRepeated);
    }
    controls.sort = Some(ServerSideSort {
        keys: decode_sort_keys(control.value.as_deref())?,
        criticality: control.criticality,
    });
    Ok(())
}
