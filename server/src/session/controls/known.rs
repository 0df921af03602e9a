//! The table of the controls that the stand-in knows. To add one, add a row.

use jcldap_fixtures::behavior::Behavior;

use super::request::RequestControls;
use crate::wire::{Control, InvalidControl, RequestKind};

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

const KNOWN: &[KnownControl] = &[KnownControl {
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
}];

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
