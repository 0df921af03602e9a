//! Compiled filters against a naive model, which shares no code with them: truth is a number, an entry is a list of
//! strings, and a filter of the model is evaluated by recursion over its own type.

use proptest::prelude::*;

use super::{Filter, Truth};
use crate::attribute_description::AttributeDescription;
use crate::dn::Dn;
use crate::entry::Entry;
use crate::test_schema::schema;

/// The model's truth values: `and` is the least, `or` the greatest, `not` the difference from True.
const FALSE: u8 = 0;
const UNDEFINED: u8 = 1;
const TRUE: u8 = 2;

/// What the model knows of each attribute: its name, its supertype, and the kind of its values. `uidNumber` is a number,
/// `homeDirectory` is exact about case and takes no substrings, `userPassword` may not be read, `shoeSize` is unknown.
const ATTRIBUTES: [(&str, Option<&str>, Kind); 8] = [
    ("name", None, Kind::Text),
    ("cn", Some("name"), Kind::Text),
    ("sn", Some("name"), Kind::Text),
    ("uid", None, Kind::Text),
    ("homeDirectory", None, Kind::Exact),
    ("uidNumber", None, Kind::Number),
    ("userPassword", None, Kind::Hidden),
    ("shoeSize", None, Kind::Hidden),
];

#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    Text,
    Exact,
    Number,
    Hidden,
}

#[derive(Clone, Debug)]
enum Model {
    And(Vec<Self>),
    Or(Vec<Self>),
    Not(Box<Self>),
    Item {
        attribute: usize,
        option: bool,
        test: Test,
    },
}

#[derive(Clone, Debug)]
enum Test {
    Present,
    Equal(String),
    Like(String),
    AtLeast(String),
    AtMost(String),
    Contains(Option<String>, Vec<String>, Option<String>),
}

/// An attribute, whether it has the option `lang-de`, and its values.
type ModelEntry = Vec<(usize, bool, Vec<String>)>;

fn model_truth(model: &Model, entry: &ModelEntry) -> u8 {
    match model {
        Model::And(parts) => parts
            .iter()
            .map(|part| model_truth(part, entry))
            .min()
            .unwrap_or(TRUE),
        Model::Or(parts) => parts
            .iter()
            .map(|part| model_truth(part, entry))
            .max()
            .unwrap_or(FALSE),
        Model::Not(part) => TRUE - model_truth(part, entry),
        Model::Item {
            attribute,
            option,
            test,
        } => {
            let (name, _, kind) = ATTRIBUTES[*attribute];
            let answer = |value: &str| value_answer(kind, test, value);
            // Whether the item has a meaning at all doesn't depend on the value.
            if kind == Kind::Hidden || answer("0").is_none() {
                return UNDEFINED;
            }
            let is_candidate = |(stored, has_option, _): &&(usize, bool, Vec<String>)| {
                let (stored, supertype, _) = ATTRIBUTES[*stored];
                (stored == name || supertype == Some(name)) && (*has_option || !option)
            };
            let mut candidates = entry.iter().filter(is_candidate);
            if candidates
                .any(|(_, _, values)| values.iter().any(|value| answer(value) == Some(true)))
            {
                TRUE
            } else {
                FALSE
            }
        }
    }
}

/// Whether a value passes a test; `None` when the test has no meaning for the kind of attribute.
fn value_answer(kind: Kind, test: &Test, value: &str) -> Option<bool> {
    let number = |text: &str| text.parse::<i64>().ok();
    let plain = |text: &str| match kind {
        Kind::Text => text.to_lowercase(),
        _ => text.to_owned(),
    };
    match (test, kind) {
        (Test::Present, _) => Some(true),
        (Test::Equal(asserted) | Test::Like(asserted), Kind::Number) => {
            Some(number(asserted)? == number(value)?)
        }
        (Test::AtLeast(asserted), Kind::Number) => Some(number(value)? >= number(asserted)?),
        (Test::AtMost(asserted), Kind::Number) => Some(number(value)? <= number(asserted)?),
        (Test::Equal(asserted), _) => Some(plain(asserted) == plain(value)),
        (Test::Like(asserted), _) => Some(asserted.to_lowercase() == value.to_lowercase()),
        (Test::Contains(initial, any, last), Kind::Text) => {
            let any = any
                .iter()
                .map(|component| plain(component))
                .collect::<Vec<_>>();
            let last = last.as_deref().map(plain);
            let value = plain(value);
            let rest = value.strip_prefix(&initial.as_deref().map(plain).unwrap_or_default());
            Some(rest.is_some_and(|rest| has_in_order(rest, &any, last.as_deref())))
        }
        (Test::AtLeast(_) | Test::AtMost(_) | Test::Contains(..), _) => None,
    }
}

/// Tries every place for the first component, then the others behind it.
fn has_in_order(text: &str, any: &[String], last: Option<&str>) -> bool {
    match any.split_first() {
        None => last.is_none_or(|last| text.ends_with(last)),
        Some((first, others)) => (0..=text.len()).any(|start| {
            text[start..]
                .strip_prefix(first.as_str())
                .is_some_and(|rest| has_in_order(rest, others, last))
        }),
    }
}

