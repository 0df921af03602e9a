//! Values of each syntax, from RFC 4517's own examples, and what is close to one and isn't.

use super::syntax::Syntax;

fn check(syntax: Syntax, valid: &[&str], invalid: &[&str]) {
    for value in valid {
        assert!(
            syntax.validate(value.as_bytes()).is_ok(),
            "{syntax:?} refuses {value:?}"
        );
    }
    for value in invalid {
        assert!(
            syntax.validate(value.as_bytes()).is_err(),
            "{syntax:?} accepts {value:?}"
        );
    }
}

#[test]
fn rfc4517_appendix_a_oids_are_those_of_the_table() {
    assert_eq!(
        Syntax::by_oid("1.3.6.1.4.1.1466.115.121.1.15"),
        Some(Syntax::DirectoryString)
    );
    assert_eq!(
        Syntax::by_oid("1.3.6.1.4.1.1466.115.121.1.34"),
        Some(Syntax::NameAndOptionalUid)
    );
    assert_eq!(Syntax::by_oid("1.3.6.1.4.1.1466.115.121.1.1"), None);
    assert_eq!(
        Syntax::LdapSyntaxDescription.definition(),
        "( 1.3.6.1.4.1.1466.115.121.1.54 DESC 'LDAP Syntax Description' )"
    );
}

#[test]
fn rfc4517_section_3_3_2_bit_string() {
    check(
        Syntax::BitString,
        &["'0101111101'B", "''B"],
        &["", "'2'B", "'01'", "01", "'01'b", "'B"],
    );
}

#[test]
fn rfc4517_section_3_3_3_boolean() {
    check(
        Syntax::Boolean,
        &["TRUE", "FALSE"],
        &["", "true", "True", "TRUE "],
    );
}

#[test]
fn rfc4517_section_3_3_4_country_string() {
    check(
        Syntax::CountryString,
        &["US", "AU"],
        &["", "U", "USA", "U*", "\u{e9}"],
    );
}

#[test]
fn rfc4517_section_3_3_5_delivery_method() {
    check(
        Syntax::DeliveryMethod,
        &["telephone $ videotex", "any", "mhs$g3fax"],
        &["", "pigeon", "any $", "any telex"],
    );
}

#[test]
fn rfc4517_section_3_3_6_directory_string() {
    check(
        Syntax::DirectoryString,
        &[
            "This is a value of Directory String containing #!%#@.",
            "\u{1F600}",
            " ",
        ],
        &[""],
    );
    assert!(Syntax::DirectoryString.validate(b"\xFF").is_err());
}

#[test]
fn rfc4517_section_3_3_11_facsimile_telephone_number() {
    check(
        Syntax::FacsimileTelephoneNumber,
        &["+61 3 9896 7801", "+61 3 9896 7801$twoDimensional$b4Length"],
        &["", "+61#3", "+61$thin", "$fineResolution"],
    );
}

#[test]
fn rfc4517_section_3_3_15_ia5_string() {
    check(
        Syntax::Ia5String,
        &["", "anything ASCII #\u{7f}"],
        &["caf\u{e9}"],
    );
}

#[test]
fn rfc4517_section_3_3_16_integer() {
    check(
        Syntax::Integer,
        &["1321", "0", "-1", "123456789012345678901234567890"],
        &["", "-", "-0", "007", "+1", "1 ", "1.0", "abc"],
    );
}

#[test]
fn rfc4517_section_3_3_23_numeric_string() {
    check(
        Syntax::NumericString,
        &["15 079 672 281", " "],
        &["", "15-079", "x"],
    );
}

#[test]
fn rfc4517_section_3_3_26_oid() {
    check(
        Syntax::ObjectIdentifier,
        &["1.2.3.4", "cn", "x-1-y", "0.9"],
        &["", "1", "1.", "1..2", "01.2", "-cn", "c_n", "1.2x", "2cn"],
    );
}

#[test]
fn rfc4517_section_3_3_27_other_mailbox() {
    check(
        Syntax::OtherMailbox,
        &["MCIMail$jsmith", "x$"],
        &["", "MCIMail", "$jsmith", "a#$b"],
    );
}

#[test]
fn rfc4517_section_3_3_28_postal_address() {
    check(
        Syntax::PostalAddress,
        &[
            "1234 Main St.$Anytown, CA 12345$USA",
            "\\241,000,000 Sweepstakes$PO Box 1000000$Anytown, CA 12345$USA",
            "back\\5Cslash",
        ],
        &["", "a$", "$a", "a$$b", "\\", "\\2", "\\25"],
    );
}

#[test]
fn rfc4517_section_3_3_29_printable_string() {
    check(
        Syntax::PrintableString,
        &["This is a PrintableString."],
        &["", "a#b", "a@b", "\u{e9}"],
    );
}

#[test]
fn rfc4517_section_3_3_31_telephone_number() {
    check(
        Syntax::TelephoneNumber,
        &["+1 512 315 0280", "+1-512-315-0280", "+61 3 9896 7830"],
        &["", "+1 512 #3"],
    );
}

#[test]
fn rfc4517_section_3_3_32_teletex_terminal_identifier() {
    check(
        Syntax::TeletexTerminalIdentifier,
        &["terminal", "terminal$graphic:x$misc:\\24"],
        &["", "terminal$colour:x", "terminal$misc", "terminal$misc:\\"],
    );
}

#[test]
fn rfc4517_section_3_3_33_telex_number() {
    check(
        Syntax::TelexNumber,
        &["12345$023$ABCDE"],
        &["", "12345$023", "1$2$3$4", "1$$3"],
    );
}

#[test]
fn rfc4517_section_3_3_34_utc_time() {
    check(
        Syntax::UtcTime,
        &[
            "9412161032Z",
            "941216103200",
            "9412160532-0500",
            "0002291200Z",
        ],
        &[
            "",
            "941216",
            "9413161032Z",
            "0102291200Z",
            "9412161032-05",
            "941216103260Z",
        ],
    );
}

#[test]
fn rfc4530_section_2_1_uuid() {
    check(
        Syntax::Uuid,
        &[
            "597ae2f6-16a6-1027-98f4-d28b5365dc14",
            "597AE2F6-16A6-1027-98F4-D28B5365DC14",
        ],
        &[
            "",
            "597ae2f616a6102798f4d28b5365dc14",
            "597ae2f6-16a6-1027-98f4-d28b5365dc1g",
        ],
    );
}

#[test]
fn octets_of_any_kind_are_octet_strings_and_pictures() {
    for syntax in [
        Syntax::OctetString,
        Syntax::Jpeg,
        Syntax::Certificate,
        Syntax::Binary,
    ] {
        assert!(syntax.validate(b"\xFF\xD8\x00").is_ok());
        assert!(syntax.validate(b"").is_ok());
    }
}
