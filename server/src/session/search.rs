//! Search (RFC 4511 section 4.5).
//!
//! A search holds the snapshot that it began with and sends a few entries at each step, so that neither a large
//! answer nor a slow reader holds more than one step's worth of octets.

use std::sync::Arc;

use jcldap_directory::{
    AttributeSelection, AttributeType, CompiledFilter, Dn, Entry, Schema, SearchCursor,
    SearchQuery, SearchScope, Step, Truth,
};
use jcldap_fixtures::behavior::{ContainerEntries, SizeLimit};

use super::{Operation, Outcome, Progress, Reason, controls, finish};
use crate::jumpcloud::{
    Access, Account, Concealment, Directory, Identity, OrganizationView, USER_PASSWORD,
};
use crate::wire::{Control, MessageId, RequestKind, SearchRequest, write_search_entry};

/// A step ends once it has written this many octets: as much as fits a TLS record (RFC 8446 section 5.1).
const STEP_OCTETS: usize = 16 * 1024;

/// A step ends once it has looked at this many entries, found or not, so that other sessions get their turn.
const STEP_VISITS: usize = 1024;

/// A search under way.
pub(super) struct Searching {
    id: MessageId,
    entries: Entries,
    types_only: bool,
    sent: u32,
}

/// Where the entries come from.
enum Entries {
    /// None is to be sent; the search ends like this.
    None(Reason),
    /// The root DSE or the subschema subentry.
    Special {
        entry: Arc<Entry>,
        selection: AttributeSelection,
        schema: Arc<Schema>,
    },
    Organization(Box<OrganizationEntries>),
}

struct OrganizationEntries {
    view: Arc<OrganizationView>,
    reader: Arc<Account>,
    /// The name of the reader's own entry.
    own_dn: Option<Dn>,
    cursor: SearchCursor,
    selection: AttributeSelection,
    /// The greatest number of entries to send, by the client's word or the server's.
    size_limit: Option<u32>,
    hides_containers: bool,
}

impl Searching {
    /// Checks the request in OpenLDAP's order: name, controls, then access (`openldap.md 10`, `openldap.md 13`).
    pub(super) fn begin(
        id: MessageId,
        request: &SearchRequest,
        controls: &[Control],
        directory: &Directory,
        identity: &Identity,
    ) -> Result<Self, Reason> {
        let base = Dn::parse(&request.base, directory.schema()).map_err(|_| Reason::InvalidDn)?;
        controls::read(RequestKind::Search, controls, directory.behavior())?;
        let types_only = request.types_only;
        let entries = match directory.access(identity, &base) {
            Access::Special(entry) => special(entry, request, directory.schema())?,
            Access::Organization { view, reader } => {
                OrganizationEntries::begin(&base, request, view, reader)?
            }
            Access::Nothing {
                answer: Concealment::NoSuchObject,
                cause,
            } => return Err(Reason::Concealed(cause)),
            Access::Nothing {
                answer: Concealment::Empty,
                cause,
            } => Entries::None(Reason::NothingVisible(cause)),
        };
        Ok(Self {
            id,
            entries,
            types_only,
            sent: 0,
        })
    }

    pub(super) const fn id(&self) -> MessageId {
        self.id
    }

    /// Sends the next few entries, or the end.
    pub(super) fn step(mut self: Box<Self>, identity: &Identity, out: &mut Vec<u8>) -> Progress {
        let reason = match &mut self.entries {
            Entries::None(reason) => reason.clone(),
            Entries::Special {
                entry,
                selection,
                schema,
            } => {
                write_search_entry(
                    self.id,
                    entry,
                    self.types_only,
                    |attribute| selection.selects(attribute, schema),
                    out,
                );
                self.sent += 1;
                Reason::Success
            }
            Entries::Organization(entries) => {
                match entries.step(self.id, self.types_only, &mut self.sent, out) {
                    Some(reason) => reason,
                    None => return Progress::More(Operation::Searching(self)),
                }
            }
        };
        let outcome = finish(self.id, RequestKind::Search, reason, identity, out);
        Progress::Done(Outcome {
            entries: self.sent,
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
        }
    } else {
        Entries::None(Reason::Success)
    })
}

impl OrganizationEntries {
    fn begin(
        base: &Dn,
        request: &SearchRequest,
        view: &Arc<OrganizationView>,
        reader: &Arc<Account>,
    ) -> Result<Entries, Reason> {
        let snapshot = view.snapshot();
        if snapshot.entry(base).is_none() {
            let matched = snapshot.nearest_ancestor(base);
            let matched_dn = matched.map_or_else(String::new, |entry| entry.dn().to_string());
            return Err(Reason::NoSuchObject { matched_dn });
        }
        let behavior = &view.organization().behavior;
        let schema = view.schema();
        let filter: CompiledFilter = request.filter.compile(schema, &is_filterable);
        let by_client = (request.size_limit > 0).then_some(request.size_limit);
        let by_server = match behavior.size_limit {
            SizeLimit::Unlimited => None,
            SizeLimit::Entries(entries) => Some(entries.get()),
        };
        Ok(Entries::Organization(Box::new(Self {
            cursor: snapshot.cursor(&SearchQuery {
                base: base.clone(),
                scope: request.scope,
                filter,
            }),
            selection: AttributeSelection::new(&request.attributes, schema),
            size_limit: [by_client, by_server].into_iter().flatten().min(),
            // U13: hidden containers still answer a read of themselves (`openldap.md 21`).
            hides_containers: behavior.container_entries == ContainerEntries::Hidden
                && request.scope != SearchScope::BaseObject,
            own_dn: view.user_dn(&reader.user.username).ok(),
            view: Arc::clone(view),
            reader: Arc::clone(reader),
        })))
    }

    /// Appends entries until the step is full; the reason once there are no more.
    fn step(
        &mut self,
        id: MessageId,
        types_only: bool,
        sent: &mut u32,
        out: &mut Vec<u8>,
    ) -> Option<Reason> {
        let full = out.len() + STEP_OCTETS;
        let mut visits = STEP_VISITS;
        while out.len() < full {
            let entry = match self.cursor.step(self.view.snapshot(), &mut visits) {
                Step::Found(_, entry) => entry,
                Step::Yielded => return None,
                Step::Exhausted => return Some(Reason::Success),
            };
            if self.hides_containers && self.view.is_container(entry.dn()) {
                continue;
            }
            if self.size_limit == Some(*sent) {
                return Some(Reason::SizeLimitExceeded);
            }
            let entry = self.as_seen_by_reader(entry);
            let (selection, schema) = (&self.selection, self.view.schema());
            write_search_entry(
                id,
                &entry,
                types_only,
                |attribute| selection.selects(attribute, schema),
                out,
            );
            *sent = sent.saturating_add(1);
        }
        None
    }

    /// J2.05: a binding user sees userPassword on its own entry, and on no other.
    fn as_seen_by_reader(&self, entry: &Arc<Entry>) -> Arc<Entry> {
        if self.own_dn.as_ref() != Some(entry.dn()) {
            return Arc::clone(entry);
        }
        let seen = self.view.as_seen_by_its_user(entry, &self.reader);
        seen.map_or_else(|_| Arc::clone(entry), Arc::new)
    }
}

/// `openldap.md 17`: userPassword in a filter is Undefined, for everyone.
fn is_filterable(attribute_type: &AttributeType) -> bool {
    attribute_type.name() != USER_PASSWORD
}
