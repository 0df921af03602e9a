//! Attribute values by the syntax of their type (RFC 4517 3.3), and a form in which equal values are equal.
//!
//! Only what a definition says decides. Syntaxes that aren't listed here hold any octets.

use regex::bytes::Regex;

use super::description::is_short_name;
use crate::run::name::{is_numeric_oid, is_well_formed};

/// Whether a value has the form of the syntax with this object identifier; nobody knows of a syntax that isn't listed.
pub(super) fn conforms(syntax: &str, value: &[u8]) -> bool {
    let text = std::str::from_utf8(value);
    let is_text = |holds: &dyn Fn(&str) -> bool| text.is_ok_and(holds);
    match syntax {
        BOOLEAN => matches!(value, b"TRUE" | b"FALSE"),
        DISTINGUISHED_NAME => is_text(&is_well_formed),
        DIRECTORY_STRING => is_text(&|text| !text.is_empty()),
        GENERALIZED_TIME => matches(TIME_FORM, value),
        IA5_STRING => value.is_ascii(),
        INTEGER => matches(r"^(0|-?[1-9][0-9]*)$", value),
        NUMERIC_STRING => matches(r"^[0-9 ]+$", value),
        OID => is_text(&|text| is_numeric_oid(text.as_bytes()) || is_short_name(text)),
        PRINTABLE_STRING | TELEPHONE_NUMBER => matches(r"^[A-Za-z0-9'()+,./:? =-]+$", value),
        UUID => matches(
            r"^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$",
            value,
        ),
        _ => true,
    }
}

/// A form in which two values that match by the equality rule are the same, as far as the rule's name tells: letter case
/// and insignificant space of the case-ignoring rules (RFC 4518 2.6.1). `None` where values compare as octets, or where
/// names must be compared.
pub(super) fn comparable(equality: &str, value: &[u8]) -> Option<String> {
    let ignores_case = [
        "caseignorematch",
        "caseignoreia5match",
        "objectidentifiermatch",
        "2.5.13.2",
        "2.5.13.0",
        "1.3.6.1.4.1.1466.109.114.2",
    ]
    .contains(&equality.to_lowercase().as_str());
    ignores_case.then(|| {
        let text = String::from_utf8_lossy(value).to_lowercase();
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    })
}

fn matches(form: &str, value: &[u8]) -> bool {
    Regex::new(form).is_ok_and(|form| form.is_match(value))
}

const BOOLEAN: &str = "1.3.6.1.4.1.1466.115.121.1.7";
const DISTINGUISHED_NAME: &str = "1.3.6.1.4.1.1466.115.121.1.12";
const DIRECTORY_STRING: &str = "1.3.6.1.4.1.1466.115.121.1.15";
const GENERALIZED_TIME: &str = "1.3.6.1.4.1.1466.115.121.1.24";
const IA5_STRING: &str = "1.3.6.1.4.1.1466.115.121.1.26";
const INTEGER: &str = "1.3.6.1.4.1.1466.115.121.1.27";
const NUMERIC_STRING: &str = "1.3.6.1.4.1.1466.115.121.1.36";
const OID: &str = "1.3.6.1.4.1.1466.115.121.1.38";
const PRINTABLE_STRING: &str = "1.3.6.1.4.1.1466.115.121.1.44";
const TELEPHONE_NUMBER: &str = "1.3.6.1.4.1.1466.115.121.1.50";
const UUID: &str = "1.3.6.1.1.16.1";

/// RFC 4517 3.3.13.
const TIME_FORM: &str = concat!(
    r"^[0-9]{4}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])(?:[01][0-9]|2[0-3])",
    r"(?:[0-5][0-9](?:[0-5][0-9]|60)?)?(?:[.,][0-9]+)?(?:Z|[+-](?:[01][0-9]|2[0-3])(?:[0-5][0-9])?)$"
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rfc4517_3_3_values_of_a_syntax() {
        for (syntax, right, wrong) in [
            (BOOLEAN, "TRUE", "true"),
            (DISTINGUISHED_NAME, r"cn=a\2Cb+sn=c,dc=x", "not a name"),
            (DISTINGUISHED_NAME, "", "cn=a,"),
            (DIRECTORY_STRING, "ä", ""),
            (GENERALIZED_TIME, "20200229120000.5Z", "20201301000000Z"),
            (IA5_STRING, "a@b", "ä"),
            (INTEGER, "-12", "012"),
            (NUMERIC_STRING, "12 3", "1a"),
            (OID, "1.3.6", "1..3"),
            (TELEPHONE_NUMBER, "+1 555 0100", "555_0100"),
            (
                UUID,
                "597ae2f6-16a6-1027-98f4-d28b5365dc14",
                "597ae2f616a6102798f4d28b5365dc14",
            ),
        ] {
            assert!(conforms(syntax, right.as_bytes()), "{right}");
            assert!(!conforms(syntax, wrong.as_bytes()), "{wrong}");
        }
        assert!(conforms("1.2.3", b"\xff"));
    }

    #[test]
    fn case_and_blanks_dont_make_a_difference_where_the_rule_ignores_them() {
        assert_eq!(
            comparable("caseIgnoreMatch", b" A  b"),
            comparable("2.5.13.2", b"a B")
        );
        assert_eq!(comparable("caseExactMatch", b"A"), None);
    }
}
