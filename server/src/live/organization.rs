//! One organization of a running server.

use std::sync::Arc;

use serde_json::Value;

use super::{GroupHandle, LiveDirectory, UserHandle};
use crate::jumpcloud::{ChangeError, OrganizationEditor, OrganizationView};
use crate::session::DirectorySource as _;

/// Changes one organization while it is served.
///
/// Names are looked up when something is done, so that a handle outlives whatever happens to what it names.
///
/// # Examples
///
/// ```
/// # use jcldap::MockJumpCloud;
/// let jumpcloud = MockJumpCloud::builder().start_blocking()?;
/// let organization = jumpcloud.organization("5f1b9a2c8d3e4f0012345678");
///
/// organization.add_user(serde_json::json!({
///     "username": "brannigan", "email": "brannigan@doop.test", "password": "velour",
/// }))?;
/// organization.add_group(serde_json::json!({ "name": "Nimbus Crew", "members": ["brannigan"] }))?;
/// organization.group("Nimbus Crew").add_member("leela")?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
#[must_use = "a handle does nothing by itself"]
pub struct OrganizationHandle {
    live: Arc<LiveDirectory>,
    id: Arc<str>,
}

impl OrganizationHandle {
    pub(crate) fn new(live: &Arc<LiveDirectory>, id: &str) -> Self {
        Self {
            live: Arc::clone(live),
            id: id.into(),
        }
    }

    /// The first organization of the server.
    pub(crate) fn first(live: &Arc<LiveDirectory>) -> Self {
        let current = live.current();
        let first = current.organizations().first();
        Self::new(live, first.map_or("", |view| view.id()))
    }

    /// The organization as it is now.
    pub(crate) fn view(&self) -> Result<Arc<OrganizationView>, ChangeError> {
        let current = self.live.current();
        current.require_organization(&self.id).map(Arc::clone)
    }

    /// The user of this name.
    ///
    /// # Examples
    ///
    /// ```
    /// # use jcldap::MockJumpCloud;
    /// # let jumpcloud = MockJumpCloud::builder().start_blocking()?;
    /// jumpcloud.organization("5f1b9a2c8d3e4f0012345678").user("fry").lock()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn user(&self, username: &str) -> UserHandle {
        UserHandle::new(self.clone(), username)
    }

    /// The group of this name.
    ///
    /// # Examples
    ///
    /// ```
    /// # use jcldap::MockJumpCloud;
    /// # let jumpcloud = MockJumpCloud::builder().start_blocking()?;
    /// jumpcloud.organization("5f1b9a2c8d3e4f0012345678").group("Delivery Crew").add_member("amy")?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn group(&self, name: &str) -> GroupHandle {
        GroupHandle::new(self.clone(), name)
    }

    /// Adds a user, by JumpCloud's names of the fields (J10.08): an object with `username`, `email` and whatever else.
    /// Without a `unix_uid` it gets the next free one.
    ///
    /// # Errors
    ///
    /// A field is unknown or can't have its value, or another user has what has to be unique.
    ///
    /// # Examples
    ///
    /// ```
    /// # use jcldap::MockJumpCloud;
    /// # let jumpcloud = MockJumpCloud::builder().start_blocking()?;
    /// let organization = jumpcloud.organization("5f1b9a2c8d3e4f0012345678");
    /// let user = organization.add_user(serde_json::json!({
    ///     "username": "brannigan", "email": "brannigan@doop.test", "password": "velour",
    /// }))?;
    /// user.suspend()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn add_user(&self, fields: impl Into<Value>) -> Result<UserHandle, ChangeError> {
        let fields = object(fields.into());
        self.change(|editor| editor.add_user(&fields))?;
        Ok(self.user(text(&fields, "username")))
    }

    /// Adds a group, by JumpCloud's names of the fields (J10.10): an object with `name`, and `members` as a list of
    /// usernames.
    ///
    /// # Errors
    ///
    /// A field is unknown or can't have its value, a member does not exist, or a name is taken.
    ///
    /// # Examples
    ///
    /// ```
    /// # use jcldap::MockJumpCloud;
    /// # let jumpcloud = MockJumpCloud::builder().start_blocking()?;
    /// let organization = jumpcloud.organization("5f1b9a2c8d3e4f0012345678");
    /// organization.add_group(serde_json::json!({ "name": "Nimbus Crew", "members": ["fry"] }))?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn add_group(&self, fields: impl Into<Value>) -> Result<GroupHandle, ChangeError> {
        let fields = object(fields.into());
        self.change(|editor| editor.add_group(&fields))?;
        Ok(self.group(text(&fields, "name")))
    }

    /// Several changes as one: sessions see all of them or none, and with an error none is made.
    ///
    /// # Errors
    ///
    /// That of the closure.
    ///
    /// # Examples
    ///
    /// ```
    /// # use jcldap::MockJumpCloud;
    /// let jumpcloud = MockJumpCloud::builder().start_blocking()?;
    /// let organization = jumpcloud.organization("5f1b9a2c8d3e4f0012345678");
    /// organization.change(|editor| {
    ///     editor.remove_member("Delivery Crew", "fry")?;
    ///     editor.set_account_locked("fry", true)
    /// })?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn change(
        &self,
        change: impl FnOnce(&mut OrganizationEditor) -> Result<(), ChangeError>,
    ) -> Result<(), ChangeError> {
        self.live.change(&self.id, change)
    }
}

/// The members of an object; anything else has none, and lacks what is required.
fn object(fields: Value) -> serde_json::Map<String, Value> {
    match fields {
        Value::Object(fields) => fields,
        _ => serde_json::Map::new(),
    }
}

fn text<'a>(fields: &'a serde_json::Map<String, Value>, name: &str) -> &'a str {
    fields.get(name).and_then(Value::as_str).unwrap_or_default()
}
