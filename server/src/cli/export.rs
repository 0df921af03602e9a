//! `jcldap export`: what a fixture becomes, without a server.

use super::arguments::ExportArguments;
use super::failure::Failure;
use super::{output, seed};
use crate::StartError;
use crate::jumpcloud::{Organization, OrganizationView};
use crate::ldif::LdifWriter;

pub(super) fn run(arguments: &ExportArguments) -> Result<(), Failure> {
    let overrides = seed::overrides(&arguments.behavior)?;
    // LDIF is the one format so far, and the command line insists that it is asked for by name.
    let mut ldif = LdifWriter::new(Vec::new())?;
    for seed in seed::load(arguments.fixture.as_slice())? {
        output::warnings(&seed.warnings);
        let behavior = overrides
            .clone()
            .over(seed.fixture.behavior.clone())
            .resolve();
        let organization = Organization::new(seed.fixture, behavior).map_err(StartError::from)?;
        let view = OrganizationView::new(organization).map_err(StartError::from)?;
        for entry in view.snapshot().entries() {
            ldif.entry(entry)?;
        }
    }
    Ok(output::print(&ldif.into_inner())?)
}
