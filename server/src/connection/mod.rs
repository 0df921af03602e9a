//! One connection: the only place that moves octets between a peer and its session.
//!
//! It reads, cuts and decodes messages, lets the session take its steps, and sends what they wrote, or what a fault made
//! of it. What anything means is the session's business.

mod input;
mod output;
mod recording;
mod service;
mod serving;

pub(crate) use service::Service;
pub(crate) use serving::Connection;
