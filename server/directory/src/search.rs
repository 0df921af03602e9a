//! Searches: what is asked, and a cursor that goes over the entries that match.
//!
//! A cursor holds a place, not a snapshot. It is given one at each step, so that a paged search can go on over a newer
//! snapshot than it began with (`openldap.md 12`): entries keep their ids and their order, so one that is there
//! throughout comes exactly once. Access control and limits are the caller's.

use std::sync::Arc;

use crate::dn::Dn;
use crate::entry::Entry;
use crate::filter::{CompiledFilter, Evaluation};
use crate::index::Candidates;
use crate::snapshot::{EntryId, Snapshot};

/// Which entries a Search considers (RFC 4511 section 4.5.1.2).
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum SearchScope {
    /// The base object alone.
    BaseObject,
    /// The immediate subordinates of the base object, without itself.
    SingleLevel,
    /// The base object and all its subordinates.
    WholeSubtree,
}

/// What a Search looks for. Cheap to clone.
#[derive(Clone, Debug)]
pub struct SearchQuery {
    /// The base object. Whether it exists is the caller's question; if not, nothing is found.
    pub base: Dn,
    /// How far below it to look.
    pub scope: SearchScope,
    /// What an entry must match.
    pub filter: CompiledFilter,
}

impl SearchQuery {
    /// Whether an entry of this name is in scope.
    pub fn includes(&self, dn: &Dn) -> bool {
        match self.scope {
            SearchScope::BaseObject => *dn == self.base,
            SearchScope::SingleLevel => dn.is_child_of(&self.base),
            SearchScope::WholeSubtree => dn.is_within(&self.base),
        }
    }
}

/// A place in the results of a Search, in order of [`EntryId`]. It borrows nothing.
#[derive(Clone, Debug)]
pub struct SearchCursor {
    query: SearchQuery,
    /// The least id that hasn't been visited, `None` when all have.
    next: Option<EntryId>,
    evaluation: Evaluation,
    /// Where to look in the snapshot that was given last.
    plan: Option<Plan>,
}

/// Where to look in one snapshot.
#[derive(Clone, Debug)]
struct Plan {
    /// Which snapshot.
    mark: Arc<()>,
    /// Where all matches are; `None` if that may be anywhere.
    candidates: Option<Candidates>,
}

/// What a step of a cursor came to.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Step<'a> {
    /// An entry matches; the cursor stands behind it.
    Found(EntryId, &'a Arc<Entry>),
    /// As many entries were visited as allowed, and none matched. The next step goes on from here.
    Yielded,
    /// No entry is left.
    Exhausted,
}

impl SearchCursor {
    pub(crate) fn new(query: SearchQuery) -> Self {
        Self {
            query,
            next: Some(EntryId::FIRST),
            evaluation: Evaluation::default(),
            plan: None,
        }
    }

    /// Goes on behind an entry, found by this cursor or by an earlier one for the same query.
    pub fn resume_after(&mut self, id: EntryId) {
        self.next = id.next();
    }

    /// What it looks for.
    pub fn query(&self) -> &SearchQuery {
        &self.query
    }

    /// The next entry that matches.
    pub fn next<'a>(&mut self, snapshot: &'a Snapshot) -> Option<(EntryId, &'a Arc<Entry>)> {
        let mut unlimited = usize::MAX;
        match self.step(snapshot, &mut unlimited) {
            Step::Found(id, entry) => Some((id, entry)),
            Step::Yielded | Step::Exhausted => None,
        }
    }

    /// Visits entries and stops at the first that matches. Each visit takes one from `budget`, or more where the filter has
    /// many parts; once that is spent the cursor yields, so that a long scan can make way for other work, however many of
    /// its entries match and however large a filter the peer sent.
    pub fn step<'a>(&mut self, snapshot: &'a Snapshot, budget: &mut usize) -> Step<'a> {
        let cost = self.query.filter.cost();
        while *budget > 0 {
            *budget = budget.saturating_sub(cost);
            let next = self.next;
            let Some((id, entry)) = next.and_then(|next| self.candidate(snapshot, next)) else {
                self.next = None;
                return Step::Exhausted;
            };
            self.next = id.next();
            let is_match = self.query.includes(entry.dn())
                && self
                    .query
                    .filter
                    .evaluate_with(&mut self.evaluation, entry, snapshot.schema())
                    .is_true();
            if is_match {
                return Step::Found(id, entry);
            }
        }
        Step::Yielded
    }

    /// The first entry at or behind `next` that may match. Indexes narrow the candidates; the steps above judge each of them
    /// all the same.
    fn candidate<'a>(
        &mut self,
        snapshot: &'a Snapshot,
        next: EntryId,
    ) -> Option<(EntryId, &'a Arc<Entry>)> {
        match self.query.scope {
            SearchScope::BaseObject => {
                let id = snapshot.id(&self.query.base).filter(|id| *id >= next)?;
                Some((id, snapshot.entry_by_id(id)?))
            }
            SearchScope::SingleLevel | SearchScope::WholeSubtree => {
                let Some(candidates) = self.candidates(snapshot) else {
                    return snapshot.first_at_or_after(next);
                };
                let id = candidates.first_at_or_after(next)?;
                Some((id, snapshot.entry_by_id(id)?))
            }
        }
    }

    /// Plans once for each snapshot that is given.
    fn candidates(&mut self, snapshot: &Snapshot) -> Option<&Candidates> {
        if !self
            .plan
            .as_ref()
            .is_some_and(|plan| snapshot.is_same(&plan.mark))
        {
            self.plan = Some(Plan {
                mark: Arc::clone(snapshot.mark()),
                candidates: snapshot.candidates(&self.query),
            });
        }
        self.plan.as_ref().and_then(|plan| plan.candidates.as_ref())
    }
}
