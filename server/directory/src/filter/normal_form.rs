//! Filters by what they ask for, whatever their text.

use std::collections::BTreeSet;

use super::ast::Filter;
use super::compile::ignoring_case;
use super::walk::{Operator, Step, walk};
use crate::attribute_description::AttributeDescription;
use crate::matching::{MatchingRule, SubstringComponent};
use crate::schema::{AttributeType, Schema};

/// What a filter asks for under one schema: equal for filters that differ in their text alone.
///
/// The order, the repetition and the nesting of the parts of an `and` or `or` make no difference, nor do a negation of a
/// negation, an `and` or `or` of one part, the spelling of an attribute description, and differences in values that the
/// attribute's matching rule ignores. What is equal by more logic than that, such as De Morgan's laws, is told apart.
/// [`Filter::normal_form`] makes it.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct FilterNormalForm(Encoding);

/// A kind of filter and its fields or parts, each behind its length: octets instead of a tree, so that comparing and
/// dropping take constant stack whatever the nesting.
type Encoding = Vec<u8>;

impl Filter {
    /// What the filter asks for. Items without a meaning under this schema are told apart by their text.
    ///
    /// # Examples
    ///
    /// ```
    /// use jcldap_directory::{Filter, Schema};
    ///
    /// let schema = Schema::standard().build()?;
    /// let asked = Filter::parse("(&(objectClass=inetOrgPerson)(|(mail=Fry@*)(uid=fry)))")?;
    /// let same = Filter::parse("(&(|(userid=FRY)(mail=fry@*))(2.5.4.0=INETORGPERSON))")?;
    /// assert_eq!(asked.normal_form(&schema), same.normal_form(&schema));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn normal_form(&self, schema: &Schema) -> FilterNormalForm {
        let mut open: Vec<(Operator, Parts)> = Vec::new();
        let mut whole = Encoding::new();
        for step in walk(self) {
            let part = match step {
                Step::Open(operator) => {
                    open.push((operator, Parts::new()));
                    continue;
                }
                Step::Item(item) => encode_item(item, schema),
                Step::Close => match open.pop() {
                    Some((operator, parts)) => join(operator, parts),
                    None => continue,
                },
            };
            match open.last_mut() {
                Some((operator, parts)) => add_part(*operator, parts, part),
                None => whole = part,
            }
        }
        FilterNormalForm(whole)
    }
}

/// The parts of an `and`, `or` or `not`: sorted, each once.
type Parts = BTreeSet<Encoding>;

const fn tag(operator: Operator) -> u8 {
    match operator {
        Operator::And => b'&',
        Operator::Or => b'|',
        Operator::Not => b'!',
    }
}

/// Adds a part; one that is of the same operator gives its own parts instead.
fn add_part(operator: Operator, parts: &mut Parts, part: Encoding) {
    match part.split_first() {
        Some((first, inner)) if *first == tag(operator) && operator != Operator::Not => {
            parts.extend(fields(inner).map(<[u8]>::to_vec));
        }
        _ => {
            parts.insert(part);
        }
    }
}

fn join(operator: Operator, mut parts: Parts) -> Encoding {
    if let Operator::And | Operator::Or = operator {
        if parts.len() == 1 {
            return parts.pop_first().unwrap_or_default();
        }
    } else if let Some(negated) = parts.first().and_then(|part| part.strip_prefix(b"!")) {
        // Also of what is Undefined: its negation is Undefined.
        return fields(negated).next().unwrap_or_default().to_vec();
    }
    encode(tag(operator), parts.iter().map(Vec::as_slice))
}

fn encode<'a>(tag: u8, fields: impl IntoIterator<Item = &'a [u8]>) -> Encoding {
    let mut encoding = vec![tag];
    for field in fields {
        encoding.extend_from_slice(&field.len().to_be_bytes());
        encoding.extend_from_slice(field);
    }
    encoding
}

/// Undoes [`encode`], without the tag.
fn fields(mut rest: &[u8]) -> impl Iterator<Item = &[u8]> {
    std::iter::from_fn(move || {
        let (length, after) = rest.split_first_chunk()?;
        let (field, after) = after.split_at_checked(usize::from_be_bytes(*length))?;
        rest = after;
        Some(field)
    })
}

