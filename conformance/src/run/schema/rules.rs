//! What doesn't hold of a schema and of entries by it.

use std::collections::BTreeSet;

use super::syntax::{comparable, conforms};
use super::{Description, Schema};
use crate::protocol::{Entry, printable};
use crate::run::bindings::Bindings;
use crate::run::name;
use crate::run::record::Mismatch;
use crate::scenario::{DefinitionKind, DefinitionRule, EntryRule, SchemaExpectation};

/// Everything that isn't as expected.
pub(in crate::run) fn broken(
    expect: &SchemaExpectation,
    entries: &[Entry],
    bindings: &Bindings<'_>,
) -> Vec<Mismatch> {
    let Some(subschema) = bindings.entries(&expect.of).and_then(<[Entry]>::first) else {
        return vec![mismatch("a subschema entry", "none was captured")];
    };
    let schema = Schema::read(subschema);
    let mut mismatches = Vec::new();
    for kind in &expect.sound {
        mismatches.extend(unsound(&schema, *kind));
    }
    for (kind, names) in &expect.defines {
        for name in names {
            if schema.find(*kind, name).is_none() {
                mismatches.push(mismatch(
                    &format!("a definition of `{name}` in {kind}"),
                    "none",
                ));
            }
        }
    }
    for rule in &expect.definitions {
        mismatches.extend(broken_definitions(&schema, *rule));
    }
    for rule in &expect.entries {
        for entry in entries {
            let broken = broken_entry(&schema, *rule, entry);
            mismatches.extend(broken.into_iter().map(|broken| Mismatch {
                expected: format!("`{}`: {}", entry.dn, broken.expected),
                actual: broken.actual,
            }));
        }
    }
    mismatches
}

/// The definitions of a kind that can't be read, or refer to what isn't defined.
fn unsound(schema: &Schema, kind: DefinitionKind) -> Vec<Mismatch> {
    let unreadable = schema.unreadable(kind).iter().map(|(text, error)| {
        mismatch(
            &format!("a definition in {kind}"),
            &format!("{error}: `{text}`"),
        )
    });
    let mut mismatches: Vec<_> = unreadable.collect();
    let mut refer = |from: &Description, to: DefinitionKind, names: &[String]| {
        for name in names {
            if schema.find(to, name).is_none() {
                let expected = format!("`{name}`, to which `{}` refers, in {to}", from.label());
                mismatches.push(mismatch(&expected, "no definition"));
            }
        }
    };
    // An attribute type's syntax is a matter of ldapSyntaxes, which a server need not publish.
    let has_syntaxes = !schema.all(DefinitionKind::LdapSyntaxes).is_empty();
    for definition in schema.all(kind) {
        let references: &[(&str, DefinitionKind)] = match kind {
            DefinitionKind::ObjectClasses => &[
                ("SUP", DefinitionKind::ObjectClasses),
                ("MUST", DefinitionKind::AttributeTypes),
                ("MAY", DefinitionKind::AttributeTypes),
            ],
            DefinitionKind::AttributeTypes => &[
                ("SUP", DefinitionKind::AttributeTypes),
                ("EQUALITY", DefinitionKind::MatchingRules),
                ("ORDERING", DefinitionKind::MatchingRules),
                ("SUBSTR", DefinitionKind::MatchingRules),
            ],
            DefinitionKind::MatchingRules if has_syntaxes => {
                &[("SYNTAX", DefinitionKind::LdapSyntaxes)]
            }
            DefinitionKind::MatchingRuleUse => &[("APPLIES", DefinitionKind::AttributeTypes)],
            DefinitionKind::NameForms => &[
                ("OC", DefinitionKind::ObjectClasses),
                ("MUST", DefinitionKind::AttributeTypes),
                ("MAY", DefinitionKind::AttributeTypes),
            ],
            DefinitionKind::MatchingRules | DefinitionKind::LdapSyntaxes => &[],
        };
        for (keyword, to) in references {
            refer(definition, *to, definition.values(keyword));
        }
    }
    if kind == DefinitionKind::LdapSyntaxes && has_syntaxes {
        for definition in schema.all(DefinitionKind::AttributeTypes) {
            refer(definition, kind, definition.values("SYNTAX"));
        }
    }
    if kind == DefinitionKind::MatchingRuleUse {
        for definition in schema.all(kind) {
            let oid = std::slice::from_ref(&definition.oid);
            refer(definition, DefinitionKind::MatchingRules, oid);
        }
    }
    mismatches
}

