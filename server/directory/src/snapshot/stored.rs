//! The snapshot itself, and the look-ups on it.

use std::fmt;
use std::ops::Bound;
use std::sync::Arc;

use imbl::{OrdMap, Vector};

use super::editor::{SnapshotBuilder, SnapshotEditor};
use super::entry_id::EntryId;
use crate::dn::Dn;
use crate::entry::Entry;
use crate::index::{Candidates, Index};
use crate::schema::Schema;
use crate::search::{SearchCursor, SearchQuery};

/// All entries of a directory at one moment. A clone shares them.
///
/// # Examples
///
/// ```
/// use std::sync::Arc;
/// use jcldap_directory::{Dn, Entry, Filter, Schema, SearchQuery, SearchScope, Snapshot};
///
/// let schema = Arc::new(Schema::standard().build()?);
/// let uid = schema.attribute_type(b"uid").unwrap().id;
/// let mut builder = Snapshot::builder(schema.clone());
/// for name in ["fry", "leela"] {
///     let dn = Dn::parse(format!("uid={name}").as_bytes(), &schema)?;
///     builder.insert(Entry::builder(dn).value(uid, name).build(&schema)?)?;
/// }
/// let snapshot = builder.build();
///
/// let filter = Filter::parse("(uid=LEELA)")?.compile(&schema, &|_| true);
/// let query = SearchQuery { base: Dn::root(), scope: SearchScope::WholeSubtree, filter };
/// let mut cursor = snapshot.cursor(&query);
/// let (_, leela) = cursor.next(&snapshot).unwrap();
/// assert_eq!(leela.dn().as_str(), "uid=leela");
/// assert!(cursor.next(&snapshot).is_none());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Snapshot {
    pub(super) schema: Arc<Schema>,
    /// Each entry at the place of its id; removed ones leave their place empty.
    pub(super) entries: Vector<Option<Arc<Entry>>>,
    /// Every entry's id. The order of names puts all that is below a name together.
    pub(super) ids: OrdMap<Dn, EntryId>,
    /// Which entries have which values.
    pub(super) index: Index,
    /// Tells this snapshot from all others.
    pub(super) mark: Arc<()>,
    /// The most RDNs that an entry's name has, or ever had.
    pub(super) greatest_depth: usize,
    /// How many insertions, replacements and removals have made it.
    pub(super) changes: u64,
}

impl Snapshot {
    /// A builder for a directory of this schema, without entries yet.
    pub fn builder(schema: Arc<Schema>) -> SnapshotBuilder {
        SnapshotBuilder::new(schema)
    }

    /// Begins a change of some entries; this snapshot stays as it is.
    pub fn edit(&self) -> SnapshotEditor {
        SnapshotEditor::new(self.clone())
    }

    /// The schema of all entries.
    pub fn schema(&self) -> &Arc<Schema> {
        &self.schema
    }

    /// The entry of this name.
    pub fn entry(&self, dn: &Dn) -> Option<&Arc<Entry>> {
        self.entry_by_id(self.id(dn)?)
    }

    /// The id of the entry of this name.
    pub fn id(&self, dn: &Dn) -> Option<EntryId> {
        self.ids.get(dn).copied()
    }

    /// The entry of this id, if it is still there.
    pub fn entry_by_id(&self, id: EntryId) -> Option<&Arc<Entry>> {
        self.entries.get(id.place())?.as_ref()
    }

    /// The nearest superior of this name that has an entry: what `matchedDN` names (RFC 4511 section 4.1.9).
    pub fn nearest_ancestor(&self, dn: &Dn) -> Option<&Arc<Entry>> {
        // A name can have as many RDNs as a message has room for; none of those beyond the deepest entry's counts.
        let nearest = dn.depth().checked_sub(1)?.min(self.greatest_depth);
        (0..=nearest)
            .rev()
            .find_map(|depth| self.entry(&dn.ancestor(depth)))
    }

    /// Whether there is an entry below this name: the value of `hasSubordinates`.
    pub fn has_subordinates(&self, dn: &Dn) -> bool {
        let behind = (Bound::Excluded(dn), Bound::<&Dn>::Unbounded);
        self.ids
            .range::<_, Dn>(behind)
            .next()
            .is_some_and(|(name, _)| name.is_within(dn))
    }

    /// The number of entries.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether there are no entries.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// How many changes have made it, counting its first entries. Of two snapshots, one of which was made from the
    /// other, this tells whether anything has changed between them.
    pub fn changes(&self) -> u64 {
        self.changes
    }

    /// All entries, in the order in which they were inserted.
    pub fn entries(&self) -> impl Iterator<Item = &Arc<Entry>> {
        self.entries.iter().flatten()
    }

    /// A cursor at the beginning of a Search's results.
    pub fn cursor(&self, query: &SearchQuery) -> SearchCursor {
        SearchCursor::new(query.clone())
    }

    /// Entries among which all that a query finds are; `None` if they may be any.
    pub(crate) fn candidates(&self, query: &SearchQuery) -> Option<Candidates> {
        let by_filter = Candidates::find(&self.index, &query.filter, self.len());
        let fewer_than = by_filter
            .as_ref()
            .map_or(MOST_BELOW_A_BASE, Candidates::len);
        self.all_within(&query.base, fewer_than.min(MOST_BELOW_A_BASE))
            .or(by_filter)
    }

    /// The entries of a name and below it, if they are fewer than so many.
    fn all_within(&self, base: &Dn, fewer_than: usize) -> Option<Candidates> {
        let from = (Bound::Included(base), Bound::<&Dn>::Unbounded);
        let within = self
            .ids
            .range::<_, Dn>(from)
            .take_while(|(name, _)| name.is_within(base));
        let ids: Vec<EntryId> = within.map(|(_, id)| *id).take(fewer_than).collect();
        (ids.len() < fewer_than).then(|| Candidates::of(ids))
    }

    /// Whether the other is this same snapshot, and not only an equal one.
    pub(crate) fn is_same(&self, mark: &Arc<()>) -> bool {
        Arc::ptr_eq(&self.mark, mark)
    }

    pub(crate) fn mark(&self) -> &Arc<()> {
        &self.mark
    }

    /// The first entry whose id is at least this one.
    pub(crate) fn first_at_or_after(&self, id: EntryId) -> Option<(EntryId, &Arc<Entry>)> {
        (id.place()..self.entries.len()).find_map(|place| {
            let entry = self.entries.get(place)?.as_ref()?;
            Some((EntryId::from_place(place)?, entry))
        })
    }
}

/// Up to how many entries below a base object are gathered instead of asking an index.
const MOST_BELOW_A_BASE: usize = 64;

impl fmt::Debug for Snapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.entries()).finish()
    }
}
