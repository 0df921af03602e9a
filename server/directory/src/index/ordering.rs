//! Entries by the order of a value: integers and times.
//!
//! A value is kept as a number of 64 bits that grows with it. Values so close that they share it are all candidates.

use std::ops::RangeInclusive;

use super::postings::Postings;
use crate::matching::MatchingRule;

/// Ids in the order of their values.
#[derive(Clone, Debug, Default)]
pub(super) struct OrderedValues {
    postings: Postings<(u64, u32)>,
}

impl OrderedValues {
    pub(super) fn load(&mut self, rule: MatchingRule, normalized: &[u8], id: u32) {
        self.postings.load((rank(rule, normalized), id));
    }

    pub(super) fn settle(&mut self) {
        self.postings.settle();
    }

    pub(super) fn insert(&mut self, rule: MatchingRule, normalized: &[u8], id: u32) {
        self.postings.insert((rank(rule, normalized), id));
    }

    pub(super) fn remove(&mut self, rule: MatchingRule, normalized: &[u8], id: u32) {
        self.postings.remove((rank(rule, normalized), id));
    }

    /// The entries that may have a value not before this one.
    pub(super) fn at_least(
        &self,
        rule: MatchingRule,
        normalized: &[u8],
    ) -> impl Iterator<Item = u32> {
        self.ids(rank(rule, normalized)..=u64::MAX)
    }

    /// The entries that may have a value not behind this one.
    pub(super) fn at_most(
        &self,
        rule: MatchingRule,
        normalized: &[u8],
    ) -> impl Iterator<Item = u32> {
        self.ids(0..=rank(rule, normalized))
    }

    fn ids(&self, ranks: RangeInclusive<u64>) -> impl Iterator<Item = u32> {
        let range = (*ranks.start(), 0)..=(*ranks.end(), u32::MAX);
        self.postings.range(range).map(|(_, id)| id)
    }
}

/// A number that never falls as the value grows, in the order of the rule.
fn rank(rule: MatchingRule, normalized: &[u8]) -> u64 {
    match rule {
        MatchingRule::IntegerOrderingMatch => rank_of_integer(normalized),
        MatchingRule::GeneralizedTimeOrderingMatch => rank_of_time(normalized),
        // Other orders go by octets.
        _ => normalized
            .iter()
            .chain(&[0; 8])
            .take(8)
            .fold(0, |rank, octet| (rank << 8) | u64::from(*octet)),
    }
}

/// Integers beyond 64 bits all stand at the ends.
fn rank_of_integer(normalized: &[u8]) -> u64 {
    let negative = normalized.starts_with(b"-");
    let number = str::from_utf8(normalized)
        .ok()
        .and_then(|text| text.parse::<i64>().ok());
    let number = number.unwrap_or(if negative { i64::MIN } else { i64::MAX });
    number.cast_unsigned() ^ (1 << 63)
}

/// The normal form begins with year to second in 14 digits, whose order is that of time; a fraction is left out.
fn rank_of_time(normalized: &[u8]) -> u64 {
    let digits = normalized
        .iter()
        .take(14)
        .take_while(|octet| octet.is_ascii_digit());
    digits.fold(0, |rank, digit| rank * 10 + u64::from(digit - b'0'))
}
