//! Writes, none of which is ever done (J7.01).

use jcldap_fixtures::behavior::Writes;

use super::{Reason, controls};
use crate::jumpcloud::{Directory, Identity};
use crate::wire::{Control, RequestKind};

/// Why this session may not write (J7.03, U20).
pub(super) fn refuse(
    kind: RequestKind,
    controls: &[Control],
    directory: &Directory,
    identity: &Identity,
) -> Reason {
    if let Err(reason) = controls::read(kind, controls, directory.behavior()) {
        return reason;
    }
    match identity {
        Identity::Anonymous => Reason::WriteUnauthenticated,
        Identity::User(user) => match directory.behavior_for(&user.organization).writes {
            Writes::InsufficientAccessRights => Reason::WriteWithoutRights(kind),
            Writes::UnwillingToPerform => Reason::ReadOnly,
        },
    }
}
