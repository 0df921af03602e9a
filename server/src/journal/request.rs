//! What was asked, without its secrets.

use std::borrow::Cow;

use jcldap_directory::{Filter, Schema, SearchScope};

use crate::jumpcloud::is_secret;
use crate::wire::{
    AddRequest, Authentication, BindRequest, CompareRequest, Control, ExtendedRequest,
    ModifyDnRequest, ModifyRequest, Request, SearchRequest,
};

/// A request as it was read. Octets that are not UTF-8 are shown as U+FFFD.
#[derive(Clone, Debug, PartialEq)]
pub enum RecordedRequest {
    /// RFC 4511 section 4.2.
    Bind {
        /// The protocol version.
        version: i64,
        /// The name, as the client wrote it.
        name: String,
        /// How the client proved it.
        method: BindMethod,
    },
    /// RFC 4511 section 4.3.
    Unbind,
    /// RFC 4511 section 4.5.
    Search {
        /// The name of the base object, as the client wrote it.
        base: String,
        /// How far below the base to look.
        scope: SearchScope,
        /// The greatest number of entries wanted; 0 for no limit.
        size_limit: u32,
        /// The longest time in seconds; 0 for no limit.
        time_limit: u32,
        /// Whether only the attribute descriptions were wanted.
        types_only: bool,
        /// Which entries; its text is that of RFC 4515. Values asserted of secret attributes are left out.
        filter: Filter,
        /// The attribute selection.
        attributes: Vec<String>,
    },
    /// RFC 4511 section 4.6.
    Modify {
        /// The name of the entry.
        entry: String,
        /// The attribute of each change, in order. Values are not kept.
        attributes: Vec<String>,
    },
    /// RFC 4511 section 4.7.
    Add {
        /// The name of the new entry.
        entry: String,
        /// Its attributes. Values are not kept.
        attributes: Vec<String>,
    },
    /// RFC 4511 section 4.8.
    Delete {
        /// The name of the entry.
        entry: String,
    },
    /// RFC 4511 section 4.9.
    ModifyDn {
        /// The name of the entry.
        entry: String,
        /// Its new RDN.
        new_rdn: String,
        /// Its new immediate superior, if it was to move.
        new_superior: Option<String>,
    },
    /// RFC 4511 section 4.10.
    Compare {
        /// The name of the entry.
        entry: String,
        /// The attribute description.
        attribute: String,
        /// The assertion value; `None` of a secret attribute.
        value: Option<String>,
    },
    /// RFC 4511 section 4.11: the messageID to abandon.
    Abandon(i64),
    /// RFC 4511 section 4.12: the requestName. The value is not kept: it may hold passwords.
    Extended(String),
}

/// How a client proves its name.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum BindMethod {
    /// By a password.
    Password,
    /// With an empty password.
    NoPassword,
    /// By this SASL mechanism.
    Sasl(String),
    /// By a choice that RFC 4511 does not define.
    Unknown,
}

/// A control of a request; its value is not kept.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct RecordedControl {
    /// The controlType, in dotted form.
    pub oid: String,
    /// Whether the operation was not to be done without it.
    pub criticality: bool,
}

impl RecordedRequest {
    /// What there is to keep of a request. The schema tells which attributes are secret.
    pub(crate) fn of(request: &Request, schema: &Schema) -> Self {
        match request {
            Request::Bind(BindRequest {
                version,
                name,
                authentication,
            }) => Self::Bind {
                version: *version,
                name: text(name),
                method: BindMethod::of(authentication),
            },
            Request::Unbind => Self::Unbind,
            Request::Search(SearchRequest {
                base,
                scope,
                size_limit,
                time_limit,
                types_only,
                filter,
                attributes,
            }) => Self::Search {
                base: text(base),
                scope: *scope,
                size_limit: *size_limit,
                time_limit: *time_limit,
                types_only: *types_only,
                filter: filter.with_values_left_out(&|attribute| is_secret_name(attribute, schema)),
                attributes: attributes.iter().map(|name| text(name)).collect(),
            },
            Request::Modify(ModifyRequest { object, changes }) => Self::Modify {
                entry: text(object),
                attributes: changes
                    .iter()
                    .map(|change| text(&change.modification.description))
                    .collect(),
            },
            Request::Add(AddRequest { entry, attributes }) => Self::Add {
                entry: text(entry),
                attributes: attributes.iter().map(|it| text(&it.description)).collect(),
            },
            Request::Delete(entry) => Self::Delete { entry: text(entry) },
            Request::ModifyDn(ModifyDnRequest {
                entry,
                new_rdn,
                new_superior,
                delete_old_rdn: _,
            }) => Self::ModifyDn {
                entry: text(entry),
                new_rdn: text(new_rdn),
                new_superior: new_superior.as_deref().map(text),
            },
            Request::Compare(CompareRequest {
                entry,
                attribute,
                value,
            }) => Self::Compare {
                entry: text(entry),
                attribute: text(attribute),
                value: (!is_secret_name(attribute, schema)).then(|| text(value.expose())),
            },
            Request::Abandon(id) => Self::Abandon(*id),
            Request::Extended(ExtendedRequest { name, value: _ }) => Self::Extended(text(name)),
        }
    }
}

