//! The imitation of JumpCloud's directory, pure: what its organizations hold, how they look as entries, and who may
//! see them.
//!
//! [`Organization`] is the only thing that changes; entries, `memberOf` and `pwdLock` are derived from it by
//! projection, so they cannot disagree with it. Nothing here awaits, reads a clock or knows a message: sessions ask,
//! this answers.

mod access;
mod authenticate;
mod directory;
mod entry_uuid;
mod indexes;
mod lock_attribute;
mod multi_factor;
mod names;
mod one_time_password;
mod organization;
mod paging_key;
mod password;
mod project;
mod root_dse;
mod schema;
mod secrets;
mod subschema;
mod timestamp;

#[cfg(test)]
mod tests;

pub use access::{Access, Concealment, Denial, Identity, UserIdentity};
pub use authenticate::{Attempt, BindRefusal, authenticate};
pub use directory::{Directory, DirectoryError, OrganizationView};
pub use lock_attribute::UnusableLockAttribute;
pub use multi_factor::{Code, SecondFactor, SecondFactorDemand, SecondStep};
pub use organization::{
    Account, AccountState, ChangeError, DisabledBy, GroupRecord, Organization, OrganizationEditor,
    RemovedBy,
};
pub use paging_key::PagingKey;
pub use password::{StoredPassword, UnsupportedScheme};
pub use root_dse::Capabilities;
pub use secrets::{SecretsReader, is_secret};
pub use subschema::PublishedSchema;
pub use timestamp::Timestamp;
