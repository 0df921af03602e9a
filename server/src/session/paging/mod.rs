//! Simple paged results (RFC 2696): where a page goes on, and the cookie that says so.
//!
//! A page is a search of its own, on the snapshot of its own moment. What carries over from page to page is a
//! [`Progress`]: how many entries were sent, and behind which one to go on. Entries keep their places from snapshot to
//! snapshot, so one that is there throughout comes exactly once. The switch `pagedCookies` decides where the progress is
//! kept: by the session, or in the cookie itself (`openldap.md 12`).

mod connection;
mod page;
mod portable;
mod progress;
mod query_digest;

pub(super) use connection::PagedSearches;
pub(super) use page::{Page, in_effect, last_page};
pub(super) use progress::Position;
pub(super) use query_digest::QueryDigest;
