//! Search filters: as they are asked, as text, and as they are evaluated.
//!
//! A [`Filter`] is what a client sent, over octets, and means nothing yet: it comes from the wire or from RFC 4515 text.
//! [`Filter::compile`] gives it its meaning under one schema for one reader, and the [`CompiledFilter`] is evaluated
//! against entries. Nothing here recurses over a filter, so no nesting can exhaust the stack.

mod assemble;
mod assertion;
mod ast;
mod compile;
mod compiled;
mod display;
mod error;
mod normal_form;
mod parse;
mod redact;
mod truth;
mod walk;

#[cfg(test)]
mod evaluation_tests;
#[cfg(test)]
mod model_tests;
#[cfg(test)]
mod normal_form_tests;
#[cfg(test)]
mod text_tests;

pub(crate) use assertion::{Assertion, Comparison};
pub use ast::Filter;
pub use compiled::CompiledFilter;
pub(crate) use compiled::{Evaluation, Node};
pub use error::{FilterError, FilterErrorKind};
pub use normal_form::FilterNormalForm;
pub use parse::MAX_FILTER_DEPTH;
pub use truth::Truth;
pub(crate) use walk::Operator;
