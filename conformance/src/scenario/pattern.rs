//! A regular expression in a scenario.

use std::fmt;

use regex::bytes::Regex;
use schemars::JsonSchema;
use serde::Deserialize;

/// A regular expression over the octets of a value. It finds; `^` and `$` make it say all of the value.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(try_from = "String")]
#[schemars(with = "String")]
pub struct Pattern(Regex);

impl Pattern {
    /// Whether it matches somewhere in the value.
    pub fn matches(&self, value: &[u8]) -> bool {
        self.0.is_match(value)
    }
}

impl TryFrom<String> for Pattern {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        // The message of the library shows the place on lines of its own; the last one says what is wrong.
        Regex::new(&text).map(Self).map_err(|error| {
            let message = error.to_string();
            let reason = message.lines().last().unwrap_or_default();
            let reason = reason.trim_start_matches("error: ");
            format!("`{text}` is no regular expression: {reason}")
        })
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.0.as_str())
    }
}
