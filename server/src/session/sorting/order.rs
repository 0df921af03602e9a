//! In which order a client wants its entries.

use std::cmp::Ordering;

use jcldap_directory::{
    AttributeDescription, Entry, EntryAttribute, MatchingRule, MatchingRuleKind, Schema,
};

use super::sorted_key::SortedKey;
use crate::session::controls::ServerSideSort;
use crate::wire::{ResultCode, SortKey, SortResult};

/// What sort keys come to under a schema.
#[derive(Debug)]
pub(in crate::session) struct SortOrder {
    keys: Vec<Key>,
}

#[derive(Debug)]
struct Key {
    attribute: AttributeDescription,
    rule: MatchingRule,
    reverse: bool,
}

/// Why there is no order (RFC 2891 section 1.2).
#[derive(Clone, Debug, Eq, PartialEq)]
pub(in crate::session) struct SortFailure {
    pub(in crate::session) code: ResultCode,
    /// The attribute description of the key in error, as the client wrote it.
    attribute: Option<Vec<u8>>,
}

impl SortFailure {
    /// There are too many entries to sort.
    pub(in crate::session) const TOO_MANY_ENTRIES: Self = Self {
        code: ResultCode::ADMIN_LIMIT_EXCEEDED,
        attribute: None,
    };

    fn of_key(code: ResultCode, key: &SortKey) -> Self {
        Self {
            code,
            attribute: Some(key.attribute.clone()),
        }
    }
}

impl From<SortFailure> for SortResult {
    fn from(failure: SortFailure) -> Self {
        Self {
            code: failure.code,
            attribute: failure.attribute,
        }
    }
}

impl SortOrder {
    /// The order that a request asks for.
    pub(in crate::session) fn new(
        request: &ServerSideSort,
        schema: &Schema,
    ) -> Result<Self, SortFailure> {
        let mut keys: Vec<Key> = Vec::new();
        for key in &request.keys {
            let resolved = Key::new(key, schema)?;
            // RFC 2891 section 1.1: an attribute "should only occur in the SortKeyList once". So does this bound them.
            if keys.iter().any(|other| other.is_of_same_type(&resolved)) {
                return Err(SortFailure::of_key(ResultCode::UNWILLING_TO_PERFORM, key));
            }
            keys.push(resolved);
        }
        Ok(Self { keys })
    }

    /// What this entry is sorted by.
    pub(super) fn key_of(&self, entry: &Entry, schema: &Schema) -> SortedKey {
        let values = self.keys.iter().map(|key| key.least_value(entry, schema));
        SortedKey {
            values: values.collect(),
        }
    }

    /// Which of two entries comes first, by what each is sorted by.
    pub(super) fn compare(&self, a: &SortedKey, b: &SortedKey) -> Ordering {
        self.keys
            .iter()
            .zip(a.values.iter().zip(&b.values))
            .map(|(key, (a, b))| key.compare(a.as_deref(), b.as_deref()))
            .find(|ordering| ordering.is_ne())
            .unwrap_or(Ordering::Equal)
    }
}

impl Key {
    fn new(key: &SortKey, schema: &Schema) -> Result<Self, SortFailure> {
        let fails_with = |code| SortFailure::of_key(code, key);
        let attribute = AttributeDescription::parse(&key.attribute, schema)
            .ok_or_else(|| fails_with(ResultCode::NO_SUCH_ATTRIBUTE))?;
        let attribute_type = schema.attribute_type_by_id(attribute.attribute_type());
        let rule = match &key.ordering_rule {
            None => attribute_type.ordering,
            Some(name) => schema.matching_rule(name).filter(|rule| {
                rule.kind() == MatchingRuleKind::Ordering && rule.applies_to(attribute_type)
            }),
        };
        Ok(Self {
            attribute,
            rule: rule.ok_or_else(|| fails_with(ResultCode::INAPPROPRIATE_MATCHING))?,
            reverse: key.reverse,
        })
    }

    fn is_of_same_type(&self, other: &Self) -> bool {
        self.attribute.attribute_type() == other.attribute.attribute_type()
    }

    /// RFC 2891 section 2.2: of several values, the least.
    fn least_value(&self, entry: &Entry, schema: &Schema) -> Option<Box<[u8]>> {
        entry
            .attributes()
            .filter(|attribute| attribute.is_subtype_of(&self.attribute, schema))
            .flat_map(EntryAttribute::values)
            .filter_map(|value| self.rule.normalize(value, schema).ok())
            .min_by(|a, b| self.rule.compare(a, b))
            .map(|value| value.into_owned().into())
    }

    /// RFC 2891 section 2.2: no value is "a larger value than all other valid values".
    fn compare(&self, a: Option<&[u8]>, b: Option<&[u8]>) -> Ordering {
        let ordering = match (a, b) {
            (Some(a), Some(b)) => self.rule.compare(a, b),
            (a, b) => a.is_none().cmp(&b.is_none()),
        };
        if self.reverse {
            ordering.reverse()
        } else {
            ordering
        }
    }
}
