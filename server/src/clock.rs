//! What the time is, for everything that the directory dates or measures: stamps, lockouts, the journal, time limits of
//! searches.
//!
//! It is given to a server at its start, so that a test can let time pass without waiting.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use time::OffsetDateTime;

/// A clock that follows the system's or stands still, and can be advanced.
#[derive(Debug)]
pub struct Clock {
    /// Where it stands, and since when; `None` follows the system's clock.
    stands_at: Option<(OffsetDateTime, Instant)>,
    /// How far it was advanced, in nanoseconds: up to 584 years.
    advanced: AtomicU64,
    /// The same, whatever was taken back.
    ever_advanced: AtomicU64,
}

impl Clock {
    /// A clock that follows the system's.
    pub const fn system() -> Self {
        Self {
            stands_at: None,
            advanced: AtomicU64::new(0),
            ever_advanced: AtomicU64::new(0),
        }
    }

    /// A clock that stands still at this instant until it is advanced.
    pub fn standing_at(instant: OffsetDateTime) -> Self {
        Self {
            stands_at: Some((instant, Instant::now())),
            advanced: AtomicU64::new(0),
            ever_advanced: AtomicU64::new(0),
        }
    }

    /// Lets time pass at once.
    pub fn advance(&self, duration: Duration) {
        let nanoseconds = u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX);
        let add = |advanced: u64| Some(advanced.saturating_add(nanoseconds));
        for advanced in [&self.advanced, &self.ever_advanced] {
            // The closure always gives a value.
            let _before = advanced.fetch_update(Ordering::AcqRel, Ordering::Acquire, add);
        }
    }

    /// Takes back that it was advanced, for whoever asks for the date. What is measured goes on.
    pub(crate) fn take_back(&self) {
        self.advanced.store(0, Ordering::Release);
    }

    /// The instant that it shows.
    pub fn now(&self) -> OffsetDateTime {
        let advanced =
            time::Duration::try_from(nanoseconds(&self.advanced)).unwrap_or(time::Duration::MAX);
        self.stands_at
            .map_or_else(OffsetDateTime::now_utc, |(instant, _)| instant)
            .saturating_add(advanced)
    }

    /// The same time for measuring: it never goes back, whatever becomes of the system's clock.
    pub fn monotonic(&self) -> Instant {
        let unadvanced = self.stands_at.map_or_else(Instant::now, |(_, since)| since);
        // Where instants end before the clock does, time no longer passes.
        unadvanced
            .checked_add(nanoseconds(&self.ever_advanced))
            .unwrap_or(unadvanced)
    }
}

fn nanoseconds(count: &AtomicU64) -> Duration {
    Duration::from_nanos(count.load(Ordering::Acquire))
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
        let before = clock.monotonic();
        clock.advance(Duration::from_secs(5));
        assert_eq!(clock.monotonic(), before + Duration::from_secs(5));
        clock.advance(Duration::MAX);
        clock.advance(Duration::MAX);
        assert!(clock.now() > datetime!(2600-01-01 00:00:00 UTC));
    }

    #[test]
    fn taking_back_sets_the_date_and_not_what_is_measured() {
        let start = datetime!(2026-05-27 15:55:48 UTC);
        let clock = Clock::standing_at(start);
        clock.advance(Duration::from_secs(5));
        let before = clock.monotonic();
        clock.take_back();
        assert_eq!((clock.now(), clock.monotonic()), (start, before));
    }

    #[test]
    fn a_system_clock_runs_on_from_where_it_was_advanced_to() {
        let clock = Clock::system();
        let before = OffsetDateTime::now_utc();
        clock.advance(Duration::from_secs(3600));
        assert!(clock.now() >= before + Duration::from_secs(3600));
    }
}