fn broken_definitions(schema: &Schema, rule: DefinitionRule) -> Vec<Mismatch> {
    let broken_types = |expected: &str, holds: &dyn Fn(&Description) -> bool| {
        let types = schema.all(DefinitionKind::AttributeTypes).iter();
        let broken = types.filter(|definition| !holds(definition));
        broken
            .map(|definition| mismatch(expected, &format!("`{}`", definition.label())))
            .collect()
    };
    match rule {
        DefinitionRule::SuperiorOrSyntax => {
            broken_types("an attribute type with SUP or SYNTAX", &|definition| {
                definition.has("SUP") || definition.has("SYNTAX")
            })
        }
        DefinitionRule::CollectiveIsUser => {
            broken_types("COLLECTIVE on an attribute of users", &|definition| {
                !definition.has("COLLECTIVE") || definition.is_user_attribute()
            })
        }
        DefinitionRule::UnmodifiableIsOperational => {
            let expected = "NO-USER-MODIFICATION on an operational attribute";
            broken_types(expected, &|definition| {
                !definition.has("NO-USER-MODIFICATION") || !definition.is_user_attribute()
            })
        }
        DefinitionRule::NameFormListsDiffer => {
            let mut mismatches = Vec::new();
            for form in schema.all(DefinitionKind::NameForms) {
                let required = form.values("MUST").iter();
                for name in required.filter(|name| lists(schema, form.values("MAY"), name)) {
                    let actual = format!("`{name}` in `{}`", form.label());
                    mismatches.push(mismatch(
                        "an attribute type under MUST or MAY alone",
                        &actual,
                    ));
                }
            }
            mismatches
        }
    }
}

fn broken_entry(schema: &Schema, rule: EntryRule, entry: &Entry) -> Vec<Mismatch> {
    let classes: Vec<_> = entry
        .texts("objectClass")
        .iter()
        .filter_map(|class| schema.find(DefinitionKind::ObjectClasses, class))
        .collect();
    match rule {
        EntryRule::AttributesDefined => attributes(entry, |kind| {
            schema
                .attribute_type(kind)
                .is_none()
                .then_some("a defined attribute type")
        }),
        EntryRule::ClassesDefined => {
            let classes = entry.texts("objectClass").into_iter();
            let unknown =
                classes.filter(|class| schema.find(DefinitionKind::ObjectClasses, class).is_none());
            unknown
                .map(|class| mismatch("a defined object class", &format!("`{class}`")))
                .collect()
        }
        EntryRule::SuperclassesPresent => {
            let mut mismatches = Vec::new();
            for class in &classes {
                for superclass in schema.superclasses(class) {
                    if !classes.iter().any(|there| there.oid == superclass.oid) {
                        let expected = format!(
                            "`{}`, a superclass of `{}`",
                            superclass.label(),
                            class.label()
                        );
                        mismatches.push(mismatch(&expected, "it is absent"));
                    }
                }
            }
            mismatches
        }
        EntryRule::OneStructuralClass => one_structural_class(schema, entry, &classes),
        EntryRule::RequiredPresent => {
            let mut mismatches = Vec::new();
            for (class, name) in listed(schema, &classes, &["MUST"]) {
                let of_type = |kind: &str| same_type(schema, kind, name);
                let hidden = name.eq_ignore_ascii_case("userPassword");
                if !hidden && !entry.attributes.iter().any(|(kind, _)| of_type(kind)) {
                    let expected = format!("`{name}`, which `{}` requires", class.label());
                    mismatches.push(mismatch(&expected, "it is absent"));
                }
            }
            mismatches
        }
        EntryRule::AllowedOnly => {
            let allowed = listed(schema, &classes, &["MUST", "MAY"]);
            let anything = classes
                .iter()
                .any(|class| class.label() == "extensibleObject");
            attributes(entry, |kind| {
                let is_user = schema
                    .attribute_type(kind)
                    .is_none_or(Description::is_user_attribute);
                let stranger = !allowed
                    .iter()
                    .any(|(_, name)| same_type(schema, kind, name));
                (is_user && stranger && !anything)
                    .then_some("an attribute that an object class requires or allows")
            })
        }
        EntryRule::UserAttributesOnly => attributes(entry, |kind| {
            let definition = schema.attribute_type(kind);
            (!definition.is_some_and(Description::is_user_attribute))
                .then_some("an attribute of users")
        }),
        EntryRule::OperationalAttributesOnly => attributes(entry, |kind| {
            let definition = schema.attribute_type(kind);
            definition
                .is_none_or(Description::is_user_attribute)
                .then_some("an operational attribute")
        }),
        EntryRule::ValuesConform => values_conform(schema, entry),
        EntryRule::ValuesDiffer => values_differ(schema, entry),
    }
}

