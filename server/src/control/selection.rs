//! Which operations of the journal.

use jcldap_directory::Filter;

use super::operation::{Code, Operation, Scope};
use crate::journal::Received;

/// What an operation must be; nothing that is left out matters.
#[derive(Debug, Default)]
pub(super) struct Selection {
    pub(super) operation: Option<Operation>,
    pub(super) name: Option<String>,
    pub(super) base: Option<String>,
    pub(super) scope: Option<Scope>,
    pub(super) filter: Option<Filter>,
    /// A username, a DN or `anonymous`.
    pub(super) identity: Option<String>,
    pub(super) result: Option<Code>,
    pub(super) cause: Option<String>,
    pub(super) organization: Option<String>,
}

/// The identity of a session that is not bound.
const ANONYMOUS: &str = "anonymous";

impl Selection {
    /// Those that are so.
    pub(super) fn of(&self, mut received: Received) -> Received {
        if let Some(operation) = self.operation {
            received = received.of(operation.into());
        }
        if let Some(name) = &self.name {
            received = received.to(name);
        }
        if let Some(base) = &self.base {
            received = received.with_base(base);
        }
        if let Some(scope) = self.scope {
            received = received.with_scope(scope.into());
        }
        if let Some(filter) = &self.filter {
            received = received.with_parsed_filter(filter);
        }
        match self.identity.as_deref() {
            Some(ANONYMOUS) => received = received.by_anonymous(),
            Some(name) => received = received.by_user(name),
            None => {}
        }
        if let Some(Code(code)) = self.result {
            received = received.with_result(code);
        }
        if let Some(cause) = &self.cause {
            received = received.with_cause(cause);
        }
        if let Some(id) = &self.organization {
            received = received.in_organization(id);
        }
        received
    }
}
