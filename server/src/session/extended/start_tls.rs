//! StartTLS (RFC 4511 section 4.14), as far as a session decides it: the stream itself is the connection's.

use super::table::Answer;
use crate::session::{Reason, Session, TlsLayer};
use crate::wire::InvalidRequestValue;

/// The checks come in OpenLDAP's order (`openldap.md 24`).
pub(super) fn start_tls(session: &Session, value: Option<&[u8]>) -> Answer {
    if value.is_some() {
        Answer::Ended(Reason::InvalidRequestValue(InvalidRequestValue::Unexpected))
    } else if session.tls == TlsLayer::Installed {
        Answer::Ended(Reason::TlsAlreadyStarted)
    } else if session.outstanding() > 0 {
        Answer::Ended(Reason::TlsWhileOutstanding)
    } else {
        Answer::StartTls
    }
}
