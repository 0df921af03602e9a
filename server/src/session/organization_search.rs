//! A search in an organization: which entries of it are sent, and how it ends.

use std::sync::Arc;
use std::time::{Duration, Instant};

use jcldap_directory::{
    AttributeSelection, AttributeType, Dn, Entry, Schema, SearchQuery, SearchScope,
};
use jcldap_fixtures::behavior::{
    Behavior, ContainerEntries, EntryDnFilter, PagedCookies, SizeLimit, TimeLimit,
};

use super::Reason;
use super::controls::{RequestControls, ServerSideSort};
use super::ending::{Ending, sort_response};
use super::listing::{Listed, Listing};
use super::paging::{self, Page, PagedSearches, Position, QueryDigest};
use super::sorting::{SortFailure, SortOrder, Sorting};
use crate::jumpcloud::{Account, OrganizationView, SecretsReader, is_secret};
use crate::wire::{MessageId, ResponseControl, SearchRequest, write_search_entry};

/// A step ends once it has written this many octets: as much as fits a TLS record (RFC 8446 section 5.1).
const STEP_OCTETS: usize = 16 * 1024;

/// A step ends once it has looked at this many entries, found or not, so that other sessions get their turn.
const STEP_VISITS: usize = 1024;

/// A search of a binding user in its organization.
pub(super) struct OrganizationSearch {
    view: Arc<OrganizationView>,
    reader: Option<SecretsReader>,
    listing: Listing,
    selection: AttributeSelection,
    types_only: bool,
    hides_containers: bool,
    /// The greatest number of entries that this request may send, by the client's word or the server's.
    size_limit: Option<u32>,
    /// When its time is over, by the client's word or the server's.
    deadline: Option<Instant>,
    page: Option<Page>,
    sort: Option<Sort>,
    sent: u32,
    /// The place of the entry that was sent last.
    latest: Option<Position>,
}

/// What was asked, where and when.
pub(super) struct Asked<'a> {
    pub(super) request: &'a SearchRequest,
    pub(super) controls: &'a RequestControls,
    /// The server's switch.
    pub(super) paged_cookies: PagedCookies,
    pub(super) now: Instant,
}

/// What came of a request for sorted entries.
struct Sort {
    criticality: bool,
    failure: Option<SortFailure>,
}

impl OrganizationSearch {
    /// Begins the search, unless it ends at once.
    pub(super) fn begin(
        base: Dn,
        asked: &Asked<'_>,
        view: &Arc<OrganizationView>,
        reader: &Arc<Account>,
        searches: &mut PagedSearches,
    ) -> Result<Self, Ending> {
        let Asked {
            request, controls, ..
        } = asked;
        let snapshot = view.snapshot();
        if snapshot.entry(&base).is_none() {
            return Err(Reason::no_such_object(snapshot, &base).into());
        }
        let schema = view.schema();
        let sort_request = controls.sort.as_ref();
        let (order, mut sort) = match sort_request {
            None => (None, None),
            Some(request) => {
                let (order, sort) = Sort::begin(request, schema)?;
                (order, Some(sort))
            }
        };
        let page = match paging::in_effect(controls, request) {
            None => None,
            Some(paged) => {
                let query = QueryDigest::new(&base, request, sort_request);
                let page = Page::begin(paged, query, view, asked.paged_cookies, searches)?;
                // `openldap.md 11`: nothing is sent, and there is nothing to continue.
                if page.size() == 0 {
                    return Err(Ending::last_page());
                }
                Some(page)
            }
        };
        let behavior = &view.organization().behavior;
        let size_limit = size_limit(request, behavior)
            .map(|limit| limit.saturating_sub(page.as_ref().map_or(0, Page::sent_before)));
        let behind = page.as_ref().and_then(Page::begins_behind).cloned();
        let mut cursor = snapshot.cursor(&SearchQuery {
            base,
            scope: request.scope,
            filter: request.filter.compile(schema, &|attribute_type| {
                is_filterable(attribute_type, behavior)
            }),
        });
        let listing = match (order, behind) {
            // The pages before this one were not sorted: there was too much to sort.
            (order, Some(Position { id, key: None })) => {
                if let (Some(_), Some(sort)) = (order, &mut sort) {
                    sort.failure = Some(SortFailure::TOO_MANY_ENTRIES);
                }
                cursor.resume_after(id);
                Listing::Found(cursor)
            }
            (Some(order), behind) => {
                // One more than is sent tells whether there are more.
                let page_size = page.as_ref().map(Page::size);
                let wanted = [page_size, size_limit].into_iter().flatten().min();
                let wanted = wanted
                    .and_then(|wanted| usize::try_from(wanted).ok()?.checked_add(1))
                    .unwrap_or(usize::MAX);
                Listing::Sorting(cursor, Sorting::new(order, behind, wanted))
            }
            (None, _) => Listing::Found(cursor),
        };
        let selection = AttributeSelection::new(&request.attributes, schema);
        Ok(Self {
            listing,
            reader: view.secrets_reader(reader, &selection).ok(),
            selection,
            types_only: request.types_only,
            // U13: hidden containers still answer a read of themselves (`openldap.md 21`).
            hides_containers: behavior.container_entries == ContainerEntries::Hidden
                && request.scope != SearchScope::BaseObject,
            size_limit,
            deadline: time_limit(request, behavior).and_then(|limit| asked.now.checked_add(limit)),
            page,
            sort,
            sent: 0,
            latest: None,
            view: Arc::clone(view),
        })
    }

    /// How many entries have been sent.
    pub(super) fn sent(&self) -> u32 {
        self.sent
    }

