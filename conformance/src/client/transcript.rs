//! What went over a scenario's connections, both ways, in words and octets.

use std::fmt::Write as _;

use serde::Serialize;

use super::redaction;
use crate::protocol::{RequestMessage, ResponseMessage, describe_request, describe_response};

/// Octets that a line shows at most; an import's page would drown a report.
const MAX_OCTETS: usize = 1024;
/// Characters that a line shows at most.
const MAX_TEXT: usize = 2048;
/// Lines that a transcript keeps; later ones are counted only.
const MAX_LINES: usize = 2000;

/// The lines so far, in the order in which things happened.
#[derive(Debug, Default)]
pub struct Transcript {
    lines: Vec<TranscriptLine>,
    left_out: usize,
}

/// One message, or one thing that happened to a connection.
#[derive(Clone, Debug, Serialize)]
pub struct TranscriptLine {
    /// The connection's name in the scenario.
    pub connection: String,
    /// Which way it went.
    pub direction: Direction,
    /// What it says, passwords and their hashes left out.
    pub text: String,
    /// The octets in hexadecimal digits, redacted alike; empty for what isn't a message.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub hex: String,
}

/// Which way a line went.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Direction {
    /// From the suite to the target.
    Sent,
    /// From the target to the suite.
    Received,
    /// Neither: the connection opened or ended.
    Event,
}

impl Transcript {
    /// How many lines there are: a place to cut at with [`Self::since`].
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    /// Whether nothing happened yet.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// The lines since there were `start`.
    pub fn since(&self, start: usize) -> Vec<TranscriptLine> {
        self.lines.iter().skip(start).cloned().collect()
    }

    /// Notes something that happened to a connection.
    pub fn event(&mut self, connection: &str, text: impl Into<String>) {
        self.push(connection, Direction::Event, text.into(), String::new());
    }

    pub(super) fn request(&mut self, connection: &str, message: &RequestMessage) {
        let redacted = redaction::request(message);
        let text = describe_request(&redacted);
        // What couldn't be encoded was never sent, and so never noted.
        let octets = redacted.encode().unwrap_or_default();
        self.push(connection, Direction::Sent, text, hex(&octets));
    }

    pub(super) fn raw(&mut self, connection: &str, octets: &[u8]) {
        let text = format!("{} octets", octets.len());
        self.push(connection, Direction::Sent, text, hex(octets));
    }

    pub(super) fn response(&mut self, connection: &str, message: &ResponseMessage, octets: &[u8]) {
        let (message, octets) = redaction::response(message, octets);
        let text = describe_response(&message);
        self.push(connection, Direction::Received, text, hex(&octets));
    }

    fn push(&mut self, connection: &str, direction: Direction, text: String, hex: String) {
        if self.lines.len() >= MAX_LINES {
            self.left_out += 1;
            return;
        }
        self.lines.push(TranscriptLine {
            connection: connection.to_owned(),
            direction,
            text: shortened(text),
            hex,
        });
    }

    /// How many lines were too many to keep.
    pub fn left_out(&self) -> usize {
        self.left_out
    }
}

fn shortened(text: String) -> String {
    match text.char_indices().nth(MAX_TEXT) {
        Some((end, _)) => format!("{}...", text.get(..end).unwrap_or_default()),
        None => text,
    }
}

fn hex(octets: &[u8]) -> String {
    let mut digits = String::new();
    for octet in octets.iter().take(MAX_OCTETS) {
        let _ = write!(digits, "{octet:02x}");
    }
    if octets.len() > MAX_OCTETS {
        let _ = write!(digits, "... {} octets", octets.len());
    }
    digits
}
