//! What the controls of an answer must be.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Count, OneOrMany, ResultCodeText};
use crate::protocol::PasswordPolicy;

/// What the controls of an answer must be.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct ResponseControls {
    /// These OIDs come with the result; of a paged search, with that of every page.
    pub present: Vec<String>,
    /// These don't.
    pub absent: Vec<String>,
    /// These come with no entry and no continuation reference.
    pub absent_on_entries: Vec<String>,
    /// These, where they come with the result, are not critical.
    pub not_critical: Vec<String>,
    /// What simple paged results (RFC 2696) say with the last page; it must be there.
    pub paged_results: Option<PagedResultsExpectation>,
    /// What server side sorting (RFC 2891) says; it must be there.
    pub sort_result: Option<SortResultExpectation>,
    /// What the password policy control says; it must be there.
    pub password_policy: Option<PasswordPolicyExpectation>,
}

/// What the control of a page must say (RFC 2696 2).
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct PagedResultsExpectation {
    /// The estimate of the total; one below zero is never right.
    pub size: Option<Count>,
    /// Whether there is a cookie.
    pub cookie: Option<CookieExpectation>,
}

/// What a cookie must be.
#[derive(Clone, Copy, Debug, Deserialize, Eq, JsonSchema, PartialEq)]
#[serde(rename_all = "camelCase")]
pub enum CookieExpectation {
    /// Empty: this was the last page.
    Empty,
    /// Not empty: there is more.
    Given,
}

/// What the control of a sorted search must say (RFC 2891 1.2).
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct SortResultExpectation {
    /// One of these sortResults.
    pub code: OneOrMany<ResultCodeText>,
    /// The attributeType, letter case aside; empty text stands for none.
    pub attribute: Option<String>,
}

/// What the password policy control must say (draft-behera-ldap-password-policy 6.2).
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct PasswordPolicyExpectation {
    /// One of these errors.
    pub error: OneOrMany<PasswordPolicyErrorText>,
    /// Whether there is a warning.
    pub warning: Option<bool>,
}

/// An error of the password policy control by its name, or `none`.
#[derive(Clone, Debug, Deserialize, Eq, JsonSchema, PartialEq)]
#[serde(try_from = "String")]
#[schemars(with = "String")]
pub struct PasswordPolicyErrorText(pub Option<String>);

impl TryFrom<String> for PasswordPolicyErrorText {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        if text == "none" {
            return Ok(Self(None));
        }
        if PasswordPolicy::error_names().any(|name| name == text) {
            return Ok(Self(Some(text)));
        }
        let names: Vec<_> = PasswordPolicy::error_names().collect();
        Err(format!(
            "unknown error `{text}`; expected none, {}",
            names.join(", ")
        ))
    }
}
