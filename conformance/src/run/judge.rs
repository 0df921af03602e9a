//! Whether an answer is what was expected. Pure: no connection, no clock.
//!
//! The response and the fate of the connection are judged apart, so that one failure doesn't hide the other.

mod forms;
mod same;

use std::collections::BTreeSet;

use super::bindings::{Bindings, Unbound};
use super::exchange::Observation;
use super::record::Mismatch;
use super::{controls, name, order, relations, schema, shape};
use crate::client::Ending;
use crate::protocol::{Entry, printable};
use crate::scenario::{
    AttributeExpectation, ConnectionFate, Entries, Expectation, OneOrMany, ResultCodeText, Template,
};

/// Everything that isn't as expected; empty when all is.
pub(super) fn judge(
    expect: &Expectation,
    observation: &Observation,
    bindings: &Bindings<'_>,
) -> Result<Vec<Mismatch>, Unbound> {
    let mut judge = Judge {
        bindings,
        mismatches: Vec::new(),
    };
    judge.response(expect, observation)?;
    judge.fate(expect, observation);
    judge.any_of(&expect.any_of, observation)?;
    judge.soundness(observation);
    Ok(judge.mismatches)
}

struct Judge<'a> {
    bindings: &'a Bindings<'a>,
    mismatches: Vec<Mismatch>,
}

