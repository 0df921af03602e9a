//! Visits a filter part by part, in the order of its text, on the heap instead of the stack.

use std::slice;

use super::ast::Filter;

/// What joins the parts of a filter that has parts.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Operator {
    And,
    Or,
    Not,
}

/// One step of a walk. Two filters are equal if their walks are.
pub(super) enum Step<'a> {
    /// An `and`, `or` or `not` begins.
    Open(Operator),
    /// A filter without parts.
    Item(&'a Filter),
    /// The innermost open one ends.
    Close,
}

impl PartialEq for Step<'_> {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Open(operator), Self::Open(other)) => operator == other,
            (Self::Item(item), Self::Item(other)) => ItemFields::of(item) == ItemFields::of(other),
            (Self::Close, Self::Close) => true,
            _ => false,
        }
    }
}

/// Walks over the filter.
pub(super) fn walk(filter: &Filter) -> Walk<'_> {
    Walk {
        open: vec![slice::from_ref(filter).iter()],
    }
}

/// The iterator that [`walk`] returns.
pub(super) struct Walk<'a> {
    /// What is left to visit of the filter itself and of each open one, outermost first.
    open: Vec<slice::Iter<'a, Filter>>,
}

impl<'a> Iterator for Walk<'a> {
    type Item = Step<'a>;

    fn next(&mut self) -> Option<Step<'a>> {
        let Some(filter) = self.open.last_mut()?.next() else {
            self.open.pop();
            return if self.open.is_empty() {
                None
            } else {
                Some(Step::Close)
            };
        };
        let operator = match filter {
            Filter::And(_) => Operator::And,
            Filter::Or(_) => Operator::Or,
            Filter::Not(_) => Operator::Not,
            _ => return Some(Step::Item(filter)),
        };
        self.open.push(filter.parts().iter());
        Some(Step::Open(operator))
    }
}

/// The fields of an item, for comparison; `None` stands for a filter that isn't an item.
#[derive(PartialEq)]
enum ItemFields<'a> {
    Equality(&'a [u8], &'a [u8]),
    Substrings(&'a [u8], Option<&'a [u8]>, &'a [Vec<u8>], Option<&'a [u8]>),
    GreaterOrEqual(&'a [u8], &'a [u8]),
    LessOrEqual(&'a [u8], &'a [u8]),
    Present(&'a [u8]),
    Approximate(&'a [u8], &'a [u8]),
    Extensible(Option<&'a [u8]>, Option<&'a [u8]>, &'a [u8], bool),
    None,
}

impl<'a> ItemFields<'a> {
    fn of(item: &'a Filter) -> Self {
        match item {
            Filter::Equality { attribute, value } => Self::Equality(attribute, value),
            Filter::Substrings {
                attribute,
                initial,
                any,
                last,
            } => Self::Substrings(attribute, initial.as_deref(), any, last.as_deref()),
            Filter::GreaterOrEqual { attribute, value } => Self::GreaterOrEqual(attribute, value),
            Filter::LessOrEqual { attribute, value } => Self::LessOrEqual(attribute, value),
            Filter::Present { attribute } => Self::Present(attribute),
            Filter::Approximate { attribute, value } => Self::Approximate(attribute, value),
            Filter::Extensible {
                rule,
                attribute,
                value,
                dn_attributes,
            } => Self::Extensible(rule.as_deref(), attribute.as_deref(), value, *dn_attributes),
            Filter::And(_) | Filter::Or(_) | Filter::Not(_) | Filter::Undefined => Self::None,
        }
    }
}
