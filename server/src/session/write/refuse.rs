//! The order in which what is wrong with a write is told.

use jcldap_directory::{Dn, Rdn, Schema};

use super::attributes;
use super::rights::without_rights;
use crate::jumpcloud::{Directory, Identity};
use crate::session::{Reason, controls};
use crate::wire::{AddRequest, Control, ModifyDnRequest, ModifyRequest, RequestKind};

/// A request to change the directory.
pub(in crate::session) enum Write<'a> {
    Add(&'a AddRequest),
    /// The name of the entry.
    Delete(&'a [u8]),
    Modify(&'a ModifyRequest),
    ModifyDn(&'a ModifyDnRequest),
}

/// Why this write is not done.
pub(in crate::session) fn refuse(
    write: &Write<'_>,
    controls: &[Control],
    directory: &Directory,
    identity: &Identity,
) -> Reason {
    let published = directory.published_schema(identity);
    let checked = controls::read(write.kind(), controls, directory.behavior())
        .and_then(|_| write.check(published.schema()));
    match checked {
        Err(mistake) => mistake,
        Ok(name) if name.is_root() => Reason::WriteToRootDse(write.kind()),
        Ok(name) if name == *published.subentry().dn() => Reason::WriteToSubschema(write.kind()),
        Ok(_) => match identity {
            Identity::Anonymous => Reason::WriteUnauthenticated,
            Identity::User(user) => without_rights(write.kind(), user, directory),
        },
    }
}

impl Write<'_> {
    const fn kind(&self) -> RequestKind {
        match self {
            Self::Add(_) => RequestKind::Add,
            Self::Delete(_) => RequestKind::Delete,
            Self::Modify(_) => RequestKind::Modify,
            Self::ModifyDn(_) => RequestKind::ModifyDn,
        }
    }

    /// The name of the entry, if nothing is wrong with the request itself.
    fn check(&self, schema: &Schema) -> Result<Dn, Reason> {
        let parse = |name: &[u8]| Dn::parse(name, schema);
        match self {
            Self::Add(add) => {
                let name = parse(&add.entry).map_err(|_| Reason::InvalidDn)?;
                if add.attributes.is_empty() {
                    return Err(Reason::NoAttributesToAdd);
                }
                attributes::check(&add.attributes, schema)?;
                Ok(name)
            }
            Self::Delete(name) => parse(name).map_err(|_| Reason::InvalidDn),
            Self::Modify(modify) => {
                let name = parse(&modify.object).map_err(|_| Reason::InvalidDn)?;
                let modifications = modify.changes.iter().map(|change| &change.modification);
                attributes::check(modifications, schema)?;
                Ok(name)
            }
            Self::ModifyDn(modify_dn) => {
                let name = parse(&modify_dn.entry).map_err(|_| Reason::InvalidDn)?;
                Rdn::parse(&modify_dn.new_rdn, schema).map_err(|_| Reason::InvalidNewRdn)?;
                if let Some(superior) = &modify_dn.new_superior {
                    parse(superior).map_err(|_| Reason::InvalidNewSuperior)?;
                }
                Ok(name)
            }
        }
    }
}
