//! Each rule, through the interface that filters use.

use std::borrow::Cow;
use std::cmp::Ordering;

use proptest::prelude::*;

use super::rule::MatchingRule::{self, *};
use super::{InvalidValue, SubstringComponent, Substrings};
use crate::schema::Syntax;
use crate::test_schema::schema;

/// What the rule says of a value and an assertion; `None` is Undefined.
fn outcome(rule: MatchingRule, value: &str, assertion: &str) -> Option<bool> {
    let schema = schema();
    let value = rule.normalize(value.as_bytes(), schema).ok()?;
    let assertion = rule
        .normalize_assertion(assertion.as_bytes(), schema)
        .ok()?;
    Some(rule.matches(&value, &assertion))
}

fn order(rule: MatchingRule, a: &str, b: &str) -> Ordering {
    let schema = schema();
    let a = rule.normalize(a.as_bytes(), schema).unwrap();
    let b = rule.normalize(b.as_bytes(), schema).unwrap();
    rule.compare(&a, &b)
}

#[test]
fn rules_are_found_by_name_in_any_case_and_by_oid() {
    for rule in MatchingRule::ALL {
        for name in [
            rule.name().to_owned(),
            rule.name().to_ascii_uppercase(),
            rule.oid().to_owned(),
        ] {
            assert_eq!(MatchingRule::by_name_or_oid(name.as_bytes()), Some(*rule));
        }
    }
    assert_eq!(MatchingRule::by_name_or_oid(b"2.5.13"), None);
    assert_eq!(
        CaseIgnoreMatch.definition(),
        "( 2.5.13.2 NAME 'caseIgnoreMatch' SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )"
    );
}

#[test]
fn rfc4517_section_4_2_1_bit_string_match() {
    assert_eq!(outcome(BitStringMatch, "'0101'B", "'0101'B"), Some(true));
    assert_eq!(outcome(BitStringMatch, "'0101'B", "'01010'B"), Some(false));
    assert_eq!(outcome(BitStringMatch, "'0101'B", "0101"), None);
}

#[test]
fn rfc4517_section_4_2_2_boolean_match() {
    assert_eq!(outcome(BooleanMatch, "TRUE", "TRUE"), Some(true));
    assert_eq!(outcome(BooleanMatch, "TRUE", "FALSE"), Some(false));
    assert_eq!(outcome(BooleanMatch, "TRUE", "true"), None);
}

#[test]
fn rfc4517_sections_4_2_3_and_4_2_7_ia5_match() {
    assert_eq!(
        outcome(CaseExactIa5Match, "/home/Fry", " /home/Fry"),
        Some(true)
    );
    assert_eq!(
        outcome(CaseExactIa5Match, "/home/Fry", "/home/fry"),
        Some(false)
    );
    assert_eq!(
        outcome(CaseIgnoreIa5Match, "Fry@x.test", "fry@X.TEST"),
        Some(true)
    );
    assert_eq!(outcome(CaseIgnoreIa5Match, "fry", "fr\u{fd}"), None);
}

#[test]
fn rfc4517_sections_4_2_4_and_4_2_11_case_match() {
    assert_eq!(
        outcome(CaseIgnoreMatch, "Turanga  Leela", " turanga leela "),
        Some(true)
    );
    assert_eq!(
        outcome(CaseExactMatch, "Turanga  Leela", "Turanga Leela"),
        Some(true)
    );
    assert_eq!(outcome(CaseExactMatch, "Leela", "leela"), Some(false));
    assert_eq!(outcome(CaseIgnoreMatch, "Leela", ""), None);
    let schema = schema();
    assert_eq!(
        CaseIgnoreMatch.normalize_assertion(b"\xFF", schema),
        Err(InvalidValue::Syntax(Syntax::DirectoryString))
    );
}

#[test]
fn rfc4517_sections_4_2_5_and_4_2_12_case_ordering() {
    assert_eq!(outcome(CaseIgnoreOrderingMatch, "Abe", "bob"), Some(true));
    assert_eq!(outcome(CaseIgnoreOrderingMatch, "bob", "Abe"), Some(false));
    assert_eq!(outcome(CaseIgnoreOrderingMatch, "bob", "BOB"), Some(false));
    assert_eq!(outcome(CaseExactOrderingMatch, "Bob", "abe"), Some(true));
}

