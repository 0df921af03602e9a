//! Octets that a scenario file writes down as they are.

use schemars::JsonSchema;
use serde::Deserialize;

/// Octets, written in hexadecimal digits.
#[derive(Clone, Debug, Deserialize, Eq, JsonSchema, PartialEq)]
#[serde(try_from = "String")]
#[schemars(with = "String")]
pub struct Hex(pub Vec<u8>);

impl TryFrom<String> for Hex {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        const ERROR: &str = "no hexadecimal digits; expected pairs such as `30 0c`";
        let digits: Vec<u32> = text
            .lines()
            .map(|line| line.split('#').next().unwrap_or_default())
            .flat_map(str::chars)
            .filter(|character| !character.is_whitespace())
            .map(|character| character.to_digit(16).ok_or(ERROR))
            .collect::<Result<_, _>>()?;
        let pairs = digits.chunks(2).map(|pair| match pair {
            [high, low] => u8::try_from(high * 16 + low).map_err(|_| ERROR),
            _ => Err(ERROR),
        });
        pairs.collect::<Result<_, _>>().map(Self)
    }
}
