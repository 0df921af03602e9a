//! Instants as the directory shows them: whole seconds, UTC.
//!
//! It formats and counts. What the time is, only the caller knows.

use std::fmt;

use time::{Date, Month, OffsetDateTime, Time};

/// An instant in whole seconds.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Timestamp(OffsetDateTime);

impl Timestamp {
    /// The stamp of the first entry of a seed that says nothing of its own; the n-th entry gets n seconds more
    /// (`openldap.md 30`: one stamp for all would make each incremental import a full one).
    pub const EPOCH: Self = Self(OffsetDateTime::new_utc(
        match Date::from_calendar_date(2020, Month::January, 1) {
            Ok(date) => date,
            Err(_) => Date::MIN,
        },
        Time::MIDNIGHT,
    ));

    /// The instant, cut to whole seconds.
    pub fn new(instant: OffsetDateTime) -> Self {
        let instant = instant.to_offset(time::UtcOffset::UTC);
        Self(instant.replace_nanosecond(0).unwrap_or(instant))
    }

    /// The instant this many seconds later; the last one there is, beyond that.
    #[must_use]
    pub fn plus_seconds(self, seconds: u32) -> Self {
        Self(
            self.0
                .saturating_add(time::Duration::seconds(i64::from(seconds))),
        )
    }

    /// The instant in seconds since 1970, as Unix and Samba count them.
    pub fn unix_seconds(self) -> i64 {
        self.0.unix_timestamp()
    }

    /// The entryCSN of a change at this instant, in OpenLDAP's form: the stamp, a counter, a server and a modifier.
    pub fn change_sequence_number(self) -> String {
        format!("{}.000000Z#000000#000#000000", self.digits())
    }

    fn digits(self) -> String {
        let instant = self.0;
        format!(
            "{:04}{:02}{:02}{:02}{:02}{:02}",
            instant.year().clamp(0, 9999),
            u8::from(instant.month()),
            instant.day(),
            instant.hour(),
            instant.minute(),
            instant.second()
        )
    }
}

impl fmt::Display for Timestamp {
    /// The Generalized Time form, such as `20260527155548Z` (RFC 4517 section 3.3.13).
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}Z", self.digits())
    }
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    #[test]
    fn an_instant_is_shown_in_whole_seconds_of_utc() {
        let stamp = Timestamp::new(datetime!(2026-05-27 17:55:48.7 +2));
        assert_eq!(stamp.to_string(), "20260527155548Z");
        assert_eq!(
            stamp.change_sequence_number(),
            "20260527155548.000000Z#000000#000#000000"
        );
        assert_eq!(
            Timestamp::EPOCH.plus_seconds(61).to_string(),
            "20200101000101Z"
        );
        assert_eq!(Timestamp::EPOCH.unix_seconds(), 1_577_836_800);
    }
}
