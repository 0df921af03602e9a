//! The library as a test uses it: a directory in the process, changed while clients are connected.

mod accounts;
mod client;
mod lockout;
mod received;
mod sessions;
