//! Filters of the model: their text for the stand-in, and their truth by recursion.

use proptest::prelude::*;

use super::entries::{ModelEntry, base_dn, users_dn};
use super::organization::word;

#[derive(Clone, Debug)]
pub(super) enum ModelFilter {
    And(Vec<Self>),
    Or(Vec<Self>),
    Not(Box<Self>),
    Present(String),
    Equal(String, String),
    AtLeast(String, String),
    AtMost(String, String),
    /// Initial, any, final.
    Substrings(String, String, String, String),
}

/// How the values of an attribute match.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Kind {
    /// Without regard to case and to how many spaces there are; the flag says whether substrings match.
    Text(bool),
    /// To the letter; the flag says whether substrings match.
    Exact(bool),
    Number,
    Name,
    Boolean,
    Class,
    /// Not in the schema, or not to be read: nothing is known of it.
    Undefined,
}

const ATTRIBUTES: [(&str, Kind); 18] = [
    ("uid", Kind::Text(true)),
    ("cn", Kind::Text(true)),
    ("sn", Kind::Text(true)),
    ("givenName", Kind::Text(true)),
    ("title", Kind::Text(true)),
    ("ou", Kind::Text(true)),
    ("mail", Kind::Text(true)),
    ("description", Kind::Text(true)),
    ("pwdLock", Kind::Text(false)),
    ("memberUid", Kind::Exact(true)),
    ("homeDirectory", Kind::Exact(false)),
    ("uidNumber", Kind::Number),
    ("gidNumber", Kind::Number),
    ("member", Kind::Name),
    ("memberOf", Kind::Name),
    ("jcLdapAdmin", Kind::Boolean),
    ("objectClass", Kind::Class),
    ("lorem", Kind::Undefined),
];

/// The classes that the model's entries have or could have.
const CLASSES: [&str; 11] = [
    "top",
    "person",
    "organizationalPerson",
    "inetOrgPerson",
    "shadowAccount",
    "posixAccount",
    "jumpcloudUser",
    "groupOfNames",
    "posixGroup",
    "organization",
    "organizationalUnit",
];

pub(super) fn any() -> impl Strategy<Value = ModelFilter> {
    any_item().prop_recursive(3, 12, 4, |inner| {
        let list = || prop::collection::vec(inner.clone(), 0..4);
        prop_oneof![
            list().prop_map(ModelFilter::And),
            list().prop_map(ModelFilter::Or),
            inner
                .clone()
                .prop_map(|negated| ModelFilter::Not(Box::new(negated))),
        ]
    })
}

fn any_item() -> impl Strategy<Value = ModelFilter> {
    let attribute = || {
        let known = ATTRIBUTES.iter().map(|(name, _)| (*name).to_owned());
        let hidden = ["userPassword".to_owned(), "NAME".to_owned()];
        prop::sample::select(known.chain(hidden).collect::<Vec<_>>())
    };
    let part = || prop::sample::select(vec!["", "a", "A", "my", "e", "50", "crew"]);
    prop_oneof![
        attribute().prop_map(ModelFilter::Present),
        (attribute(), any_value())
            .prop_map(|(attribute, value)| ModelFilter::Equal(attribute, value)),
        (attribute(), any_value())
            .prop_map(|(attribute, value)| ModelFilter::AtLeast(attribute, value)),
        (attribute(), any_value())
            .prop_map(|(attribute, value)| ModelFilter::AtMost(attribute, value)),
        (attribute(), part(), part(), part())
            .prop_filter(
                "an empty substring filter is a presence filter",
                |(_, a, b, c)| { !(a.is_empty() && b.is_empty() && c.is_empty()) }
            )
            .prop_map(|(attribute, a, b, c)| {
                ModelFilter::Substrings(attribute, a.to_owned(), b.to_owned(), c.to_owned())
            }),
    ]
}

/// Values that something may have, written in one of several ways, and values that fit few attributes.
fn any_value() -> impl Strategy<Value = String> {
    let dn = prop_oneof![
        prop::sample::select(vec![
            "cn=Crew",
            "cn=delivery  crew",
            "uid=amy",
            "UID=BENDER",
            "cn=posix0"
        ])
        .prop_map(|rdn| format!("{rdn},{}", users_dn())),
        Just(format!("uid=amy, OU=users,{}", base_dn())),
    ];
    let word = (word(), 0..3).prop_map(|(word, how)| match how {
        0 => word,
        1 => word.to_uppercase(),
        _ => format!(" {} ", word.replace(' ', "   ")),
    });
    prop_oneof![
        3 => word,
        2 => dn,
        1 => (4995..5015_i32).prop_map(|number| number.to_string()),
        1 => prop::sample::select(vec![
            "TRUE", "true", "FALSE", "7001", "-1", "/home/amy", "/home/AMY", "amy@EXAMPLE.test", "tagGroup", "svc",
        ]).prop_map(ToOwned::to_owned),
        1 => prop::sample::select(&CLASSES[..]).prop_map(str::to_lowercase),
    ]
}

