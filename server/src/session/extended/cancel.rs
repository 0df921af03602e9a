//! Cancel (RFC 3909).

use crate::session::{Reason, Session};
use crate::wire::{MessageId, cancel_id};

/// Stops an operation, which then ends with canceled (118) before the Cancel is answered.
pub(super) fn cancel(session: &mut Session, own_id: MessageId, value: Option<&[u8]>) -> Reason {
    match cancel_id(value) {
        Err(invalid) => Reason::InvalidRequestValue(invalid),
        // `openldap.md 25`: a Cancel cannot be canceled, and this one is under way.
        Ok(target) if target == own_id.value() => Reason::CannotCancel,
        Ok(target) => session.cancel(target),
    }
}
