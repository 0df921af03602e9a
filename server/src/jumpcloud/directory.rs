//! All organizations of a server as one immutable view, and how a name finds its organization.
//!
//! A change makes a new [`Directory`]; operations keep the one they began with. Organizations never share an entry:
//! each has a snapshot of its own, so that no search can reach from one into another (J5.20).

use std::sync::Arc;

use jcldap_directory::{
    Dn, DnError, Entry, EntryError, Schema, SchemaError, Snapshot, SnapshotError,
};
use jcldap_fixtures::behavior::Behavior;
use jcldap_fixtures::closest;
use time::OffsetDateTime;

use super::lock_attribute::UnusableLockAttribute;
use super::names::{NAMING_CONTEXT, Names};
use super::organization::{Account, ChangeError, Organization, OrganizationEditor};
use super::project::Projection;
use super::root_dse::{Capabilities, root_dse};
use super::subschema::PublishedSchema;

/// Everything that a server serves at one moment.
#[derive(Clone, Debug)]
pub struct Directory {
    organizations: Vec<Arc<OrganizationView>>,
    naming_context: Dn,
    behavior: Arc<Behavior>,
    schema: PublishedSchema,
    root_dse: Arc<Entry>,
}

/// One organization as entries.
#[derive(Clone, Debug)]
pub struct OrganizationView {
    organization: Organization,
    names: Names,
    schema: PublishedSchema,
    snapshot: Snapshot,
}

