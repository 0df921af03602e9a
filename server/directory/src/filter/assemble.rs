//! Puts a filter together from the steps of a walk over it or of its text, on the heap instead of the stack.

use super::ast::Filter;
use super::walk::Operator;

/// A filter of which some parts are still missing.
#[derive(Default)]
pub(super) struct Assembly {
    /// The open filters, outermost first, each with the parts that it has so far.
    open: Vec<(Operator, Vec<Filter>)>,
}

impl Assembly {
    /// Begins an `and`, `or` or `not` inside the innermost open filter.
    pub(super) fn open(&mut self, operator: Operator) {
        self.open.push((operator, Vec::new()));
    }

    /// Adds a whole filter to the innermost open one, or returns it when nothing is open.
    pub(super) fn add(&mut self, filter: Filter) -> Option<Filter> {
        match self.open.last_mut() {
            Some((_, parts)) => {
                parts.push(filter);
                None
            }
            None => Some(filter),
        }
    }

    /// Ends the innermost open filter and adds it to the one around it; returns it when it is the outermost.
    pub(super) fn close(&mut self) -> Option<Filter> {
        let (operator, mut parts) = self.open.pop()?;
        let filter = match operator {
            Operator::And => Filter::And(parts),
            Operator::Or => Filter::Or(parts),
            Operator::Not => Filter::Not(Box::new(parts.pop().unwrap_or(Filter::Undefined))),
        };
        self.add(filter)
    }

    /// The number of open filters.
    pub(super) fn depth(&self) -> usize {
        self.open.len()
    }

    /// Whether the innermost open filter may take one more part.
    pub(super) fn accepts_part(&self) -> bool {
        self.open
            .last()
            .is_none_or(|(operator, parts)| *operator != Operator::Not || parts.is_empty())
    }

    /// Whether the innermost open filter has the parts it needs.
    pub(super) fn may_close(&self) -> bool {
        self.open
            .last()
            .is_some_and(|(operator, parts)| *operator != Operator::Not || !parts.is_empty())
    }
}
