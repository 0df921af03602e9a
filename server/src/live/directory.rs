//! The directory of this moment, its seed, its clock, its journal and its faults.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use arc_swap::ArcSwap;
use time::OffsetDateTime;
use tokio::sync::watch;

use crate::clock::Clock;
use crate::fault::Faults;
use crate::journal::{Journal, Received};
use crate::jumpcloud::{ChangeError, Directory, OrganizationEditor, UserIdentity};
use crate::session::DirectorySource;

/// What a server serves, now and from one change to the next.
pub(crate) struct LiveDirectory {
    /// What it was at the start.
    seed: Arc<Directory>,
    current: ArcSwap<Directory>,
    /// Held while the next directory is made from the current one: changes come one after the other.
    changing: Mutex<()>,
    clock: Arc<Clock>,
    journal: Arc<Journal>,
    faults: Arc<Faults>,
}

/// A directory as it was at one moment, to go back to.
#[derive(Clone, Debug)]
#[must_use = "a saved state is only good for restoring it"]
pub struct SavedState(Arc<Directory>);

impl LiveDirectory {
    pub(crate) fn new(seed: Directory, clock: Arc<Clock>, journal: Arc<Journal>) -> Self {
        let seed = Arc::new(seed);
        Self {
            current: ArcSwap::new(Arc::clone(&seed)),
            seed,
            changing: Mutex::new(()),
            clock,
            journal,
            faults: Arc::default(),
        }
    }

    pub(crate) fn clock(&self) -> &Clock {
        &self.clock
    }

    /// What the server does wrong on purpose.
    pub(crate) const fn faults(&self) -> &Arc<Faults> {
        &self.faults
    }

    /// What was received and is still kept.
    pub(crate) fn received(&self) -> Received {
        let (records, forgotten) = self.journal.records();
        Received::new(records, forgotten, self.current().schema())
    }

    /// Tells of each operation that is received.
    pub(crate) fn watch_received(&self) -> watch::Receiver<u64> {
        self.journal.watch()
    }

    /// Forgets what was received; numbers go on.
    pub(crate) fn forget_received(&self) {
        self.journal.clear();
    }

    /// Changes one organization now: wholly, or not at all.
    pub(crate) fn change(
        &self,
        organization: &str,
        change: impl FnOnce(&mut OrganizationEditor) -> Result<(), ChangeError>,
    ) -> Result<(), ChangeError> {
        self.replace(|current| current.changed(organization, self.clock.now(), change))
    }

    /// Goes back to the seed and to the time of day, without faults, and forgets what was received. Sessions stay, and are
    /// judged by the seed from then on.
    pub(crate) fn reset(&self) {
        self.faults.clear();
        self.journal.clear();
        self.clock.take_back();
        self.restore(&SavedState(Arc::clone(&self.seed)));
    }

    pub(crate) fn save(&self) -> SavedState {
        SavedState(self.current())
    }

    pub(crate) fn restore(&self, saved: &SavedState) {
        let _alone = self.changing.lock().unwrap_or_else(PoisonError::into_inner);
        self.current.store(Arc::clone(&saved.0));
    }

    fn replace(
        &self,
        next: impl FnOnce(&Directory) -> Result<Directory, ChangeError>,
    ) -> Result<(), ChangeError> {
        // A change that panicked has stored nothing.
        let _alone = self.changing.lock().unwrap_or_else(PoisonError::into_inner);
        let next = next(&self.current.load())?;
        self.current.store(Arc::new(next));
        Ok(())
    }

    /// Ends the locks that are due, each at its own instant, whoever looks first.
    fn end_lockouts(&self, now: OffsetDateTime) {
        let ended = self.replace(|current| {
            let mut next = current.clone();
            while let Some((end, organization)) = next.next_lockout_end()
                && end <= now
            {
                let organization = organization.to_owned();
                next = next.changed(&organization, end, |editor| {
                    editor.end_lockouts();
                    Ok(())
                })?;
            }
            Ok(next)
        });
        log_failure(ended);
    }
}

impl DirectorySource for LiveDirectory {
    fn current(&self) -> Arc<Directory> {
        let current = self.current.load();
        if let Some((end, _)) = current.next_lockout_end() {
            let now = self.clock.now();
            if end <= now {
                drop(current);
                self.end_lockouts(now);
                return self.current.load_full();
            }
        }
        Arc::clone(&current)
    }

    fn now(&self) -> Instant {
        self.clock.monotonic()
    }

    fn wall_clock(&self) -> OffsetDateTime {
        self.clock.now()
    }

    fn password_checked(&self, user: &UserIdentity, password_is_right: bool) {
        let counts = self
            .current
            .load()
            .organization(&user.organization)
            .is_some_and(|view| {
                view.organization()
                    .counts_bind(&user.username, password_is_right)
            });
        if counts {
            log_failure(self.change(&user.organization, |editor| {
                editor.count_bind(&user.username, password_is_right);
                Ok(())
            }));
        }
    }
}

/// A change that nobody asked for has nobody to report to.
fn log_failure(changed: Result<(), ChangeError>) {
    if let Err(error) = changed {
        tracing::error!(%error, "cannot lock or unlock an account");
    }
}