impl ModelFilter {
    pub(super) fn text(&self) -> String {
        let list = |filters: &[Self]| filters.iter().map(Self::text).collect::<String>();
        match self {
            Self::And(filters) => format!("(&{})", list(filters)),
            Self::Or(filters) => format!("(|{})", list(filters)),
            Self::Not(filter) => format!("(!{})", filter.text()),
            Self::Present(attribute) => format!("({attribute}=*)"),
            Self::Equal(attribute, value) => format!("({attribute}={value})"),
            Self::AtLeast(attribute, value) => format!("({attribute}>={value})"),
            Self::AtMost(attribute, value) => format!("({attribute}<={value})"),
            Self::Substrings(attribute, initial, any, last) if any.is_empty() => {
                format!("({attribute}={initial}*{last})")
            }
            Self::Substrings(attribute, initial, any, last) => {
                format!("({attribute}={initial}*{any}*{last})")
            }
        }
    }

    /// RFC 4511 section 4.5.1: true, false, or, as `None`, Undefined.
    pub(super) fn truth(&self, entry: &ModelEntry) -> Option<bool> {
        match self {
            Self::And(filters) => {
                let truths: Vec<_> = filters.iter().map(|filter| filter.truth(entry)).collect();
                if truths.contains(&Some(false)) {
                    Some(false)
                } else if truths.contains(&None) {
                    None
                } else {
                    Some(true)
                }
            }
            Self::Or(filters) => {
                let truths: Vec<_> = filters.iter().map(|filter| filter.truth(entry)).collect();
                if truths.contains(&Some(true)) {
                    Some(true)
                } else if truths.contains(&None) {
                    None
                } else {
                    Some(false)
                }
            }
            Self::Not(filter) => filter.truth(entry).map(|truth| !truth),
            Self::Present(attribute) => {
                (kind(attribute) != Kind::Undefined).then(|| !values(entry, attribute).is_empty())
            }
            Self::Equal(attribute, asserted) => {
                let kind = kind(attribute);
                let asserted = kind.comparable(asserted)?;
                let mut values = values(entry, attribute).into_iter();
                Some(values.any(|value| kind.comparable(&value).as_ref() == Some(&asserted)))
            }
            Self::AtLeast(attribute, asserted) => {
                ordered(entry, attribute, asserted, |a, b| a >= b)
            }
            Self::AtMost(attribute, asserted) => ordered(entry, attribute, asserted, |a, b| a <= b),
            Self::Substrings(attribute, initial, any, last) => {
                let kind = kind(attribute);
                let (Kind::Text(true) | Kind::Exact(true)) = kind else {
                    return None;
                };
                let part = |part: &str| kind.comparable(part).unwrap_or_default();
                let (initial, any, last) = (part(initial), part(any), part(last));
                let contains = |value: String| {
                    let value = kind.comparable(&value).unwrap_or_default();
                    value
                        .strip_prefix(initial.as_str())
                        .and_then(|rest| rest.strip_suffix(last.as_str()))
                        .is_some_and(|middle| middle.contains(any.as_str()))
                };
                Some(values(entry, attribute).into_iter().any(contains))
            }
        }
    }
}

impl Kind {
    /// What two equal values have in common; `None` for a value that the attribute cannot have.
    fn comparable(self, value: &str) -> Option<String> {
        let words = value.split_whitespace().collect::<Vec<_>>().join(" ");
        match self {
            Self::Text(_) => Some(words.to_lowercase()),
            Self::Exact(_) => Some(words),
            Self::Number => value.parse::<i64>().ok().map(|number| number.to_string()),
            Self::Name => {
                let names = value.split(',').map(|part| {
                    let (attribute, value) = part.split_once('=')?;
                    let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
                    Some(format!("{}={value}", attribute.trim()).to_lowercase())
                });
                names
                    .collect::<Option<Vec<_>>>()
                    .map(|parts| parts.join(","))
            }
            Self::Boolean => ["TRUE", "FALSE"].contains(&value).then(|| value.to_owned()),
            Self::Class => CLASSES
                .iter()
                .find(|class| class.eq_ignore_ascii_case(value))
                .map(ToString::to_string),
            Self::Undefined => None,
        }
    }
}

/// Of the model's attributes only numbers have an order.
fn ordered(
    entry: &ModelEntry,
    attribute: &str,
    asserted: &str,
    holds: impl Fn(i64, i64) -> bool,
) -> Option<bool> {
    if kind(attribute) != Kind::Number {
        return None;
    }
    let asserted: i64 = asserted.parse().ok()?;
    let values = values(entry, attribute);
    Some(
        values
            .iter()
            .any(|value| holds(value.parse().unwrap(), asserted)),
    )
}

fn kind(attribute: &str) -> Kind {
    if attribute == "NAME" {
        return Kind::Text(true);
    }
    let known = ATTRIBUTES.iter().find(|(name, _)| *name == attribute);
    known.map_or(Kind::Undefined, |(_, kind)| *kind)
}

/// The values of an attribute; those of `name` are those of all names that people and things have.
fn values(entry: &ModelEntry, attribute: &str) -> Vec<String> {
    let is_meant = |name: &str| match attribute {
        "NAME" => ["cn", "sn", "givenName", "title", "ou", "o", "l"].contains(&name),
        _ => name == attribute,
    };
    let attributes = entry.attributes.iter().filter(|(name, _)| is_meant(name));
    attributes.flat_map(|(_, values)| values.clone()).collect()
}
