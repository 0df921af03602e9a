//! The filter of a Search, as it was asked: structure and octets, nothing resolved.

use super::assemble::Assembly;
use super::walk::{Step, walk};

/// A filter (RFC 4511 section 4.5.1.7).
///
/// Attribute descriptions, rule names and assertion values are octets as they came; [`Filter::compile`] judges them.
/// Cloning, comparing, formatting and dropping take constant stack whatever the nesting.
pub enum Filter {
    /// True if all are; `(&)` is True (RFC 4526 section 2).
    And(Vec<Self>),
    /// True if any is; `(|)` is False (RFC 4526 section 2).
    Or(Vec<Self>),
    /// True if the other is False.
    Not(Box<Self>),
    /// `(cn=Babs Jensen)`
    Equality {
        /// The attribute description.
        attribute: Vec<u8>,
        /// The assertion value.
        value: Vec<u8>,
    },
    /// `(o=univ*of*mich*)`
    Substrings {
        /// The attribute description.
        attribute: Vec<u8>,
        /// What the value begins with.
        initial: Option<Vec<u8>>,
        /// What follows, in this order, each after the one before.
        any: Vec<Vec<u8>>,
        /// What the value ends with (the RFC's `final`).
        last: Option<Vec<u8>>,
    },
    /// `(uidNumber>=5000)`
    GreaterOrEqual {
        /// The attribute description.
        attribute: Vec<u8>,
        /// The assertion value.
        value: Vec<u8>,
    },
    /// `(uidNumber<=5000)`
    LessOrEqual {
        /// The attribute description.
        attribute: Vec<u8>,
        /// The assertion value.
        value: Vec<u8>,
    },
    /// `(objectClass=*)`
    Present {
        /// The attribute description.
        attribute: Vec<u8>,
    },
    /// `(cn~=babs jensen)`
    Approximate {
        /// The attribute description.
        attribute: Vec<u8>,
        /// The assertion value.
        value: Vec<u8>,
    },
    /// `(ou:dn:caseIgnoreMatch:=Users)`
    Extensible {
        /// The matching rule's name or numeric OID (the RFC's `matchingRule`).
        rule: Option<Vec<u8>>,
        /// The attribute description (the RFC's `type`).
        attribute: Option<Vec<u8>>,
        /// The assertion value (the RFC's `matchValue`).
        value: Vec<u8>,
        /// Whether the attributes of the entry's name are matched too.
        dn_attributes: bool,
    },
    /// A choice that RFC 4511 doesn't define, which evaluates to Undefined (`openldap.md 7`).
    Undefined,
}

impl Filter {
    /// The parts of an `and`, `or` or `not`.
    pub(super) fn parts(&self) -> &[Self] {
        match self {
            Self::And(parts) | Self::Or(parts) => parts,
            Self::Not(part) => std::slice::from_ref(part),
            _ => &[],
        }
    }

    fn take_parts(&mut self) -> Vec<Self> {
        match self {
            Self::And(parts) | Self::Or(parts) => std::mem::take(parts),
            Self::Not(part) => vec![std::mem::replace(part, Self::Undefined)],
            _ => Vec::new(),
        }
    }

    /// A copy in which each item is what `copy_item` makes of it.
    pub(super) fn copy(&self, copy_item: impl Fn(&Self) -> Self) -> Self {
        let mut assembly = Assembly::default();
        let mut whole = None;
        for step in walk(self) {
            match step {
                Step::Open(operator) => assembly.open(operator),
                Step::Item(item) => whole = assembly.add(copy_item(item)),
                Step::Close => whole = assembly.close(),
            }
        }
        whole.unwrap_or(Self::Undefined)
    }

    /// A copy of an item; of an `and`, `or` or `not` it is [`Filter::Undefined`], for [`Assembly`] copies those.
    pub(super) fn clone_item(&self) -> Self {
        match self {
            Self::Equality { attribute, value } => Self::Equality {
                attribute: attribute.clone(),
                value: value.clone(),
            },
            Self::Substrings {
                attribute,
                initial,
                any,
                last,
            } => Self::Substrings {
                attribute: attribute.clone(),
                initial: initial.clone(),
                any: any.clone(),
                last: last.clone(),
            },
            Self::GreaterOrEqual { attribute, value } => Self::GreaterOrEqual {
                attribute: attribute.clone(),
                value: value.clone(),
            },
            Self::LessOrEqual { attribute, value } => Self::LessOrEqual {
                attribute: attribute.clone(),
                value: value.clone(),
            },
            Self::Present { attribute } => Self::Present {
                attribute: attribute.clone(),
            },
            Self::Approximate { attribute, value } => Self::Approximate {
                attribute: attribute.clone(),
                value: value.clone(),
            },
            Self::Extensible {
                rule,
                attribute,
                value,
                dn_attributes,
            } => Self::Extensible {
                rule: rule.clone(),
                attribute: attribute.clone(),
                value: value.clone(),
                dn_attributes: *dn_attributes,
            },
            Self::And(_) | Self::Or(_) | Self::Not(_) | Self::Undefined => Self::Undefined,
        }
    }
}

impl Clone for Filter {
    fn clone(&self) -> Self {
        self.copy(Self::clone_item)
    }
}

impl Drop for Filter {
    /// Takes the parts out before they are dropped, so that each is dropped without parts of its own.
    fn drop(&mut self) {
        let mut pending = self.take_parts();
        while let Some(mut part) = pending.pop() {
            pending.append(&mut part.take_parts());
        }
    }
}

impl Eq for Filter {}

impl PartialEq for Filter {
    fn eq(&self, other: &Self) -> bool {
        walk(self).eq(walk(other))
    }
}
