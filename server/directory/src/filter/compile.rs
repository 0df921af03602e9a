//! Gives a filter its meaning: names are looked up, assertion values brought to normal form, once for all entries.
//!
//! Whatever can't be given a meaning is an item that is Undefined for every entry, never an error (RFC 4511 section
//! 4.5.1.7, `openldap.md 15`).

use super::assertion::{Assertion, Attributes, Comparison};
use super::ast::Filter;
use super::compiled::{CompiledFilter, CompiledFilterBuilder};
use super::walk::{Step, walk};
use crate::attribute_description::AttributeDescription;
use crate::matching::{InvalidValue, MatchingRule, Substrings};
use crate::schema::{AttributeType, Schema};

impl Filter {
    /// Resolves the filter for one reader: attributes that `readable` refuses are Undefined like unknown ones, so that a
    /// filter tells nothing about what may not be read (`openldap.md 15`).
    pub fn compile(
        &self,
        schema: &Schema,
        readable: &dyn Fn(&AttributeType) -> bool,
    ) -> CompiledFilter {
        let compiler = Compiler { schema, readable };
        let mut builder = CompiledFilterBuilder::default();
        for step in walk(self) {
            match step {
                Step::Open(operator) => builder.open(operator),
                Step::Item(item) => {
                    builder.add(compiler.item(item).unwrap_or(Assertion::Undefined));
                }
                Step::Close => builder.close(),
            }
        }
        builder.finish()
    }
}

struct Compiler<'a> {
    schema: &'a Schema,
    readable: &'a dyn Fn(&AttributeType) -> bool,
}

impl<'a> Compiler<'a> {
    /// The item resolved; `None` if it is Undefined.
    fn item(&self, item: &Filter) -> Option<Assertion> {
        match item {
            Filter::Present { attribute } => self
                .attribute(attribute)
                .map(|(_, attributes)| Assertion::Present(attributes)),
            Filter::Equality { attribute, value } => {
                self.equality(attribute, value, false, |rule| rule)
            }
            Filter::Approximate { attribute, value } => {
                self.equality(attribute, value, false, ignoring_case)
            }
            Filter::GreaterOrEqual { attribute, value } => {
                self.ordering(attribute, value, Comparison::AtLeast)
            }
            Filter::LessOrEqual { attribute, value } => {
                self.ordering(attribute, value, Comparison::AtMost)
            }
            Filter::Substrings {
                attribute,
                initial,
                any,
                last,
            } => self.substrings(attribute, initial.as_deref(), any, last.as_deref()),
            Filter::Extensible {
                rule: Some(rule),
                attribute,
                value,
                dn_attributes,
            } => self.extensible(rule, attribute.as_deref(), value, *dn_attributes),
            Filter::Extensible {
                rule: None,
                attribute,
                value,
                dn_attributes,
            } => self.equality(attribute.as_deref()?, value, *dn_attributes, |rule| rule),
            Filter::And(_) | Filter::Or(_) | Filter::Not(_) | Filter::Undefined => None,
        }
    }

    /// RFC 4511 sections 4.5.1.7.1 and 4.5.1.7.6; `choose_rule` is given the type's equality rule.
    fn equality(
        &self,
        attribute: &[u8],
        value: &[u8],
        dn_attributes: bool,
        choose_rule: fn(MatchingRule) -> MatchingRule,
    ) -> Option<Assertion> {
        let (attribute_type, attributes) = self.attribute(attribute)?;
        let rule = choose_rule(attribute_type.equality?);
        let comparison = Comparison::Equal(self.normalize(rule, value).ok()?);
        Some(Assertion::Value {
            attributes,
            rule,
            comparison,
            dn_attributes,
        })
    }

