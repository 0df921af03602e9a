//! What a test does to a running directory, and what it asks about it.

use std::time::Duration;

use super::MockJumpCloud;
use crate::fault::{Fault, FaultHandle};
use crate::journal::Received;
use crate::live::{GroupHandle, OrganizationHandle, SavedState, UserHandle};

impl MockJumpCloud {
    /// A user of the first organization, to change it.
    ///
    /// # Examples
    ///
    /// ```
    /// # use jcldap::MockJumpCloud;
    /// # let jumpcloud = MockJumpCloud::builder().start_blocking()?;
    /// jumpcloud.user("fry").suspend()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn user(&self, username: &str) -> UserHandle {
        OrganizationHandle::first(&self.live).user(username)
    }

    /// A group of the first organization, to change it.
    ///
    /// # Examples
    ///
    /// ```
    /// # use jcldap::MockJumpCloud;
    /// # let jumpcloud = MockJumpCloud::builder().start_blocking()?;
    /// jumpcloud.group("Delivery Crew").remove_member("fry")?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn group(&self, name: &str) -> GroupHandle {
        OrganizationHandle::first(&self.live).group(name)
    }

    /// The organization with this id, to change it.
    ///
    /// # Examples
    ///
    /// ```
    /// # use jcldap::MockJumpCloud;
    /// # let jumpcloud = MockJumpCloud::builder().start_blocking()?;
    /// let id = jumpcloud.organizations()[0].id.clone();
    /// jumpcloud.organization(&id).user("leela").set("jobTitle", "Captain")?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn organization(&self, id: &str) -> OrganizationHandle {
        OrganizationHandle::new(&self.live, id)
    }

    /// The last operations that were finished, with the reasons that clients are not told.
    ///
    /// # Examples
    ///
    /// ```
    /// # use jcldap::MockJumpCloud;
    /// # let jumpcloud = MockJumpCloud::builder().start_blocking()?;
    /// // ... after the application under test looked for a user:
    /// let searches = jumpcloud.received().searches().with_filter("(uid=fry)");
    /// searches.at_most(1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn received(&self) -> Received {
        self.live.received()
    }

    /// Does something wrong from now on: to see what an application makes of it.
    ///
    /// # Examples
    ///
    /// ```
    /// use jcldap::MockJumpCloud;
    /// use jcldap::fault::Fault;
    /// use jcldap::wire::{RequestKind, ResultCode};
    ///
    /// let jumpcloud = MockJumpCloud::builder().start_blocking()?;
    /// let outage = jumpcloud.fault(Fault::on(RequestKind::Bind).result(ResultCode::UNAVAILABLE).times(3));
    /// // ... after the application under test tried again and again:
    /// assert!(outage.hits() <= 3);
    /// # Ok::<(), jcldap::MockError>(())
    /// ```
    pub fn fault(&self, fault: Fault) -> FaultHandle {
        self.live.faults().add(fault)
    }

    /// Does nothing wrong any more.
    ///
    /// # Examples
    ///
    /// ```
    /// # use jcldap::MockJumpCloud;
    /// # let jumpcloud = MockJumpCloud::builder().start_blocking()?;
    /// use jcldap::fault::Fault;
    ///
    /// jumpcloud.fault(Fault::on_any().no_answer());
    /// jumpcloud.clear_faults();
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn clear_faults(&self) {
        self.live.faults().clear();
    }

    /// Goes back to the seed: what was added is gone, what was changed is as it was, stamps included, there is no fault,
    /// the clock is no longer advanced, and what was received is forgotten. Connections stay, and are judged by the seed from then on.
    ///
    /// # Examples
    ///
    /// ```
    /// # use jcldap::MockJumpCloud;
    /// # let jumpcloud = MockJumpCloud::builder().start_blocking()?;
    /// jumpcloud.user("fry").lock()?;
    /// jumpcloud.reset();
    /// // Fry may log in again, and nothing was received:
    /// jumpcloud.received().never();
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn reset(&self) {
        self.live.reset();
    }

    /// What every organization is now, to go back to with [`Self::restore`].
    ///
    /// # Examples
    ///
    /// ```
    /// # use jcldap::MockJumpCloud;
    /// let jumpcloud = MockJumpCloud::builder().start_blocking()?;
    /// jumpcloud.user("fry").lock()?;
    /// let with_fry_locked = jumpcloud.snapshot();
    /// jumpcloud.user("leela").lock()?;
    /// jumpcloud.restore(&with_fry_locked);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn snapshot(&self) -> SavedState {
        self.live.save()
    }

    /// Goes back to a state of this directory that was saved. Connections stay.
    ///
    /// # Examples
    ///
    /// ```
    /// # use jcldap::MockJumpCloud;
    /// # let jumpcloud = MockJumpCloud::builder().start_blocking()?;
    /// let before = jumpcloud.snapshot();
    /// jumpcloud.user("fry").delete()?;
    /// jumpcloud.restore(&before);
    /// jumpcloud.user("fry").lock()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn restore(&self, saved: &SavedState) {
        self.live.restore(saved);
    }

    /// Lets time pass at once, for stamps, lockouts and the time limits of searches. Those of connections go by the system's
    /// clock.
    ///
    /// # Examples
    ///
    /// ```
    /// # use jcldap::MockJumpCloud;
    /// # let jumpcloud = MockJumpCloud::builder().start_blocking()?;
    /// use std::time::Duration;
    ///
    /// // A lockout of a quarter of an hour is over after:
    /// jumpcloud.advance(Duration::from_secs(15 * 60));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn advance(&self, duration: Duration) {
        self.live.clock().advance(duration);
    }
}
