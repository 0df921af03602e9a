//! An operation in one line, for people.

use std::fmt;

use super::request::scope_name;
use super::{BindMethod, Record, RecordedRequest};
use crate::jumpcloud::Identity;

/// One line: number, request, result, cause, and as whom the session was bound.
impl fmt::Display for Record {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: ", self.number)?;
        match (self.request.as_deref(), self.kind) {
            (Some(request), _) => request.fmt(formatter)?,
            (None, Some(kind)) => write!(formatter, "unreadable {kind:?}")?,
            (None, None) => formatter.write_str("notice")?,
        }
        match &self.result {
            Some(result) => write!(formatter, "; {}", result.code)?,
            None => formatter.write_str("; no answer")?,
        }
        write!(formatter, ", {}", self.cause)?;
        if let Some(RecordedRequest::Search { .. }) = self.request.as_deref() {
            let noun = if self.entries == 1 {
                "entry"
            } else {
                "entries"
            };
            write!(formatter, ", {} {noun}", self.entries)?;
        }
        if let Some(fault) = &self.fault {
            write!(formatter, ", by the fault {fault}")?;
        }
        match &self.identity {
            Identity::Anonymous => formatter.write_str("; anonymous"),
            Identity::User(user) => write!(formatter, "; bound as {}", user.username),
        }
    }
}

impl fmt::Display for RecordedRequest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bind { name, method, .. } => write!(formatter, "Bind `{name}` {method}"),
            Self::Unbind => formatter.write_str("Unbind"),
            Self::Search {
                base,
                scope,
                filter,
                ..
            } => write!(formatter, "Search `{base}` {} {filter}", scope_name(*scope)),
            Self::Modify { entry, .. } => write!(formatter, "Modify `{entry}`"),
            Self::Add { entry, .. } => write!(formatter, "Add `{entry}`"),
            Self::Delete { entry } => write!(formatter, "Delete `{entry}`"),
            Self::ModifyDn { entry, new_rdn, .. } => {
                write!(formatter, "Modify DN `{entry}` to `{new_rdn}`")
            }
            Self::Compare {
                entry, attribute, ..
            } => write!(formatter, "Compare `{entry}` {attribute}"),
            Self::Abandon(id) => write!(formatter, "Abandon {id}"),
            Self::Extended(oid) => write!(formatter, "Extended {oid}"),
        }
    }
}

impl fmt::Display for BindMethod {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Password => formatter.write_str("with a password"),
            Self::NoPassword => formatter.write_str("without a password"),
            Self::Sasl(mechanism) => write!(formatter, "by SASL {mechanism}"),
            Self::Unknown => formatter.write_str("by an unknown method"),
        }
    }
}
