//! Generalized Time (RFC 4517 section 3.3.13): from its many spellings to one that sorts by instant.
//!
//! The normal form is UTC as `YYYYMMDDHHMMSS`, then a point and the digits of a fraction if it isn't zero. A value of that
//! shape with a `Z` behind it, which is what servers write, needs no allocation. Any number of fraction digits counts.

use std::borrow::Cow;

use super::error::InvalidValue;
use crate::schema::Syntax;

/// The normal form of a time.
///
/// # Errors
///
/// When the octets are no Generalized Time, name a day that the calendar lacks, or give no time zone (openldap.md 15).
pub(crate) fn normalize(value: &[u8]) -> Result<Cow<'_, [u8]>, InvalidValue> {
    parse(value).ok_or(InvalidValue::Syntax(Syntax::GeneralizedTime))
}

/// Whether the octets are a UTC Time (RFC 4517 section 3.3.34): a year of two digits, seconds and zone optional.
///
/// Which century the year is in is not said; every fourth year is taken as a leap year.
pub(crate) fn is_utc_time(value: &[u8]) -> bool {
    let read = || {
        let mut digits = Digits(value);
        let year = digits.pair(0, 99)?;
        let date = Date::read(&mut digits, 2000 + year)?;
        date.is_valid().then_some(())?;
        digits.pair(0, 23)?;
        digits.pair(0, 59)?;
        if digits.starts_with_digit() {
            digits.pair(0, 59)?;
        }
        match digits.0 {
            [] | [b'Z'] => Some(()),
            [b'+' | b'-', rest @ ..] => {
                let mut differential = Digits(rest);
                differential.pair(0, 23)?;
                differential.pair(0, 59)?;
                differential.0.is_empty().then_some(())
            }
            _ => None,
        }
    };
    read().is_some()
}

const MINUTES_PER_DAY: i32 = 24 * 60;

fn parse(value: &[u8]) -> Option<Cow<'_, [u8]>> {
    let mut digits = Digits(value);
    let year = digits.pair(0, 99)? * 100 + digits.pair(0, 99)?;
    let mut date = Date::read(&mut digits, year)?;
    date.is_valid().then_some(())?;
    let hour = digits.pair(0, 23)?;
    let (mut minute, mut second) = (None, None);
    if digits.starts_with_digit() {
        minute = Some(digits.pair(0, 59)?);
    }
    if digits.starts_with_digit() {
        second = Some(digits.pair(0, 60)?);
    }
    let stated = value.get(..value.len() - digits.0.len())?;
    let fraction = digits.fraction()?;
    let offset = digits.zone()?;
    if second.is_some() && fraction.is_empty() && offset == 0 {
        return Some(Cow::Borrowed(stated));
    }

    // A fraction is of the last unit stated: of an hour, a minute or a second.
    let (seconds, fraction) = match (minute, second) {
        (None, _) => multiply(fraction, 3600),
        (Some(_), None) => multiply(fraction, 60),
        (Some(_), Some(second)) => (second, fraction.to_vec()),
    };
    let minutes = hour * 60 + minute.unwrap_or(0) + seconds / 60 - offset;
    // A leap second, the sixtieth, belongs to the minute that it ends.
    let (minutes, seconds) = match second {
        Some(second) => (hour * 60 + minute.unwrap_or(0) - offset, second),
        None => (minutes, seconds % 60),
    };
    date.add_days(minutes.div_euclid(MINUTES_PER_DAY));
    let minutes = minutes.rem_euclid(MINUTES_PER_DAY);

    let mut normalized = Vec::with_capacity(value.len() + 6);
    date.write(&mut normalized);
    write_pair(&mut normalized, minutes / 60);
    write_pair(&mut normalized, minutes % 60);
    write_pair(&mut normalized, seconds);
    let significant = fraction
        .iter()
        .rposition(|digit| *digit != b'0')
        .and_then(|last| fraction.get(..=last));
    if let Some(digits) = significant {
        normalized.push(b'.');
        normalized.extend_from_slice(digits);
    }
    Some(Cow::Owned(normalized))
}

/// A day of the Gregorian calendar, in the years 0 to 9999 and one day to either side.
struct Date {
    year: i32,
    month: i32,
    day: i32,
}

