//! Writing the answer that ends an operation, and keeping its outcome.

use super::{Outcome, Reason};
use crate::jumpcloud::Identity;
use crate::wire::{MessageId, RequestKind, Response, ResponseControl, write_response};

/// Writes the answer that ends an operation.
pub(super) fn finish(
    id: MessageId,
    kind: RequestKind,
    reason: Reason,
    identity: &Identity,
    out: &mut Vec<u8>,
) -> Outcome {
    finish_with(id, kind, reason, Vec::new(), identity, out)
}

/// Writes the answer that ends an operation, with response controls.
pub(super) fn finish_with(
    id: MessageId,
    kind: RequestKind,
    reason: Reason,
    controls: Vec<ResponseControl>,
    identity: &Identity,
    out: &mut Vec<u8>,
) -> Outcome {
    let response = Response {
        kind,
        result: reason.result(),
        value: None,
        controls,
    };
    write_response(id, response, out);
    Outcome::new(id, kind, reason, identity)
}

/// Writes the answer of an extended operation that succeeds with a responseValue.
pub(super) fn finish_with_value(
    id: MessageId,
    value: Vec<u8>,
    identity: &Identity,
    out: &mut Vec<u8>,
) -> Outcome {
    let kind = RequestKind::Extended;
    let reason = Reason::Success;
    let response = Response {
        kind,
        result: reason.result(),
        value: Some(value),
        controls: Vec::new(),
    };
    write_response(id, response, out);
    Outcome::new(id, kind, reason, identity)
}
