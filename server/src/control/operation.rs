//! What requests, scopes and result codes are called in JSON: by the names of RFC 4511 and RFC 4516.

use jcldap_directory::SearchScope;
use jcldap_fixtures::closest;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::wire::{RequestKind, ResultCode};

/// A kind of request (RFC 4511 section 4).
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) enum Operation {
    Bind,
    Unbind,
    Search,
    Modify,
    Add,
    Delete,
    ModifyDn,
    Compare,
    Abandon,
    Extended,
}

impl From<RequestKind> for Operation {
    fn from(kind: RequestKind) -> Self {
        match kind {
            RequestKind::Bind => Self::Bind,
            RequestKind::Unbind => Self::Unbind,
            RequestKind::Search => Self::Search,
            RequestKind::Modify => Self::Modify,
            RequestKind::Add => Self::Add,
            RequestKind::Delete => Self::Delete,
            RequestKind::ModifyDn => Self::ModifyDn,
            RequestKind::Compare => Self::Compare,
            RequestKind::Abandon => Self::Abandon,
            RequestKind::Extended => Self::Extended,
        }
    }
}

impl From<Operation> for RequestKind {
    fn from(operation: Operation) -> Self {
        match operation {
            Operation::Bind => Self::Bind,
            Operation::Unbind => Self::Unbind,
            Operation::Search => Self::Search,
            Operation::Modify => Self::Modify,
            Operation::Add => Self::Add,
            Operation::Delete => Self::Delete,
            Operation::ModifyDn => Self::ModifyDn,
            Operation::Compare => Self::Compare,
            Operation::Abandon => Self::Abandon,
            Operation::Extended => Self::Extended,
        }
    }
}

/// How far below the base to look (RFC 4516 section 2).
#[derive(Clone, Copy, Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum Scope {
    Base,
    One,
    #[default]
    Sub,
}

impl From<Scope> for SearchScope {
    fn from(scope: Scope) -> Self {
        match scope {
            Scope::Base => Self::BaseObject,
            Scope::One => Self::SingleLevel,
            Scope::Sub => Self::WholeSubtree,
        }
    }
}

/// A result code, by name or number.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[schema(value_type = String, example = "busy")]
#[serde(try_from = "NameOrNumber")]
pub(super) struct Code(pub(super) ResultCode);

#[derive(Deserialize)]
#[serde(untagged, expecting = "expected a result code, by name or number")]
enum NameOrNumber {
    Number(u16),
    Name(String),
}

impl TryFrom<NameOrNumber> for Code {
    type Error = String;

    fn try_from(code: NameOrNumber) -> Result<Self, String> {
        match code {
            NameOrNumber::Number(number) => Ok(Self(ResultCode::from_number(number))),
            NameOrNumber::Name(text) => Self::read(&text),
        }
    }
}

impl Code {
    /// Reads a name, or digits.
    fn read(text: &str) -> Result<Self, String> {
        if let Ok(number) = text.parse() {
            return Ok(Self(ResultCode::from_number(number)));
        }
        let named = ResultCode::NAMED.iter().find(|code| code.name() == text);
        named.map(|code| Self(*code)).ok_or_else(|| {
            let names = ResultCode::NAMED.iter().map(|code| code.name());
            let meant = closest(text, names).map(|meant| format!("; did you mean `{meant}`?"));
            format!(
                "no result code is called `{text}`{}",
                meant.unwrap_or_default()
            )
        })
    }
}

/// As it was most likely written: the name, the number of what has none.
impl Serialize for Code {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if ResultCode::NAMED.contains(&self.0) {
            serializer.serialize_str(self.0.name())
        } else {
            serializer.serialize_u16(self.0.number())
        }
    }
}
