//! "Who am I?" (RFC 4532; J5.12).

use super::table::Answer;
use crate::jumpcloud::Identity;
use crate::session::{Reason, Session};
use crate::wire::InvalidRequestValue;

/// The authorization identity as a `dnAuthzId` (RFC 4513 section 5.2.1.8), in the entry's own spelling
/// (`openldap.md 26`); an empty value for an anonymous session.
pub(super) fn who_am_i(session: &Session, value: Option<&[u8]>) -> Answer {
    if value.is_some() {
        return Answer::Ended(Reason::InvalidRequestValue(InvalidRequestValue::Unexpected));
    }
    Answer::Value(match session.identity() {
        Identity::Anonymous => Vec::new(),
        Identity::User(user) => format!("dn:{}", user.dn).into_bytes(),
    })
}
