//! The form of values and of extended responses: counts and regular expressions.

use super::Judge;
use crate::protocol::{Entry, printable};
use crate::run::exchange::Observation;
use crate::scenario::{AttributeExpectation, Expectation, OneOrMany};

impl Judge<'_> {
    pub(super) fn forms_of_values(&mut self, expect: &AttributeExpectation, entry: &Entry) {
        let values_of = |kind: &str| entry.values(kind).unwrap_or_default();
        let shown = |kind: &str| entry.texts(kind).join(" | ");
        for (kind, count) in &expect.value_counts {
            let number = u64::try_from(values_of(kind).len()).unwrap_or(u64::MAX);
            if !count.holds(number) {
                let expected = format!("{}: {count} values of `{kind}`", entry.called());
                self.add(expected, format!("{number}: {}", shown(kind)));
            }
        }
        for (kind, pattern) in &expect.matching {
            for value in values_of(kind)
                .iter()
                .filter(|value| !pattern.matches(value))
            {
                let expected = format!("{}: `{kind}` matching `{pattern}`", entry.called());
                self.add(expected, format!("`{}`", printable(value)));
            }
        }
        for (kind, OneOrMany(patterns)) in &expect.contains_matching {
            for pattern in patterns {
                let values = values_of(kind);
                if !values.iter().any(|value| pattern.matches(value)) {
                    let expected = format!(
                        "{}: a value of `{kind}` matching `{pattern}`",
                        entry.called()
                    );
                    self.add(expected, format!("none of {}", values.len()));
                }
            }
        }
    }

    pub(super) fn forms_of_response(&mut self, expect: &Expectation, observation: &Observation) {
        let value = observation
            .extended
            .as_ref()
            .and_then(|(_, value)| value.as_deref());
        if let Some(pattern) = &expect.response_value_matches {
            let octets = value.unwrap_or_default();
            if !pattern.matches(octets) {
                let actual = format!("responseValue `{}`", printable(octets));
                self.add(format!("a responseValue matching `{pattern}`"), actual);
            }
        }
        let credentials = observation.server_sasl_credentials.as_deref();
        for (wanted, what, actual) in [
            (expect.has_response_value, "responseValue", value),
            (
                expect.has_server_sasl_credentials,
                "serverSaslCreds",
                credentials,
            ),
        ] {
            if wanted.is_some_and(|wanted| wanted != actual.is_some()) {
                let told = |octets: &[u8]| format!("{what} `{}`", printable(octets));
                let expected = if actual.is_some() { "no" } else { "a" };
                let actual = actual.map_or_else(|| "none".to_owned(), told);
                self.add(format!("{expected} {what}"), actual);
            }
        }
    }
}
