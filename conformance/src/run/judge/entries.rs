//! The entries of a search's answer: how many, which, in what order, and how they hang together.

use std::collections::BTreeSet;

use super::{Judge, names};
use crate::protocol::Entry;
use crate::run::bindings::Unbound;
use crate::run::{name, order, relations, schema, shape};
use crate::scenario::Entries;

impl Judge<'_> {
    pub(super) fn entries(&mut self, expect: &Entries, entries: &[Entry]) -> Result<(), Unbound> {
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
}
