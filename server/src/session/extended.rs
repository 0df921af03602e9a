//! Extended operations (RFC 4511 section 4.12).

use jcldap_fixtures::behavior::Behavior;

use super::{Reason, controls};
use crate::wire::{Control, ExtendedRequest, RequestKind};

/// The operations that are offered, for supportedExtension: none yet.
pub(super) const SUPPORTED: &[&str] = &[];

/// J6.01: an operation that is not known is a protocolError, before a bind too. Controls come first
/// (`openldap.md 10`).
pub(super) fn refuse(
    _request: &ExtendedRequest,
    controls: &[Control],
    behavior: &Behavior,
) -> Reason {
    controls::read(RequestKind::Extended, controls, behavior)
        .err()
        .unwrap_or(Reason::UnsupportedExtendedOperation)
}