#[test]
fn rfc4517_section_4_2_9_list_match() {
    assert_eq!(
        outcome(
            CaseIgnoreListMatch,
            "1234 Main St.$Anytown,  CA$USA",
            "1234 MAIN ST. $anytown, ca$usa"
        ),
        Some(true)
    );
    assert_eq!(outcome(CaseIgnoreListMatch, "a$b", "ab"), Some(false));
    assert_eq!(outcome(CaseIgnoreListMatch, "a$b", "a\\24b"), Some(false));
    assert_eq!(outcome(CaseIgnoreListMatch, "\\5c", "\\5C"), Some(true));
    assert_eq!(outcome(CaseIgnoreListMatch, "a", "a$"), None);
}

#[test]
fn rfc4517_section_4_2_10_no_substring_spans_two_lines() {
    let address = "1234 Main St.$Anytown, CA 12345$\\241 USA";
    let matches = |assertion| outcome(CaseIgnoreListSubstringsMatch, address, assertion);
    assert_eq!(matches("1234*USA"), Some(true));
    assert_eq!(matches("*main*any*$1*"), Some(true));
    assert_eq!(matches("*st.any*"), Some(false));
    assert_eq!(matches("*st.$any*"), Some(false));
    assert_eq!(matches("anytown*"), Some(false));
    assert_eq!(matches("*ca 12345"), Some(false));
}

#[test]
fn rfc4517_section_4_2_14_first_component_that_is_a_string() {
    assert_eq!(
        outcome(
            DirectoryStringFirstComponentMatch,
            "( 'Some Text' 2 )",
            "some text"
        ),
        Some(true)
    );
    assert_eq!(
        outcome(DirectoryStringFirstComponentMatch, "( 'Some Text' 2 )", "2"),
        Some(false)
    );
}

#[test]
fn rfc4517_sections_4_2_16_and_4_2_17_time_match() {
    assert_eq!(
        outcome(
            GeneralizedTimeMatch,
            "20260527155548Z",
            "20260527155548.000Z"
        ),
        Some(true)
    );
    assert_eq!(
        outcome(
            GeneralizedTimeOrderingMatch,
            "20260527155548Z",
            "20260527155548.000Z"
        ),
        Some(false)
    );
    assert_eq!(
        outcome(
            GeneralizedTimeOrderingMatch,
            "20260527155547Z",
            "20260527175548+02"
        ),
        Some(true)
    );
    assert_eq!(
        outcome(
            GeneralizedTimeOrderingMatch,
            "20260527155547Z",
            "20260527155548"
        ),
        None
    );
}

#[test]
fn rfc4517_sections_4_2_18_and_4_2_25_first_components() {
    let rule = "( 2 DESC 'organization structure rule' FORM 2.5.15.3 )";
    assert_eq!(outcome(IntegerFirstComponentMatch, rule, "2"), Some(true));
    assert_eq!(outcome(IntegerFirstComponentMatch, rule, "3"), Some(false));
    let class =
        "( 2.5.6.2 NAME 'country' SUP top STRUCTURAL MUST c MAY ( searchGuide $ description ) )";
    for assertion in ["2.5.6.2", "country", "COUNTRY"] {
        assert_eq!(
            outcome(ObjectIdentifierFirstComponentMatch, class, assertion),
            Some(true)
        );
    }
    assert_eq!(
        outcome(ObjectIdentifierFirstComponentMatch, class, "person"),
        Some(false)
    );
    assert_eq!(
        outcome(ObjectIdentifierFirstComponentMatch, class, "nothingKnown"),
        None
    );
    assert_eq!(
        outcome(
            ObjectIdentifierFirstComponentMatch,
            "no description",
            "2.5.6.2"
        ),
        None
    );
}

#[test]
fn rfc4517_sections_4_2_19_and_4_2_20_integer_match() {
    let huge = "9".repeat(400);
    assert_eq!(outcome(IntegerMatch, "5001", "5001"), Some(true));
    assert_eq!(outcome(IntegerMatch, "5001", "05001"), None);
    assert_eq!(outcome(IntegerMatch, "5001", "abc"), None);
    assert_eq!(outcome(IntegerMatch, &huge, &huge), Some(true));
    assert_eq!(order(IntegerOrderingMatch, "10", "9"), Ordering::Greater);
    assert_eq!(order(IntegerOrderingMatch, "-10", "-9"), Ordering::Less);
    assert_eq!(order(IntegerOrderingMatch, "-1", "0"), Ordering::Less);
    assert_eq!(
        order(IntegerOrderingMatch, &huge, "5001"),
        Ordering::Greater
    );
    assert_eq!(
        order(IntegerOrderingMatch, &format!("-{huge}"), "5001"),
        Ordering::Less
    );
}

