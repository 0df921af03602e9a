//! The attributes of an entry and their values.

use super::Judge;
use crate::protocol::{Entry, printable};
use crate::run::bindings::Unbound;
use crate::run::{name, shape};
use crate::scenario::{AttributeExpectation, OneOrMany, Template};

impl Judge<'_> {
    pub(super) fn attributes(
        &mut self,
        expect: &AttributeExpectation,
        entry: &Entry,
    ) -> Result<(), Unbound> {
        let of = |what: String| format!("{}: {what}", entry.called());
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
            let expected = format!("{}: `{kind}` with {how} {}", entry.called(), shown(&wanted));
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
