//! Extended operations (RFC 4511 section 4.12).

use super::{Reason, controls};
use crate::wire::{Control, ExtendedRequest};

/// The operations that are offered, for supportedExtension: none yet.
pub(super) const SUPPORTED: &[&str] = &[];

/// J6.01: an operation that is not known is a protocolError, before a bind too. Controls come first
/// (`openldap.md 10`).
pub(super) fn refuse(_request: &ExtendedRequest, controls: &[Control]) -> Reason {
    controls::check(controls)
        .err()
        .unwrap_or(Reason::UnsupportedExtendedOperation)
}
