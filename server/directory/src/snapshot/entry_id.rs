//! What identifies an entry through all snapshots.

/// The identity of an entry: stable while the entry is there, whatever else changes, and never used again. Ids grow in
/// the order in which entries were inserted.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct EntryId(u32);

impl EntryId {
    pub(crate) const FIRST: Self = Self(0);

    /// The id as a number, for a cookie that must outlive the process.
    pub fn to_u32(self) -> u32 {
        self.0
    }

    /// The id of that number, whether or not there is such an entry.
    pub fn from_u32(number: u32) -> Self {
        Self(number)
    }

    /// The id that is given after this one.
    pub(crate) fn next(self) -> Option<Self> {
        self.0.checked_add(1).map(Self)
    }

    /// The id's place in the vector of entries.
    pub(super) fn place(self) -> usize {
        // Saturating where an address has 16 bits; there is no entry at that place then.
        usize::try_from(self.0).unwrap_or(usize::MAX)
    }

    pub(super) fn from_place(place: usize) -> Option<Self> {
        u32::try_from(place).ok().map(Self)
    }
}
