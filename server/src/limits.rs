//! What one peer may cost.
//!
//! Every limit is here with its default; nothing else in the server decides how much is too much.

use std::time::Duration;

use jcldap_directory::MAX_FILTER_DEPTH;

/// The limits of a server.
#[derive(Clone, Debug)]
pub struct Limits {
    /// The longest message that a session takes before it is bound, in octets (`openldap.md 8`).
    pub anonymous_message: usize,
    /// The longest message that a bound session takes, in octets (`openldap.md 8`).
    pub bound_message: usize,
    /// How deep a filter may be nested (`openldap.md 7`).
    pub filter_depth: usize,
    /// How many elements a message may have: a filter of fifty thousand terms has fewer.
    pub elements: usize,
    /// How many connections are served at once. One more waits until another ends.
    pub connections: usize,
    /// How many operations one connection may have under way. What comes beyond that stays unread.
    pub outstanding: usize,
    /// How many finished operations the journal keeps.
    pub journal: usize,
    /// How long a TLS handshake may take.
    pub handshake: Duration,
    /// How long a peer may leave an answer unread.
    pub write: Duration,
    /// How long connections may take to end when the server does.
    pub shutdown: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            anonymous_message: 262_143,
            bound_message: 16_777_215,
            filter_depth: MAX_FILTER_DEPTH,
            elements: 262_144,
            connections: 20_000,
            outstanding: 256,
            journal: 1_000,
            handshake: Duration::from_secs(10),
            write: Duration::from_secs(120),
            shutdown: Duration::from_millis(700),
        }
    }
}