impl Judge<'_> {
    fn add(&mut self, expected: impl Into<String>, actual: impl Into<String>) {
        self.mismatches.push(Mismatch {
            expected: expected.into(),
            actual: actual.into(),
        });
    }

    /// One of the alternatives must hold, if there are any.
    fn any_of(
        &mut self,
        alternatives: &[Expectation],
        observation: &Observation,
    ) -> Result<(), Unbound> {
        let mut broken = Vec::new();
        for alternative in alternatives {
            let mut judge = Judge {
                bindings: self.bindings,
                mismatches: Vec::new(),
            };
            judge.response(alternative, observation)?;
            judge.fate(alternative, observation);
            judge.any_of(&alternative.any_of, observation)?;
            if judge.mismatches.is_empty() {
                return Ok(());
            }
            broken.push(judge.mismatches);
        }
        let told = |part: fn(&Mismatch) -> &String, joint: &str| {
            let alternatives = broken.iter().map(|mismatches| {
                let parts: Vec<_> = mismatches.iter().map(|one| part(one).as_str()).collect();
                parts.join(" and ")
            });
            alternatives.collect::<Vec<_>>().join(joint)
        };
        if !broken.is_empty() {
            let expected = told(|mismatch| &mismatch.expected, ", or ");
            self.add(expected, told(|mismatch| &mismatch.actual, "; "));
        }
        Ok(())
    }

    fn response(&mut self, expect: &Expectation, observation: &Observation) -> Result<(), Unbound> {
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

    fn fate(&mut self, expect: &Expectation, observation: &Observation) {
        if let Some(notice) = &expect.notice {
            match &observation.notice {
                Some(result)
                    if notice
                        .result_code
                        .0
                        .contains(&ResultCodeText(result.result_code)) => {}
                Some(result) => {
                    let wanted = alternatives(&notice.result_code.0);
                    self.add(
                        format!("a Notice of Disconnection with {wanted}"),
                        described(result),
                    );
                }
                None => self.add("a Notice of Disconnection", "none"),
            }
        } else if let Some(result) = &observation.notice
            && expect.any_of.is_empty()
        {
            self.add("no Notice of Disconnection", described(result));
        }
        let Some(wanted) = expect.connection else {
            return;
        };
        let ending = observation.ending.as_ref();
        let holds = match wanted {
            ConnectionFate::Open => !ending.is_some_and(|ending| *ending != Ending::Timeout),
            ConnectionFate::Closed => ending.is_some_and(Ending::is_closed),
            ConnectionFate::ClosedInOrder => ending == Some(&Ending::Closed),
            ConnectionFate::TlsFailed => matches!(ending, Some(Ending::Tls(_))),
        };
        if !holds {
            let actual =
                ending.map_or_else(|| "the connection is open".to_owned(), ToString::to_string);
            self.add(wanted.to_string(), actual);
        }
    }

    fn entries(&mut self, expect: &Entries, entries: &[Entry]) -> Result<(), Unbound> {
        let number = u64::try_from(entries.len()).unwrap_or(u64::MAX);
        if let Some(count) = expect.count.filter(|count| !count.holds(number)) {
            self.add(
                format!("{count} entries"),
                format!("{number}: {}", names(entries)),
            );
        }
        // Normalized once: an import may expect a thousand names among a thousand entries.
        let there: BTreeSet<String> = entries
            .iter()
            .map(|entry| name::normalized(&entry.dn))
            .collect();
        let has = |wanted: &str| there.contains(&name::normalized(wanted));
        if let Some(exactly) = &expect.exactly {
            let wanted = self.bindings.texts(exactly)?;
            let complete = wanted.iter().all(|name| has(name));
            if !complete || wanted.len() != entries.len() {
                self.add(
                    format!("exactly the entries {}", wanted.join(" | ")),
                    names(entries),
                );
            }
        }
        for wanted in self.bindings.texts(&expect.include)? {
            if !has(&wanted) {
                self.add(format!("the entry `{wanted}` among others"), names(entries));
            }
        }
        for unwanted in self.bindings.texts(&expect.exclude)? {
            if has(&unwanted) {
                self.add(format!("no entry `{unwanted}`"), "it is there");
            }
        }
        if expect.distinct {
            self.mismatches.extend(shape::repeated_names(entries));
        }
        if expect.well_formed_names {
            self.mismatches.extend(shape::malformed_names(entries));
        }
        if let Some(superior) = &expect.right_below {
            let superior = self.bindings.text(superior)?;
            self.mismatches
                .extend(shape::not_right_below(entries, &superior));
        }
        for entry in entries {
            self.attributes(&expect.each, entry)?;
        }
        for (template, attributes) in &expect.named {
            let wanted = self.bindings.text(template)?;
            match entries.iter().find(|entry| name::same(&entry.dn, &wanted)) {
                Some(entry) => self.attributes(attributes, entry)?,
                None => self.add(format!("the entry `{wanted}`"), names(entries)),
            }
        }
        self.mismatches
            .extend(order::broken(&expect.ordered_by, entries));
        self.mismatches.extend(relations::broken(
            &expect.relations,
            entries,
            self.bindings,
        )?);
        if let Some(schema) = &expect.schema {
            let broken = schema::broken(schema, entries, self.bindings);
            self.mismatches.extend(broken);
        }
        Ok(())
    }

    fn attributes(&mut self, expect: &AttributeExpectation, entry: &Entry) -> Result<(), Unbound> {
        let of = |what: String| format!("`{}`: {what}", entry.dn);
        for wanted in self.bindings.texts(&expect.present)? {
            if entry.values(&wanted).is_none() {
                let there: Vec<_> = entry
                    .attributes
                    .iter()
                    .map(|(kind, _)| kind.as_str())
                    .collect();
                self.add(
                    of(format!("the attribute `{wanted}`")),
                    format!("only {}", there.join(" ")),
                );
            }
        }
        for unwanted in self.bindings.texts(&expect.absent)? {
            if entry.values(&unwanted).is_some() {
                self.add(
                    of(format!("no attribute `{unwanted}`")),
                    entry.texts(&unwanted).join(" | "),
                );
            }
        }
        if let Some(only) = &expect.only {
            let only = self.bindings.texts(only)?;
            for (kind, _) in &entry.attributes {
                if !only.iter().any(|wanted| wanted.eq_ignore_ascii_case(kind)) {
                    self.add(
                        of(format!("no attribute but {}", only.join(" "))),
                        format!("`{kind}`"),
                    );
                }
            }
        }
        for spelled in self.bindings.texts(&expect.spelled)? {
            let found = entry
                .attributes
                .iter()
                .find(|(kind, _)| kind.eq_ignore_ascii_case(&spelled));
            let actual = found.map_or("none", |(kind, _)| kind.as_str());
            if actual != spelled {
                self.add(
                    of(format!("an attribute spelled `{spelled}`")),
                    format!("`{actual}`"),
                );
            }
        }
        for (kind, OneOrMany(values)) in &expect.equal {
            self.values(entry, kind, values, "the values", |wanted, actual| {
                let (mut wanted, mut actual) = (wanted.to_vec(), actual.to_vec());
                wanted.sort();
                actual.sort();
                wanted == actual
            })?;
        }
        for (kind, OneOrMany(values)) in &expect.in_order {
            self.values(
                entry,
                kind,
                values,
                "in this order the values",
                |wanted, actual| wanted == actual,
            )?;
        }
        for (kind, OneOrMany(values)) in &expect.contains {
            self.values(
                entry,
                kind,
                values,
                "among others the values",
                |wanted, actual| wanted.iter().all(|value| actual.contains(value)),
            )?;
        }
        for (kind, OneOrMany(values)) in &expect.lacks {
            self.values(
                entry,
                kind,
                values,
                "none of the values",
                |unwanted, actual| !unwanted.iter().any(|value| actual.contains(value)),
            )?;
        }
        for (kind, template) in &expect.names {
            let wanted = self.bindings.text(template)?;
            let actual = entry.texts(kind);
            if !matches!(actual.as_slice(), [one] if name::same(one, &wanted)) {
                self.add(
                    of(format!("`{kind}` naming `{wanted}`")),
                    actual.join(" | "),
                );
            }
        }
        self.attribute_shape(expect, entry);
        self.forms_of_values(expect, entry);
        Ok(())
    }

    fn attribute_shape(&mut self, expect: &AttributeExpectation, entry: &Entry) {
        if let Some(count) = expect.value_count {
            self.mismatches.extend(shape::miscounted(entry, count));
        }
        if expect.distinct {
            self.mismatches.extend(shape::repeated_attributes(entry));
        }
        for kind in &expect.distinct_values {
            self.mismatches.extend(shape::repeated_values(entry, kind));
        }
        for (kind, form) in &expect.forms {
            self.mismatches
                .extend(shape::malformed_values(entry, kind, *form));
        }
    }

    fn values(
        &mut self,
        entry: &Entry,
        kind: &str,
        templates: &[Template],
        how: &str,
        holds: impl FnOnce(&[Vec<u8>], &[Vec<u8>]) -> bool,
    ) -> Result<(), Unbound> {
        let wanted = self.bindings.list(templates)?;
        let actual = entry.values(kind).unwrap_or_default();
        if !holds(&wanted, actual) {
            let shown = |values: &[Vec<u8>]| {
                values
                    .iter()
                    .map(|value| format!("`{}`", printable(value)))
                    .collect::<Vec<_>>()
                    .join(" ")
            };
            let expected = format!("`{}`: `{kind}` with {how} {}", entry.dn, shown(&wanted));
            self.add(
                expected,
                if actual.is_empty() {
                    "none".to_owned()
                } else {
                    shown(actual)
                },
            );
        }
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

fn alternatives(codes: &[ResultCodeText]) -> String {
    let codes: Vec<_> = codes.iter().map(|code| code.0.to_string()).collect();
    codes.join(" or ")
}

fn described(result: &crate::protocol::LdapResult) -> String {
    if result.diagnostic_message.is_empty() {
        result.result_code.to_string()
    } else {
        format!("{} `{}`", result.result_code, result.diagnostic_message)
    }
}

/// The names of the first entries.
fn names(entries: &[Entry]) -> String {
    const SHOWN: usize = 5;
    let mut names: Vec<_> = entries
        .iter()
        .take(SHOWN)
        .map(|entry| format!("`{}`", entry.dn))
        .collect();
    if entries.len() > SHOWN {
        names.push(format!("and {} more", entries.len() - SHOWN));
    }
    if names.is_empty() {
        "no entries".to_owned()
    } else {
        names.join(", ")
    }
}

mod protocol;
#[cfg(test)]
mod tests;
