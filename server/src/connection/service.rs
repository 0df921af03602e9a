//! What the connections of a server share.

use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use crate::clock::Clock;
use crate::fault::Faults;
use crate::journal::Journal;
use crate::limits::Limits;
use crate::push::PushTiming;
use crate::session::DirectorySource;

/// What the connections of a server share.
#[derive(Clone)]
pub(crate) struct Service {
    pub(crate) source: Arc<dyn DirectorySource>,
    pub(crate) limits: Arc<Limits>,
    pub(crate) push: PushTiming,
    pub(crate) stopping: CancellationToken,
    pub(crate) journal: Arc<Journal>,
    pub(crate) clock: Arc<Clock>,
    pub(crate) faults: Arc<Faults>,
}
