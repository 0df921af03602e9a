//! The matching rules that are known: names, OIDs, assertion syntaxes and what each is for.

use crate::schema::Syntax;

macro_rules! matching_rules {
    ($($(#[$documentation:meta])* $variant:ident = $name:literal, $oid:literal, $syntax:ident, $kind:ident;)*) => {
        /// A matching rule (RFC 4512 section 4.1.3). What it does to values is in [`Self::normalize`] and its neighbours.
        #[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
        pub enum MatchingRule {
            $($(#[$documentation])* $variant,)*
        }

        impl MatchingRule {
            /// Every rule known here, in the order that `matchingRules` lists them.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// Its name.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }

            /// Its numeric OID.
            pub const fn oid(self) -> &'static str {
                match self {
                    $(Self::$variant => $oid,)*
                }
            }

            /// The syntax of its assertions.
            pub const fn assertion_syntax(self) -> Syntax {
                match self {
                    $(Self::$variant => Syntax::$syntax,)*
                }
            }

            /// What it can be in an attribute type's description.
            pub const fn kind(self) -> MatchingRuleKind {
                match self {
                    $(Self::$variant => MatchingRuleKind::$kind,)*
                }
            }
        }
    };
}

matching_rules! {
    /// RFC 4517 section 4.2.1.
    BitStringMatch = "bitStringMatch", "2.5.13.16", BitString, Equality;
    /// RFC 4517 section 4.2.2.
    BooleanMatch = "booleanMatch", "2.5.13.13", Boolean, Equality;
    /// RFC 4517 section 4.2.3.
    CaseExactIa5Match = "caseExactIA5Match", "1.3.6.1.4.1.1466.109.114.1", Ia5String, Equality;
    /// OpenLDAP's; RFC 2307 section 3 names it without defining it.
    CaseExactIa5SubstringsMatch = "caseExactIA5SubstringsMatch", "1.3.6.1.4.1.4203.1.2.1", SubstringAssertion, Substrings;
    /// RFC 4517 section 4.2.4.
    CaseExactMatch = "caseExactMatch", "2.5.13.5", DirectoryString, Equality;
    /// RFC 4517 section 4.2.5.
    CaseExactOrderingMatch = "caseExactOrderingMatch", "2.5.13.6", DirectoryString, Ordering;
    /// RFC 4517 section 4.2.6.
    CaseExactSubstringsMatch = "caseExactSubstringsMatch", "2.5.13.7", SubstringAssertion, Substrings;
    /// RFC 4517 section 4.2.7.
    CaseIgnoreIa5Match = "caseIgnoreIA5Match", "1.3.6.1.4.1.1466.109.114.2", Ia5String, Equality;
    /// RFC 4517 section 4.2.8.
    CaseIgnoreIa5SubstringsMatch = "caseIgnoreIA5SubstringsMatch", "1.3.6.1.4.1.1466.109.114.3", SubstringAssertion, Substrings;
    /// RFC 4517 section 4.2.9.
    CaseIgnoreListMatch = "caseIgnoreListMatch", "2.5.13.11", PostalAddress, Equality;
    /// RFC 4517 section 4.2.10.
    CaseIgnoreListSubstringsMatch = "caseIgnoreListSubstringsMatch", "2.5.13.12", SubstringAssertion, Substrings;
    /// RFC 4517 section 4.2.11.
    CaseIgnoreMatch = "caseIgnoreMatch", "2.5.13.2", DirectoryString, Equality;
    /// RFC 4517 section 4.2.12.
    CaseIgnoreOrderingMatch = "caseIgnoreOrderingMatch", "2.5.13.3", DirectoryString, Ordering;
    /// RFC 4517 section 4.2.13.
    CaseIgnoreSubstringsMatch = "caseIgnoreSubstringsMatch", "2.5.13.4", SubstringAssertion, Substrings;
    /// RFC 4517 section 4.2.14.
    DirectoryStringFirstComponentMatch = "directoryStringFirstComponentMatch", "2.5.13.31", DirectoryString, Equality;
    /// RFC 4517 section 4.2.15.
    DistinguishedNameMatch = "distinguishedNameMatch", "2.5.13.1", DistinguishedName, Equality;
    /// RFC 4517 section 4.2.16.
    GeneralizedTimeMatch = "generalizedTimeMatch", "2.5.13.27", GeneralizedTime, Equality;
    /// RFC 4517 section 4.2.17.
    GeneralizedTimeOrderingMatch = "generalizedTimeOrderingMatch", "2.5.13.28", GeneralizedTime, Ordering;
    /// RFC 4517 section 4.2.18.
    IntegerFirstComponentMatch = "integerFirstComponentMatch", "2.5.13.29", Integer, Equality;
    /// RFC 4517 section 4.2.19.
    IntegerMatch = "integerMatch", "2.5.13.14", Integer, Equality;
    /// RFC 4517 section 4.2.20.
    IntegerOrderingMatch = "integerOrderingMatch", "2.5.13.15", Integer, Ordering;
    /// RFC 4517 section 4.2.22.
    NumericStringMatch = "numericStringMatch", "2.5.13.8", NumericString, Equality;
    /// RFC 4517 section 4.2.23.
    NumericStringOrderingMatch = "numericStringOrderingMatch", "2.5.13.9", NumericString, Ordering;
    /// RFC 4517 section 4.2.24.
    NumericStringSubstringsMatch = "numericStringSubstringsMatch", "2.5.13.10", SubstringAssertion, Substrings;
    /// RFC 4517 section 4.2.25.
    ObjectIdentifierFirstComponentMatch = "objectIdentifierFirstComponentMatch", "2.5.13.30", ObjectIdentifier, Equality;
    /// RFC 4517 section 4.2.26.
    ObjectIdentifierMatch = "objectIdentifierMatch", "2.5.13.0", ObjectIdentifier, Equality;
    /// RFC 4517 section 4.2.27.
    OctetStringMatch = "octetStringMatch", "2.5.13.17", OctetString, Equality;
    /// RFC 4517 section 4.2.28.
    OctetStringOrderingMatch = "octetStringOrderingMatch", "2.5.13.18", OctetString, Ordering;
    /// RFC 4517 section 4.2.29.
    TelephoneNumberMatch = "telephoneNumberMatch", "2.5.13.20", TelephoneNumber, Equality;
    /// RFC 4517 section 4.2.30.
    TelephoneNumberSubstringsMatch = "telephoneNumberSubstringsMatch", "2.5.13.21", SubstringAssertion, Substrings;
    /// RFC 4517 section 4.2.31.
    UniqueMemberMatch = "uniqueMemberMatch", "2.5.13.23", NameAndOptionalUid, Equality;
    /// RFC 4523 section 3.1.
    CertificateExactMatch = "certificateExactMatch", "2.5.13.34", CertificateExactAssertion, Equality;
    /// RFC 4523 section 3.3.
    CertificatePairExactMatch = "certificatePairExactMatch", "2.5.13.36", CertificatePairExactAssertion, Equality;
    /// RFC 4523 section 3.5.
    CertificateListExactMatch = "certificateListExactMatch", "2.5.13.38", CertificateListExactAssertion, Equality;
    /// RFC 4523 section 3.7, whose description leaves `Match` out of the name; section 7 registers it in full.
    AlgorithmIdentifierMatch = "algorithmIdentifierMatch", "2.5.13.40", AlgorithmIdentifier, Equality;
    /// RFC 4530 section 2.2.
    UuidMatch = "uuidMatch", "1.3.6.1.1.16.2", Uuid, Equality;
    /// RFC 4530 section 2.3.
    UuidOrderingMatch = "uuidOrderingMatch", "1.3.6.1.1.16.3", Uuid, Ordering;
    /// OpenLDAP's (openldap.md 31).
    CsnMatch = "CSNMatch", "1.3.6.1.4.1.4203.666.11.2.2", ChangeSequenceNumber, Equality;
    /// OpenLDAP's (openldap.md 31).
    CsnOrderingMatch = "CSNOrderingMatch", "1.3.6.1.4.1.4203.666.11.2.3", ChangeSequenceNumber, Ordering;
    /// All bits of the assertion are set in the value (openldap.md 15); for extensible matches.
    IntegerBitAndMatch = "integerBitAndMatch", "1.2.840.113556.1.4.803", Integer, Other;
    /// Some bit of the assertion is set in the value (openldap.md 15); for extensible matches.
    IntegerBitOrMatch = "integerBitOrMatch", "1.2.840.113556.1.4.804", Integer, Other;
}

impl MatchingRule {
    /// The rule of this name (in any case) or numeric OID.
    pub fn by_name_or_oid(name_or_oid: &[u8]) -> Option<Self> {
        Self::ALL.iter().copied().find(|rule| {
            rule.name().as_bytes().eq_ignore_ascii_case(name_or_oid)
                || rule.oid().as_bytes() == name_or_oid
        })
    }

    /// Its description as a value of `matchingRules` (RFC 4512 section 4.2.3).
    pub fn definition(self) -> String {
        let (oid, name, syntax) = (self.oid(), self.name(), self.assertion_syntax().oid());
        format!("( {oid} NAME '{name}' SYNTAX {syntax} )")
    }
}

/// What a rule can be in an attribute type's description (RFC 4517 section 4.1).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum MatchingRuleKind {
    /// EQUALITY.
    Equality,
    /// ORDERING.
    Ordering,
    /// SUBSTR.
    Substrings,
    /// None of these: for extensible matches only.
    Other,
}
