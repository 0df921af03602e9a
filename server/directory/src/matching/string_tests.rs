//! String preparation against RFC 4518's own words, and against a naive model of it.

use std::borrow::Cow;

use proptest::prelude::*;
use stringprep::tables;

use super::case_string::{CaseFolding, normalize, normalize_spaced, prepare_component};
use super::combining_marks::is_combining_mark;
use super::error::InvalidValue;
use super::substrings::SubstringComponent::{self, Any, Final, Initial};
use super::{MatchingRule, Substrings};

fn spaced(text: &str) -> String {
    String::from_utf8(normalize_spaced(text.as_bytes(), CaseFolding::Keep).unwrap()).unwrap()
}

fn compact(text: &str) -> String {
    String::from_utf8(
        normalize(text.as_bytes(), CaseFolding::Keep)
            .unwrap()
            .into_owned(),
    )
    .unwrap()
}

fn folded(text: &str) -> String {
    String::from_utf8(
        normalize(text.as_bytes(), CaseFolding::Fold)
            .unwrap()
            .into_owned(),
    )
    .unwrap()
}

fn component(text: &str, place: SubstringComponent) -> String {
    String::from_utf8(prepare_component(text.as_bytes(), place, CaseFolding::Keep).unwrap())
        .unwrap()
}

/// Whether a caseIgnoreMatch attribute with this value matches `(cn=initial*any*...*final)`.
fn found(value: &str, pattern: &str) -> bool {
    let rule = MatchingRule::CaseIgnoreSubstringsMatch;
    let parts: Vec<&str> = pattern.split('*').collect();
    let (first, last) = (parts[0].as_bytes(), parts[parts.len() - 1].as_bytes());
    let substrings = Substrings::prepare(
        rule,
        (!first.is_empty()).then_some(first),
        parts[1..parts.len() - 1].iter().map(|part| part.as_bytes()),
        (!last.is_empty()).then_some(last),
    )
    .unwrap();
    substrings.matches(&normalize_spaced(value.as_bytes(), CaseFolding::Fold).unwrap())
}

#[test]
fn rfc4518_section_2_2_characters_mapped_to_nothing() {
    for c in [
        '\u{AD}',
        '\u{1806}',
        '\u{34F}',
        '\u{180B}',
        '\u{FE0F}',
        '\u{FFFC}',
        '\u{0}',
        '\u{7F}',
        '\u{9F}',
        '\u{6DD}',
        '\u{70F}',
        '\u{180E}',
        '\u{200B}',
        '\u{200F}',
        '\u{202E}',
        '\u{2063}',
        '\u{206F}',
        '\u{FEFF}',
        '\u{FFFB}',
        '\u{1D17A}',
        '\u{E0001}',
        '\u{E007F}',
    ] {
        assert_eq!(compact(&format!("a{c}b")), "ab", "{c:?}");
    }
}

#[test]
fn rfc4518_section_2_2_characters_mapped_to_space() {
    for c in [
        '\t', '\n', '\u{B}', '\u{C}', '\r', '\u{85}', '\u{A0}', '\u{1680}', '\u{2000}', '\u{200A}',
        '\u{2028}', '\u{2029}', '\u{202F}', '\u{205F}', '\u{3000}',
    ] {
        assert_eq!(compact(&format!("a{c}b")), "a b", "{c:?}");
    }
}

#[test]
fn openldap_md_19_rfc4518_folds_what_slapd_does_not() {
    assert_eq!(folded("STRA\u{DF}E"), "strasse");
    assert_eq!(folded("co\u{AD}op"), "coop");
    assert_eq!(folded("\u{FB01}ne"), "fine");
    assert_eq!(folded("\u{C9}COLE"), folded("e\u{301}cole"));
    assert_eq!(folded("\u{391}\u{3A3}"), folded("\u{3B1}\u{3C2}"));
}

#[test]
fn rfc4518_section_2_3_compatibility_forms_are_one() {
    assert_eq!(compact("e\u{301}"), "\u{E9}");
    assert_eq!(compact("\u{FF21}"), "A");
    assert_eq!(compact("\u{212B}"), "\u{C5}");
    assert_ne!(compact("a"), compact("A"));
}

