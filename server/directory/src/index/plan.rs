//! Chooses the smallest set of candidates that a filter's indexes offer.
//!
//! An `and` is served by its best part alone, an `or` by all of its parts, a `not` by none. Estimates come first, so that
//! no large set is gathered where a small one serves; beyond a share of all entries, looking at each in turn is quicker
//! and begins at once.

use super::equality::DistinctValues;
use super::id_set::IdSet;
use super::ordering::OrderedValues;
use super::store::{Index, Values};
use super::text::TextColumn;
use crate::filter::{Assertion, Comparison, CompiledFilter, Node, Operator};
use crate::matching::MatchingRule;
use crate::schema::AttributeTypeId;
use crate::snapshot::EntryId;

/// The entries that may match, in order.
#[derive(Clone, Debug)]
pub(crate) struct Candidates {
    ids: Vec<u32>,
}

impl Candidates {
    /// The candidates for a filter among `total` entries; `None` where all of them had better be looked at.
    pub(crate) fn find(index: &Index, filter: &CompiledFilter, total: usize) -> Option<Self> {
        let planner = Planner {
            index,
            limit: (total / WORTHWHILE_SHARE).min(MOST_CANDIDATES),
        };
        planner.find(filter.nodes())
    }

    /// A known few.
    pub(crate) fn of(ids: impl IntoIterator<Item = EntryId>) -> Self {
        let mut ids: Vec<u32> = ids.into_iter().map(EntryId::to_u32).collect();
        ids.sort_unstable();
        Self { ids }
    }

    pub(crate) fn len(&self) -> usize {
        self.ids.len()
    }

    /// The first one at or behind `id`.
    pub(crate) fn first_at_or_after(&self, id: EntryId) -> Option<EntryId> {
        let place = self
            .ids
            .partition_point(|candidate| *candidate < id.to_u32());
        self.ids.get(place).copied().map(EntryId::from_u32)
    }
}

/// Candidates are worth gathering up to one in this many entries.
const WORTHWHILE_SHARE: usize = 4;

/// And up to this many, so that the first answer of a large search comes at once.
const MOST_CANDIDATES: usize = 100_000;

/// How many octets of values can be searched in the time that it takes to judge an entry.
const OCTETS_PER_ENTRY: usize = 512;

struct Planner<'a> {
    index: &'a Index,
    /// More candidates than this are no help.
    limit: usize,
}

/// Where the candidates for one attribute type come from.
enum Source<'a> {
    Nowhere,
    Set(&'a IdSet),
    Distinct(&'a DistinctValues, &'a [u8]),
    AtLeast(&'a OrderedValues, MatchingRule, &'a [u8]),
    AtMost(&'a OrderedValues, MatchingRule, &'a [u8]),
    Text(&'a TextColumn, &'a [u8]),
}

