//! Why an organization can't be changed so.

use jcldap_fixtures::FieldError;

use crate::jumpcloud::directory::DirectoryError;
use crate::jumpcloud::password::UnsupportedScheme;

/// Why a change is not made. Nothing is changed then.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
    /// The server has no organization of this id.
    #[error("no organization has the id `{id}`")]
    UnknownOrganization {
        /// The id that was asked for.
        id: String,
        /// An id that is nearly the same.
        did_you_mean: Option<String>,
    },
    /// The organization has no user of this name.
    #[error("no user has the username `{username}`")]
    UnknownUser {
        /// The username that was asked for.
        username: String,
        /// A username that is nearly the same.
        did_you_mean: Option<String>,
    },
    /// The organization has no group of this name.
    #[error("no group has the name `{name}`")]
    UnknownGroup {
        /// The name that was asked for.
        name: String,
        /// A name that is nearly the same.
        did_you_mean: Option<String>,
    },
    /// A field is unknown, or can't have this value.
    #[error(transparent)]
    Field(#[from] FieldError),
    /// Another user or group has what only one can have.
    #[error("got `{value}` for `{field}`, which another one has; expected a value of its own")]
    Taken {
        /// JumpCloud's name of the field.
        field: &'static str,
        /// The value.
        value: String,
    },
    /// The user is a member already.
    #[error("`{username}` is a member of `{group}` already")]
    AlreadyMember {
        /// The user.
        username: String,
        /// The group.
        group: String,
    },
    /// The user is no member.
    #[error("`{username}` is no member of `{group}`")]
    NotAMember {
        /// The user.
        username: String,
        /// The group.
        group: String,
    },
    /// A password cannot be checked.
    #[error(transparent)]
    Password(#[from] UnsupportedScheme),
    /// The organization could not be shown as entries.
    #[error(transparent)]
    Directory(#[from] DirectoryError),
}

impl ChangeError {
    /// What to do about it, such as ``did you mean `fry`?``.
    pub fn help(&self) -> Option<String> {
        match self {
            Self::UnknownOrganization { did_you_mean, .. }
            | Self::UnknownUser { did_you_mean, .. }
            | Self::UnknownGroup { did_you_mean, .. } => did_you_mean
                .as_ref()
                .map(|meant| format!("did you mean `{meant}`?")),
            Self::Field(error) => error.help().map(str::to_owned),
            Self::Taken { .. }
            | Self::AlreadyMember { .. }
            | Self::NotAMember { .. }
            | Self::Password(_)
            | Self::Directory(_) => None,
        }
    }
}
