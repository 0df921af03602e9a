//! What a user is told who may not write, and nobody may (J7.03, U20).

use jcldap_fixtures::behavior::Writes;

use crate::jumpcloud::{Directory, UserIdentity};
use crate::session::Reason;
use crate::wire::RequestKind;

/// The switch of the user's own organization decides.
pub(in crate::session) fn without_rights(
    kind: RequestKind,
    user: &UserIdentity,
    directory: &Directory,
) -> Reason {
    match directory.behavior_for(&user.organization).writes {
        Writes::InsufficientAccessRights => Reason::WriteWithoutRights(kind),
        Writes::UnwillingToPerform => Reason::ReadOnly,
    }
}