impl Planner<'_> {
    fn find(&self, nodes: &[Node]) -> Option<Candidates> {
        let estimates = self.estimates(nodes);
        if estimates.first().copied()? > self.limit {
            return None;
        }
        let mut ids = Vec::new();
        let mut chosen = vec![0];
        while let Some(place) = chosen.pop() {
            match nodes.get(place)? {
                Node::Assertion(assertion) => self.gather(assertion, &mut ids),
                Node::Operator {
                    operator: Operator::Or,
                    end,
                } => chosen.extend(parts(nodes, place, *end)),
                Node::Operator { end, .. } => {
                    chosen
                        .extend(parts(nodes, place, *end).min_by_key(|part| estimates.get(*part)));
                }
            }
        }
        ids.sort_unstable();
        ids.dedup();
        Some(Candidates { ids })
    }

    /// For each node at most how many entries match; [`usize::MAX`] where that is any number. Parts stand behind their
    /// operator, so that going backwards all parts are known before it.
    fn estimates(&self, nodes: &[Node]) -> Vec<usize> {
        let mut estimates = vec![usize::MAX; nodes.len()];
        for (place, node) in nodes.iter().enumerate().rev() {
            let of_parts =
                |end| parts(nodes, place, end).filter_map(|part| estimates.get(part).copied());
            let estimate = match node {
                Node::Assertion(assertion) => self.estimate(assertion),
                Node::Operator {
                    operator: Operator::And,
                    end,
                } => of_parts(*end).min().unwrap_or(usize::MAX),
                Node::Operator {
                    operator: Operator::Or,
                    end,
                } => of_parts(*end).fold(0, usize::saturating_add),
                Node::Operator {
                    operator: Operator::Not,
                    ..
                } => usize::MAX,
            };
            if let Some(slot) = estimates.get_mut(place) {
                *slot = estimate;
            }
        }
        estimates
    }

    fn estimate(&self, assertion: &Assertion) -> usize {
        let Some(sources) = self.sources(assertion) else {
            return usize::MAX;
        };
        sources
            .map(|source| self.size(&source))
            .fold(0, usize::saturating_add)
    }

    fn gather(&self, assertion: &Assertion, ids: &mut Vec<u32>) {
        for source in self.sources(assertion).into_iter().flatten() {
            match source {
                Source::Nowhere => {}
                Source::Set(set) => ids.extend(set.iter()),
                Source::Distinct(values, value) => ids.extend(values.ids(value)),
                Source::AtLeast(values, rule, value) => ids.extend(values.at_least(rule, value)),
                Source::AtMost(values, rule, value) => ids.extend(values.at_most(rule, value)),
                Source::Text(column, part) => column.ids_with(part, ids),
            }
        }
    }

    /// Where the candidates for an item come from, type by type; `None` if they could be anywhere.
    fn sources<'a>(&'a self, assertion: &'a Assertion) -> Option<impl Iterator<Item = Source<'a>>> {
        let (attributes, compared) = match assertion {
            Assertion::Undefined => (None, None),
            Assertion::Present(attributes) => (Some(attributes), None),
            // The values in names are in no index.
            Assertion::Value {
                dn_attributes: true,
                ..
            } => return None,
            Assertion::Value {
                attributes,
                rule,
                comparison,
                ..
            } => (Some(attributes), Some((*rule, comparison))),
        };
        let types = attributes
            .into_iter()
            .flat_map(|attributes| attributes.types().iter());
        Some(types.map(move |attribute_type| self.source(*attribute_type, compared)))
    }

    fn source<'a>(
        &'a self,
        attribute_type: AttributeTypeId,
        compared: Option<(MatchingRule, &'a Comparison)>,
    ) -> Source<'a> {
        let Some(present) = self.index.presence().ids(attribute_type) else {
            return Source::Nowhere;
        };
        // Whoever has a value has the attribute: what no index finds is looked for there.
        let mut best = Source::Set(present);
        let mut least = present.len();
        let Some((rule, comparison)) = compared else {
            return best;
        };
        for index in self
            .index
            .of(attribute_type)
            .filter(|index| index.rule == rule)
        {
            let source = match (&index.values, comparison) {
                (Values::Distinct(values), Comparison::Equal(value)) => {
                    Source::Distinct(values, value)
                }
                (Values::Shared(values), Comparison::Equal(value)) => {
                    values.ids(value).map_or(Source::Nowhere, Source::Set)
                }
                (Values::Ordered(values), Comparison::AtLeast(value)) => {
                    Source::AtLeast(values, rule, value)
                }
                (Values::Ordered(values), Comparison::AtMost(value)) => {
                    Source::AtMost(values, rule, value)
                }
                (Values::Text(column), Comparison::Substrings(substrings)) => {
                    Source::Text(column, substrings.longest_part())
                }
                _ => continue,
            };
            let size = self.size(&source);
            if size < least {
                (best, least) = (source, size);
            }
        }
        best
    }

    /// How many candidates there are, counted no further than the limit; for text, what the search costs.
    fn size(&self, source: &Source<'_>) -> usize {
        let enough = self.limit.saturating_add(1);
        match source {
            Source::Nowhere => 0,
            Source::Set(set) => set.len(),
            Source::Distinct(values, value) => values.ids(value).take(enough).count(),
            Source::AtLeast(values, rule, value) => {
                values.at_least(*rule, value).take(enough).count()
            }
            Source::AtMost(values, rule, value) => {
                values.at_most(*rule, value).take(enough).count()
            }
            Source::Text(column, _) => column.octets() / OCTETS_PER_ENTRY,
        }
    }
}

/// The places of an operator's parts.
fn parts(nodes: &[Node], operator: usize, end: usize) -> impl Iterator<Item = usize> {
    let behind = move |place: usize| match nodes.get(place) {
        Some(Node::Operator { end, .. }) => *end,
        _ => place + 1,
    };
    std::iter::successors(Some(operator + 1), move |place| Some(behind(*place)))
        .take_while(move |place| *place < end)
}
