//! Search (RFC 4511 section 4.5).
//!
//! A search holds the snapshot that it began with and sends a few entries at each step, so that neither a large
//! answer nor a slow reader holds more than one step's worth of octets.

use std::sync::Arc;
use std::time::Instant;

use jcldap_directory::{AttributeSelection, Dn, Entry, Schema, SearchScope, Truth};

use super::ending::Ending;
use super::organization_search::{Asked, OrganizationSearch};
use super::paging::{self, PagedSearches};
use super::{Operation, Outcome, Progress, Reason, controls, finish_with};
use crate::jumpcloud::{Access, Concealment, Directory, Identity};
use crate::wire::{Control, MessageId, RequestKind, SearchRequest, write_search_entry};

/// A search under way.
pub(super) struct Searching {
    id: MessageId,
    entries: Entries,
    /// A Cancel stopped it; only that is left to be answered.
    canceled: bool,
}

/// Where the entries come from.
enum Entries {
    /// None is to be sent; the search ends like this.
    None(Ending),
    /// The root DSE or the subschema subentry.
    Special {
        entry: Arc<Entry>,
        selection: AttributeSelection,
        schema: Arc<Schema>,
        types_only: bool,
    },
    Organization(Box<OrganizationSearch>),
}

impl Searching {
    /// Checks the request in OpenLDAP's order: name, controls, then access (`openldap.md 10`, `openldap.md 13`).
    pub(super) fn begin(
        id: MessageId,
        request: &SearchRequest,
        controls: &[Control],
        directory: &Directory,
        identity: &Identity,
        searches: &mut PagedSearches,
        now: Instant,
    ) -> Result<Self, Reason> {
        let schema = directory.published_schema(identity).schema();
        let base = Dn::parse(&request.base, schema).map_err(|_| Reason::InvalidDn)?;
        let behavior = directory.behavior();
        let controls = controls::read(RequestKind::Search, controls, behavior)?;
        let entries = match directory.access(identity, &base) {
            Access::Special { entry, schema } => special(entry, request, schema)?,
            Access::Organization { view, reader } => {
                let asked = Asked {
                    request,
                    controls: &controls,
                    paged_cookies: behavior.paged_cookies,
                    now,
                };
                OrganizationSearch::begin(base, &asked, view, reader, searches)
                    .map_or_else(Entries::None, |search| {
                        Entries::Organization(Box::new(search))
                    })
            }
            Access::Nothing {
                answer: Concealment::NoSuchObject,
                cause,
            } => return Err(Reason::Concealed(cause)),
            Access::Nothing {
                answer: Concealment::Empty,
                cause,
            } => Entries::None(Ending {
                reason: Reason::NothingVisible(cause),
                controls: paging::in_effect(&controls, request)
                    .map(|_| paging::last_page())
                    .into_iter()
                    .collect(),
            }),
        };
        Ok(Self {
            id,
            entries,
            canceled: false,
        })
    }

    pub(super) const fn id(&self) -> MessageId {
        self.id
    }

    /// Ends it at its next step, whatever is left (RFC 3909 section 3).
    pub(super) const fn cancel(&mut self) {
        self.canceled = true;
    }

    /// Sends the next few entries, or the end.
    pub(super) fn step(
        mut self: Box<Self>,
        identity: &Identity,
        now: impl FnOnce() -> Instant,
        searches: &mut PagedSearches,
        out: &mut Vec<u8>,
    ) -> Progress {
        let (ending, sent) = match self.entries {
            Entries::Organization(search) if self.canceled => {
                (Reason::Canceled.into(), search.sent())
            }
            _ if self.canceled => (Reason::Canceled.into(), 0),
            Entries::None(ending) => (ending, 0),
            Entries::Special {
                entry,
                selection,
                schema,
                types_only,
            } => {
                write_search_entry(
                    self.id,
                    &entry,
                    types_only,
                    |attribute| selection.selects(attribute, &schema),
                    out,
                );
                (Reason::Success.into(), 1)
            }
            Entries::Organization(ref mut search) => {
                match search.step(self.id, now, searches, out) {
                    Some(ending) => (ending, search.sent()),
                    None => return Progress::More(Operation::Searching(self)),
                }
            }
        };
        let Ending { reason, controls } = ending;
        let outcome = finish_with(
            self.id,
            RequestKind::Search,
            reason,
            controls,
            identity,
            out,
        );
        Progress::Done(Outcome {
            entries: sent,
            ..outcome
        })
    }
}

/// The root DSE and the subschema subentry answer a search of their own name alone (`openldap.md 20`).
fn special(
    entry: &Arc<Entry>,
    request: &SearchRequest,
    schema: &Arc<Schema>,
) -> Result<Entries, Reason> {
    if request.scope != SearchScope::BaseObject {
        return Err(Reason::NoSuchObject {
            matched_dn: String::new(),
        });
    }
    let filter = request.filter.compile(schema, &|_| true);
    Ok(if filter.evaluate(entry, schema) == Truth::True {
        Entries::Special {
            entry: Arc::clone(entry),
            selection: AttributeSelection::new(&request.attributes, schema),
            schema: Arc::clone(schema),
            types_only: request.types_only,
        }
    } else {
        Entries::None(Reason::Success.into())
    })
}
