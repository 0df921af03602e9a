//! An organization as it is now: users, groups, account states, and when each last changed.
//!
//! This is the only truth that changes, and an [`OrganizationEditor`] is the only way to change it. It is kept in
//! persistent collections, so that a clone is cheap and an older view stays what it was. It knows no entry and no
//! attribute: how it looks is for the projection to say. What the time is, its callers say.

mod account_state;
mod changed;
mod editor;
mod error;
mod group_changes;
mod load;
mod lockout;
mod record;
mod stored;
mod user_changes;

pub use account_state::{AccountState, DisabledBy, RemovedBy};
pub(super) use changed::Changed;
pub use editor::OrganizationEditor;
pub use error::ChangeError;
pub use record::{Account, GroupRecord};
pub use stored::Organization;