impl RecordedRequest {
    /// The name that the request is about: whom to bind as, where to search, which entry to compare or write.
    pub fn target(&self) -> Option<&str> {
        match self {
            Self::Bind { name, .. } => Some(name),
            Self::Search { base, .. } => Some(base),
            Self::Modify { entry, .. }
            | Self::Add { entry, .. }
            | Self::Delete { entry }
            | Self::ModifyDn { entry, .. }
            | Self::Compare { entry, .. } => Some(entry),
            Self::Unbind | Self::Abandon(_) | Self::Extended(_) => None,
        }
    }
}

impl RecordedRequest {
    /// What the request says in words: names, the filter as RFC 4515 writes it, attributes, an assertion, an OID; and
    /// `version 3`, `simple`, `no password`, `sasl PLAIN`, `sizeLimit 5`, `timeLimit 5`, `typesOnly`.
    pub(crate) fn texts(&self) -> Vec<Cow<'_, str>> {
        let mut texts: Vec<Cow<'_, str>> = self.target().map(Cow::Borrowed).into_iter().collect();
        match self {
            Self::Bind {
                version, method, ..
            } => {
                texts.push(Cow::Owned(format!("version {version}")));
                texts.push(match method {
                    BindMethod::Password => Cow::Borrowed("simple"),
                    BindMethod::NoPassword => Cow::Borrowed("no password"),
                    BindMethod::Sasl(mechanism) => Cow::Owned(format!("sasl {mechanism}")),
                    BindMethod::Unknown => Cow::Borrowed("unknown method"),
                });
            }
            Self::Search {
                size_limit,
                time_limit,
                types_only,
                filter,
                attributes,
                base: _,
                scope: _,
            } => {
                texts.push(Cow::Owned(filter.to_string()));
                texts.push(Cow::Owned(format!("sizeLimit {size_limit}")));
                texts.push(Cow::Owned(format!("timeLimit {time_limit}")));
                texts.extend(types_only.then_some(Cow::Borrowed("typesOnly")));
                texts.extend(attributes.iter().map(|name| Cow::Borrowed(name.as_str())));
            }
            Self::Modify { attributes, .. } | Self::Add { attributes, .. } => {
                texts.extend(attributes.iter().map(|name| Cow::Borrowed(name.as_str())));
            }
            Self::ModifyDn {
                new_rdn,
                new_superior,
                ..
            } => {
                texts.push(Cow::Borrowed(new_rdn));
                texts.extend(new_superior.as_deref().map(Cow::Borrowed));
            }
            Self::Compare {
                attribute, value, ..
            } => {
                texts.push(Cow::Borrowed(attribute));
                texts.extend(value.as_deref().map(Cow::Borrowed));
            }
            Self::Extended(oid) => texts.push(Cow::Borrowed(oid)),
            Self::Delete { .. } | Self::Unbind | Self::Abandon(_) => {}
        }
        texts
    }
}

impl BindMethod {
    fn of(authentication: &Authentication) -> Self {
        match authentication {
            Authentication::Simple(password) if password.expose().is_empty() => Self::NoPassword,
            Authentication::Simple(_) => Self::Password,
            Authentication::Sasl { mechanism, .. } => Self::Sasl(text(mechanism)),
            Authentication::Unknown => Self::Unknown,
        }
    }
}

impl RecordedControl {
    pub(crate) fn of(control: &Control) -> Self {
        Self {
            oid: text(&control.oid),
            criticality: control.criticality,
        }
    }
}

/// Whether the values of this attribute are nobody's business.
pub(super) fn is_secret_name(attribute: &[u8], schema: &Schema) -> bool {
    // Whatever options there are, known or not.
    let attribute_type = attribute.split(|&octet| octet == b';').next();
    attribute_type
        .and_then(|name| schema.attribute_type(name))
        .is_some_and(is_secret)
}

/// The name that RFC 4511 section 4.5.1.2 gives the scope.
pub(crate) const fn scope_name(scope: SearchScope) -> &'static str {
    match scope {
        SearchScope::BaseObject => "baseObject",
        SearchScope::SingleLevel => "singleLevel",
        SearchScope::WholeSubtree => "wholeSubtree",
    }
}

fn text(octets: &[u8]) -> String {
    String::from_utf8_lossy(octets).into_owned()
}
