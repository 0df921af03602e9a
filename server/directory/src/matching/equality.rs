//! Whether a value has a certain normal form, told without making it where that is easy.

use super::case_string::{CaseFolding, is_compact_ascii};
use super::rule::MatchingRule;
use crate::schema::Schema;

impl MatchingRule {
    /// Whether this is the value's normal form; never, if it has none. Scans ask this of each value they pass, so the
    /// common case takes no allocation: ASCII whose normal form differs by case alone.
    pub fn is_normal_form(self, normalized: &[u8], value: &[u8], schema: &Schema) -> bool {
        let folds_case = matches!(self, Self::CaseIgnoreMatch | Self::CaseIgnoreIa5Match);
        if folds_case && is_compact_ascii(value, CaseFolding::Keep) {
            return value
                .iter()
                .map(u8::to_ascii_lowercase)
                .eq(normalized.iter().copied());
        }
        self.normalize(value, schema)
            .is_ok_and(|own| *own == *normalized)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::test_schema::schema;

    proptest! {
        #[test]
        fn agrees_with_normalize(left in "[aAbBé ß\u{1}]{0,4}", right in "[aAbBé ß\u{1}]{0,4}") {
            for rule in [MatchingRule::CaseIgnoreMatch, MatchingRule::CaseIgnoreIa5Match, MatchingRule::CaseExactMatch] {
                let Ok(normalized) = rule.normalize_assertion(left.as_bytes(), schema()) else { continue };
                let expected = rule.normalize(right.as_bytes(), schema()).is_ok_and(|own| own == normalized);
                prop_assert_eq!(rule.is_normal_form(&normalized, right.as_bytes(), schema()), expected);
            }
        }
    }

    /// A normal form has no capitals, so a value is not compared without case but folded.
    #[test]
    fn what_is_no_normal_form_is_nobodys() {
        assert!(!MatchingRule::CaseIgnoreMatch.is_normal_form(b"Leela", b"Leela", schema()));
        assert!(MatchingRule::CaseIgnoreMatch.is_normal_form(b"leela", b"Leela", schema()));
        assert!(!MatchingRule::CaseIgnoreIa5Match.is_normal_form(b"leela", b"Le\xffla", schema()));
    }
}
