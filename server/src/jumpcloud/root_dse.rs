//! The entry that belongs to the server itself: the root DSE (RFC 4512 section 5.1).
//!
//! Only what works is advertised: the capabilities come from the code that has them.

use jcldap_directory::{Dn, Entry, Schema};

use super::DirectoryError;
use super::names::{NAMING_CONTEXT, SERVICE_ACCOUNTS, SUBSCHEMA};
use super::project::by_name;

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