#[test]
fn openldap_md_15_bit_rules() {
    assert_eq!(outcome(IntegerBitAndMatch, "7", "5"), Some(true));
    assert_eq!(outcome(IntegerBitAndMatch, "4", "5"), Some(false));
    assert_eq!(outcome(IntegerBitOrMatch, "4", "5"), Some(true));
    assert_eq!(outcome(IntegerBitOrMatch, "8", "5"), Some(false));
    assert_eq!(outcome(IntegerBitAndMatch, "-1", "5"), Some(true));
    assert_eq!(
        outcome(IntegerBitOrMatch, "99999999999999999999", "1"),
        Some(false)
    );
}

#[test]
fn rfc4517_sections_4_2_22_to_4_2_24_numeric_strings() {
    assert_eq!(
        outcome(NumericStringMatch, "15 079 672 281", "15079672281"),
        Some(true)
    );
    assert_eq!(outcome(NumericStringMatch, "15 079", "15-079"), None);
    assert_eq!(outcome(NumericStringOrderingMatch, "1 5", "16"), Some(true));
    assert_eq!(
        outcome(NumericStringSubstringsMatch, "15 079 672", "1*50 7*2"),
        Some(true)
    );
    assert_eq!(
        outcome(NumericStringSubstringsMatch, "15 079 672", "1*x*"),
        None
    );
}

#[test]
fn rfc4518_section_2_6_2_spaces_of_numeric_strings() {
    let schema = schema();
    let normal = |text: &'static [u8]| NumericStringMatch.normalize(text, schema).unwrap();
    assert_eq!(normal(b"  123  456  ").as_ref(), b"123456");
    assert_eq!(normal(b"   ").as_ref(), b"");
}

#[test]
fn rfc4518_section_2_6_3_spaces_and_hyphens_of_telephone_numbers() {
    let schema = schema();
    let normal = |text: &'static [u8]| TelephoneNumberMatch.normalize(text, schema).unwrap();
    assert_eq!(normal(b" -123  456 -").as_ref(), b"123456");
    assert_eq!(normal(b"---").as_ref(), b"");
    assert_eq!(
        outcome(TelephoneNumberMatch, "+1 512 315 0280", "+1-512-315-0280"),
        Some(true)
    );
    assert_eq!(
        outcome(TelephoneNumberMatch, "+1 512 EXT", "+1512ext"),
        Some(true)
    );
    assert_eq!(
        outcome(TelephoneNumberSubstringsMatch, "+1 512 315 0280", "*23-15*"),
        Some(true)
    );
}

#[test]
fn rfc4517_section_4_2_26_object_identifier_match() {
    assert_eq!(
        outcome(ObjectIdentifierMatch, "inetOrgPerson", "INETORGPERSON"),
        Some(true)
    );
    assert_eq!(
        outcome(
            ObjectIdentifierMatch,
            "inetOrgPerson",
            "2.16.840.1.113730.3.2.2"
        ),
        Some(true)
    );
    assert_eq!(
        outcome(ObjectIdentifierMatch, "userPassword", "2.5.4.35"),
        Some(true)
    );
    assert_eq!(
        outcome(ObjectIdentifierMatch, "inetOrgPerson", "person"),
        Some(false)
    );
    assert_eq!(
        outcome(ObjectIdentifierMatch, "inetOrgPerson", "nothingKnown"),
        None
    );
    assert_eq!(outcome(ObjectIdentifierMatch, "1.2.3", "1.2.3"), Some(true));
}

#[test]
fn rfc4517_sections_4_2_27_and_4_2_28_octet_strings() {
    assert_eq!(outcome(OctetStringMatch, "a b", "a b"), Some(true));
    assert_eq!(outcome(OctetStringMatch, "a b", "a  b"), Some(false));
    assert_eq!(outcome(OctetStringOrderingMatch, "ab", "abc"), Some(true));
    assert_eq!(outcome(OctetStringOrderingMatch, "b", "abc"), Some(false));
}

#[test]
fn rfc4523_section_3_certificates_are_compared_as_octets_and_never_asserted() {
    let schema = schema();
    assert_eq!(
        CertificateExactMatch
            .normalize(b"\x30\x00", schema)
            .unwrap()
            .as_ref(),
        b"\x30\x00"
    );
    assert_eq!(
        CertificateExactMatch
            .normalize_assertion(b"{ serialNumber 1, issuer rdnSequence:\"\" }", schema),
        Err(InvalidValue::Unsupported(CertificateExactMatch))
    );
}

