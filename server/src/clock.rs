//! What the time is, for everything that the directory dates: stamps, lockouts, the journal.
//!
//! It is given to a server at its start, so that a test can let time pass without waiting.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use time::OffsetDateTime;

/// A clock that follows the system's or stands still, and can be advanced.
#[derive(Debug)]
pub struct Clock {
    /// Where it stands; `None` follows the system's clock.
    stands_at: Option<OffsetDateTime>,
    /// How far it was advanced, in nanoseconds: up to 584 years.
    advanced: AtomicU64,
}

impl Clock {
    /// A clock that follows the system's.
    pub const fn system() -> Self {
        Self {
            stands_at: None,
            advanced: AtomicU64::new(0),
        }
    }

    /// A clock that stands still at this instant until it is advanced.
    pub const fn standing_at(instant: OffsetDateTime) -> Self {
        Self {
            stands_at: Some(instant),
            advanced: AtomicU64::new(0),
        }
    }

    /// Lets time pass at once.
    pub fn advance(&self, duration: Duration) {
        let nanoseconds = u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX);
        let add = |advanced: u64| Some(advanced.saturating_add(nanoseconds));
        // The closure always gives a value.
        let _before = self
            .advanced
            .fetch_update(Ordering::AcqRel, Ordering::Acquire, add);
    }

    /// The instant that it shows.
    pub fn now(&self) -> OffsetDateTime {
        let advanced = Duration::from_nanos(self.advanced.load(Ordering::Acquire));
        let advanced = time::Duration::try_from(advanced).unwrap_or(time::Duration::MAX);
        self.stands_at
            .unwrap_or_else(OffsetDateTime::now_utc)
            .saturating_add(advanced)
    }
}

impl Default for Clock {
    fn default() -> Self {
        Self::system()
    }
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    #[test]
    fn a_standing_clock_moves_only_when_advanced() {
        let clock = Clock::standing_at(datetime!(2026-05-27 15:55:48 UTC));
        assert_eq!(clock.now(), datetime!(2026-05-27 15:55:48 UTC));
        clock.advance(Duration::from_millis(1500));
        clock.advance(Duration::from_millis(500));
        assert_eq!(clock.now(), datetime!(2026-05-27 15:55:50 UTC));
        clock.advance(Duration::MAX);
        clock.advance(Duration::MAX);
        assert!(clock.now() > datetime!(2600-01-01 00:00:00 UTC));
    }

    #[test]
    fn a_system_clock_runs_on_from_where_it_was_advanced_to() {
        let clock = Clock::system();
        let before = OffsetDateTime::now_utc();
        clock.advance(Duration::from_secs(3600));
        assert!(clock.now() >= before + Duration::from_secs(3600));
    }
}
