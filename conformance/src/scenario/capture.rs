//! What a step keeps of its answer for later steps.

use schemars::JsonSchema;
use serde::Deserialize;

/// One thing to keep.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(try_from = "CaptureDocument")]
#[schemars(with = "CaptureDocument")]
pub enum Capture {
    /// The greatest value of an attribute over all entries, in the order of its text: right for times of one form.
    Greatest(String),
    /// Every value of an attribute, entry by entry. In text, where one value is wanted, the first.
    Values(String),
    /// The names of the entries. In text, where one is wanted, the first.
    Names,
    /// The cookie of the paging control.
    Cookie,
    /// The entries, for relations such as `subsetOf`.
    Entries,
}

/// One of `greatest: ATTRIBUTE`, `values: ATTRIBUTE`, or `take: names`, `cookie` or `entries`.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct CaptureDocument {
    /// The greatest value of this attribute over all entries.
    greatest: Option<String>,
    /// Every value of this attribute; where one is wanted, the first.
    values: Option<String>,
    /// Something else than an attribute.
    take: Option<Take>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
enum Take {
    /// The names of the entries; where one is wanted, the first.
    Names,
    /// The cookie of the paging control.
    Cookie,
    /// The entries, for relations.
    Entries,
}

impl TryFrom<CaptureDocument> for Capture {
    type Error = &'static str;

    fn try_from(document: CaptureDocument) -> Result<Self, Self::Error> {
        match (document.greatest, document.values, document.take) {
            (Some(attribute), None, None) => Ok(Self::Greatest(attribute)),
            (None, Some(attribute), None) => Ok(Self::Values(attribute)),
            (None, None, Some(Take::Names)) => Ok(Self::Names),
            (None, None, Some(Take::Cookie)) => Ok(Self::Cookie),
            (None, None, Some(Take::Entries)) => Ok(Self::Entries),
            _ => Err("a capture has exactly one of `greatest`, `values` and `take`"),
        }
    }
}
