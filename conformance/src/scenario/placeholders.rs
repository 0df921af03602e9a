//! Every template of a step, to know before a scenario runs what it needs.

use super::{
    AttributeExpectation, Expectation, OneOrMany, Operation, Placeholder, RequestedValue, Step,
    Template,
};

impl Step {
    /// The placeholders of the request.
    pub fn request_placeholders(&self) -> Vec<&Placeholder> {
        let mut templates = Vec::new();
        self.operation.templates(&mut templates);
        for control in &self.controls {
            match &control.value {
                Some(RequestedValue::Filter(filter)) => templates.push(filter),
                Some(RequestedValue::Attributes(attributes)) => templates.extend(attributes),
                Some(RequestedValue::Octets(_) | RequestedValue::SortKeys(_)) | None => {}
            }
        }
        placeholders(&templates)
    }

    /// The placeholders of what is assumed and expected, the answers to a probe included.
    pub fn expectation_placeholders(&self) -> Vec<&Placeholder> {
        let mut templates = Vec::new();
        for expect in self.all_expectations() {
            expect.templates(&mut templates);
        }
        placeholders(&templates)
    }

    /// The names of captured entries that relations and schema rules refer to.
    pub fn related_entries(&self) -> Vec<&str> {
        let entries = self
            .all_expectations()
            .filter_map(|expect| expect.entries.as_ref());
        entries
            .flat_map(|entries| {
                [
                    entries.relations.member_of_within.as_deref(),
                    entries.relations.members_within.as_deref(),
                    entries.relations.subset_of.as_deref(),
                    entries.relations.superset_of.as_deref(),
                    entries.schema.as_ref().map(|schema| schema.of.as_str()),
                ]
            })
            .flatten()
            .collect()
    }

    /// The ids of the earlier steps whose answers this one's is compared with.
    pub fn compared_steps(&self) -> impl Iterator<Item = &str> {
        self.all_expectations()
            .filter_map(|expect| expect.same_as.as_deref())
    }

    fn all_expectations(&self) -> impl Iterator<Item = &Expectation> {
        let answers = self.probe.iter().flat_map(|probe| &probe.answers);
        self.expectations()
            .chain(answers.map(|answer| &answer.when))
            .flat_map(Expectation::with_alternatives)
    }
}

fn placeholders<'a>(templates: &[&'a Template]) -> Vec<&'a Placeholder> {
    templates
        .iter()
        .flat_map(|template| template.placeholders())
        .collect()
}

impl Operation {
    fn templates<'a>(&'a self, found: &mut Vec<&'a Template>) {
        match self {
            Self::Bind(bind) => found.extend(&bind.name),
            Self::Search(search) => {
                found.extend([&search.base, &search.filter]);
                found.extend(&search.attributes);
                found.extend(
                    search
                        .paged
                        .iter()
                        .filter_map(|paged| paged.cookie.as_ref()),
                );
            }
            Self::Compare(compare) => {
                found.extend([&compare.entry, &compare.attribute, &compare.value]);
            }
            Self::Extended(extended) => {
                found.extend(&extended.writes_to);
                let modify = extended.password_modify.as_ref();
                found.extend(modify.and_then(|modify| modify.user_identity.as_ref()));
            }
            Self::Modify(modify) => {
                found.push(&modify.entry);
                for change in &modify.changes {
                    found.push(&change.attribute);
                    found.extend(&change.values);
                }
            }
            Self::Add(add) => {
                found.push(&add.entry);
                for added in &add.attributes {
                    found.push(&added.attribute);
                    found.extend(&added.values);
                }
            }
            Self::Delete(delete) => found.push(&delete.entry),
            Self::ModifyDn(modify_dn) => {
                found.extend([&modify_dn.entry, &modify_dn.new_rdn]);
                found.extend(&modify_dn.new_superior);
            }
            Self::Connect(_)
            | Self::StartTls
            | Self::Raw(_)
            | Self::Abandon(_)
            | Self::Cancel(_)
            | Self::Collect(_)
            | Self::Unbind
            | Self::WaitForClose(_) => {}
        }
    }
}

impl Expectation {
    fn templates<'a>(&'a self, found: &mut Vec<&'a Template>) {
        found.extend(&self.matched_dn);
        found.extend(&self.diagnostic_message);
        found.extend(&self.response_name);
        found.extend(&self.response_value);
        found.extend(&self.server_sasl_credentials);
        if let Some(entries) = &self.entries {
            found.extend(entries.exactly.iter().flatten());
            found.extend(&entries.include);
            found.extend(&entries.exclude);
            found.extend(&entries.right_below);
            found.extend(&entries.relations.superiors_up_to);
            entries.each.templates(found);
            for (name, attributes) in &entries.named {
                found.push(name);
                attributes.templates(found);
            }
        }
    }
}

impl AttributeExpectation {
    fn templates<'a>(&'a self, found: &mut Vec<&'a Template>) {
        found.extend(&self.present);
        found.extend(&self.absent);
        found.extend(self.only.iter().flatten());
        found.extend(&self.spelled);
        for values in [&self.equal, &self.in_order, &self.contains, &self.lacks] {
            found.extend(values.values().flat_map(|OneOrMany(values)| values));
        }
        found.extend(self.names.values());
    }
}