/// Why an organization cannot be shown as entries. A fixture that passed its checks causes none of these.
#[derive(Debug, thiserror::Error)]
pub enum DirectoryError {
    /// A server without an organization serves nothing.
    #[error("no organization to serve; expected at least one fixture")]
    NoOrganization,
    /// Two organizations would have the same names.
    #[error("organization id `{0}` is given twice; expected each organization once")]
    DuplicateOrganization(String),
    /// The projection uses an attribute that the schema lacks.
    #[error("attribute type `{0}` is not in the schema")]
    UnknownAttribute(String),
    /// A name that the tree needs is not a DN.
    #[error(transparent)]
    Dn(#[from] DnError),
    /// A value does not fit its attribute.
    #[error(transparent)]
    Entry(#[from] EntryError),
    /// Two entries have one name.
    #[error(transparent)]
    Snapshot(#[from] SnapshotError),
    /// A switch names an attribute that cannot mark a disabled account.
    #[error(transparent)]
    LockAttribute(#[from] UnusableLockAttribute),
    /// The schema contradicts itself.
    #[error(transparent)]
    Schema(#[from] SchemaError),
}

impl Directory {
    /// A view of these organizations. What belongs to the server as a whole follows the first one's switches; they
    /// agree on it. So does what the root DSE advertises, which `capabilities` tells.
    pub fn new(
        organizations: Vec<Organization>,
        capabilities: impl FnOnce(&Behavior) -> Capabilities,
    ) -> Result<Self, DirectoryError> {
        let mut views: Vec<Arc<OrganizationView>> = Vec::with_capacity(organizations.len());
        for organization in organizations {
            let view = OrganizationView::new(organization)?;
            if views
                .iter()
                .any(|other| other.names.base == view.names.base)
            {
                return Err(DirectoryError::DuplicateOrganization(
                    view.organization.identity.id.clone(),
                ));
            }
            views.push(Arc::new(view));
        }
        let first = views.first().ok_or(DirectoryError::NoOrganization)?;
        let (schema, behavior) = (
            first.schema.clone(),
            Arc::clone(&first.organization.behavior),
        );
        Ok(Self {
            naming_context: Dn::parse(NAMING_CONTEXT.as_bytes(), schema.schema())?,
            root_dse: Arc::new(root_dse(schema.schema(), capabilities(&behavior))?),
            organizations: views,
            behavior,
            schema,
        })
    }

    /// The directory after a change of one organization at this instant; this one stays as it is. With an error,
    /// nothing of the change is made.
    pub fn changed(
        &self,
        organization: &str,
        now: OffsetDateTime,
        change: impl FnOnce(&mut OrganizationEditor) -> Result<(), ChangeError>,
    ) -> Result<Self, ChangeError> {
        let mut organizations = self.organizations.clone();
        let concerned = organizations
            .iter_mut()
            .find(|view| view.organization.identity.id == organization);
        let Some(view) = concerned else {
            return Err(self.unknown(organization));
        };
        *view = Arc::new(view.changed(now, change)?);
        Ok(Self {
            organizations,
            ..self.clone()
        })
    }

    /// The next lock that ends by itself (U25): when, and in which organization.
    pub fn next_lockout_end(&self) -> Option<(OffsetDateTime, &str)> {
        let ends = self.organizations.iter().filter_map(|view| {
            let end = view.organization.next_lockout_end()?;
            Some((end, view.id()))
        });
        ends.min()
    }

    /// The organizations, in the order of their fixtures.
    pub fn organizations(&self) -> &[Arc<OrganizationView>] {
        &self.organizations
    }

    /// The organization that an entry of this name would belong to.
    pub fn organization_of(&self, name: &Dn) -> Option<&Arc<OrganizationView>> {
        self.organizations
            .iter()
            .find(|view| name.is_within(&view.names.base))
    }

    /// The organization with this id.
    pub fn organization(&self, id: &str) -> Option<&Arc<OrganizationView>> {
        self.organizations
            .iter()
            .find(|view| view.organization.identity.id == id)
    }

    /// The organization with this id.
    ///
    /// # Errors
    ///
    /// There is none; the error has the nearest id.
    pub fn require_organization(&self, id: &str) -> Result<&Arc<OrganizationView>, ChangeError> {
        self.organization(id).ok_or_else(|| self.unknown(id))
    }

    fn unknown(&self, id: &str) -> ChangeError {
        let ids = self.organizations.iter().map(|view| view.id());
        ChangeError::UnknownOrganization {
            id: id.to_owned(),
            did_you_mean: closest(id, ids).map(str::to_owned),
        }
    }

    /// The switches of the server as a whole: those whose scope is not an organization.
    pub fn behavior(&self) -> &Behavior {
        &self.behavior
    }

    /// The switches of the organization with this id; those of the server, should it be gone.
    pub fn behavior_for(&self, organization: &str) -> &Behavior {
        self.organization(organization)
            .map_or(&self.behavior, |view| &view.organization.behavior)
    }

    /// The switches of the organization that an entry of this name would belong to; those of the server, if none.
    pub fn behavior_at(&self, name: &Dn) -> &Behavior {
        self.organization_of(name)
            .map_or(&self.behavior, |view| &view.organization.behavior)
    }

    /// The schema by which names are read before it is known whose they are.
    pub fn schema(&self) -> &Arc<Schema> {
        self.schema.schema()
    }

    /// The schema of sessions that are not bound: the first organization's.
    pub(super) fn server_schema(&self) -> &PublishedSchema {
        &self.schema
    }

    /// The root DSE (RFC 4512 section 5.1).
    pub fn root_dse(&self) -> &Arc<Entry> {
        &self.root_dse
    }

    /// Whether the name is that of an `o=` below `dc=jumpcloud,dc=com`, or below such a name, existing or not.
    pub(super) fn is_in_an_organization(&self, name: &Dn) -> bool {
        name.is_within(&self.naming_context) && *name != self.naming_context
    }
}

impl OrganizationView {
    /// The view of an organization as it is now.
    pub fn new(organization: Organization) -> Result<Self, DirectoryError> {
        let schema = PublishedSchema::new(&organization.behavior)?;
        let names = Names::new(&organization.identity.id, schema.schema())?;
        let snapshot = Projection::new(&organization, &names, schema.schema())?.snapshot()?;
        Ok(Self {
            organization,
            names,
            schema,
            snapshot,
        })
    }

    /// The view after a change at this instant; this one stays as it is.
    fn changed(
        &self,
        now: OffsetDateTime,
        change: impl FnOnce(&mut OrganizationEditor) -> Result<(), ChangeError>,
    ) -> Result<Self, ChangeError> {
        let mut editor = self.organization.edit(now);
        change(&mut editor)?;
        let changed = editor.finish();
        let snapshot = Projection::new(&self.organization, &self.names, self.schema())?
            .changed(&self.snapshot, &changed)?;
        Ok(Self {
            organization: changed.organization,
            snapshot,
            names: self.names.clone(),
            schema: self.schema.clone(),
        })
    }

    /// The organization itself.
    pub fn organization(&self) -> &Organization {
        &self.organization
    }

    /// The organization's id.
    pub fn id(&self) -> &str {
        &self.organization.identity.id
    }

    /// Its entries.
    pub fn snapshot(&self) -> &Snapshot {
        &self.snapshot
    }

    /// The schema of its entries.
    pub fn schema(&self) -> &Arc<Schema> {
        self.schema.schema()
    }

    /// The same with the entry that publishes it.
    pub fn published_schema(&self) -> &PublishedSchema {
        &self.schema
    }

    /// `o=<organization id>,dc=jumpcloud,dc=com`
    pub fn base_dn(&self) -> &Dn {
        &self.names.base
    }

    /// `ou=Users,o=<organization id>,dc=jumpcloud,dc=com`
    pub fn users_dn(&self) -> &Dn {
        &self.names.users
    }

    /// The name of this user's entry, in the tree or not.
    pub fn user_dn(&self, username: &str) -> Result<Dn, DirectoryError> {
        self.names.user(username, self.schema())
    }

    /// The name of this group's entry, in the tree or not.
    pub fn group_dn(&self, name: &str) -> Result<Dn, DirectoryError> {
        self.names.group(name, self.schema())
    }

    /// Whether this is one of the two entries above the users, which a switch hides from results (U13).
    pub fn is_container(&self, name: &Dn) -> bool {
        *name == self.names.base || *name == self.names.users
    }

    /// The place and account of the user that has this name, in the tree or not.
    pub(super) fn account_named(&self, name: &Dn) -> Option<(u32, &Arc<Account>)> {
        if !name.is_child_of(&self.names.users) {
            return None;
        }
        let schema = self.schema();
        let uid = schema.attribute_type(b"uid")?;
        let rdn = name.rdn(schema)?;
        let ava = rdn.avas().iter().find(|ava| ava.attribute_type == uid.id)?;
        let normalized = uid.equality?.normalize(&ava.value, schema).ok()?;
        let found = self
            .organization
            .position(std::str::from_utf8(&normalized).ok()?)?;
        // A multi-valued RDN, or one of another spelling, is not the user's name.
        (self.user_dn(&found.1.user.username).ok()? == *name).then_some(found)
    }
}
