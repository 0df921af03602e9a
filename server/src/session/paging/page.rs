//! One page: what it may send, where it begins, and the cookie that it ends with.

use std::sync::Arc;

use jcldap_fixtures::behavior::{PagedChangedSearch, PagedCookies};

use super::connection::{PagedSearches, Turn};
use super::portable;
use super::progress::{Position, Progress};
use super::query_digest::QueryDigest;
use crate::jumpcloud::{OrganizationView, PagingKey};
use crate::session::Reason;
use crate::session::controls::{PAGED_RESULTS, RequestControls};
use crate::wire::{PagedResults, ResponseControl, SearchRequest};

/// A page of a paged search in an organization.
#[derive(Debug)]
pub(in crate::session) struct Page {
    size: u32,
    query: QueryDigest,
    /// How far the pages before it came; `None` for the first.
    before: Option<Progress>,
    /// [`jcldap_directory::Snapshot::changes`] of its snapshot.
    changes: u64,
    cookies: Cookies,
}

/// Where the progress is kept.
#[derive(Debug)]
enum Cookies {
    Connection(Turn),
    Portable(Arc<PagingKey>),
}

impl Page {
    /// Begins the page that the control asks for.
    ///
    /// # Errors
    ///
    /// The cookie is not good, the search is abandoned, or the switch `pagedChangedSearch` refuses to go on.
    pub(in crate::session) fn begin(
        request: &PagedResults,
        query: QueryDigest,
        view: &OrganizationView,
        mode: PagedCookies,
        searches: &mut PagedSearches,
    ) -> Result<Self, Reason> {
        let (before, cookies) = match (mode, &request.cookie[..]) {
            (PagedCookies::Connection, []) => (None, Cookies::Connection(searches.begin())),
            (PagedCookies::Connection, cookie) => {
                let (turn, progress) = searches.resume(cookie, query)?;
                (Some(progress), Cookies::Connection(turn))
            }
            (PagedCookies::Portable, cookie) => {
                let key = view.organization().paging_key();
                let before = match cookie {
                    [] => None,
                    cookie => {
                        Some(portable::open(cookie, query, key).ok_or(Reason::InvalidPagedCookie)?)
                    }
                };
                (before, Cookies::Portable(Arc::clone(key)))
            }
        };
        let changes = view.snapshot().changes();
        if let Some(before) = &before {
            if request.size == 0 {
                searches.end();
                return Err(Reason::PagedSearchAbandoned);
            }
            let refuses =
                view.organization().behavior.paged_changed_search == PagedChangedSearch::Refuse;
            if refuses && before.changes != changes {
                searches.end();
                return Err(Reason::ChangedBetweenPages);
            }
        }
        Ok(Self {
            size: request.size,
            query,
            before,
            changes,
            cookies,
        })
    }

    /// How many entries it may send.
    pub(in crate::session) fn size(&self) -> u32 {
        self.size
    }

    /// How many entries the pages before it sent.
    pub(in crate::session) fn sent_before(&self) -> u32 {
        self.before.as_ref().map_or(0, |before| before.sent)
    }

    /// Behind which entry it begins.
    pub(in crate::session) fn begins_behind(&self) -> Option<&Position> {
        self.before.as_ref().map(|before| &before.position)
    }

    /// The response control of a page that sent `sent` entries up to `position`, and left some for the next.
    pub(in crate::session) fn end_before_more(
        &self,
        sent: u32,
        position: Position,
        searches: &mut PagedSearches,
    ) -> ResponseControl {
        let progress = Progress {
            sent: self.sent_before().saturating_add(sent),
            position,
            changes: self.changes,
        };
        response(match &self.cookies {
            Cookies::Connection(turn) => searches.keep(*turn, self.query, progress),
            Cookies::Portable(key) => portable::seal(&progress, self.query, key),
        })
    }

    /// The response control of the last page.
    pub(in crate::session) fn end_for_good(&self, searches: &mut PagedSearches) -> ResponseControl {
        if let Cookies::Connection(_) = self.cookies {
            searches.end();
        }
        last_page()
    }
}

/// What the control of a search asks for, unless there is nothing to it: RFC 2696 section 3 has it ignored where "the
/// page size is greater than or equal to the sizeLimit value".
pub(in crate::session) fn in_effect<'a>(
    controls: &'a RequestControls,
    request: &SearchRequest,
) -> Option<&'a PagedResults> {
    let paged = controls.paged_results.as_ref()?;
    (request.size_limit == 0 || paged.size < request.size_limit).then_some(paged)
}

/// The response control of a search that has no more entries: with an empty cookie.
pub(in crate::session) fn last_page() -> ResponseControl {
    response(Vec::new())
}

/// `openldap.md 11`: there is never an estimate of how many entries there are.
fn response(cookie: Vec<u8>) -> ResponseControl {
    ResponseControl {
        oid: PAGED_RESULTS,
        value: Some(PagedResults { size: 0, cookie }.encode()),
    }
}
