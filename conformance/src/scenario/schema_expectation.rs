//! What must hold of a published schema, and of entries by it (RFC 4512).

use std::collections::BTreeMap;
use std::fmt;

use schemars::JsonSchema;
use serde::Deserialize;

/// What must hold of a schema that a step captured, and of the entries of the answer by that schema.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SchemaExpectation {
    /// The subschema entry, as `{take: entries}` captured it; this step may do so itself.
    pub of: String,
    /// Each definition of these kinds can be read, and what it refers to is defined.
    #[serde(default)]
    pub sound: Vec<DefinitionKind>,
    /// These short names or object identifiers are defined.
    #[serde(default)]
    pub defines: BTreeMap<DefinitionKind, Vec<String>>,
    /// What must hold of its definitions.
    #[serde(default)]
    pub definitions: Vec<DefinitionRule>,
    /// What must hold of each entry.
    #[serde(default)]
    pub entries: Vec<EntryRule>,
}

/// A rule for the definitions of a schema (RFC 4512 4.1).
#[derive(Clone, Copy, Debug, Deserialize, Eq, JsonSchema, PartialEq)]
#[serde(rename_all = "camelCase")]
pub enum DefinitionRule {
    /// Each attribute type has a supertype or a syntax.
    SuperiorOrSyntax,
    /// Each collective attribute type is one of users.
    CollectiveIsUser,
    /// Each attribute type that users can't modify is operational.
    UnmodifiableIsOperational,
    /// No attribute type is both required and allowed by a name form.
    NameFormListsDiffer,
}

/// A rule for entries.
#[derive(Clone, Copy, Debug, Deserialize, Eq, JsonSchema, PartialEq)]
#[serde(rename_all = "camelCase")]
pub enum EntryRule {
    /// Each attribute's type is defined.
    AttributesDefined,
    /// Each object class is defined.
    ClassesDefined,
    /// With each object class come all its superclasses.
    SuperclassesPresent,
    /// The structural classes are one chain; `structuralObjectClass`, where it comes, names its end.
    OneStructuralClass,
    /// What the classes require is there, `userPassword` aside, which may be hidden.
    RequiredPresent,
    /// No user attribute is there but what the classes require or allow.
    AllowedOnly,
    /// Only attributes of users are there.
    UserAttributesOnly,
    /// Only operational attributes are there.
    OperationalAttributesOnly,
    /// Each value has the form of its syntax.
    ValuesConform,
    /// No two values of an attribute are equal by its equality rule.
    ValuesDiffer,
}

/// A kind of definition, by the attribute that holds such (RFC 4512 4.2).
#[derive(Clone, Copy, Debug, Deserialize, Eq, JsonSchema, Ord, PartialEq, PartialOrd)]
#[serde(rename_all = "camelCase")]
#[expect(
    missing_docs,
    reason = "the variants are the attributes of RFC 4512 4.2"
)]
pub enum DefinitionKind {
    ObjectClasses,
    AttributeTypes,
    MatchingRules,
    MatchingRuleUse,
    LdapSyntaxes,
    NameForms,
}

impl fmt::Display for DefinitionKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::ObjectClasses => "objectClasses",
            Self::AttributeTypes => "attributeTypes",
            Self::MatchingRules => "matchingRules",
            Self::MatchingRuleUse => "matchingRuleUse",
            Self::LdapSyntaxes => "ldapSyntaxes",
            Self::NameForms => "nameForms",
        })
    }
}

impl DefinitionKind {
    /// Every kind.
    pub(crate) const ALL: [Self; 6] = [
        Self::ObjectClasses,
        Self::AttributeTypes,
        Self::MatchingRules,
        Self::MatchingRuleUse,
        Self::LdapSyntaxes,
        Self::NameForms,
    ];
}