#[test]
fn rfc4518_section_2_4_prohibited_characters() {
    for c in [
        '\u{221}',   // Unassigned in Unicode 3.2, table A.1.
        '\u{1D2C}',  // Unassigned then; today NFKC makes an A of it.
        '\u{1F600}', // An emoji, unassigned then.
        '\u{E000}',  // Private use, table C.3.
        '\u{FDD0}',  // No character, table C.4.
        '\u{FFFF}',
        '\u{FFFD}',
    ] {
        let text = format!("a{c}");
        let outcome = normalize(text.as_bytes(), CaseFolding::Keep);
        assert_eq!(outcome, Err(InvalidValue::ProhibitedCharacter(c)), "{c:?}");
    }
    assert!(normalize(b"\xC3\x28", CaseFolding::Keep).is_err());
}

#[test]
fn rfc4518_section_2_4_no_character_of_table_c_8_is_left() {
    let listed = ('\0'..=char::MAX).filter(|c| tables::change_display_properties_or_deprecated(*c));
    let mut count = 0;
    for c in listed {
        assert!(!compact(&format!("a{c}b")).contains(c), "{c:?}");
        count += 1;
    }
    assert_eq!(count, 15);
}

#[test]
fn rfc4518_section_2_6_1_attribute_values() {
    assert_eq!(spaced("foo bar  "), " foo  bar ");
    assert_eq!(spaced(""), "  ");
    assert_eq!(spaced("   "), "  ");
    assert_eq!(spaced("foo"), " foo ");
    // A space with a combining mark is none.
    assert_eq!(spaced("foo \u{20D0}bar"), " foo \u{20D0}bar ");
    assert_eq!(spaced(" \u{20D0}"), "  \u{20D0} ");
}

#[test]
fn rfc4518_section_2_6_1_substring_assertions() {
    assert_eq!(component("foo bar  ", Initial), " foo  bar ");
    assert_eq!(component("foo bar  ", Any), "foo  bar ");
    assert_eq!(component("foo bar  ", Final), "foo  bar ");
    assert_eq!(component("  foo", Initial), " foo");
    assert_eq!(component("  foo", Any), " foo");
    assert_eq!(component("  foo", Final), " foo ");
    for place in [Initial, Any, Final] {
        assert_eq!(component("   ", place), " ");
    }
    assert_eq!(component(" \u{20D0}a", Any), " \u{20D0}a");
}

#[test]
fn rfc4518_appendix_a_marks_are_those_of_the_table() {
    for c in [
        '\u{300}',
        '\u{34F}',
        '\u{5BF}',
        '\u{9D7}',
        '\u{20EA}',
        '\u{FB1E}',
        '\u{1D165}',
        '\u{1D1AD}',
    ] {
        assert!(is_combining_mark(c), "{c:?}");
    }
    for c in [
        'a',
        ' ',
        '\u{2FF}',
        '\u{350}',
        '\u{5A2}',
        '\u{20EB}',
        '\u{1D16A}',
        '\u{1D1AE}',
    ] {
        assert!(!is_combining_mark(c), "{c:?}");
    }
}

#[test]
fn rfc4518_appendix_b_examples() {
    assert!(!found("foobar", "foo * bar"));
    assert!(found("foobar", "* foobar *"));
    assert!(found("foobar", "* *foobar* *"));
    assert!(found("foo  bar", "foo * bar"));
    assert!(found("foo   bar", "foo * bar"));
    assert!(found("foo bar", "foo * bar"));
    // The anomaly that the appendix accepts.
    assert!(!found("   ", " * * "));
}

#[test]
fn rfc4517_section_4_2_13_portions_are_disjoint_and_in_order() {
    assert!(found("Turanga Leela", "tur*leela"));
    assert!(found("Turanga Leela", "*RANGA*"));
    assert!(found("abcabc", "*c*c*"));
    assert!(!found("abcabc", "*c*c*c*"));
    assert!(!found("abc", "*c*a*"));
    assert!(!found("aba", "ab*ba"));
    assert!(found("abba", "ab*ba"));
    assert!(!found("xab", "ab*"));
}

#[test]
fn what_is_normal_is_borrowed() {
    for value in ["leela", "philip j. fry", "a"] {
        assert!(matches!(
            normalize(value.as_bytes(), CaseFolding::Fold),
            Ok(Cow::Borrowed(_))
        ));
    }
    assert!(matches!(
        normalize(b"Philip J. Fry", CaseFolding::Keep),
        Ok(Cow::Borrowed(_))
    ));
    for value in ["Leela", " a", "a ", "a  b", "a\tb", ""] {
        assert!(matches!(
            normalize(value.as_bytes(), CaseFolding::Fold),
            Ok(Cow::Owned(_))
        ));
    }
}

