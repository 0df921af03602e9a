//! Which extended operations there are. supportedExtension is this table, so that what is advertised is what works.

use super::{cancel, password_modify, start_tls, who_am_i};
use crate::session::{Reason, Session, controls};
use crate::wire::{Control, ExtendedRequest, MessageId, RequestKind, Secret};

/// An extended operation that is offered.
struct ExtendedOperation {
    /// The requestName.
    name: &'static str,
    /// Whether Abandon and Cancel may stop it while it waits for its turn.
    can_be_stopped: bool,
    handler: Handler,
}

/// What to do with a requestValue, and when.
#[derive(Clone, Copy)]
enum Handler {
    /// When it comes, whatever is under way.
    OnReceipt(fn(&mut Session, MessageId, Option<&[u8]>) -> Reason),
    /// After what came before it has begun, and any Bind before it has ended.
    InOrder(fn(&Session, Option<&[u8]>) -> Answer),
}

/// What an extended operation comes to.
pub(in crate::session) enum Answer {
    /// It ends like this.
    Ended(Reason),
    /// It succeeds with this responseValue.
    Value(Vec<u8>),
    /// TLS begins, unless something was sent behind the request.
    StartTls,
}

static OPERATIONS: [ExtendedOperation; 4] = [
    ExtendedOperation {
        name: "1.3.6.1.4.1.1466.20037",
        // RFC 4511 section 4.11, RFC 3909 section 3.
        can_be_stopped: false,
        handler: Handler::InOrder(start_tls::start_tls),
    },
    ExtendedOperation {
        name: "1.3.6.1.4.1.4203.1.11.1",
        can_be_stopped: true,
        handler: Handler::InOrder(password_modify::password_modify),
    },
    ExtendedOperation {
        name: "1.3.6.1.4.1.4203.1.11.3",
        can_be_stopped: true,
        handler: Handler::InOrder(who_am_i::who_am_i),
    },
    ExtendedOperation {
        name: "1.3.6.1.1.8",
        can_be_stopped: false,
        handler: Handler::OnReceipt(cancel::cancel),
    },
];

/// The names of the operations, for supportedExtension.
pub(in crate::session) fn supported() -> Vec<&'static str> {
    OPERATIONS.iter().map(|operation| operation.name).collect()
}

fn find(name: &[u8]) -> Option<&'static ExtendedOperation> {
    OPERATIONS
        .iter()
        .find(|operation| operation.name.as_bytes() == name)
}

/// Whether Abandon and Cancel may stop this operation while it waits for its turn.
pub(in crate::session) fn can_be_stopped(name: &[u8]) -> bool {
    find(name).is_none_or(|operation| operation.can_be_stopped)
}

/// Acts upon a request that does not wait for its turn; `None` if this one does.
pub(in crate::session) fn take_on_receipt(
    session: &mut Session,
    id: MessageId,
    request: &ExtendedRequest,
    controls: &[Control],
) -> Option<Reason> {
    let Handler::OnReceipt(handle) = find(&request.name)?.handler else {
        return None;
    };
    let checked = read_controls(session, controls);
    Some(match checked {
        Ok(()) => handle(session, id, value_of(request)),
        Err(reason) => reason,
    })
}

/// Acts upon a request whose turn has come. Controls come first (`openldap.md 10`); an operation that is not known is a
/// protocolError, before a bind too (J6.01).
pub(in crate::session) fn begin(
    session: &Session,
    request: &ExtendedRequest,
    controls: &[Control],
) -> Answer {
    if let Err(reason) = read_controls(session, controls) {
        return Answer::Ended(reason);
    }
    match find(&request.name).map(|operation| operation.handler) {
        Some(Handler::InOrder(handle)) => handle(session, value_of(request)),
        Some(Handler::OnReceipt(_)) | None => Answer::Ended(Reason::UnsupportedExtendedOperation),
    }
}

fn read_controls(session: &Session, controls: &[Control]) -> Result<(), Reason> {
    let directory = session.source.current();
    controls::read(RequestKind::Extended, controls, directory.behavior()).map(|_| ())
}

fn value_of(request: &ExtendedRequest) -> Option<&[u8]> {
    request.value.as_ref().map(Secret::expose)
}