fn encode_item(item: &Filter, schema: &Schema) -> Encoding {
    let type_of = |attribute: &[u8]| type_of(attribute, schema);
    let described = |attribute: &[u8]| describe(attribute, schema);
    // A value that the rule can't judge is compared as it is.
    let normalized = |rule: Option<MatchingRule>, value: &[u8]| match rule {
        Some(rule) => match rule.normalize_assertion(value, schema) {
            Ok(normalized) => [b"=", &*normalized].concat(),
            Err(_) => [b"?", value].concat(),
        },
        None => [b"?", value].concat(),
    };
    let simple = |tag: u8, attribute: &[u8], rule: Option<MatchingRule>, value: &[u8]| {
        let (attribute, value) = (described(attribute), normalized(rule, value));
        encode(tag, [&*attribute, &*value])
    };
    let equality = |attribute: &[u8]| type_of(attribute).and_then(|it| it.equality);
    match item {
        Filter::Equality { attribute, value }
        | Filter::Extensible {
            rule: None,
            attribute: Some(attribute),
            value,
            dn_attributes: false,
        } => simple(b'=', attribute, equality(attribute), value),
        Filter::Approximate { attribute, value } => {
            let rule = equality(attribute).map(ignoring_case);
            simple(b'~', attribute, rule, value)
        }
        Filter::GreaterOrEqual { attribute, value } => {
            let rule = type_of(attribute).and_then(|it| it.ordering);
            simple(b'>', attribute, rule, value)
        }
        Filter::LessOrEqual { attribute, value } => {
            let rule = type_of(attribute).and_then(|it| it.ordering);
            simple(b'<', attribute, rule, value)
        }
        Filter::Present { attribute } => encode(b'*', [&*described(attribute)]),
        Filter::Substrings {
            attribute,
            initial,
            any,
            last,
        } => {
            let rule = type_of(attribute).and_then(|it| it.substrings);
            let initial = initial.iter().map(|it| (SubstringComponent::Initial, it));
            let any = any.iter().map(|it| (SubstringComponent::Any, it));
            let last = last.iter().map(|it| (SubstringComponent::Final, it));
            let components = initial.chain(any).chain(last);
            let components = components.map(|(place, value)| encode_component(rule, place, value));
            let fields: Vec<_> = std::iter::once(described(attribute))
                .chain(components)
                .collect();
            encode(b's', fields.iter().map(Vec::as_slice))
        }
        Filter::Extensible {
            rule,
            attribute,
            value,
            dn_attributes,
        } => {
            let by_type = attribute.as_deref().and_then(equality);
            let named = rule
                .as_deref()
                .map(|rule| (rule, schema.matching_rule(rule)));
            let (name, known) = match named {
                Some((_, Some(rule))) => (rule.oid().as_bytes().to_vec(), Some(rule)),
                Some((name, None)) => (name.to_ascii_lowercase(), None),
                None => (Vec::new(), by_type),
            };
            let attribute = attribute.as_deref().map(described).unwrap_or_default();
            let value = normalized(known, value);
            encode(
                b':',
                [&*name, &*attribute, &*value, &[u8::from(*dn_attributes)]],
            )
        }
        Filter::And(_) | Filter::Or(_) | Filter::Not(_) | Filter::Undefined => encode(b'?', []),
    }
}

fn encode_component(
    rule: Option<MatchingRule>,
    place: SubstringComponent,
    value: &[u8],
) -> Encoding {
    let tag = match place {
        SubstringComponent::Initial => b'i',
        SubstringComponent::Any => b'a',
        SubstringComponent::Final => b'f',
    };
    match rule.and_then(|rule| rule.prepare_substring(place, value).ok()) {
        Some(prepared) => [&[tag, b'='], &*prepared].concat(),
        None => [&[tag, b'?'], value].concat(),
    }
}

fn type_of<'a>(attribute: &[u8], schema: &'a Schema) -> Option<&'a AttributeType> {
    let description = AttributeDescription::parse(attribute, schema)?;
    Some(schema.attribute_type_by_id(description.attribute_type()))
}

/// The description as the schema spells it, or in lower case where the schema does not know it.
fn describe(attribute: &[u8], schema: &Schema) -> Vec<u8> {
    match AttributeDescription::parse(attribute, schema) {
        Some(description) => description.to_text(schema).into_bytes(),
        None => attribute.to_ascii_lowercase(),
    }
}
