//! The directory that changes while it is served, and the verbs that change it.
//!
//! Sessions take the directory of their moment; a change makes the next one and stores it at once, so that nobody ever
//! sees half of it.

mod directory;
mod group;
mod organization;
mod user;

pub(crate) use directory::LiveDirectory;
pub use directory::SavedState;
pub use group::GroupHandle;
pub use organization::OrganizationHandle;
pub use user::UserHandle;
