//! Which controls a request may carry (RFC 4511 section 4.1.11).

use super::Reason;
use crate::wire::Control;

/// The controls that are acted upon, for supportedControl: none yet.
pub(super) const SUPPORTED: &[&str] = &[];

/// `openldap.md 10`: a control that is not known stops the operation if it is critical, else it is ignored.
pub(super) fn check(controls: &[Control]) -> Result<(), Reason> {
    if controls.iter().any(|control| control.criticality) {
        Err(Reason::UnrecognizedControl)
    } else {
        Ok(())
    }
}
