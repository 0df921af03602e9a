//! A schema and the entry that publishes it, cn=Subschema (RFC 4512 section 4.2).
//!
//! Each organization has its own, since switches name or hide attributes for one organization alone. What is published
//! is what the directory itself goes by: the texts are those that the schema was built from.

use std::sync::Arc;

use jcldap_directory::{AttributeType, Dn, Entry, MatchingRule, ObjectClass, Schema, Syntax};
use jcldap_fixtures::behavior::Behavior;

use super::names::SUBSCHEMA;
use super::project::by_name;
use super::schema::schema;
use super::{DirectoryError, Timestamp};

/// A schema with its subschema subentry. Clones share both.
#[derive(Clone, Debug)]
pub struct PublishedSchema {
    schema: Arc<Schema>,
    subentry: Arc<Entry>,
}

impl PublishedSchema {
    /// The schema of an organization with these switches.
    pub(super) fn new(behavior: &Behavior) -> Result<Self, DirectoryError> {
        let schema = schema(behavior)?;
        Ok(Self {
            subentry: Arc::new(subentry(&schema)?),
            schema,
        })
    }

    /// The schema.
    pub fn schema(&self) -> &Arc<Schema> {
        &self.schema
    }

    /// The entry that publishes it.
    pub fn subentry(&self) -> &Arc<Entry> {
        &self.subentry
    }
}

/// `openldap.md 20`: the descriptions are operational.
fn subentry(schema: &Schema) -> Result<Entry, DirectoryError> {
    let id = |name| by_name(schema, name);
    let stamp = Timestamp::EPOCH.to_string();
    let rule_uses = schema
        .matching_rules()
        .filter_map(|rule| rule.use_definition(schema));
    Ok(Entry::builder(Dn::parse(SUBSCHEMA.as_bytes(), schema)?)
        .values(
            id("objectClass")?,
            ["top", "subentry", "subschema", "extensibleObject"],
        )
        .value(id("cn")?, "Subschema")
        .value(id("structuralObjectClass")?, "subentry")
        .value(id("createTimestamp")?, &stamp)
        .value(id("modifyTimestamp")?, &stamp)
        .values(
            id("ldapSyntaxes")?,
            schema.syntaxes().map(Syntax::definition),
        )
        .values(
            id("matchingRules")?,
            schema.matching_rules().map(MatchingRule::definition),
        )
        .values(id("matchingRuleUse")?, rule_uses)
        .values(
            id("attributeTypes")?,
            schema.attribute_types().map(AttributeType::definition),
        )
        .values(
            id("objectClasses")?,
            schema.object_classes().map(ObjectClass::definition),
        )
        .value(id("entryDN")?, SUBSCHEMA)
        .value(id("subschemaSubentry")?, SUBSCHEMA)
        .build(schema)?)
}
