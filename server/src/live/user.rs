//! One user of a running server.

use jcldap_fixtures::UserState;
use serde_json::Value;

use super::OrganizationHandle;
use crate::jumpcloud::ChangeError;

/// Changes a user while the directory is served, as an admin or a policy would.
///
/// What is so already stays so: nothing moves, not even a stamp.
///
/// # Examples
///
/// ```
/// # use jcldap::MockJumpCloud;
/// let jumpcloud = MockJumpCloud::builder().start_blocking()?;
/// jumpcloud.user("fry").lock()?;
///
/// let error = jumpcloud.user("frey").lock().unwrap_err();
/// assert_eq!(error.to_string(), "no user has the username `frey`");
/// assert_eq!(error.help().as_deref(), Some("did you mean `fry`?"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
#[must_use = "a handle does nothing by itself"]
pub struct UserHandle {
    organization: OrganizationHandle,
    username: String,
}

/// Every verb fails if there is no such user, with the nearest username in the error.
impl UserHandle {
    pub(super) fn new(organization: OrganizationHandle, username: &str) -> Self {
        Self {
            organization,
            username: username.to_owned(),
        }
    }

    /// Locks the account (J4.04). What that does to the entry, `userLockoutAction` says.
    ///
    /// # Examples
    ///
    /// ```
    /// # use jcldap::MockJumpCloud;
    /// # let jumpcloud = MockJumpCloud::builder().start_blocking()?;
    /// jumpcloud.user("fry").lock()?;
    /// // Whatever password Fry has, binding is refused with invalidCredentials (49).
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn lock(&self) -> Result<(), ChangeError> {
        self.organization
            .change(|editor| editor.set_account_locked(&self.username, true))
    }

    /// Unlocks the account.
    ///
    /// # Examples
    ///
    /// ```
    /// # use jcldap::MockJumpCloud;
    /// # let jumpcloud = MockJumpCloud::builder().start_blocking()?;
    /// jumpcloud.user("fry").lock()?;
    /// jumpcloud.user("fry").unlock()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn unlock(&self) -> Result<(), ChangeError> {
        self.organization
            .change(|editor| editor.set_account_locked(&self.username, false))
    }

    /// Activates the account (J10.07).
    ///
    /// # Examples
    ///
    /// ```
    /// # use jcldap::MockJumpCloud;
    /// # let jumpcloud = MockJumpCloud::builder().start_blocking()?;
    /// jumpcloud.user("fry").suspend()?;
    /// jumpcloud.user("fry").activate()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn activate(&self) -> Result<(), ChangeError> {
        self.set_state(UserState::Activated)
    }

    /// Suspends the account (J4.07, J10.07).
    ///
    /// # Examples
    ///
    /// ```
    /// # use jcldap::MockJumpCloud;
    /// # let jumpcloud = MockJumpCloud::builder().start_blocking()?;
    /// jumpcloud.user("fry").suspend()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn suspend(&self) -> Result<(), ChangeError> {
        self.set_state(UserState::Suspended)
    }

    /// Puts the account back to not being in use yet (J4.07, J10.07).
    ///
    /// # Examples
    ///
    /// ```
    /// # use jcldap::MockJumpCloud;
    /// # let jumpcloud = MockJumpCloud::builder().start_blocking()?;
    /// jumpcloud.user("fry").stage()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn stage(&self) -> Result<(), ChangeError> {
        self.set_state(UserState::Staged)
    }

    /// Lets the password expire (J4.03). What that does to the entry, `userPasswordExpirationAction` says.
    ///
    /// # Examples
    ///
    /// ```
    /// # use jcldap::MockJumpCloud;
    /// # let jumpcloud = MockJumpCloud::builder().start_blocking()?;
    /// jumpcloud.user("fry").expire_password()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn expire_password(&self) -> Result<(), ChangeError> {
        self.organization
            .change(|editor| editor.set_password_expired(&self.username, true))
    }

    /// Takes back that the password expired.
    ///
    /// # Examples
    ///
    /// ```
    /// # use jcldap::MockJumpCloud;
    /// # let jumpcloud = MockJumpCloud::builder().start_blocking()?;
    /// jumpcloud.user("fry").expire_password()?;
    /// jumpcloud.user("fry").unexpire_password()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn unexpire_password(&self) -> Result<(), ChangeError> {
        self.organization
            .change(|editor| editor.set_password_expired(&self.username, false))
    }

    /// Gives the user a password: octets, which need not be UTF-8. Whether one has expired is left alone.
    ///
    /// # Examples
    ///
    /// ```
    /// # use jcldap::MockJumpCloud;
    /// # let jumpcloud = MockJumpCloud::builder().start_blocking()?;
    /// jumpcloud.user("fry").set_password("anchovies")?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn set_password(&self, password: impl AsRef<[u8]>) -> Result<(), ChangeError> {
        self.organization
            .change(|editor| editor.set_password(&self.username, password.as_ref()))
    }

    /// Sets any field by JumpCloud's own name of it (J10.08), such as `jobTitle`; `null` unsets it.
    ///
    /// # Errors
    ///
    /// The field is unknown, can't have this value, or another user has what has to be unique.
    ///
    /// # Examples
    ///
    /// ```
    /// # use jcldap::MockJumpCloud;
    /// let jumpcloud = MockJumpCloud::builder().start_blocking()?;
    /// jumpcloud.user("fry").set("jobTitle", "Delivery boy, retired")?;
    /// jumpcloud.user("fry").set("ldap_binding_user", true)?;
    /// assert!(jumpcloud.user("fry").set("state", "ASLEEP").is_err());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn set(&self, field: &str, value: impl Into<Value>) -> Result<(), ChangeError> {
        let value = value.into();
        self.organization
            .change(|editor| editor.set_user_field(&self.username, field, &value))
    }

    /// Binds the user to the LDAP directory (J1.13).
    ///
    /// # Examples
    ///
    /// ```
    /// # use jcldap::MockJumpCloud;
    /// # let jumpcloud = MockJumpCloud::builder().start_blocking()?;
    /// jumpcloud.user("fry").bind_to_ldap()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn bind_to_ldap(&self) -> Result<(), ChangeError> {
        self.organization
            .change(|editor| editor.set_user_binding(&self.username, true))
    }

    /// Takes the user's own binding to the LDAP directory away. A bound group of theirs, or being a binding user, still
    /// keeps them in it.
    ///
    /// # Examples
    ///
    /// ```
    /// # use jcldap::MockJumpCloud;
    /// # let jumpcloud = MockJumpCloud::builder().start_blocking()?;
    /// jumpcloud.user("fry").unbind_from_ldap()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn unbind_from_ldap(&self) -> Result<(), ChangeError> {
        self.organization
            .change(|editor| editor.set_user_binding(&self.username, false))
    }

    /// Deletes the user, which leaves its groups too.
    ///
    /// # Examples
    ///
    /// ```
    /// # use jcldap::MockJumpCloud;
    /// # let jumpcloud = MockJumpCloud::builder().start_blocking()?;
    /// jumpcloud.user("fry").delete()?;
    /// assert!(jumpcloud.user("fry").lock().is_err());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn delete(self) -> Result<(), ChangeError> {
        self.organization
            .change(|editor| editor.delete_user(&self.username))
    }

    fn set_state(&self, state: UserState) -> Result<(), ChangeError> {
        self.organization
            .change(|editor| editor.set_state(&self.username, state))
    }
}