impl Date {
    fn read(digits: &mut Digits<'_>, year: i32) -> Option<Self> {
        Some(Self {
            year,
            month: digits.pair(1, 12)?,
            day: digits.pair(1, 31)?,
        })
    }

    fn is_valid(&self) -> bool {
        self.day <= self.days_in_month()
    }

    fn days_in_month(&self) -> i32 {
        let year = self.year;
        match self.month {
            2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        }
    }

    /// Goes on or back by the one day that a time zone can make.
    fn add_days(&mut self, days: i32) {
        self.day += days;
        if self.day > self.days_in_month() {
            self.day = 1;
            self.month += 1;
        }
        if self.day < 1 {
            self.month -= 1;
            self.day = self.days_in_month();
        }
        if self.month > 12 {
            self.month = 1;
            self.year += 1;
        }
        if self.month < 1 {
            self.month = 12;
            self.day = 31;
            self.year -= 1;
        }
    }

    /// Years -1 and 10000, which a time zone can reach, sort by the characters next to the digits: `/999` and `:000`.
    fn write(&self, normalized: &mut Vec<u8>) {
        let thousands = match self.year.div_euclid(1000) {
            thousands @ 0..=9 => digit(thousands),
            thousands if thousands < 0 => b'0' - 1,
            _ => b'9' + 1,
        };
        let rest = self.year.rem_euclid(1000);
        normalized.extend_from_slice(&[thousands, digit(rest / 100)]);
        write_pair(normalized, rest % 100);
        write_pair(normalized, self.month);
        write_pair(normalized, self.day);
    }
}

/// What is still to read of a time.
struct Digits<'a>(&'a [u8]);

impl<'a> Digits<'a> {
    fn pair(&mut self, least: i32, greatest: i32) -> Option<i32> {
        let [tens, ones, rest @ ..] = self.0 else {
            return None;
        };
        if !tens.is_ascii_digit() || !ones.is_ascii_digit() {
            return None;
        }
        self.0 = rest;
        let number = i32::from(tens - b'0') * 10 + i32::from(ones - b'0');
        (least..=greatest).contains(&number).then_some(number)
    }

    fn starts_with_digit(&self) -> bool {
        self.0.first().is_some_and(u8::is_ascii_digit)
    }

    /// The digits of a fraction; none if there is no fraction.
    fn fraction(&mut self) -> Option<&'a [u8]> {
        let [b'.' | b',', rest @ ..] = self.0 else {
            return Some(&[]);
        };
        let length = rest
            .iter()
            .take_while(|digit| digit.is_ascii_digit())
            .count();
        let (fraction, rest) = rest.split_at_checked(length)?;
        self.0 = rest;
        (!fraction.is_empty()).then_some(fraction)
    }

    /// The minutes by which local time is ahead of UTC.
    fn zone(&mut self) -> Option<i32> {
        match self.0 {
            [b'Z'] => Some(0),
            [sign @ (b'+' | b'-'), rest @ ..] => {
                self.0 = rest;
                let mut minutes = self.pair(0, 23)? * 60;
                if self.starts_with_digit() {
                    minutes += self.pair(0, 59)?;
                }
                self.0
                    .is_empty()
                    .then_some(if *sign == b'-' { -minutes } else { minutes })
            }
            _ => None,
        }
    }
}

/// A decimal fraction times a whole number, exactly: the whole part and the digits behind the point.
fn multiply(fraction: &[u8], factor: i32) -> (i32, Vec<u8>) {
    let mut product = vec![0; fraction.len()];
    let mut carry = 0;
    for (place, stated) in product.iter_mut().zip(fraction).rev() {
        let sum = i32::from(stated - b'0') * factor + carry;
        *place = digit(sum % 10);
        carry = sum / 10;
    }
    (carry, product)
}

fn write_pair(normalized: &mut Vec<u8>, number: i32) {
    normalized.extend_from_slice(&[digit(number / 10), digit(number % 10)]);
}

/// The character of a number from 0 to 9.
fn digit(number: i32) -> u8 {
    u8::try_from(number).map_or(b'0', |number| b'0' + number % 10)
}
