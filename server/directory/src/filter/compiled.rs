//! The program that a filter is compiled to, and its evaluation over entries.

use std::fmt;
use std::sync::Arc;

use super::assertion::Assertion;
use super::truth::Truth;
use super::walk::Operator;
use crate::entry::Entry;
use crate::schema::Schema;

/// A filter that is resolved under a schema and for a reader; see [`Filter::compile`](super::Filter::compile).
///
/// Clones share it. It must be evaluated under the schema that it was compiled with.
#[derive(Clone)]
pub struct CompiledFilter {
    /// Each operator before its parts, in the order of the filter's text.
    nodes: Arc<[Node]>,
}

impl CompiledFilter {
    /// What judging one entry takes: 1 for a filter as people write them, more for one of many parts.
    pub(crate) fn cost(&self) -> usize {
        1 + self.nodes.len() / PARTS_FOR_ONE
    }

    /// The program: each operator before its parts.
    pub(crate) fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// Judges an entry (RFC 4511 section 4.5.1.7).
    ///
    /// Parts that can't change the outcome any more are skipped. The stack it takes doesn't grow with nesting.
    pub fn evaluate(&self, entry: &Entry, schema: &Schema) -> Truth {
        self.evaluate_with(&mut Evaluation::default(), entry, schema)
    }

    /// As [`Self::evaluate`], without an allocation when many entries are judged with the same `evaluation`.
    pub(crate) fn evaluate_with(
        &self,
        evaluation: &mut Evaluation,
        entry: &Entry,
        schema: &Schema,
    ) -> Truth {
        let open = &mut evaluation.open;
        open.clear();
        let mut position = 0;
        loop {
            let Some(node) = self.nodes.get(position) else {
                // Only a program without nodes ends here, and the builder makes none.
                return Truth::Undefined;
            };
            position += 1;
            let mut outcome = match node {
                Node::Assertion(assertion) => assertion.evaluate(entry, schema),
                Node::Operator { operator, end } => {
                    let part = OpenOperator {
                        operator: *operator,
                        outcome: identity(*operator),
                        end: *end,
                    };
                    if *end > position {
                        open.push(part);
                        continue;
                    }
                    part.outcome
                }
            };
            // The outcome is part of the innermost open operator, which may then have its own.
            loop {
                let Some(innermost) = open.last_mut() else {
                    return outcome;
                };
                innermost.outcome = match innermost.operator {
                    Operator::And => innermost.outcome.and(outcome),
                    Operator::Or => innermost.outcome.or(outcome),
                    Operator::Not => outcome.not(),
                };
                if position < innermost.end && !innermost.is_decided() {
                    break;
                }
                position = innermost.end;
                outcome = innermost.outcome;
                open.pop();
            }
        }
    }
}

impl fmt::Debug for CompiledFilter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.nodes.iter()).finish()
    }
}

/// How many parts are judged about as fast as an entry is found.
const PARTS_FOR_ONE: usize = 16;

/// The operators that an evaluation is inside of: kept from entry to entry, so that its memory is.
#[derive(Clone, Debug, Default)]
pub(crate) struct Evaluation {
    open: Vec<OpenOperator>,
}

/// An operator of which some parts are still to be evaluated.
#[derive(Clone, Copy, Debug)]
struct OpenOperator {
    operator: Operator,
    /// The outcome of the parts so far.
    outcome: Truth,
    /// The place of the node behind its last part.
    end: usize,
}

impl OpenOperator {
    /// Whether no further part can change the outcome.
    fn is_decided(&self) -> bool {
        match self.operator {
            Operator::And => self.outcome == Truth::False,
            Operator::Or => self.outcome == Truth::True,
            Operator::Not => false,
        }
    }
}

/// The outcome of an operator without parts (RFC 4526 section 2).
fn identity(operator: Operator) -> Truth {
    match operator {
        Operator::And => Truth::True,
        Operator::Or => Truth::False,
        Operator::Not => Truth::Undefined,
    }
}

/// A part of the program.
#[derive(Clone, Debug)]
pub(crate) enum Node {
    /// What joins the parts that follow.
    Operator {
        /// How it joins them.
        operator: Operator,
        /// The place of the node behind its last part.
        end: usize,
    },
    /// An item.
    Assertion(Assertion),
}

/// Puts a program together from the steps of a walk over a filter.
#[derive(Default)]
pub(super) struct CompiledFilterBuilder {
    nodes: Vec<Node>,
    /// The places of the open operators, outermost first.
    open: Vec<usize>,
}

impl CompiledFilterBuilder {
    pub(super) fn open(&mut self, operator: Operator) {
        self.open.push(self.nodes.len());
        self.nodes.push(Node::Operator { operator, end: 0 });
    }

    pub(super) fn add(&mut self, assertion: Assertion) {
        self.nodes.push(Node::Assertion(assertion));
    }

    pub(super) fn close(&mut self) {
        let behind = self.nodes.len();
        if let Some(Node::Operator { end, .. }) =
            self.open.pop().and_then(|place| self.nodes.get_mut(place))
        {
            *end = behind;
        }
    }

    pub(super) fn finish(self) -> CompiledFilter {
        CompiledFilter {
            nodes: self.nodes.into(),
        }
    }
}
