//! The kinds of responses by name.

use std::fmt;

use schemars::JsonSchema;
use serde::Deserialize;

use super::ResponseOperation;

/// Which response a message is (RFC 4511 4.2 to 4.13).
#[derive(Clone, Copy, Debug, Deserialize, Eq, JsonSchema, PartialEq)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "the names are those of RFC 4511")]
pub enum ResponseKind {
    BindResponse,
    SearchResultEntry,
    SearchResultReference,
    SearchResultDone,
    ModifyResponse,
    AddResponse,
    DelResponse,
    #[serde(rename = "modifyDNResponse")]
    ModifyDnResponse,
    CompareResponse,
    ExtendedResponse,
    IntermediateResponse,
}

impl From<&ResponseOperation> for ResponseKind {
    fn from(operation: &ResponseOperation) -> Self {
        match operation {
            ResponseOperation::Bind { .. } => Self::BindResponse,
            ResponseOperation::SearchResultEntry(_) => Self::SearchResultEntry,
            ResponseOperation::SearchResultReference(_) => Self::SearchResultReference,
            ResponseOperation::SearchResultDone(_) => Self::SearchResultDone,
            ResponseOperation::Modify(_) => Self::ModifyResponse,
            ResponseOperation::Add(_) => Self::AddResponse,
            ResponseOperation::Delete(_) => Self::DelResponse,
            ResponseOperation::ModifyDn(_) => Self::ModifyDnResponse,
            ResponseOperation::Compare(_) => Self::CompareResponse,
            ResponseOperation::Extended { .. } => Self::ExtendedResponse,
            ResponseOperation::Intermediate { .. } => Self::IntermediateResponse,
        }
    }
}

impl fmt::Display for ResponseKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::BindResponse => "BindResponse",
            Self::SearchResultEntry => "SearchResultEntry",
            Self::SearchResultReference => "SearchResultReference",
            Self::SearchResultDone => "SearchResultDone",
            Self::ModifyResponse => "ModifyResponse",
            Self::AddResponse => "AddResponse",
            Self::DelResponse => "DelResponse",
            Self::ModifyDnResponse => "ModifyDNResponse",
            Self::CompareResponse => "CompareResponse",
            Self::ExtendedResponse => "ExtendedResponse",
            Self::IntermediateResponse => "IntermediateResponse",
        })
    }
}
