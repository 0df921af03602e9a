//! Compare (RFC 4511 section 4.10; J6.03 to J6.06).
//!
//! What is wrong with the request itself is told before anything is looked up, so that it tells nothing of the
//! directory (`openldap.md 13`, `openldap.md 22`).

use std::sync::Arc;

use jcldap_directory::{
    AttributeDescription, Dn, Entry, EntryAttribute, InvalidValue, MatchingRule, Schema,
};

use super::{Reason, controls};
use crate::jumpcloud::{Access, Directory, Identity, is_secret};
use crate::wire::{CompareRequest, Control, RequestKind};

/// How a Compare ends.
pub(super) fn compare(
    request: &CompareRequest,
    controls: &[Control],
    directory: &Directory,
    identity: &Identity,
) -> Reason {
    judge(request, controls, directory, identity).unwrap_or_else(|refusal| refusal)
}

fn judge(
    request: &CompareRequest,
    controls: &[Control],
    directory: &Directory,
    identity: &Identity,
) -> Result<Reason, Reason> {
    controls::read(RequestKind::Compare, controls, directory.behavior())?;
    let own_schema = directory.published_schema(identity).schema();
    let name = Dn::parse(&request.entry, own_schema).map_err(|_| Reason::InvalidDn)?;
    let access = directory.access(identity, &name);
    let schema = match &access {
        Access::Organization { view, .. } => view.schema(),
        Access::Special { schema, .. } => schema,
        Access::Nothing { .. } => own_schema,
    };
    let assertion = EqualityAssertion::new(request, schema)?;
    let entry = visible_entry(&access, &name)?;
    // `openldap.md 17`: no answer tells anything of a password.
    if is_secret(schema.attribute_type_by_id(assertion.description.attribute_type())) {
        return Err(Reason::PasswordNotComparable);
    }
    Ok(assertion.judge(entry, schema))
}

/// The entry of this name, if the session may see it. A Compare has no empty answer: what is concealed is not there,
/// whatever a search would be told.
fn visible_entry<'a>(access: &Access<'a>, name: &Dn) -> Result<&'a Arc<Entry>, Reason> {
    match access {
        Access::Special { entry, .. } => Ok(entry),
        Access::Organization { view, .. } => view
            .snapshot()
            .entry(name)
            .ok_or_else(|| Reason::no_such_object(view.snapshot(), name)),
        Access::Nothing { cause, .. } => Err(Reason::Concealed(*cause)),
    }
}

/// An `AttributeValueAssertion` (RFC 4511 section 4.1.6), ready to be judged under the attribute's equality rule.
struct EqualityAssertion {
    description: AttributeDescription,
    rule: MatchingRule,
    normalized: Vec<u8>,
}

impl EqualityAssertion {
    fn new(request: &CompareRequest, schema: &Schema) -> Result<Self, Reason> {
        let description = AttributeDescription::parse(&request.attribute, schema)
            .ok_or(Reason::UnknownAttributeCompared)?;
        let attribute_type = schema.attribute_type_by_id(description.attribute_type());
        let rule = attribute_type.equality.ok_or(Reason::NoEqualityRule)?;
        let normalized = rule
            .normalize_assertion(request.value.expose(), schema)
            .map_err(|invalid| match invalid {
                InvalidValue::Unsupported(_) => Reason::NoEqualityRule,
                _ => Reason::InvalidAssertionValue,
            })?
            .into_owned();
        Ok(Self {
            description,
            rule,
            normalized,
        })
    }

    /// A description stands for its subtypes, too (RFC 4512 section 2.5.3).
    fn judge(&self, entry: &Entry, schema: &Schema) -> Reason {
        let mut attributes = entry
            .attributes()
            .filter(|attribute| attribute.is_subtype_of(&self.description, schema))
            .peekable();
        if attributes.peek().is_none() {
            return Reason::NoSuchAttribute;
        }
        let mut values = attributes.flat_map(EntryAttribute::values);
        if values.any(|value| self.rule.is_normal_form(&self.normalized, value, schema)) {
            Reason::CompareTrue
        } else {
            Reason::CompareFalse
        }
    }
}