#[test]
fn rfc4530_sections_2_2_and_2_3_uuids() {
    let (lower, upper) = (
        "597ae2f6-16a6-1027-98f4-d28b5365dc14",
        "597AE2F6-16A6-1027-98F4-D28B5365DC14",
    );
    assert_eq!(outcome(UuidMatch, lower, upper), Some(true));
    assert_eq!(outcome(UuidMatch, lower, "597ae2f6"), None);
    assert_eq!(
        order(
            UuidOrderingMatch,
            lower,
            "A97ae2f6-16a6-1027-98f4-d28b5365dc14"
        ),
        Ordering::Less
    );
}

#[test]
fn rfc4517_section_3_3_30_substring_assertions_as_text() {
    let matches = |value, assertion| outcome(CaseIgnoreSubstringsMatch, value, assertion);
    assert_eq!(matches("Turanga Leela", "tur*"), Some(true));
    assert_eq!(matches("Turanga Leela", "*leela"), Some(true));
    assert_eq!(matches("Turanga Leela", "*"), Some(true));
    assert_eq!(matches("5*4\\3", "5\\2A*\\5c3"), Some(true));
    assert_eq!(matches("5x4", "5\\2A*"), Some(false));
    for malformed in ["no asterisk", "", "a\\*", "a\\2B*", "a**b"] {
        assert_eq!(matches("a", malformed), None, "{malformed}");
    }
}

#[test]
fn rfc4517_section_4_1_components_conform_to_the_equality_rule() {
    let prepare = |rule: MatchingRule, text: &str| {
        Substrings::prepare(rule, None, [text.as_bytes()], None).is_ok()
    };
    assert!(!prepare(TelephoneNumberSubstringsMatch, "5#5"));
    assert!(!prepare(CaseIgnoreIa5SubstringsMatch, "\u{e9}"));
    assert!(!prepare(CaseIgnoreSubstringsMatch, ""));
    assert!(prepare(CaseIgnoreSubstringsMatch, "\u{e9}"));
    assert_eq!(
        CaseIgnoreMatch.prepare_substring(SubstringComponent::Any, b"x"),
        Err(InvalidValue::NotSubstrings(CaseIgnoreMatch))
    );
}

#[test]
fn rfc4517_section_4_1_rules_apply_to_types_of_their_syntax() {
    let schema = schema();
    let of = |name: &str| schema.attribute_type(name.as_bytes()).unwrap();
    assert!(CaseExactMatch.applies_to(of("cn")));
    assert!(CaseIgnoreMatch.applies_to(of("telephoneNumber")));
    assert!(IntegerBitAndMatch.applies_to(of("uidNumber")));
    assert!(ObjectIdentifierFirstComponentMatch.applies_to(of("attributeTypes")));
    assert!(!IntegerMatch.applies_to(of("cn")));
    assert!(!CaseIgnoreMatch.applies_to(of("mail")));
    assert!(!CertificateExactMatch.applies_to(of("userCertificate")));
    assert_eq!(CertificateExactMatch.use_definition(schema), None);
    let uses = BitStringMatch.use_definition(schema).unwrap();
    assert_eq!(
        uses,
        "( 2.5.13.16 NAME 'bitStringMatch' APPLIES ( x500UniqueIdentifier ) )"
    );
}

#[test]
fn what_is_normal_is_borrowed() {
    let schema = schema();
    for (rule, value) in [
        (CaseIgnoreMatch, "leela"),
        (CaseIgnoreIa5Match, "leela@planetexpress.test"),
        (IntegerMatch, "5001"),
        (GeneralizedTimeMatch, "20260527155548Z"),
        (ObjectIdentifierMatch, "inetOrgPerson"),
        (BooleanMatch, "TRUE"),
        (TelephoneNumberMatch, "+15550100"),
        (UuidMatch, "597ae2f6-16a6-1027-98f4-d28b5365dc14"),
        (OctetStringMatch, "\u{e9}"),
    ] {
        let normalized = rule.normalize(value.as_bytes(), schema);
        assert!(
            matches!(normalized, Ok(Cow::Borrowed(_))),
            "{}",
            rule.name()
        );
    }
}

