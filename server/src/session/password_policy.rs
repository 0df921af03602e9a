//! The password policy response control of a bind (draft-behera-ldap-password-policy section 6.2; J4.08, U05).

use jcldap_directory::Dn;
use jcldap_fixtures::behavior::PasswordPolicyResponse;

use super::controls::PASSWORD_POLICY;
use crate::jumpcloud::{BindRefusal, Directory, DisabledBy};
use crate::wire::{PasswordPolicyError, ResponseControl};

/// A response control that a bind is to end with.
pub(super) struct PasswordPolicy {
    /// The switch of the entry's organization.
    response: PasswordPolicyResponse,
}

impl PasswordPolicy {
    /// What is to come back for a bind under this name: nothing, where there is no such entry (`openldap.md 4`).
    pub(super) fn of(name: &Dn, directory: &Directory) -> Option<Self> {
        let view = directory.organization_of(name)?;
        view.snapshot().entry(name)?;
        Some(Self {
            response: view.organization().behavior.password_policy_response,
        })
    }

    /// The control, once the bind is decided.
    pub(super) fn control(
        &self,
        refusal: Option<BindRefusal>,
        password_is_right: bool,
    ) -> ResponseControl {
        let error = match self.response {
            PasswordPolicyResponse::Empty => None,
            PasswordPolicyResponse::Errors => {
                refusal.and_then(|refusal| error(refusal, password_is_right))
            }
        };
        ResponseControl {
            oid: PASSWORD_POLICY,
            value: Some(PasswordPolicyError::encode(error)),
        }
    }
}

/// `openldap.md 4`: that a password has expired is told only to who knows it. A suspended account counts as a locked one:
/// an administrator locked it (draft section 7.1), and it carries the same mark in the tree (J4.12).
fn error(refusal: BindRefusal, password_is_right: bool) -> Option<PasswordPolicyError> {
    match refusal {
        BindRefusal::Disabled(DisabledBy::Lockout | DisabledBy::Suspension) => {
            Some(PasswordPolicyError::AccountLocked)
        }
        BindRefusal::Disabled(DisabledBy::PasswordExpiration) if password_is_right => {
            Some(PasswordPolicyError::PasswordExpired)
        }
        BindRefusal::Disabled(DisabledBy::PasswordExpiration | DisabledBy::Staging)
        | BindRefusal::UnknownOrganization
        | BindRefusal::UnknownUser
        | BindRefusal::Removed(_)
        | BindRefusal::NoPassword
        | BindRefusal::WrongPassword
        | BindRefusal::WrongCode
        | BindRefusal::NoOneTimePasswords
        | BindRefusal::PushDenied
        | BindRefusal::PushUnanswered => None,
    }
}
