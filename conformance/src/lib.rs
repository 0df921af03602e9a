//! The independent judge: it replays what Okta, OneLogin and other consumers send to a directory, and tells what holds.
//!
//! It shares no code with the server that it judges, so that it can't share its mistakes: it writes and reads BER
//! itself, knows the directory by what the wire shows alone, and depends on none of the other packages.

pub mod ber;
pub mod calibration;
pub mod cli;
pub mod client;
pub mod comparison;
pub mod coverage;
pub mod exit_code;
pub mod facts;
pub mod protocol;
pub mod recording;
pub mod report;
pub mod requirements;
pub mod run;
pub mod scenario;
pub mod target;
