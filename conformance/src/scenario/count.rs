//! A number that an answer must have, or bounds for it.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, Error, MapAccess, Visitor};

/// Written `3`, or `{atLeast: 1, atMost: 3}`.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Count {
    at_least: u64,
    at_most: u64,
}

#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Bounds {
    /// So many or more.
    #[serde(default)]
    at_least: u64,
    /// So many or fewer.
    #[serde(default = "unbounded")]
    at_most: u64,
}

fn unbounded() -> u64 {
    u64::MAX
}

impl Count {
    /// Whether `number` is one of those.
    pub fn holds(self, number: u64) -> bool {
        (self.at_least..=self.at_most).contains(&number)
    }
}

impl fmt::Display for Count {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.at_least, self.at_most) {
            (least, most) if least == most => write!(formatter, "{least}"),
            (least, u64::MAX) => write!(formatter, "at least {least}"),
            (0, most) => write!(formatter, "at most {most}"),
            (least, most) => write!(formatter, "{least} to {most}"),
        }
    }
}

impl<'de> Deserialize<'de> for Count {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(CountVisitor)
    }
}

struct CountVisitor;

impl<'de> Visitor<'de> for CountVisitor {
    type Value = Count;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a number, or `{atLeast: 1, atMost: 3}`")
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Count, E> {
        Ok(Count {
            at_least: number,
            at_most: number,
        })
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Count, A::Error> {
        let bounds = Bounds::deserialize(MapAccessDeserializer::new(map))?;
        Ok(Count {
            at_least: bounds.at_least,
            at_most: bounds.at_most,
        })
    }
}

impl JsonSchema for Count {
    fn schema_name() -> Cow<'static, str> {
        "Count".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let bounds = generator.subschema_for::<Bounds>();
        json_schema!({ "anyOf": [{ "type": "integer", "minimum": 0 }, bounds] })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_or_bounds() {
        for (text, shown, holds, fails) in [
            ("2", "2", 2, 3),
            ("{atLeast: 2}", "at least 2", 900, 1),
            ("{atMost: 2}", "at most 2", 0, 3),
            ("{atLeast: 1, atMost: 3}", "1 to 3", 3, 4),
        ] {
            let count: Count = serde_yaml::from_str(text).unwrap();
            assert_eq!(count.to_string(), shown);
            assert!(count.holds(holds) && !count.holds(fails), "{text}");
        }
        assert!(serde_yaml::from_str::<Count>("many").is_err());
    }
}
