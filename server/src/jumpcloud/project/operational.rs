//! The operational attributes of every entry (U19; RFC 4512 section 3.4, RFC 4530, RFC 5020).

use jcldap_directory::{Dn, EntryBuilder};
use uuid::Uuid;

use super::Projection;
use crate::jumpcloud::Timestamp;
use crate::jumpcloud::names::{NAMING_CONTEXT, SUBSCHEMA};

/// What the operational attributes of one entry say.
pub(super) struct Operational<'a> {
    pub(super) dn: &'a Dn,
    pub(super) structural_object_class: &'a str,
    pub(super) entry_uuid: Uuid,
    pub(super) created: Timestamp,
    pub(super) modified: Timestamp,
    pub(super) has_subordinates: bool,
}

impl Projection<'_> {
    /// Adds them. JumpCloud's creatorsName and modifiersName are unknown; the naming context stands in for whoever
    /// wrote the entry.
    pub(super) fn with_operational(
        &self,
        entry: EntryBuilder,
        operational: &Operational<'_>,
    ) -> EntryBuilder {
        let Operational {
            dn,
            structural_object_class,
            entry_uuid,
            created,
            modified,
            has_subordinates,
        } = operational;
        let attributes = &self.attributes;
        entry
            .value(attributes.structural_object_class, structural_object_class)
            .value(attributes.entry_uuid, entry_uuid.hyphenated().to_string())
            .value(attributes.entry_dn, dn.as_str())
            .value(attributes.creators_name, NAMING_CONTEXT)
            .value(attributes.create_timestamp, created.to_string())
            .value(attributes.modifiers_name, NAMING_CONTEXT)
            .value(attributes.modify_timestamp, modified.to_string())
            .value(attributes.entry_csn, modified.change_sequence_number())
            .value(attributes.has_subordinates, boolean(*has_subordinates))
            .value(attributes.subschema_subentry, SUBSCHEMA)
    }
}

/// A value of the Boolean syntax (RFC 4517 section 3.3.3).
pub(super) const fn boolean(value: bool) -> &'static str {
    if value { "TRUE" } else { "FALSE" }
}
