//! Cookies that are good on one connection: the session keeps what they stand for (`openldap.md 12`).

use std::cmp::Ordering;
use std::sync::atomic::{self, AtomicU64};

use super::progress::Progress;
use super::query_digest::QueryDigest;
use crate::session::Reason;

/// The one paged search that a session may have, and how far it has come.
#[derive(Debug, Default)]
pub(in crate::session) struct PagedSearches {
    latest: Option<Latest>,
}

#[derive(Debug)]
struct Latest {
    turn: Turn,
    query: QueryDigest,
    progress: Progress,
}

/// Which page of which paged search a cookie asks for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Turn {
    search: u64,
    /// 0 for the first page, which no cookie asks for.
    page: u32,
}

/// Numbers the paged searches of all sessions, so that no session takes another's cookie for its own.
static SEARCHES: AtomicU64 = AtomicU64::new(0);

impl PagedSearches {
    /// Begins a paged search; the one before it, if any, cannot go on.
    pub(super) fn begin(&mut self) -> Turn {
        self.latest = None;
        Turn {
            search: SEARCHES.fetch_add(1, atomic::Ordering::Relaxed),
            page: 0,
        }
    }

    /// Which turn it is by this cookie, and how far the pages before it came.
    ///
    /// # Errors
    ///
    /// It is a cookie from before the latest one, or none of this session's paged search for this query.
    pub(super) fn resume(
        &self,
        cookie: &[u8],
        query: QueryDigest,
    ) -> Result<(Turn, Progress), Reason> {
        let turn = Turn::from_cookie(cookie).ok_or(Reason::InvalidPagedCookie)?;
        match &self.latest {
            Some(latest) if latest.turn.search == turn.search && latest.query == query => {
                match turn.page.cmp(&latest.turn.page) {
                    Ordering::Equal => Ok((turn, latest.progress.clone())),
                    Ordering::Less if turn.page > 0 => Err(Reason::OldPagedCookie),
                    Ordering::Less | Ordering::Greater => Err(Reason::InvalidPagedCookie),
                }
            }
            Some(_) | None => Err(Reason::InvalidPagedCookie),
        }
    }

    /// Keeps how far the page of this turn came, and gives the cookie for the next.
    pub(super) fn keep(&mut self, turn: Turn, query: QueryDigest, progress: Progress) -> Vec<u8> {
        let next = Turn {
            page: turn.page.wrapping_add(1),
            ..turn
        };
        self.latest = Some(Latest {
            turn: next,
            query,
            progress,
        });
        next.to_cookie()
    }

    /// Forgets the paged search: it has ended.
    pub(super) fn end(&mut self) {
        self.latest = None;
    }
}

impl Turn {
    fn to_cookie(self) -> Vec<u8> {
        [&self.search.to_be_bytes()[..], &self.page.to_be_bytes()].concat()
    }

    fn from_cookie(cookie: &[u8]) -> Option<Self> {
        let (search, page) = cookie.split_first_chunk()?;
        Some(Self {
            search: u64::from_be_bytes(*search),
            page: u32::from_be_bytes(page.try_into().ok()?),
        })
    }
}
