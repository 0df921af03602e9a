//! Changes to a value that a placeholder fills in: another spelling of it, or a piece of it.
//!
//! A scenario about a matching rule captures a value and sends it back changed: in a spelling that the rule takes for the
//! same, or in one that it must tell apart. What a modifier can't be applied to it leaves as it is.

use std::fmt::Write as _;
use std::str::FromStr;

use time::macros::format_description;
use time::{Duration, PrimitiveDateTime};
use unicode_normalization::UnicodeNormalization;

use super::TemplateError;
use crate::ber;

macro_rules! modifiers {
    ($($(#[$documentation:meta])* $variant:ident = $word:literal,)*) => {
        /// A change to a value that is filled in.
        #[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
        pub enum Modifier {
            $($(#[$documentation])* $variant,)*
        }

        impl Modifier {
            /// Every modifier with the word that a scenario has for it.
            const ALL: &[(&str, Self)] = &[$(($word, Self::$variant),)*];
        }
    };
}

modifiers! {
    /// To upper-case letters.
    Upper = "upper",
    /// To lower-case letters.
    Lower = "lower",
    /// Each letter in the other case, so that the text differs wherever it holds a letter.
    SwapCase = "swapCase",
    /// One space before and behind it, and every inner one three times.
    Spaced = "spaced",
    /// Without its spaces and hyphens.
    Joined = "joined",
    /// Its first word.
    FirstWord = "firstWord",
    /// What stands behind the first word and the space.
    OtherWords = "otherWords",
    /// Its last word.
    LastWord = "lastWord",
    /// The first half of its characters, the smaller one where they are odd.
    FirstHalf = "firstHalf",
    /// The second half of its characters.
    SecondHalf = "secondHalf",
    /// The first line of a postal address (RFC 4517 3.3.28).
    FirstLine = "firstLine",
    /// The second line of a postal address.
    SecondLine = "secondLine",
    /// The lines of a postal address, the last one first.
    ReversedLines = "reversedLines",
    /// Its accented letters as letter and accent apart (Unicode's form D).
    Decomposed = "decomposed",
    /// The characters of ASCII as their full-width forms, which compatibility normalization takes for the same.
    FullWidth = "fullWidth",
    /// Every octet as a backslash and two hexadecimal digits (RFC 4514 2.4).
    HexPairs = "hexPairs",
    /// `#` and the hexadecimal digits of its BER encoding as a `UTF8String` (RFC 4514 2.4).
    HexString = "hexString",
    /// A generalized time with `.000` before its `Z`, as Okta writes it (consumers.md 1.5).
    Milliseconds = "milliseconds",
    /// A generalized time with `.0`, as Bitwarden writes it (consumers.md 3.1).
    Tenths = "tenths",
    /// A generalized time one second later.
    SecondLater = "secondLater",
    /// The same instant of a generalized time in the zone `+0200` (RFC 4517 3.3.13).
    TwoHoursEast = "twoHoursEast",
    /// A generalized time up to its hour, without a zone.
    ToHour = "toHour",
    /// A generalized time up to its minute, without a zone.
    ToMinute = "toMinute",
}

impl FromStr for Modifier {
    type Err = TemplateError;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL.iter().find(|(known, _)| *known == word);
        found.map(|(_, modifier)| *modifier).ok_or_else(|| {
            let known: Vec<&str> = Self::ALL.iter().map(|(known, _)| *known).collect();
            TemplateError::Modifier(word.to_owned(), known.join(", "))
        })
    }
}

impl Modifier {
    /// The value, changed.
    pub fn apply(self, value: &str) -> String {
        match self {
            Self::Upper => value.to_uppercase(),
            Self::Lower => value.to_lowercase(),
            Self::SwapCase => value.chars().map(other_case).collect(),
            Self::Spaced => format!(" {} ", value.replace(' ', "   ")),
            Self::Joined => value.replace([' ', '-'], ""),
            Self::FirstWord => value.split(' ').next().unwrap_or_default().to_owned(),
            Self::OtherWords => value
                .split_once(' ')
                .map_or("", |(_, rest)| rest)
                .to_owned(),
            Self::LastWord => value.rsplit(' ').next().unwrap_or_default().to_owned(),
            Self::FirstHalf => halves(value).0.to_owned(),
            Self::SecondHalf => halves(value).1.to_owned(),
            Self::FirstLine => value.split('$').next().unwrap_or_default().to_owned(),
            Self::SecondLine => value.split('$').nth(1).unwrap_or_default().to_owned(),
            Self::ReversedLines => value.rsplit('$').collect::<Vec<_>>().join("$"),
            Self::Decomposed => value.nfd().collect(),
            Self::FullWidth => value.chars().map(full_width).collect(),
            Self::HexPairs => hexadecimal(value.as_bytes(), "\\"),
            Self::HexString => {
                let octets = ber::element(ber::tag::UTF8_STRING, value.as_bytes());
                format!("#{}", hexadecimal(&octets, ""))
            }
            Self::Milliseconds => with_fraction(value, "000"),
            Self::Tenths => with_fraction(value, "0"),
            Self::SecondLater => shifted(value, 1, "Z"),
            Self::TwoHoursEast => shifted(value, 2 * 60 * 60, "+0200"),
            Self::ToHour => value.get(.."YYYYMMDDHH".len()).unwrap_or(value).to_owned(),
            Self::ToMinute => value
                .get(.."YYYYMMDDHHMM".len())
                .unwrap_or(value)
                .to_owned(),
        }
    }
}

fn other_case(letter: char) -> char {
    let mut other = if letter.is_lowercase() {
        letter.to_uppercase().collect::<Vec<_>>()
    } else {
        letter.to_lowercase().collect()
    }
    .into_iter();
    match (other.next(), other.next()) {
        (Some(one), None) => one,
        // A letter whose other case is several letters stays.
        _ => letter,
    }
}

fn halves(value: &str) -> (&str, &str) {
    let middle = value.chars().count() / 2;
    let index = value
        .char_indices()
        .nth(middle)
        .map_or(0, |(index, _)| index);
    value.split_at_checked(index).unwrap_or_default()
}

/// U+FF01 to U+FF5E stand for `!` to `~`, and U+3000 for the space.
fn full_width(character: char) -> char {
    const DISTANCE: u32 = 0xff01 - 0x21;
    match character {
        ' ' => '\u{3000}',
        '!'..='~' => char::from_u32(u32::from(character) + DISTANCE).unwrap_or(character),
        _ => character,
    }
}

fn hexadecimal(octets: &[u8], before_each: &str) -> String {
    let mut text = String::new();
    for octet in octets {
        // Writing to a String doesn't fail.
        let _ = write!(text, "{before_each}{octet:02x}");
    }
    text
}

fn with_fraction(value: &str, fraction: &str) -> String {
    match value.strip_suffix('Z') {
        Some(time) if !time.contains(['.', ',']) => format!("{time}.{fraction}Z"),
        _ => value.to_owned(),
    }
}

/// The time so many seconds later, with this zone in place of its `Z`.
fn shifted(value: &str, seconds: i64, zone: &str) -> String {
    let form = format_description!("[year][month][day][hour][minute][second]");
    let later = value.strip_suffix('Z').and_then(|time| {
        let (whole, fraction) = time.split_at_checked("YYYYMMDDHHMMSS".len())?;
        let whole = PrimitiveDateTime::parse(whole, form).ok()?;
        let whole = whole.checked_add(Duration::seconds(seconds))?;
        Some(format!("{}{fraction}{zone}", whole.format(form).ok()?))
    });
    later.unwrap_or_else(|| value.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_changes_a_value_as_it_says() {
        for (word, value, changed) in [
            ("upper", "Zoë Day", "ZOË DAY"),
            ("lower", "Zoë Day", "zoë day"),
            ("swapCase", "Zoë Day ß", "zOË dAY ß"),
            ("spaced", "Zoë Day", " Zoë   Day "),
            ("joined", "+1 555-01", "+155501"),
            ("firstWord", "Zoë van Day", "Zoë"),
            ("otherWords", "Zoë van Day", "van Day"),
            ("lastWord", "Zoë van Day", "Day"),
            ("firstHalf", "Zoëan", "Zo"),
            ("secondHalf", "Zoëan", "ëan"),
            ("firstHalf", "Z", ""),
            ("secondHalf", "", ""),
            ("firstLine", "a b$c$d", "a b"),
            ("secondLine", "a b$c$d", "c"),
            ("reversedLines", "a b$c$d", "d$c$a b"),
            ("decomposed", "Zoë", "Zoe\u{308}"),
            ("fullWidth", "A ~", "Ａ\u{3000}～"),
            ("hexPairs", "Zö", "\\5a\\c3\\b6"),
            ("hexString", "Zö", "#0c035ac3b6"),
            ("milliseconds", "20260527155548Z", "20260527155548.000Z"),
            ("milliseconds", "20260527155548.123Z", "20260527155548.123Z"),
            ("tenths", "20260527155548Z", "20260527155548.0Z"),
            ("secondLater", "20251231235959Z", "20260101000000Z"),
            ("secondLater", "20251231235959.5Z", "20260101000000.5Z"),
            ("twoHoursEast", "20251231235959Z", "20260101015959+0200"),
            ("twoHoursEast", "yesterday", "yesterday"),
            ("toHour", "20251231235959Z", "2025123123"),
            ("toMinute", "20251231235959Z", "202512312359"),
        ] {
            let modifier: Modifier = word.parse().unwrap();
            assert_eq!(modifier.apply(value), changed, "{value}|{word}");
        }
    }

    #[test]
    fn every_word_is_one_modifier() {
        for (word, modifier) in Modifier::ALL {
            assert_eq!(word.parse(), Ok(*modifier));
        }
        let refused = Modifier::from_str("big").unwrap_err().to_string();
        assert!(refused.starts_with("unknown modifier `big`; expected upper, lower, "));
    }
}
