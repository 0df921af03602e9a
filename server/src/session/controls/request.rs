//! Reads the controls of a request.

use jcldap_fixtures::behavior::Behavior;

use super::known;
use crate::session::Reason;
use crate::wire::{Control, PagedResults, RequestKind, SortKey};

/// What the controls of a request ask for. Those that are not known, or not for this operation, have left no trace.
#[derive(Debug, Default)]
pub(in crate::session) struct RequestControls {
    /// Simple paged results (RFC 2696).
    pub(in crate::session) paged_results: Option<PagedResults>,
    /// Server side sorting (RFC 2891).
    pub(in crate::session) sort: Option<ServerSideSort>,
    /// Whether the client understands the password policy response control.
    pub(in crate::session) password_policy: bool,
    /// Whether `ManageDsaIT` was there.
    pub(super) manage_dsa_it: bool,
}

/// A request for server side sorting.
#[derive(Debug)]
pub(in crate::session) struct ServerSideSort {
    /// The keys, the highest in precedence first.
    pub(in crate::session) keys: Vec<SortKey>,
    /// Whether unsorted entries are of no use to the client.
    pub(in crate::session) criticality: bool,
}

/// Reads the controls of an operation on a server of this behavior, in the order they came (`openldap.md 10`).
///
/// # Errors
///
/// The first control that stops the operation: it is critical, and not known or not for this operation; or it is
/// known, critical or not, and its value is not as it should be.
pub(in crate::session) fn read(
    kind: RequestKind,
    controls: &[Control],
    behavior: &Behavior,
) -> Result<RequestControls, Reason> {
    let mut read = RequestControls::default();
    for control in controls {
        let known = known::offered(behavior).find(|known| known.oid.as_bytes() == control.oid);
        match known {
            Some(known) if known.operations.contains(&kind) => {
                (known.read)(control, &mut read).map_err(Reason::InvalidControl)?;
            }
            Some(_) if control.criticality => return Err(Reason::UnavailableControl),
            None if control.criticality => return Err(Reason::UnrecognizedControl),
            Some(_) | None => {}
        }
    }
    Ok(read)
}
