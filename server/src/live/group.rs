//! One group of a running server.

use super::OrganizationHandle;
use crate::jumpcloud::ChangeError;

/// Changes a group while the directory is served.
///
/// # Examples
///
/// ```
/// # use jcldap::MockJumpCloud;
/// let jumpcloud = MockJumpCloud::builder().start_blocking()?;
/// let crew = jumpcloud.group("Delivery Crew");
/// crew.remove_member("fry")?;
/// let crew = crew.rename("Crew")?;
/// crew.add_member("fry")?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
#[must_use = "a handle does nothing by itself"]
pub struct GroupHandle {
    organization: OrganizationHandle,
    name: String,
}

/// Every verb fails if there is no such group or user, with the nearest name in the error.
impl GroupHandle {
    pub(super) fn new(organization: OrganizationHandle, name: &str) -> Self {
        Self {
            organization,
            name: name.to_owned(),
        }
    }

    /// Makes a user a member, behind the others (J1.07).
    ///
    /// # Examples
    ///
    /// ```
    /// # use jcldap::MockJumpCloud;
    /// # let jumpcloud = MockJumpCloud::builder().start_blocking()?;
    /// jumpcloud.group("Delivery Crew").add_member("amy")?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn add_member(&self, username: &str) -> Result<(), ChangeError> {
        self.organization
            .change(|editor| editor.add_member(&self.name, username))
    }

    /// Ends a membership. A group without a member in the tree leaves it (J1.11).
    ///
    /// # Examples
    ///
    /// ```
    /// # use jcldap::MockJumpCloud;
    /// # let jumpcloud = MockJumpCloud::builder().start_blocking()?;
    /// jumpcloud.group("Delivery Crew").remove_member("fry")?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn remove_member(&self, username: &str) -> Result<(), ChangeError> {
        self.organization
            .change(|editor| editor.remove_member(&self.name, username))
    }

    /// Binds the group to the LDAP directory, and with it its members (J1.12).
    ///
    /// # Examples
    ///
    /// ```
    /// # use jcldap::MockJumpCloud;
    /// # let jumpcloud = MockJumpCloud::builder().start_blocking()?;
    /// jumpcloud.group("Delivery Crew").bind_to_ldap()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn bind_to_ldap(&self) -> Result<(), ChangeError> {
        self.organization
            .change(|editor| editor.set_group_binding(&self.name, true))
    }

    /// Takes the group's binding to the LDAP directory away.
    ///
    /// # Examples
    ///
    /// ```
    /// # use jcldap::MockJumpCloud;
    /// # let jumpcloud = MockJumpCloud::builder().start_blocking()?;
    /// jumpcloud.group("Delivery Crew").unbind_from_ldap()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn unbind_from_ldap(&self) -> Result<(), ChangeError> {
        self.organization
            .change(|editor| editor.set_group_binding(&self.name, false))
    }

    /// Gives the group another name, and the handle to it by that name.
    ///
    /// # Examples
    ///
    /// ```
    /// # use jcldap::MockJumpCloud;
    /// # let jumpcloud = MockJumpCloud::builder().start_blocking()?;
    /// let crew = jumpcloud.group("Delivery Crew").rename("Crew")?;
    /// crew.add_member("amy")?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn rename(self, new_name: &str) -> Result<Self, ChangeError> {
        self.organization
            .change(|editor| editor.rename_group(&self.name, new_name))?;
        Ok(Self {
            name: new_name.to_owned(),
            ..self
        })
    }

    /// Deletes the group; its members stay.
    ///
    /// # Examples
    ///
    /// ```
    /// # use jcldap::MockJumpCloud;
    /// # let jumpcloud = MockJumpCloud::builder().start_blocking()?;
    /// jumpcloud.group("Delivery Crew").delete()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn delete(self) -> Result<(), ChangeError> {
        self.organization
            .change(|editor| editor.delete_group(&self.name))
    }
}
