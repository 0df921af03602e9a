//! What was asked and what came of it: the last operations, with reasons that clients are not told.
//!
//! Pure data and a bounded ring. It reads no clock and holds no secret: passwords never come in, and values that a filter
//! or a Compare asserts of secret attributes are left out.

mod in_words;
mod insights;
mod received;
mod record;
mod recorder;
mod request;
mod ring;
mod selector;
mod verification;

#[cfg(test)]
mod insights_tests;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod verification_tests;

pub use insights::{DirectoryInsightsEvent, InsightsEventType};
pub use received::Received;
pub use record::{Record, TlsDetails};
pub(crate) use recorder::{Moment, Recorder, Tampered};
pub use request::{BindMethod, RecordedControl, RecordedRequest};
pub(crate) use ring::Journal;
pub use verification::{Count, Difference, NearestMiss, VerificationError};

/// What searches are looked for by.
pub use jcldap_directory::{Filter, SearchScope};
