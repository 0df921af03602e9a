//! What a simple bind with a name and a password comes to (J5.04, J5.05, design of accounts).
//!
//! Every refusal looks the same to the client; the cause is for the log and the journal. An attempt always has a
//! password to check, so that an unknown name takes as long to refuse as a wrong password does where passwords are plain.
//! A slow hash in the seed tells its user's name apart.

use std::sync::{Arc, LazyLock};

use jcldap_directory::Dn;

use super::access::{Identity, UserIdentity};
use super::directory::Directory;
use super::multi_factor::SecondFactor;
use super::organization::{AccountState, DisabledBy, Organization, RemovedBy};
use super::password::StoredPassword;

/// A bind whose password is still to be checked.
#[derive(Debug)]
pub struct Attempt {
    /// What to check the given password against.
    pub password: StoredPassword,
    /// What the user has beyond the password.
    pub second_factor: SecondFactor,
    if_right: Result<Identity, BindRefusal>,
}

/// Why a bind is refused. On the wire all of them are invalidCredentials (49) without a text.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum BindRefusal {
    /// The name is in none of the organizations served (J5.05).
    UnknownOrganization,
    /// No user has this name.
    UnknownUser,
    /// The user is not in the tree.
    Removed(RemovedBy),
    /// The user is in the tree but may not bind.
    Disabled(DisabledBy),
    /// The seed gives the user no password.
    NoPassword,
    /// The password is wrong (J5.04).
    WrongPassword,
    /// The password is right, but not the code behind it (U11).
    WrongCode,
    /// The password is right, but the seed gives the user no secret for the code behind it (U11).
    NoOneTimePasswords,
    /// The user refused a push notification (U11).
    PushDenied,
    /// The user left a push notification unanswered (J5.17, U11).
    PushUnanswered,
}

impl BindRefusal {
    /// The cause, in a word for logs and journals.
    pub const fn cause(self) -> &'static str {
        match self {
            Self::UnknownOrganization => "unknown_organization",
            Self::UnknownUser => "unknown_user",
            Self::Removed(RemovedBy::NoBinding) => "not_bound_to_ldap",
            Self::Removed(RemovedBy::Suspension) | Self::Disabled(DisabledBy::Suspension) => {
                "suspended"
            }
            Self::Removed(RemovedBy::Lockout) | Self::Disabled(DisabledBy::Lockout) => {
                "account_locked"
            }
            Self::Removed(RemovedBy::PasswordExpiration)
            | Self::Disabled(DisabledBy::PasswordExpiration) => "password_expired",
            Self::Removed(RemovedBy::Staging) | Self::Disabled(DisabledBy::Staging) => "staged",
            Self::NoPassword => "no_password",
            Self::WrongPassword => "wrong_password",
            Self::WrongCode => "wrong_code",
            Self::NoOneTimePasswords => "no_totp_secret",
            Self::PushDenied => "push_denied",
            Self::PushUnanswered => "push_unanswered",
        }
    }
}

impl Attempt {
    /// The outcome, once it is known whether the password is right.
    pub fn conclude(self, password_is_right: bool) -> Result<Identity, BindRefusal> {
        match self.if_right {
            Ok(identity) if password_is_right => Ok(identity),
            Ok(_) => Err(BindRefusal::WrongPassword),
            Err(refusal) => Err(refusal),
        }
    }

    /// The user whose password decides, if it does: failures of such a user are to be counted (U25).
    pub const fn deciding_user(&self) -> Option<&Arc<UserIdentity>> {
        match &self.if_right {
            Ok(Identity::User(user)) => Some(user),
            Ok(Identity::Anonymous) | Err(_) => None,
        }
    }

    /// A refusal that takes as long as that of a wrong password of a user of this organization.
    fn refused(refusal: BindRefusal, organization: Option<&Organization>) -> Self {
        let decoy = organization.and_then(|organization| organization.decoy.as_ref());
        Self {
            password: decoy.unwrap_or(&NOBODYS_PASSWORD).clone(),
            second_factor: SecondFactor::default(),
            if_right: Err(refusal),
        }
    }
}

/// Begins a bind under this name.
pub fn authenticate(directory: &Directory, name: &Dn) -> Attempt {
    let Some(view) = directory.organization_of(name) else {
        let first = directory.organizations().first();
        let first = first.map(|view| view.organization());
        return Attempt::refused(BindRefusal::UnknownOrganization, first);
    };
    let organization = view.organization();
    let Some((index, account)) = view.account_named(name) else {
        return Attempt::refused(BindRefusal::UnknownUser, Some(organization));
    };
    let standing = match organization.state(index, account) {
        AccountState::Removed(removed) => Err(BindRefusal::Removed(removed)),
        AccountState::Disabled(disabled) => Err(BindRefusal::Disabled(disabled)),
        AccountState::Active => Ok(()),
    };
    match (&account.password, standing) {
        (Some(password), Ok(())) => {
            // The entry's own spelling, not the client's: WhoAmI shows it (`openldap.md 26`).
            let dn = view
                .user_dn(&account.user.username)
                .unwrap_or_else(|_| name.clone());
            let identity = Identity::User(Arc::new(UserIdentity {
                organization: Arc::from(organization.identity.id.as_str()),
                username: Arc::from(account.user.username.as_str()),
                dn,
            }));
            Attempt {
                password: password.clone(),
                second_factor: SecondFactor::of(&account.user),
                if_right: Ok(identity),
            }
        }
        (Some(password), Err(refusal)) => Attempt {
            password: password.clone(),
            second_factor: SecondFactor::of(&account.user),
            if_right: Err(refusal),
        },
        (None, Err(refusal)) => Attempt::refused(refusal, Some(organization)),
        (None, Ok(())) => Attempt::refused(BindRefusal::NoPassword, Some(organization)),
    }
}

/// What the passwords given for names without one are checked against; what comes of it is ignored.
static NOBODYS_PASSWORD: LazyLock<StoredPassword> =
    LazyLock::new(|| StoredPassword::plain(b"nobody's password"));