    /// RFC 4511 sections 4.5.1.7.3 and 4.5.1.7.4.
    fn ordering(
        &self,
        attribute: &[u8],
        value: &[u8],
        comparison: fn(Box<[u8]>) -> Comparison,
    ) -> Option<Assertion> {
        let (attribute_type, attributes) = self.attribute(attribute)?;
        let rule = attribute_type.ordering?;
        let comparison = comparison(self.normalize(rule, value).ok()?);
        Some(Assertion::Value {
            attributes,
            rule,
            comparison,
            dn_attributes: false,
        })
    }

    /// RFC 4511 section 4.5.1.7.2. A substrings filter without any substring is invalid.
    fn substrings(
        &self,
        attribute: &[u8],
        initial: Option<&[u8]>,
        any: &[Vec<u8>],
        last: Option<&[u8]>,
    ) -> Option<Assertion> {
        let (attribute_type, attributes) = self.attribute(attribute)?;
        let rule = attribute_type.substrings?;
        if initial.is_none() && any.is_empty() && last.is_none() {
            return None;
        }
        let substrings =
            Substrings::prepare(rule, initial, any.iter().map(Vec::as_slice), last).ok()?;
        let comparison = Comparison::Substrings(substrings);
        Some(Assertion::Value {
            attributes,
            rule,
            comparison,
            dn_attributes: false,
        })
    }

    /// RFC 4511 section 4.5.1.7.7, with a rule. Without an attribute, it is about all that the rule applies to.
    fn extensible(
        &self,
        rule: &[u8],
        attribute: Option<&[u8]>,
        value: &[u8],
        dn_attributes: bool,
    ) -> Option<Assertion> {
        let rule = self.schema.matching_rule(rule)?;
        let attributes = if let Some(attribute) = attribute {
            let (attribute_type, attributes) = self.attribute(attribute)?;
            rule.applies_to(attribute_type).then_some(attributes)?
        } else {
            let types = self
                .schema
                .attribute_types()
                .filter(|candidate| rule.applies_to(candidate));
            Attributes::of_types(
                self.only_readable(types)
                    .map(|attribute_type| attribute_type.id),
            )
        };
        let comparison = Comparison::Rule(self.normalize(rule, value).ok()?);
        Some(Assertion::Value {
            attributes,
            rule,
            comparison,
            dn_attributes,
        })
    }

    /// The type that a description names, and the attributes that are of this description or a subtype of it. They are all
    /// compared by the named type's rules, whose syntax a subtype's can only refine (RFC 4512 section 2.5.1).
    fn attribute(&self, description: &[u8]) -> Option<(&'a AttributeType, Attributes)> {
        let description = AttributeDescription::parse(description, self.schema)?;
        let attribute_type = self
            .schema
            .attribute_type_by_id(description.attribute_type());
        if !(self.readable)(attribute_type) {
            return None;
        }
        let subtypes = self
            .schema
            .subtypes(attribute_type.id)
            .iter()
            .map(|id| self.schema.attribute_type_by_id(*id));
        let types = self
            .only_readable(subtypes)
            .map(|attribute_type| attribute_type.id);
        Some((attribute_type, Attributes::with_options(types, description)))
    }

    fn only_readable(
        &self,
        types: impl Iterator<Item = &'a AttributeType>,
    ) -> impl Iterator<Item = &'a AttributeType> {
        types.filter(|attribute_type| (self.readable)(attribute_type))
    }

    fn normalize(&self, rule: MatchingRule, assertion: &[u8]) -> Result<Box<[u8]>, InvalidValue> {
        rule.normalize_assertion(assertion, self.schema)
            .map(|normalized| normalized.into_owned().into())
    }
}

/// The rule for approximate matches: equality, and where case counts there, without case.
pub(super) fn ignoring_case(equality: MatchingRule) -> MatchingRule {
    match equality {
        MatchingRule::CaseExactMatch => MatchingRule::CaseIgnoreMatch,
        MatchingRule::CaseExactIa5Match => MatchingRule::CaseIgnoreIa5Match,
        other => other,
    }
}
