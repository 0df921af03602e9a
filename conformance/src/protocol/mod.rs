//! The messages of LDAPv3 (RFC 4511 4) as the suite sends and reads them.
//!
//! Requests hold octets, not checked values, so that a scenario can send what no well-behaved client would. Responses
//! keep everything that came: ids, order, controls, referrals, and the octets themselves.

mod control;
mod describe;
mod filter;
mod password_policy;
mod request;
mod response;
mod response_kind;
mod result_code;
mod server_side_sorting;

pub use control::{Control, PAGED_RESULTS, PagedResults};
pub use describe::{describe_request, describe_response, printable};
pub use filter::{FilterError, encode_filter};
pub use password_policy::{PASSWORD_POLICY, PasswordPolicy, PasswordPolicyWarning};
pub use request::{
    Authentication, Change, ChangeKind, DerefAliases, Request, RequestMessage, Scope, Search,
};
pub use response::{Entry, LdapResult, ResponseError, ResponseMessage, ResponseOperation};
pub use response_kind::ResponseKind;
pub use result_code::{ResultCode, UnknownResultCode};
pub use server_side_sorting::{SORT_RESPONSE, SortKey, SortResult};

/// Object identifiers that the suite itself has to know.
pub mod oid {
    /// StartTLS (RFC 4511 4.14).
    pub const START_TLS: &str = "1.3.6.1.4.1.1466.20037";
    /// The Notice of Disconnection (RFC 4511 4.4.1).
    pub const NOTICE_OF_DISCONNECTION: &str = "1.3.6.1.4.1.1466.20036";
    /// Cancel (RFC 3909).
    pub const CANCEL: &str = "1.3.6.1.1.8";
    /// Password Modify (RFC 3062).
    pub const PASSWORD_MODIFY: &str = "1.3.6.1.4.1.4203.1.11.1";
}
