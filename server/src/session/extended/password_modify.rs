//! Password Modify (RFC 3062), which is read and refused as the write it is (`openldap.md 23`).

use super::table::Answer;
use crate::jumpcloud::Identity;
use crate::session::{Reason, Session, write};
use crate::wire::{RequestKind, check_password_modify};

pub(super) fn password_modify(session: &Session, value: Option<&[u8]>) -> Answer {
    let Identity::User(user) = session.identity() else {
        return Answer::Ended(Reason::PasswordChangeUnauthenticated);
    };
    Answer::Ended(match check_password_modify(value) {
        Err(invalid) => Reason::InvalidRequestValue(invalid),
        Ok(()) => write::without_rights(RequestKind::Extended, user, &session.source.current()),
    })
}
