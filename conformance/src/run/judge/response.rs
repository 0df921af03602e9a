//! Results, extended responses, and how much came.

use super::{Judge, alternatives, described};
use crate::protocol::printable;
use crate::run::bindings::Unbound;
use crate::run::exchange::Observation;
use crate::run::{controls, name};
use crate::scenario::{ConnectionFate, Expectation, ResultCodeText};

impl Judge<'_> {
    pub(super) fn response(
        &mut self,
        expect: &Expectation,
        observation: &Observation,
    ) -> Result<(), Unbound> {
        if expect.no_answer {
            if let Some(result) = &observation.result {
                self.add("no answer", result.result_code.to_string());
            }
        } else if let Some(result) = &observation.result {
            let codes = &expect.result_code.0;
            if !codes.is_empty() && !codes.contains(&ResultCodeText(result.result_code)) {
                self.add(alternatives(codes), described(result));
            }
            let unwanted = &expect.not_result_code.0;
            if unwanted.contains(&ResultCodeText(result.result_code)) {
                let wanted = format!("a result other than {}", alternatives(unwanted));
                self.add(wanted, described(result));
            }
            if let Some(answers) = expect.answers
                && observation.answers != answers
            {
                let actual = observation.answers;
                self.add(format!("{answers} answers"), actual.to_string());
            }
            if let Some(matched_dn) = &expect.matched_dn {
                let wanted = self.bindings.text(matched_dn)?;
                if !name::same(&wanted, &result.matched_dn) {
                    self.add(
                        format!("matchedDN `{wanted}`"),
                        format!("matchedDN `{}`", result.matched_dn),
                    );
                }
            }
            if let Some(message) = &expect.diagnostic_message {
                let wanted = self.bindings.text(message)?;
                if wanted != result.diagnostic_message {
                    let actual = format!("diagnosticMessage `{}`", result.diagnostic_message);
                    self.add(format!("diagnosticMessage `{wanted}`"), actual);
                }
            }
        } else if expects_result(expect) {
            let wanted = if expect.result_code.0.is_empty() {
                "an answer".to_owned()
            } else {
                alternatives(&expect.result_code.0)
            };
            let actual = observation
                .ending
                .as_ref()
                .map_or_else(|| "none".to_owned(), ToString::to_string);
            self.add(wanted, actual);
        }
        self.protocol(expect, observation);
        self.extended(expect, observation)?;
        self.mismatches
            .extend(controls::broken(&expect.controls, observation));
        let pages = u64::try_from(observation.pages.len()).unwrap_or(u64::MAX);
        let largest = observation.pages.iter().copied().max().unwrap_or_default();
        for (count, what, number) in [
            (
                expect.references,
                "continuation references",
                observation.references,
            ),
            (expect.pages, "pages", pages),
            (expect.largest_page, "entries in the largest page", largest),
        ] {
            if let Some(count) = count.filter(|count| !count.holds(number)) {
                self.add(format!("{count} {what}"), number.to_string());
            }
        }
        if let Some(entries) = &expect.entries {
            self.entries(entries, &observation.entries)?;
        }
        if let Some(step) = &expect.same_as {
            self.same_as(step, observation);
        }
        Ok(())
    }

    fn extended(&mut self, expect: &Expectation, observation: &Observation) -> Result<(), Unbound> {
        let (name, value) = observation.extended.clone().unwrap_or_default();
        if let Some(wanted) = &expect.response_name {
            let wanted = self.bindings.text(wanted)?;
            let actual = name.unwrap_or_default();
            if wanted != actual {
                self.add(
                    format!("responseName `{wanted}`"),
                    format!("responseName `{actual}`"),
                );
            }
        }
        if let Some(wanted) = &expect.response_value {
            let wanted = self.bindings.octets(wanted)?;
            let actual = value.unwrap_or_default();
            if wanted != actual {
                let told = format!("responseValue `{}`", printable(&actual));
                self.add(format!("responseValue `{}`", printable(&wanted)), told);
            }
        }
        if let Some(wanted) = &expect.server_sasl_credentials {
            let wanted = self.bindings.octets(wanted)?;
            let actual = observation.server_sasl_credentials.clone();
            let actual = actual.unwrap_or_default();
            if wanted != actual {
                self.add(
                    format!("serverSaslCreds `{}`", printable(&wanted)),
                    format!("serverSaslCreds `{}`", printable(&actual)),
                );
            }
        }
        self.forms_of_response(expect, observation);
        Ok(())
    }
}

fn expects_result(expect: &Expectation) -> bool {
    let ends = expect.notice.is_some()
        || matches!(expect.connection, Some(fate) if fate != ConnectionFate::Open);
    !expect.result_code.0.is_empty()
        || !expect.not_result_code.0.is_empty()
        || expect.message_id.is_some()
        || expect.answers.is_some()
        || expect.matched_dn.is_some()
        || expect.diagnostic_message.is_some()
        || expect.same_as.is_some()
        || expect.has_response_value.is_some()
        || expect.response_value_matches.is_some()
        || expect.has_server_sasl_credentials.is_some()
        || (expect.entries.is_some() && !ends)
}
