//! The values of the controls that the server knows: octets to structures for requests, structures to octets for
//! answers.
//!
//! Each file has one control and its encoding. Which operations a control belongs to, and what it does, is the
//! session's business.

mod invalid;
mod paged_results;
mod password_policy;
mod server_side_sort;

pub use invalid::InvalidControl;
pub use paged_results::PagedResults;
pub use password_policy::PasswordPolicyError;
pub use server_side_sort::{SortKey, SortResult, decode_sort_keys};
