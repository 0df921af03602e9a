//! The controls of a request, their values in hexadecimal digits or put together from what they say.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Hex, Template};

/// A control on a request (RFC 4511 4.1.11).
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(try_from = "ControlDocument")]
#[schemars(with = "ControlDocument")]
pub struct RequestedControl {
    /// The controlType.
    pub oid: String,
    /// The criticality.
    pub critical: bool,
    /// The controlValue.
    pub value: Option<RequestedValue>,
}

/// A controlValue.
#[derive(Clone, Debug)]
pub enum RequestedValue {
    /// These octets.
    Octets(Hex),
    /// A `SortKeyList` (RFC 2891 1.1).
    SortKeys(Vec<SortKeyText>),
    /// A Filter, as the assertion control has it (RFC 4528 3).
    Filter(Template),
    /// An `AttributeSelection`, as the read entry controls have it (RFC 4527 3).
    Attributes(Vec<Template>),
}

/// A key to sort by (RFC 2891 1.1).
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SortKeyText {
    /// The attributeType.
    pub attribute: String,
    /// The orderingRule; without it the attribute's own.
    #[serde(default)]
    pub ordering_rule: Option<String>,
    /// The reverseOrder.
    #[serde(default)]
    pub reverse_order: bool,
}

/// A control. Its value, if it has one, is one of `value`, `sortKeys`, `filter` and `attributes`.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ControlDocument {
    /// The controlType.
    oid: String,
    /// The criticality.
    #[serde(default)]
    critical: bool,
    /// The controlValue in hexadecimal digits.
    value: Option<Hex>,
    /// The controlValue of server side sorting (RFC 2891): the keys, the highest in precedence first.
    sort_keys: Option<Vec<SortKeyText>>,
    /// The controlValue of an assertion (RFC 4528): a filter.
    filter: Option<Template>,
    /// The controlValue of Pre-Read and Post-Read (RFC 4527): an attribute list.
    attributes: Option<Vec<Template>>,
}

impl TryFrom<ControlDocument> for RequestedControl {
    type Error = &'static str;

    fn try_from(document: ControlDocument) -> Result<Self, Self::Error> {
        let values = [
            document.value.map(RequestedValue::Octets),
            document.sort_keys.map(RequestedValue::SortKeys),
            document.filter.map(RequestedValue::Filter),
            document.attributes.map(RequestedValue::Attributes),
        ];
        let mut values = values.into_iter().flatten();
        let value = values.next();
        if values.next().is_some() {
            return Err(
                "a control with two values; expected one of `value`, `sortKeys`, `filter` and `attributes`",
            );
        }
        Ok(Self {
            oid: document.oid,
            critical: document.critical,
            value,
        })
    }
}