fn to_filter(model: &Model) -> Filter {
    match model {
        Model::And(parts) => Filter::And(parts.iter().map(to_filter).collect()),
        Model::Or(parts) => Filter::Or(parts.iter().map(to_filter).collect()),
        Model::Not(part) => Filter::Not(Box::new(to_filter(part))),
        Model::Item {
            attribute,
            option,
            test,
        } => {
            let attribute = description(*attribute, *option).into_bytes();
            let octets = |text: &String| text.clone().into_bytes();
            match test {
                Test::Present => Filter::Present { attribute },
                Test::Equal(value) => Filter::Equality {
                    attribute,
                    value: octets(value),
                },
                Test::Like(value) => Filter::Approximate {
                    attribute,
                    value: octets(value),
                },
                Test::AtLeast(value) => Filter::GreaterOrEqual {
                    attribute,
                    value: octets(value),
                },
                Test::AtMost(value) => Filter::LessOrEqual {
                    attribute,
                    value: octets(value),
                },
                Test::Contains(initial, any, last) => Filter::Substrings {
                    attribute,
                    initial: initial.as_ref().map(octets),
                    any: any.iter().map(octets).collect(),
                    last: last.as_ref().map(octets),
                },
            }
        }
    }
}

fn to_entry(model: &ModelEntry) -> Entry {
    let builder = model.iter().fold(
        Entry::builder(Dn::root()),
        |builder, (attribute, option, values)| {
            let description = description(*attribute, *option);
            builder.values(
                AttributeDescription::parse(description.as_bytes(), schema()).unwrap(),
                values,
            )
        },
    );
    builder.build(schema()).unwrap()
}

fn description(attribute: usize, option: bool) -> String {
    format!(
        "{}{}",
        ATTRIBUTES[attribute].0,
        if option { ";lang-de" } else { "" }
    )
}

fn truth(filter: &Filter, entry: &Entry) -> u8 {
    let readable =
        |attribute_type: &crate::schema::AttributeType| attribute_type.name() != "userPassword";
    match filter
        .compile(schema(), &readable)
        .evaluate(entry, schema())
    {
        Truth::False => FALSE,
        Truth::Undefined => UNDEFINED,
        Truth::True => TRUE,
    }
}

fn models() -> impl Strategy<Value = Model> {
    let value = || prop_oneof!["[abAB]{1,3}", "[1-9][0-9]?"];
    let part = || "[abAB1]{1,2}";
    let contains = (
        prop::option::of(part()),
        prop::collection::vec(part(), 0..3),
        prop::option::of(part()),
    )
        .prop_filter("at least one component", |(initial, any, last)| {
            initial.is_some() || !any.is_empty() || last.is_some()
        });
    let test = prop_oneof![
        Just(Test::Present),
        value().prop_map(Test::Equal),
        value().prop_map(Test::Like),
        value().prop_map(Test::AtLeast),
        value().prop_map(Test::AtMost),
        contains.prop_map(|(initial, any, last)| Test::Contains(initial, any, last)),
    ];
    let item = (0..ATTRIBUTES.len(), prop::bool::weighted(0.2), test).prop_map(
        |(attribute, option, test)| Model::Item {
            attribute,
            option,
            test,
        },
    );
    item.prop_recursive(4, 24, 4, |part| {
        prop_oneof![
            prop::collection::vec(part.clone(), 0..4).prop_map(Model::And),
            prop::collection::vec(part.clone(), 0..4).prop_map(Model::Or),
            part.prop_map(|part| Model::Not(Box::new(part))),
        ]
    })
}

/// One set of values for each attribute but the unknown one, some with the option.
fn entries() -> impl Strategy<Value = ModelEntry> {
    let attribute = |index: usize| {
        let (pattern, most) = match ATTRIBUTES[index].2 {
            Kind::Number => ("[1-9][0-9]?", 1),
            Kind::Exact => ("[abAB]{1,3}", 1),
            _ => ("[ab]{1,3}|[AB]{1,3}", 3),
        };
        let values = prop::collection::btree_map(
            pattern.prop_map(|value| (value.to_lowercase(), value)),
            Just(()),
            0..=most,
        );
        (prop::bool::weighted(0.3), values).prop_map(move |(option, values)| {
            let mut values: Vec<_> = values.into_keys().collect();
            if ATTRIBUTES[index].2 == Kind::Text {
                values.dedup_by(|right, left| right.0 == left.0);
            }
            (
                index,
                option,
                values.into_iter().map(|(_, value)| value).collect(),
            )
        })
    };
    (0..ATTRIBUTES.len() - 1).map(attribute).collect::<Vec<_>>()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn compiled_filters_agree_with_the_model(model in models(), entry in entries()) {
        prop_assert_eq!(truth(&to_filter(&model), &to_entry(&entry)), model_truth(&model, &entry));
    }

    #[test]
    fn de_morgan_holds_over_three_values(parts in prop::collection::vec(models(), 0..4), entry in entries()) {
        let entry = to_entry(&entry);
        let not = |filter| Filter::Not(Box::new(filter));
        let parts: Vec<_> = parts.iter().map(to_filter).collect();
        let negated: Vec<_> = parts.iter().cloned().map(not).collect();
        prop_assert_eq!(truth(&not(Filter::And(parts.clone())), &entry), truth(&Filter::Or(negated.clone()), &entry));
        prop_assert_eq!(truth(&not(Filter::Or(parts)), &entry), truth(&Filter::And(negated), &entry));
    }
}
