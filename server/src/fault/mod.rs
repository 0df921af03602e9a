//! Making the server wrong on purpose: rules that change what answers a request.
//!
//! A session never knows of a fault: it works as ever, and between it and the stream its answers are changed, or come to
//! nothing. Rules are data that no request changes; only their counters count. Whoever has no rule pays one atomic load
//! for each request. `docs/design/faults.md` has the reasons.

mod alter;
mod change;
mod octet_template;
mod rule;
mod rules;
mod selector;
mod tampering;

#[cfg(test)]
mod tests;

pub use change::Change;
pub use octet_template::{OctetTemplate, OctetTemplateError};
pub use rule::Fault;
pub use rules::FaultHandle;
pub(crate) use rules::Faults;
pub use selector::Arrival;
pub(crate) use tampering::{Arrived, Interruption, Tampering};
