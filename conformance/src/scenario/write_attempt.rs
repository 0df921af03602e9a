//! Write attempts, which scenarios expect to be refused. The words are those of RFC 4511.

use schemars::JsonSchema;
use serde::Deserialize;

use super::Template;
use crate::protocol::ChangeKind;

/// A ModifyRequest (RFC 4511 4.6), expected to be refused.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Modify {
    /// The entry.
    pub entry: Template,
    /// The changes, in order.
    pub changes: Vec<ChangeText>,
}

/// One change.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ChangeText {
    /// What it does.
    pub kind: ChangeKind,
    /// To which attribute.
    pub attribute: Template,
    /// With which values.
    #[serde(default)]
    pub values: Vec<Template>,
}

/// An AddRequest (RFC 4511 4.7), expected to be refused.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Add {
    /// The name of the new entry.
    pub entry: Template,
    /// Its attributes, in order.
    pub attributes: Vec<AddedAttribute>,
}

/// An attribute of an entry to add.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AddedAttribute {
    /// The attribute description.
    pub attribute: Template,
    /// Its values.
    pub values: Vec<Template>,
}

/// A DelRequest (RFC 4511 4.8), expected to be refused.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Delete {
    /// The entry.
    pub entry: Template,
}

/// A ModifyDNRequest (RFC 4511 4.9), expected to be refused.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ModifyDn {
    /// The entry.
    pub entry: Template,
    /// The new RDN.
    pub new_rdn: Template,
    /// Whether the old RDN's values go.
    #[serde(default)]
    pub delete_old_rdn: bool,
    /// The new superior.
    #[serde(default)]
    pub new_superior: Option<Template>,
}
