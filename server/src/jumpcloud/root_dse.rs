//! The two entries that belong to the server itself: the root DSE and the subschema subentry (RFC 4512 sections 5.1
//! and 4.2).
//!
//! Only what works is advertised: the capabilities come from the code that has them.

use jcldap_directory::{AttributeType, Dn, Entry, MatchingRule, ObjectClass, Schema, Syntax};

use super::names::{NAMING_CONTEXT, SERVICE_ACCOUNTS, SUBSCHEMA};
use super::project::by_name;
use super::{DirectoryError, Timestamp};

/// What a server can do, as object identifiers for its root DSE.
#[derive(Clone, Debug, Default)]
pub struct Capabilities {
    /// supportedControl
    pub controls: Vec<&'static str>,
    /// supportedExtension
    pub extensions: Vec<&'static str>,
    /// supportedFeatures
    pub features: Vec<&'static str>,
}

/// `openldap.md 20`: a plain read shows the classes alone; all else is operational.
pub(super) fn root_dse(
    schema: &Schema,
    capabilities: Capabilities,
) -> Result<Entry, DirectoryError> {
    let id = |name| by_name(schema, name);
    Ok(Entry::builder(Dn::root())
        .values(id("objectClass")?, ["top", "OpenLDAProotDSE"])
        .value(id("structuralObjectClass")?, "OpenLDAProotDSE")
        .values(id("namingContexts")?, [NAMING_CONTEXT, SERVICE_ACCOUNTS])
        .values(id("supportedControl")?, capabilities.controls)
        .values(id("supportedExtension")?, capabilities.extensions)
        .values(id("supportedFeatures")?, capabilities.features)
        .value(id("supportedLDAPVersion")?, "3")
        .value(id("entryDN")?, "")
        .value(id("subschemaSubentry")?, SUBSCHEMA)
        .build(schema)?)
}

pub(super) fn subschema(schema: &Schema) -> Result<Entry, DirectoryError> {
    let id = |name| by_name(schema, name);
    let stamp = Timestamp::EPOCH.to_string();
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