    /// Appends entries until the step is full; the end once there are no more.
    pub(super) fn step(
        &mut self,
        id: MessageId,
        now: impl FnOnce() -> Instant,
        searches: &mut PagedSearches,
        out: &mut Vec<u8>,
    ) -> Option<Ending> {
        if self.deadline.is_some_and(|deadline| now() >= deadline) {
            return Some(Reason::TimeLimitExceeded.into());
        }
        let full = out.len() + STEP_OCTETS;
        let mut visits = STEP_VISITS;
        while out.len() < full {
            let view = &self.view;
            let is_shown =
                |entry: &Entry| !(self.hides_containers && view.is_container(entry.dn()));
            let (position, entry) = match self.listing.next(view.snapshot(), &mut visits, is_shown)
            {
                Ok(Listed::Entry(position, entry)) => (position, entry),
                Ok(Listed::Yielded) => return None,
                Ok(Listed::Exhausted) => return Some(self.end(None, searches)),
                Err(_) => match self.go_on_unsorted() {
                    Ok(()) => continue,
                    Err(ending) => return Some(ending),
                },
            };
            if let (Some(page), Some(latest)) = (&self.page, &self.latest)
                && page.size() == self.sent
            {
                let latest = latest.clone();
                return Some(self.end(Some(latest), searches));
            }
            if self.size_limit == Some(self.sent) {
                return Some(Reason::SizeLimitExceeded.into());
            }
            let entry = self.as_seen_by_reader(entry);
            let (selection, schema) = (&self.selection, self.view.schema());
            write_search_entry(
                id,
                &entry,
                self.types_only,
                |attribute| selection.selects(attribute, schema),
                out,
            );
            self.latest = Some(position);
            self.sent = self.sent.saturating_add(1);
        }
        None
    }

    /// The end of a search that found what it could: behind `latest` if that is the end of a page, else for good.
    fn end(&self, latest: Option<Position>, searches: &mut PagedSearches) -> Ending {
        // RFC 2891 section 2: left out where nothing was found.
        let sorted = self.sort.as_ref().filter(|_| self.sent > 0);
        let paged = self.page.as_ref().map(|page| match latest {
            Some(latest) => page.end_before_more(self.sent, latest, searches),
            None => page.end_for_good(searches),
        });
        Ending {
            reason: Reason::Success,
            controls: sorted
                .map(Sort::response)
                .into_iter()
                .chain(paged)
                .collect(),
        }
    }

    /// RFC 2891 section 2: entries that cannot be sorted are sent unsorted, unless that is of no use to the client. Nor
    /// can they be sent so behind pages that were sorted.
    fn go_on_unsorted(&mut self) -> Result<(), Ending> {
        let is_first = self
            .page
            .as_ref()
            .is_none_or(|page| page.begins_behind().is_none());
        match (&mut self.listing, &mut self.sort) {
            (Listing::Sorting(cursor, _), Some(sort)) if is_first && !sort.criticality => {
                sort.failure = Some(SortFailure::TOO_MANY_ENTRIES);
                self.listing = Listing::Found(self.view.snapshot().cursor(cursor.query()));
                Ok(())
            }
            _ => Err(Ending::cannot_sort(SortFailure::TOO_MANY_ENTRIES)),
        }
    }

    /// The entry with the secrets that are the reader's to see.
    fn as_seen_by_reader(&self, entry: &Arc<Entry>) -> Arc<Entry> {
        let seen = self
            .reader
            .as_ref()
            .and_then(|reader| self.view.as_seen_by(reader, entry).ok());
        seen.unwrap_or_else(|| Arc::clone(entry))
    }
}

impl Sort {
    /// The order that is asked for; or none, if the client takes entries unsorted as well.
    fn begin(
        request: &ServerSideSort,
        schema: &Schema,
    ) -> Result<(Option<SortOrder>, Self), Ending> {
        let criticality = request.criticality;
        match SortOrder::new(request, schema) {
            Ok(order) => Ok((
                Some(order),
                Self {
                    criticality,
                    failure: None,
                },
            )),
            Err(failure) if criticality => Err(Ending::cannot_sort(failure)),
            Err(failure) => Ok((
                None,
                Self {
                    criticality,
                    failure: Some(failure),
                },
            )),
        }
    }

    fn response(&self) -> ResponseControl {
        sort_response(self.failure.clone())
    }
}

/// RFC 4511 section 4.5.1.4: the client's limit and the server's, whichever is less.
fn size_limit(request: &SearchRequest, behavior: &Behavior) -> Option<u32> {
    let by_client = (request.size_limit > 0).then_some(request.size_limit);
    let by_server = match behavior.size_limit {
        SizeLimit::Unlimited => None,
        SizeLimit::Entries(entries) => Some(entries.get()),
    };
    [by_client, by_server].into_iter().flatten().min()
}

/// RFC 4511 section 4.5.1.5: the client's limit and the server's, whichever is less.
fn time_limit(request: &SearchRequest, behavior: &Behavior) -> Option<Duration> {
    let by_client = (request.time_limit > 0).then_some(request.time_limit);
    let by_server = match behavior.time_limit {
        TimeLimit::Unlimited => None,
        TimeLimit::Seconds(seconds) => Some(seconds.get()),
    };
    let seconds = [by_client, by_server].into_iter().flatten().min()?;
    Some(Duration::from_secs(seconds.into()))
}

/// Whether a filter item on the attribute can be anything but Undefined: none can on a secret (`openldap.md 17`), nor,
/// where the switch says so, on the entry's own name (J3.08).
fn is_filterable(attribute_type: &AttributeType, behavior: &Behavior) -> bool {
    let is_ignored =
        behavior.entry_dn_filter == EntryDnFilter::Ignore && attribute_type.name() == "entryDN";
    !is_ignored && !is_secret(attribute_type)
}
