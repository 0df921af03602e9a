//! The control plane: what the library does, over HTTP, for tests in every language.
//!
//! Each route is thin over the live directory and adds no behaviour of its own; `/openapi.json` derives from the routes.
//! It answers on the loopback interface, or anywhere to whoever has its token. Secrets come in by it and never go out.
//! `docs/design/control-plane.md` has the reasons.

mod access;
mod clock;
mod entries;
mod error;
mod extract;
mod fault_rule;
mod faults;
mod groups;
mod health;
mod journal;
mod journal_stream;
mod listener;
mod operation;
mod page;
mod plane;
mod problem;
mod record;
mod router;
mod selection;
mod server;
mod snapshots;
mod users;
mod verify;

#[cfg(test)]
mod tests;

pub(crate) use access::{AccessRules, Token, TokenError};
pub(crate) use error::ControlError;
pub(crate) use health::HealthProbe;
pub(crate) use listener::ControlListener;
pub(crate) use plane::Plane;
