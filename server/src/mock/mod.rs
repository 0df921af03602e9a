//! The library API: a stand-in inside a test.
//!
//! Thin over [`StandIn`](crate::StandIn): it chooses defaults that suit a test and adds no behaviour.

mod builder;
mod error;
mod mock_jumpcloud;
mod start;
mod verbs;

pub use builder::MockJumpCloudBuilder;
pub use error::MockError;
pub use mock_jumpcloud::MockJumpCloud;
