//! Which attribute types a rule can be used on by itself, as extensible matches do (RFC 4517 section 4.1).

use super::rule::MatchingRule;
use crate::schema::{AttributeType, Schema, Syntax};

/// The string syntaxes whose ASN.1 type is a `DirectoryString` or one of its alternatives (RFC 4517 section 4.2.4).
const DIRECTORY_STRINGS: &[Syntax] = &[
    Syntax::DirectoryString,
    Syntax::PrintableString,
    Syntax::CountryString,
    Syntax::TelephoneNumber,
];

/// The syntaxes that begin with an object identifier (RFC 4517 section 4.2.25).
const DESCRIPTIONS: &[Syntax] = &[
    Syntax::AttributeTypeDescription,
    Syntax::DitContentRuleDescription,
    Syntax::LdapSyntaxDescription,
    Syntax::MatchingRuleDescription,
    Syntax::MatchingRuleUseDescription,
    Syntax::NameFormDescription,
    Syntax::ObjectClassDescription,
];

impl MatchingRule {
    /// Whether the rule can judge values of an attribute type: the type names it, or its values are of a syntax that the
    /// rule is for. Rules that take no assertions apply to nothing.
    pub fn applies_to(self, attribute_type: &AttributeType) -> bool {
        let named = [
            attribute_type.equality,
            attribute_type.ordering,
            attribute_type.substrings,
        ];
        self.takes_assertions()
            && (named.contains(&Some(self))
                || self.value_syntaxes().contains(&attribute_type.syntax))
    }

    /// Its description as a value of `matchingRuleUse` (RFC 4512 section 4.2.4), if it applies to any type of the schema.
    pub fn use_definition(self, schema: &Schema) -> Option<String> {
        let names: Vec<&str> = schema
            .attribute_types()
            .filter(|attribute_type| self.applies_to(attribute_type))
            .map(AttributeType::name)
            .collect();
        if names.is_empty() {
            return None;
        }
        let (oid, name, names) = (self.oid(), self.name(), names.join(" $ "));
        Some(format!("( {oid} NAME '{name}' APPLIES ( {names} ) )"))
    }

    /// Whether assertions can be made under the rule. Comparing certificates by their fields is not done here.
    pub(super) fn takes_assertions(self) -> bool {
        !matches!(
            self,
            Self::AlgorithmIdentifierMatch
                | Self::CertificateExactMatch
                | Self::CertificateListExactMatch
                | Self::CertificatePairExactMatch
        )
    }

    /// The syntaxes that the rule's section lists.
    fn value_syntaxes(self) -> &'static [Syntax] {
        match self {
            Self::BitStringMatch => &[Syntax::BitString],
            Self::BooleanMatch => &[Syntax::Boolean],
            Self::CaseExactIa5Match
            | Self::CaseExactIa5SubstringsMatch
            | Self::CaseIgnoreIa5Match
            | Self::CaseIgnoreIa5SubstringsMatch => &[Syntax::Ia5String],
            Self::CaseExactMatch
            | Self::CaseExactOrderingMatch
            | Self::CaseExactSubstringsMatch
            | Self::CaseIgnoreMatch
            | Self::CaseIgnoreOrderingMatch
            | Self::CaseIgnoreSubstringsMatch => DIRECTORY_STRINGS,
            Self::CaseIgnoreListMatch | Self::CaseIgnoreListSubstringsMatch => {
                &[Syntax::PostalAddress]
            }
            Self::CsnMatch | Self::CsnOrderingMatch => &[Syntax::ChangeSequenceNumber],
            Self::DistinguishedNameMatch => &[Syntax::DistinguishedName],
            Self::GeneralizedTimeMatch | Self::GeneralizedTimeOrderingMatch => {
                &[Syntax::GeneralizedTime]
            }
            Self::IntegerFirstComponentMatch => &[Syntax::DitStructureRuleDescription],
            Self::IntegerBitAndMatch
            | Self::IntegerBitOrMatch
            | Self::IntegerMatch
            | Self::IntegerOrderingMatch => &[Syntax::Integer],
            Self::NumericStringMatch
            | Self::NumericStringOrderingMatch
            | Self::NumericStringSubstringsMatch => &[Syntax::NumericString],
            Self::ObjectIdentifierFirstComponentMatch => DESCRIPTIONS,
            Self::ObjectIdentifierMatch => &[Syntax::ObjectIdentifier],
            Self::OctetStringMatch | Self::OctetStringOrderingMatch => {
                &[Syntax::OctetString, Syntax::Jpeg]
            }
            Self::TelephoneNumberMatch | Self::TelephoneNumberSubstringsMatch => {
                &[Syntax::TelephoneNumber]
            }
            Self::UniqueMemberMatch => &[Syntax::NameAndOptionalUid],
            Self::UuidMatch | Self::UuidOrderingMatch => &[Syntax::Uuid],
            Self::AlgorithmIdentifierMatch
            | Self::CertificateExactMatch
            | Self::CertificateListExactMatch
            | Self::CertificatePairExactMatch
            | Self::DirectoryStringFirstComponentMatch => &[],
        }
    }
}
