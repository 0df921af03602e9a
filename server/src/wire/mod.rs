//! The message layer of RFC 4511 section 4: octets to requests, responses to octets, and those back for faults.
//!
//! Requests are read strictly and over octets: a value that is not UTF-8 reaches the session as it came, and a message
//! that cannot be read still says which request it belonged to, where that is known (`openldap.md 7`). This module
//! knows the protocol alone. It may not look at a directory, judge a request, or touch a socket.

mod answer;
mod ber;
mod control;
mod control_value;
mod decode;
mod extended_value;
mod filter;
mod framing;
mod request;
mod response;
mod result;

#[cfg(test)]
mod tests;

pub use answer::{
    Answer, AnswerAttribute, AnswerControl, AnswerEntry, AnswerOperation, AnswerResult,
};
pub use ber::BerError;
pub use control::Control;
pub use control_value::{
    InvalidControl, PagedResults, PasswordPolicyError, SortKey, SortResult, decode_sort_keys,
};
pub use decode::{DecodeError, InvalidRequest, MalformedMessage, decode, has_too_many_elements};
pub use extended_value::{InvalidRequestValue, cancel_id, check_password_modify};
pub use framing::{FrameError, next_frame};
pub use request::{
    AddRequest, Authentication, BindRequest, Change, ChangeOperation, CompareRequest,
    ExtendedRequest, MessageId, ModifyDnRequest, ModifyRequest, PartialAttribute, Request,
    RequestKind, RequestMessage, SearchRequest, Secret,
};
pub use response::{
    NOTICE_OF_DISCONNECTION, Response, ResponseControl, write_notice_of_disconnection,
    write_response, write_search_entry,
};
pub use result::{LdapResult, ResultCode};
