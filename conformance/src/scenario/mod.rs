//! Scenarios: what is sent, what must come back, how sure we are, and under which defect it must fail.
//!
//! They are data. This module says what a scenario file may hold, reads it with places in its errors, and selects; it
//! sends nothing and judges nothing.

mod alteration;
mod capture;
mod confidence;
mod count;
mod defect;
mod expectation;
mod hex;
mod library;
mod modifier;
mod one_or_many;
mod operation;
mod pattern;
mod placeholders;
mod read;
mod requested_control;
mod response_controls;
mod schema_expectation;
mod selector;
mod step;
mod template;
mod write_attempt;

pub use alteration::{Alteration, AttributeValue, ControlValue, OctetTemplate, Renaming};
pub use capture::Capture;
pub use confidence::{Confidence, Weight};
pub use count::Count;
pub use defect::{Defect, DefectOn, Falsification};
pub use expectation::{
    AttributeExpectation, ConnectionFate, Entries, Expectation, Notice, OrderKey, Relations,
    ResultCodeText, ValueForm,
};
pub use hex::Hex;
pub use library::{FileProblem, Library, LibraryError};
pub use modifier::Modifier;
pub use one_or_many::OneOrMany;
pub use operation::{
    Bind, BindPassword, BindSubject, Compare, Connect, Extended, Nothing, Operation, Paged,
    PasswordModify, Raw, SearchText, Transport, WaitForClose,
};
pub use pattern::Pattern;
pub use read::{ScenarioProblem, ScenarioProblems, json_schema, read_scenario};
pub use requested_control::{RequestedControl, RequestedValue, SortKeyText};
pub use response_controls::{
    CookieExpectation, PagedResultsExpectation, PasswordPolicyErrorText, PasswordPolicyExpectation,
    ResponseControls, SortResultExpectation,
};
pub use schema_expectation::{DefinitionKind, DefinitionRule, EntryRule, SchemaExpectation};
pub use selector::{Selection, SelectorError};
pub use step::{Answer, Probe, Scenario, Step, Variant};
pub(crate) use template::Part;
pub use template::{Placeholder, Template, TemplateError, UserField};
pub use write_attempt::{Add, AddedAttribute, ChangeText, Delete, Modify, ModifyDn};