#[test]
fn rfc4517_section_3_3_6_values_of_unassigned_characters_are_values() {
    let schema = schema();
    let pizza = "Team \u{1F355}";
    for rule in [CaseIgnoreMatch, CaseExactMatch, CaseIgnoreListMatch] {
        let normal = |text: &'static str| rule.normalize(text.as_bytes(), schema).unwrap();
        assert_eq!(normal("Team \u{1F355}"), normal("Team \u{1F355}"));
        assert_ne!(normal("Team \u{1F355}"), normal("Team \u{1F354}"));
        assert_eq!(outcome(rule, pizza, "team"), Some(false));
        assert_eq!(outcome(rule, pizza, pizza), None);
    }
    assert_eq!(outcome(CaseIgnoreSubstringsMatch, pizza, "team*"), None);
    assert_eq!(outcome(CaseIgnoreOrderingMatch, pizza, "z"), None);
}

#[test]
fn rfc4517_section_4_2_15_distinguished_name_match() {
    let leela = "uid=Leela,ou=Users,o=Planet  Express";
    let matches = |assertion| outcome(DistinguishedNameMatch, leela, assertion);
    assert_eq!(
        matches("UID = leela ; OU=users;O=planet express"),
        Some(true)
    );
    assert_eq!(
        matches("0.9.2342.19200300.100.1.1=leela,ou=users,o=planet express"),
        Some(true)
    );
    assert_eq!(matches("uid=leela,ou=users"), Some(false));
    assert_eq!(matches("uid=fry,ou=users,o=planet express"), Some(false));
    assert_eq!(matches("x"), None);
    assert_eq!(matches("nothingKnown=x"), None);
    assert_eq!(
        outcome(DistinguishedNameMatch, "cn=J+ou=S,c=US", "ou=s+cn=j,c=us"),
        Some(true)
    );
}

#[test]
fn rfc4517_section_4_2_31_unique_member_match() {
    let example = "1.3.6.1.4.1.1466.0=#04024869,O=Test,C=GB#'0101'B";
    let matches = |assertion| outcome(UniqueMemberMatch, example, assertion);
    assert_eq!(
        matches("1.3.6.1.4.1.1466.0=Hi,o=test,c=gb#'0101'B"),
        Some(true)
    );
    assert_eq!(
        matches("1.3.6.1.4.1.1466.0=Hi,o=test,c=gb#'0100'B"),
        Some(false)
    );
    assert_eq!(matches("1.3.6.1.4.1.1466.0=Hi,o=test,c=gb"), Some(false));
    assert_eq!(matches("c=gb#'0102'B"), Some(false));
    assert_eq!(outcome(UniqueMemberMatch, "o=Test", "O=test"), Some(true));
    assert_eq!(outcome(UniqueMemberMatch, "o=Test", "test"), None);
    // A `#` without a bit string belongs to the name.
    assert_eq!(
        outcome(UniqueMemberMatch, "o=C#Sharp", "o=c#sharp"),
        Some(true)
    );
    assert_eq!(
        outcome(
            UniqueMemberMatch,
            "1.3.6.1.4.1.1466.0=#04024869",
            "1.3.6.1.4.1.1466.0=Hi"
        ),
        Some(true)
    );
}

proptest! {
    #[test]
    fn integers_compare_as_numbers(a in any::<i128>(), b in any::<i128>(), close in -3_i128..4) {
        for b in [b, a.saturating_add(close), close] {
            prop_assert_eq!(IntegerOrderingMatch.compare(a.to_string().as_bytes(), b.to_string().as_bytes()), a.cmp(&b));
        }
    }

    #[test]
    fn integers_of_any_size_compare_as_padded_digits(a in "[1-9][0-9]{0,60}", b in "[1-9][0-9]{0,60}") {
        let expected = format!("{a:0>64}").cmp(&format!("{b:0>64}"));
        prop_assert_eq!(IntegerOrderingMatch.compare(a.as_bytes(), b.as_bytes()), expected);
        let (a, b) = (format!("-{a}"), format!("-{b}"));
        prop_assert_eq!(IntegerOrderingMatch.compare(a.as_bytes(), b.as_bytes()), expected.reverse());
    }

    #[test]
    fn no_rule_panics_on_any_octets(octets in prop::collection::vec(any::<u8>(), 0..40), text in "[(*$\\\\25cCA4 '0-9Ba.+#=Z-]{0,20}") {
        for octets in [octets.as_slice(), text.as_bytes()] {
            for rule in MatchingRule::ALL {
                let value = rule.normalize(octets, schema()).unwrap_or_default();
                let assertion = rule.normalize_assertion(octets, schema()).unwrap_or_default();
                rule.matches(&value, &assertion);
                rule.matches(octets, octets);
                rule.compare(&value, &assertion);
            }
        }
    }
}
