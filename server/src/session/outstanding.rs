//! The operations under way: their order, and how one of them is stopped by another.

use super::{Operation, Pending, Reason, Session, extended};
use crate::wire::{MessageId, Request};

impl Session {
    /// How many operations are under way.
    pub fn outstanding(&self) -> usize {
        self.operations.len() + usize::from(self.pending.is_some())
    }

    /// Whether a request of this id is still to be answered.
    pub fn is_under_way(&self, id: MessageId) -> bool {
        let pending = self.pending.as_ref().map(Pending::id);
        let operations = self.operations.iter().filter_map(Operation::id);
        pending.into_iter().chain(operations).any(|own| own == id)
    }

    /// RFC 4511 section 4.11: an operation that is not under way, or that cannot be abandoned, is left alone.
    pub(super) fn abandon(&mut self, id: i64) {
        self.operations.retain(|operation| {
            let is_meant = operation
                .id()
                .is_some_and(|own| i64::from(own.value()) == id);
            !(is_meant && operation.can_be_stopped())
        });
    }

    /// RFC 3909 section 3: the operation then ends with canceled (118).
    pub(super) fn cancel(&mut self, id: i32) -> Reason {
        let is_meant = |own: MessageId| own.value() == id;
        if self.pending.as_ref().map(Pending::id).is_some_and(is_meant) {
            return Reason::CannotCancel;
        }
        let mut operations = self.operations.iter_mut();
        let Some(operation) = operations.find(|operation| operation.id().is_some_and(is_meant))
        else {
            return Reason::NoSuchOperation;
        };
        if !operation.can_be_stopped() {
            return Reason::CannotCancel;
        }
        match operation {
            Operation::Requested(message) => {
                *operation =
                    Operation::Concluded(message.id, message.request.kind(), Reason::Canceled);
            }
            Operation::Searching(searching) => searching.cancel(),
            Operation::Concluded(..) | Operation::Ending(_) => {}
        }
        Reason::Success
    }

    /// Lets the other operations take a step before this one's next, but none that waits for a Bind: what comes after
    /// a Bind runs under its outcome, and a Bind waits for what came before it (`openldap.md 5`).
    pub(super) fn put_back(&mut self, operation: Operation) {
        let is_barrier = |operation: &Operation| match operation {
            Operation::Requested(message) => matches!(message.request, Request::Bind(_)),
            Operation::Ending(_) => true,
            Operation::Concluded(..) | Operation::Searching(_) => false,
        };
        let place = self
            .operations
            .iter()
            .position(is_barrier)
            .unwrap_or(self.operations.len());
        self.operations.insert(place, operation);
    }
}

impl Operation {
    fn id(&self) -> Option<MessageId> {
        match self {
            Self::Requested(message) => Some(message.id),
            Self::Concluded(id, ..) => Some(*id),
            Self::Searching(searching) => Some(searching.id()),
            Self::Ending(_) => None,
        }
    }

    /// Whether another operation may stop it. One that is concluded only waits to be answered, and may itself have
    /// stopped another.
    fn can_be_stopped(&self) -> bool {
        match self {
            Self::Requested(message) => match &message.request {
                Request::Bind(_) | Request::Unbind | Request::Abandon(_) => false,
                Request::Extended(extended) => extended::can_be_stopped(&extended.name),
                _ => true,
            },
            Self::Searching(_) => true,
            Self::Concluded(..) | Self::Ending(_) => false,
        }
    }
}
