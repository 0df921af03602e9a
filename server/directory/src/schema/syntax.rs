//! The LDAP syntaxes: their OIDs and descriptions, and whether an octet string is a value of one.
//!
//! Syntaxes of large structured values (certificates, search guides, subtree specifications) are recognised, and take any
//! octets, or any UTF-8 text where their encoding is text: the directory stores and serves such values and never looks inside.

use std::str;

use super::grammar;
use crate::matching::{InvalidValue, generalized_time};

macro_rules! syntaxes {
    ($($(#[$documentation:meta])* $variant:ident = $oid:literal, $description:literal;)*) => {
        /// An LDAP syntax (RFC 4512 section 4.1.5).
        #[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
        pub enum Syntax {
            $($(#[$documentation])* $variant,)*
        }

        impl Syntax {
            /// Every syntax known here, in the order that `ldapSyntaxes` lists them.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// Its numeric OID.
            pub const fn oid(self) -> &'static str {
                match self {
                    $(Self::$variant => $oid,)*
                }
            }

            /// Its DESC field.
            pub const fn description(self) -> &'static str {
                match self {
                    $(Self::$variant => $description,)*
                }
            }
        }
    };
}

syntaxes! {
    /// RFC 4517 section 3.3.1.
    AttributeTypeDescription = "1.3.6.1.4.1.1466.115.121.1.3", "Attribute Type Description";
    /// RFC 2252 section 4.3.1; the syntax of `userSMIMECertificate`.
    Binary = "1.3.6.1.4.1.1466.115.121.1.5", "Binary";
    /// RFC 4517 section 3.3.2.
    BitString = "1.3.6.1.4.1.1466.115.121.1.6", "Bit String";
    /// RFC 4517 section 3.3.3.
    Boolean = "1.3.6.1.4.1.1466.115.121.1.7", "Boolean";
    /// RFC 4523 section 2.1.
    Certificate = "1.3.6.1.4.1.1466.115.121.1.8", "X.509 Certificate";
    /// RFC 4523 section 2.2.
    CertificateList = "1.3.6.1.4.1.1466.115.121.1.9", "X.509 Certificate List";
    /// RFC 4523 section 2.3.
    CertificatePair = "1.3.6.1.4.1.1466.115.121.1.10", "X.509 Certificate Pair";
    /// RFC 4517 section 3.3.4.
    CountryString = "1.3.6.1.4.1.1466.115.121.1.11", "Country String";
    /// RFC 4517 section 3.3.9.
    DistinguishedName = "1.3.6.1.4.1.1466.115.121.1.12", "DN";
    /// RFC 4517 section 3.3.5.
    DeliveryMethod = "1.3.6.1.4.1.1466.115.121.1.14", "Delivery Method";
    /// RFC 4517 section 3.3.6.
    DirectoryString = "1.3.6.1.4.1.1466.115.121.1.15", "Directory String";
    /// RFC 4517 section 3.3.7.
    DitContentRuleDescription = "1.3.6.1.4.1.1466.115.121.1.16", "DIT Content Rule Description";
    /// RFC 4517 section 3.3.8.
    DitStructureRuleDescription = "1.3.6.1.4.1.1466.115.121.1.17", "DIT Structure Rule Description";
    /// RFC 4517 section 3.3.10.
    EnhancedGuide = "1.3.6.1.4.1.1466.115.121.1.21", "Enhanced Guide";
    /// RFC 4517 section 3.3.11.
    FacsimileTelephoneNumber = "1.3.6.1.4.1.1466.115.121.1.22", "Facsimile Telephone Number";
    /// RFC 4517 section 3.3.12.
    Fax = "1.3.6.1.4.1.1466.115.121.1.23", "Fax";
    /// RFC 4517 section 3.3.13.
    GeneralizedTime = "1.3.6.1.4.1.1466.115.121.1.24", "Generalized Time";
    /// RFC 4517 section 3.3.14.
    Guide = "1.3.6.1.4.1.1466.115.121.1.25", "Guide";
    /// RFC 4517 section 3.3.15.
    Ia5String = "1.3.6.1.4.1.1466.115.121.1.26", "IA5 String";
    /// RFC 4517 section 3.3.16.
    Integer = "1.3.6.1.4.1.1466.115.121.1.27", "INTEGER";
    /// RFC 4517 section 3.3.17.
    Jpeg = "1.3.6.1.4.1.1466.115.121.1.28", "JPEG";
    /// RFC 4517 section 3.3.19.
    MatchingRuleDescription = "1.3.6.1.4.1.1466.115.121.1.30", "Matching Rule Description";
    /// RFC 4517 section 3.3.20.
    MatchingRuleUseDescription = "1.3.6.1.4.1.1466.115.121.1.31", "Matching Rule Use Description";
    /// RFC 4517 section 3.3.21.
    NameAndOptionalUid = "1.3.6.1.4.1.1466.115.121.1.34", "Name And Optional UID";
    /// RFC 4517 section 3.3.22.
    NameFormDescription = "1.3.6.1.4.1.1466.115.121.1.35", "Name Form Description";
    /// RFC 4517 section 3.3.23.
    NumericString = "1.3.6.1.4.1.1466.115.121.1.36", "Numeric String";
    /// RFC 4517 section 3.3.24.
    ObjectClassDescription = "1.3.6.1.4.1.1466.115.121.1.37", "Object Class Description";
    /// RFC 4517 section 3.3.26.
    ObjectIdentifier = "1.3.6.1.4.1.1466.115.121.1.38", "OID";
    /// RFC 4517 section 3.3.27.
    OtherMailbox = "1.3.6.1.4.1.1466.115.121.1.39", "Other Mailbox";
    /// RFC 4517 section 3.3.25.
    OctetString = "1.3.6.1.4.1.1466.115.121.1.40", "Octet String";
    /// RFC 4517 section 3.3.28.
    PostalAddress = "1.3.6.1.4.1.1466.115.121.1.41", "Postal Address";
    /// RFC 4517 section 3.3.29.
    PrintableString = "1.3.6.1.4.1.1466.115.121.1.44", "Printable String";
    /// RFC 3672 section 2.1.
    SubtreeSpecification = "1.3.6.1.4.1.1466.115.121.1.45", "SubtreeSpecification";
    /// RFC 4523 section 2.4.
    SupportedAlgorithm = "1.3.6.1.4.1.1466.115.121.1.49", "X.509 Supported Algorithm";
    /// RFC 4517 section 3.3.31.
    TelephoneNumber = "1.3.6.1.4.1.1466.115.121.1.50", "Telephone Number";
    /// RFC 4517 section 3.3.32.
    TeletexTerminalIdentifier = "1.3.6.1.4.1.1466.115.121.1.51", "Teletex Terminal Identifier";
    /// RFC 4517 section 3.3.33.
    TelexNumber = "1.3.6.1.4.1.1466.115.121.1.52", "Telex Number";
    /// RFC 4517 section 3.3.34.
    UtcTime = "1.3.6.1.4.1.1466.115.121.1.53", "UTC Time";
    /// RFC 4517 section 3.3.18.
    LdapSyntaxDescription = "1.3.6.1.4.1.1466.115.121.1.54", "LDAP Syntax Description";
    /// RFC 4517 section 3.3.30; assertions of the substrings rules only.
    SubstringAssertion = "1.3.6.1.4.1.1466.115.121.1.58", "Substring Assertion";
    /// RFC 4523 section 2.5.
    CertificateExactAssertion = "1.3.6.1.1.15.1", "X.509 Certificate Exact Assertion";
    /// RFC 4523 section 2.7.
    CertificatePairExactAssertion = "1.3.6.1.1.15.3", "X.509 Certificate Pair Exact Assertion";
    /// RFC 4523 section 2.9.
    CertificateListExactAssertion = "1.3.6.1.1.15.5", "X.509 Certificate List Exact Assertion";
    /// RFC 4523 section 2.11.
    AlgorithmIdentifier = "1.3.6.1.1.15.7", "X.509 Algorithm Identifier";
    /// RFC 4530 section 2.1.
    Uuid = "1.3.6.1.1.16.1", "UUID";
    /// RFC 2307 section 2.4.
    NisNetgroupTriple = "1.3.6.1.1.1.0.0", "NIS netgroup triple";
    /// RFC 2307 section 2.4.
    BootParameter = "1.3.6.1.1.1.0.1", "Boot parameter";
    /// OpenLDAP's; slapd leaves it out of its own `ldapSyntaxes` (openldap.md 31).
    ChangeSequenceNumber = "1.3.6.1.4.1.4203.666.11.2.1", "Change Sequence Number";
}

impl Syntax {
    /// The syntax with this numeric OID.
    pub fn by_oid(oid: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|syntax| syntax.oid() == oid)
    }

    /// Its description as a value of `ldapSyntaxes` (RFC 4512 section 4.2.5).
    pub fn definition(self) -> String {
        format!("( {} DESC '{}' )", self.oid(), self.description())
    }

    /// Checks that the octets are a value of this syntax.
    ///
    /// A distinguished name is checked as UTF-8 only: that its parts are known takes a schema, which the distinguished name
    /// rules have.
    pub fn validate(self, value: &[u8]) -> Result<(), InvalidValue> {
        if self.is_value(value) {
            Ok(())
        } else {
            Err(InvalidValue::Syntax(self))
        }
    }

    fn is_value(self, value: &[u8]) -> bool {
        match self {
            Self::Binary
            | Self::Certificate
            | Self::CertificateList
            | Self::CertificatePair
            | Self::Fax
            | Self::Jpeg
            | Self::OctetString
            | Self::SupportedAlgorithm => true,
            Self::BitString => grammar::is_bit_string(value),
            Self::Boolean => matches!(value, b"TRUE" | b"FALSE"),
            Self::CountryString => value.len() == 2 && grammar::is_printable_string(value),
            Self::DeliveryMethod => is_delivery_method(value),
            Self::FacsimileTelephoneNumber => is_facsimile_number(value),
            Self::GeneralizedTime => generalized_time::normalize(value).is_ok(),
            Self::Ia5String | Self::NisNetgroupTriple | Self::BootParameter => value.is_ascii(),
            Self::Integer => grammar::is_integer(value),
            Self::NumericString => {
                !value.is_empty()
                    && value
                        .iter()
                        .all(|octet| octet.is_ascii_digit() || *octet == b' ')
            }
            Self::ObjectIdentifier => grammar::is_oid(value),
            Self::OtherMailbox => is_other_mailbox(value),
            Self::PostalAddress => {
                str::from_utf8(value).is_ok()
                    && value
                        .split(|octet| *octet == b'$')
                        .all(|line| !line.is_empty() && grammar::is_escaped_line(line))
            }
            Self::PrintableString | Self::TelephoneNumber => grammar::is_printable_string(value),
            Self::TeletexTerminalIdentifier => is_teletex_identifier(value),
            Self::TelexNumber => {
                value.split(|octet| *octet == b'$').count() == 3
                    && value
                        .split(|octet| *octet == b'$')
                        .all(grammar::is_printable_string)
            }
            Self::UtcTime => generalized_time::is_utc_time(value),
            Self::Uuid => grammar::is_uuid(value),
            Self::DistinguishedName | Self::NameAndOptionalUid => str::from_utf8(value).is_ok(),
            Self::AlgorithmIdentifier
            | Self::AttributeTypeDescription
            | Self::CertificateExactAssertion
            | Self::CertificateListExactAssertion
            | Self::CertificatePairExactAssertion
            | Self::ChangeSequenceNumber
            | Self::DirectoryString
            | Self::DitContentRuleDescription
            | Self::DitStructureRuleDescription
            | Self::EnhancedGuide
            | Self::Guide
            | Self::LdapSyntaxDescription
            | Self::MatchingRuleDescription
            | Self::MatchingRuleUseDescription
            | Self::NameFormDescription
            | Self::ObjectClassDescription
            | Self::SubstringAssertion
            | Self::SubtreeSpecification => !value.is_empty() && str::from_utf8(value).is_ok(),
        }
    }
}

/// RFC 4517 section 3.3.5.
fn is_delivery_method(value: &[u8]) -> bool {
    const METHODS: [&str; 10] = [
        "any",
        "mhs",
        "physical",
        "telex",
        "teletex",
        "g3fax",
        "g4fax",
        "ia5",
        "videotex",
        "telephone",
    ];
    value.split(|octet| *octet == b'$').all(|method| {
        let method = grammar::trim_spaces(method);
        METHODS
            .iter()
            .any(|known| method.eq_ignore_ascii_case(known.as_bytes()))
    })
}

/// RFC 4517 section 3.3.11.
fn is_facsimile_number(value: &[u8]) -> bool {
    const PARAMETERS: [&str; 7] = [
        "twoDimensional",
        "fineResolution",
        "unlimitedLength",
        "b4Length",
        "a3Width",
        "b4Width",
        "uncompressed",
    ];
    let mut parts = value.split(|octet| *octet == b'$');
    parts.next().is_some_and(grammar::is_printable_string)
        && parts.all(|parameter| {
            PARAMETERS
                .iter()
                .any(|known| parameter.eq_ignore_ascii_case(known.as_bytes()))
        })
}

/// RFC 4517 section 3.3.27.
fn is_other_mailbox(value: &[u8]) -> bool {
    let mut parts = value.splitn(2, |octet| *octet == b'$');
    parts.next().is_some_and(grammar::is_printable_string)
        && parts.next().is_some_and(<[u8]>::is_ascii)
}

/// RFC 4517 section 3.3.32.
fn is_teletex_identifier(value: &[u8]) -> bool {
    const KEYS: [&str; 5] = ["graphic", "control", "misc", "page", "private"];
    let mut parts = value.split(|octet| *octet == b'$');
    parts.next().is_some_and(grammar::is_printable_string)
        && parts.all(|parameter| {
            let mut halves = parameter.splitn(2, |octet| *octet == b':');
            let key = halves.next().unwrap_or_default();
            KEYS.iter()
                .any(|known| key.eq_ignore_ascii_case(known.as_bytes()))
                && halves.next().is_some_and(grammar::is_escaped_line)
        })
}
