//! Who may see what (J5.02, J5.08 to J5.11, J5.20; consumers.md section 5).
//!
//! Every operation is judged on the directory of its moment: a session that is bound stays bound, but sees what its
//! account may see now (`openldap.md 6`).

use std::fmt;
use std::sync::Arc;

use jcldap_directory::{Dn, Entry, Schema};
use jcldap_fixtures::behavior::{
    AnonymousRootDse, AnonymousSchema, CrossOrganizationSearch, NonBindingSearch,
};

use super::directory::{Directory, OrganizationView};
use super::organization::{Account, AccountState};
use super::subschema::PublishedSchema;

/// As whom a session is bound (RFC 4513 section 4).
#[derive(Clone, Debug, Default)]
pub enum Identity {
    /// As nobody.
    #[default]
    Anonymous,
    /// As this user.
    User(Arc<UserIdentity>),
}

/// A user that a session is bound as. It may have changed or gone since.
#[derive(Debug)]
pub struct UserIdentity {
    /// The id of the user's organization.
    pub organization: Arc<str>,
    /// The username, as the organization spells it.
    pub username: Arc<str>,
    /// The name of the user's entry.
    pub dn: Dn,
}

impl fmt::Display for Identity {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Anonymous => formatter.write_str("anonymous"),
            Self::User(user) => user.dn.fmt(formatter),
        }
    }
}

/// What a session may see at a base object.
#[derive(Debug)]
pub enum Access<'a> {
    /// The one entry there: the root DSE or the subschema subentry. Nothing is below it.
    Special {
        /// The entry.
        entry: &'a Arc<Entry>,
        /// The schema that it goes by.
        schema: &'a Arc<Schema>,
    },
    /// The whole of one organization.
    Organization {
        /// The organization.
        view: &'a Arc<OrganizationView>,
        /// Who looks: only on its own entry does it see userPassword (J2.05).
        reader: &'a Arc<Account>,
    },
    /// Nothing; the client learns as much as `answer` tells.
    Nothing {
        /// What the client is told.
        answer: Concealment,
        /// Why, for logs and journals.
        cause: Denial,
    },
}

/// How it is concealed that there is, or isn't, something to see.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Concealment {
    /// As if the base object were not there: noSuchObject (32) without matchedDN.
    NoSuchObject,
    /// As if nothing matched: success without an entry.
    Empty,
}

/// Why a session sees nothing.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Denial {
    /// It is not bound (J5.02).
    Anonymous,
    /// It is bound as a user that may not search (J5.10).
    NotABindingUser,
    /// The base object is outside its organization (J5.20).
    OtherOrganization,
    /// The base object is no part of any organization (J1.16).
    OutsideOrganizations,
}

impl Denial {
    /// The cause, in a word for logs and journals.
    pub const fn cause(self) -> &'static str {
        match self {
            Self::Anonymous => "not_bound",
            Self::NotABindingUser => "not_a_binding_user",
            Self::OtherOrganization => "other_organization",
            Self::OutsideOrganizations => "outside_organizations",
        }
    }
}

impl Directory {
    /// What `identity` may see at `base`.
    pub fn access(&self, identity: &Identity, base: &Dn) -> Access<'_> {
        let anonymous = matches!(identity, Identity::Anonymous);
        if base.is_root() {
            let readable =
                !anonymous || self.behavior().anonymous_root_dse == AnonymousRootDse::Yes;
            return if readable {
                Access::Special {
                    entry: self.root_dse(),
                    schema: self.schema(),
                }
            } else {
                concealed(Denial::Anonymous)
            };
        }
        let published = self.published_schema(identity);
        if base == published.subentry().dn() {
            let readable = !anonymous || self.behavior().anonymous_schema == AnonymousSchema::Yes;
            return if readable {
                Access::Special {
                    entry: published.subentry(),
                    schema: published.schema(),
                }
            } else {
                concealed(Denial::Anonymous)
            };
        }
        let Identity::User(user) = identity else {
            return concealed(Denial::Anonymous);
        };
        let Some(own) = self.organization(&user.organization) else {
            return concealed(Denial::OtherOrganization);
        };
        if !base.is_within(own.base_dn()) {
            return self.access_elsewhere(own, base);
        }
        match own.searching_account(&user.username) {
            Some(reader) => Access::Organization { view: own, reader },
            None => own.access_of_ordinary_user(base),
        }
    }

    /// The schema that this session goes by, in its requests and at cn=Subschema: that of its own organization, whose
    /// switches may name `pwdLock` otherwise than another's (U01); before a bind, that of the server.
    pub fn published_schema(&self, identity: &Identity) -> &PublishedSchema {
        let own = match identity {
            Identity::Anonymous => None,
            Identity::User(user) => self.organization(&user.organization),
        };
        own.map_or_else(|| self.server_schema(), |view| view.published_schema())
    }

    /// `openldap.md 14`: the switch speaks for every organization but one's own, existing or not, so that the answer
    /// tells nothing.
    fn access_elsewhere(&self, own: &OrganizationView, base: &Dn) -> Access<'_> {
        if !self.is_in_an_organization(base) {
            return concealed(Denial::OutsideOrganizations);
        }
        let answer = match own.organization().behavior.cross_organization_search {
            CrossOrganizationSearch::NoSuchObject => Concealment::NoSuchObject,
            CrossOrganizationSearch::Empty => Concealment::Empty,
        };
        Access::Nothing {
            answer,
            cause: Denial::OtherOrganization,
        }
    }
}

impl OrganizationView {
    /// The account, if it may search: a binding user in good standing.
    fn searching_account(&self, username: &str) -> Option<&Arc<Account>> {
        let (index, account) = self.organization().position(username)?;
        let in_good_standing = self.organization().state(index, account) == AccountState::Active;
        (account.user.ldap_binding_user && in_good_standing).then_some(account)
    }

    /// `openldap.md 14`: an empty answer is only given at a base object that is there.
    fn access_of_ordinary_user(&self, base: &Dn) -> Access<'_> {
        let answer = match self.organization().behavior.non_binding_search {
            NonBindingSearch::Empty if self.snapshot().entry(base).is_some() => Concealment::Empty,
            NonBindingSearch::Empty | NonBindingSearch::NoSuchObject => Concealment::NoSuchObject,
        };
        Access::Nothing {
            answer,
            cause: Denial::NotABindingUser,
        }
    }
}

const fn concealed(cause: Denial) -> Access<'static> {
    Access::Nothing {
        answer: Concealment::NoSuchObject,
        cause,
    }
}