/// The attributes of which `wrong` says what they should be.
fn attributes<'w>(entry: &Entry, wrong: impl Fn(&str) -> Option<&'w str>) -> Vec<Mismatch> {
    let kinds = entry.attributes.iter().map(|(kind, _)| kind);
    kinds
        .filter_map(|kind| Some(mismatch(wrong(kind)?, &format!("`{kind}`"))))
        .collect()
}

fn one_structural_class(schema: &Schema, entry: &Entry, classes: &[&Description]) -> Vec<Mismatch> {
    const EXPECTED: &str = "structural classes in one chain";
    let structural: Vec<_> = classes
        .iter()
        .filter(|class| class.is_structural())
        .collect();
    let is_end = |class: &&&&Description| {
        let superclasses = schema.superclasses(class);
        structural
            .iter()
            .all(|other| superclasses.iter().any(|known| known.oid == other.oid))
    };
    let Some(end) = structural.iter().find(is_end) else {
        let labels: Vec<_> = structural.iter().map(|class| class.label()).collect();
        return vec![mismatch(EXPECTED, &labels.join(" "))];
    };
    let named = entry.texts("structuralObjectClass");
    let is_same = |name: &String| {
        let class = schema.find(DefinitionKind::ObjectClasses, name);
        class.is_some_and(|class| class.oid == end.oid)
    };
    if named.is_empty() || (named.len() == 1 && named.iter().all(is_same)) {
        return Vec::new();
    }
    let expected = format!("structuralObjectClass `{}`", end.label());
    vec![mismatch(&expected, &named.join(" | "))]
}

fn values_conform(schema: &Schema, entry: &Entry) -> Vec<Mismatch> {
    let mut mismatches = Vec::new();
    for (kind, values) in &entry.attributes {
        let attribute_type = schema.attribute_type(kind);
        let syntax = attribute_type.and_then(|definition| schema.inherited(definition, "SYNTAX"));
        let Some(syntax) = syntax else { continue };
        for value in values.iter().filter(|value| !conforms(syntax, value)) {
            let expected = format!("`{kind}` in the syntax {syntax}");
            mismatches.push(mismatch(&expected, &format!("`{}`", printable(value))));
        }
    }
    mismatches
}

fn values_differ(schema: &Schema, entry: &Entry) -> Vec<Mismatch> {
    let mut mismatches = Vec::new();
    for (kind, values) in &entry.attributes {
        let attribute_type = schema.attribute_type(kind);
        let equality = attribute_type
            .and_then(|definition| schema.inherited(definition, "EQUALITY"))
            .unwrap_or_default();
        let is_name = ["distinguishedNameMatch", "2.5.13.1"].contains(&equality);
        let mut seen = BTreeSet::new();
        for value in values {
            let form = if is_name {
                name::normalized(&String::from_utf8_lossy(value)).into_bytes()
            } else {
                comparable(equality, value).map_or_else(|| value.clone(), String::into_bytes)
            };
            if !seen.insert(form) {
                let actual = format!("`{}` twice", printable(value));
                mismatches.push(mismatch(&format!("different values of `{kind}`"), &actual));
            }
        }
    }
    mismatches
}

/// The attribute types that classes and their superclasses list under these keywords.
fn listed<'s>(
    schema: &'s Schema,
    classes: &[&'s Description],
    keywords: &[&str],
) -> Vec<(&'s Description, &'s str)> {
    let mut listed = Vec::new();
    for class in classes.iter().flat_map(|class| schema.superclasses(class)) {
        for name in keywords.iter().flat_map(|keyword| class.values(keyword)) {
            listed.push((class, name.as_str()));
        }
    }
    listed
}

fn lists(schema: &Schema, names: &[String], name: &str) -> bool {
    names.iter().any(|listed| same_type(schema, listed, name))
}

/// Whether two descriptions are of one attribute type.
fn same_type(schema: &Schema, one: &str, other: &str) -> bool {
    match (schema.attribute_type(one), schema.attribute_type(other)) {
        (Some(one), Some(other)) => one.oid == other.oid,
        _ => one.eq_ignore_ascii_case(other),
    }
}

fn mismatch(expected: &str, actual: &str) -> Mismatch {
    Mismatch {
        expected: expected.to_owned(),
        actual: actual.to_owned(),
    }
}

#[cfg(test)]
mod tests;