/// Characters whose preparation is known without any table: what each becomes under case folding.
const ALPHABET: &[(char, &str)] = &[
    ('a', "a"),
    ('A', "a"),
    ('b', "b"),
    (' ', " "),
    ('\t', " "),
    ('\u{3000}', " "),
    ('\u{AD}', ""),
    ('\u{DF}', "ss"),
    ('\u{FB01}', "fi"),
    ('\u{D8}', "\u{F8}"),
    ('\u{20D0}', "\u{20D0}"),
];

fn text() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(ALPHABET), 0..10)
        .prop_map(|chosen| chosen.iter().map(|(c, _)| *c).collect())
}

/// RFC 4518 section 2 done the slow way: runs of insignificant spaces marked, then spelled out.
fn model(text: &str) -> String {
    let prepared: Vec<char> = text
        .chars()
        .flat_map(|c| {
            ALPHABET
                .iter()
                .find(|(known, _)| *known == c)
                .unwrap()
                .1
                .chars()
        })
        .collect();
    let mut marked = String::from("|");
    for (index, c) in prepared.iter().enumerate() {
        let insignificant = *c == ' ' && prepared.get(index + 1) != Some(&'\u{20D0}');
        marked.push(if insignificant { '|' } else { *c });
    }
    marked.push('|');
    while marked.contains("||") {
        marked = marked.replace("||", "|");
    }
    if marked == "|" {
        return "  ".into();
    }
    let inner = marked.trim_matches('|').replace('|', "  ");
    format!(" {inner} ")
}

proptest! {
    #[test]
    fn the_spaced_form_is_the_model_s(text in text()) {
        let spaced = normalize_spaced(text.as_bytes(), CaseFolding::Fold).unwrap();
        prop_assert_eq!(String::from_utf8(spaced).unwrap(), model(&text));
    }

    #[test]
    fn compact_forms_are_equal_exactly_when_the_model_s_are(a in text(), b in text()) {
        prop_assert_eq!(folded(&a) == folded(&b), model(&a) == model(&b), "{:?} {:?}", a, b);
    }

    #[test]
    fn a_compact_form_is_its_own(text in text()) {
        prop_assert_eq!(folded(&folded(&text)), folded(&text));
    }

    #[test]
    fn any_octets_are_judged_without_a_panic(octets in prop::collection::vec(any::<u8>(), 0..40)) {
        for folding in [CaseFolding::Fold, CaseFolding::Keep] {
            let _ = normalize(&octets, folding);
            let _ = normalize_spaced(&octets, folding);
            for place in [Initial, Any, Final] {
                let _ = prepare_component(&octets, place, folding);
            }
        }
    }

    #[test]
    fn ascii_in_lower_case_equals_itself_in_any_case(text in "[ -~]{1,20}") {
        prop_assert_eq!(folded(&text), folded(&text.to_ascii_uppercase()));
    }

    /// RFC 4518 appendix B: what matches without regard to insignificant characters matches with it.
    #[test]
    fn a_value_cut_into_pieces_is_found_by_them(
        pieces in prop::collection::vec("[ ]{0,2}[aAb\u{DF}]{1,2}[ ]{0,2}", 2..5),
    ) {
        let value = pieces.concat();
        prop_assert!(found(&value, &pieces.join("*")), "{:?}", pieces);
        prop_assert!(found(&value, &format!("*{}*", pieces.join("*"))), "{:?}", pieces);
    }

    #[test]
    fn substrings_without_spaces_match_as_pieces_of_text(
        value in "[ab]{1,8}",
        pieces in prop::collection::vec("[ab]{1,2}", 0..4),
        initial in "[ab]{0,2}",
        last in "[ab]{0,2}",
    ) {
        let mut parts = vec![initial];
        parts.extend(pieces);
        parts.push(last);
        prop_assert_eq!(found(&value, &parts.join("*")), naive(&value, &parts), "{:?} {:?}", value, parts);
    }
}

/// Tries every place for every piece.
fn naive(value: &str, parts: &[String]) -> bool {
    fn rest(value: &str, parts: &[String], anchored: bool) -> bool {
        match parts {
            [] => true,
            [last] => value.len() >= last.len() && value.ends_with(last.as_str()),
            [part, others @ ..] => (0..=value.len()).any(|start| {
                (!anchored || start == 0)
                    && value[start..].starts_with(part.as_str())
                    && rest(&value[start + part.len()..], others, false)
            }),
        }
    }
    rest(value, parts, true)
}
