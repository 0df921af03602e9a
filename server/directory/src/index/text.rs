//! Values laid side by side, to be searched for parts of them.
//!
//! A list of the ids for each run of three letters would be as large as the directory itself, ten times over. The values
//! themselves are small, and going through them takes less than a nanosecond for an octet.

use std::sync::Arc;

use imbl::OrdMap;
use memchr::memmem::Finder;

/// The number of ids whose values stand together, and so are copied together when one changes.
const CHUNK_IDS: u32 = 128;

/// Ends every value. It never occurs in UTF-8, so nothing that is looked for reaches from one value into the next.
const END: u8 = 0xFF;

/// The values of one attribute type, by chunks of ids.
#[derive(Clone, Debug, Default)]
pub(super) struct TextColumn {
    chunks: OrdMap<u32, Arc<Chunk>>,
    octets: usize,
}

/// The values of some entries, one behind the other, each with its end.
#[derive(Clone, Debug, Default)]
struct Chunk {
    text: Vec<u8>,
    /// For each entry its id and where its values end, in the order of ids.
    ends: Vec<(u32, u32)>,
}

impl TextColumn {
    /// Sets the values of an entry, in normal form, in place of those it had; without any, it has none.
    pub(super) fn set<V: AsRef<[u8]>>(&mut self, id: u32, normalized: impl IntoIterator<Item = V>) {
        let number = id / CHUNK_IDS;
        let chunk = Arc::make_mut(self.chunks.entry(number).or_default());
        let before = chunk.text.len();
        chunk.set(id, normalized);
        self.octets = self.octets + chunk.text.len() - before;
        if chunk.ends.is_empty() {
            self.chunks.remove(&number);
        }
    }

    /// How many octets a search goes through.
    pub(super) fn octets(&self) -> usize {
        self.octets
    }

    /// The entries with a value that has `part` in it, in order.
    pub(super) fn ids_with(&self, part: &[u8], ids: &mut Vec<u32>) {
        let finder = Finder::new(part);
        for chunk in self.chunks.values() {
            chunk.ids_with(&finder, ids);
        }
    }
}

impl Chunk {
    fn set<V: AsRef<[u8]>>(&mut self, id: u32, normalized: impl IntoIterator<Item = V>) {
        let place = self.ends.partition_point(|(other, _)| *other < id);
        // Ids come in order while a directory is built: nothing is behind them then.
        let mut behind = Self::default();
        let start = place
            .checked_sub(1)
            .and_then(|before| self.ends.get(before));
        let start = start.map_or(0, |(_, end)| *end as usize);
        let mut rest = self.ends.split_off(place).into_iter().peekable();
        let own_end = rest
            .next_if(|(other, _)| *other == id)
            .map(|(_, end)| end as usize);
        let tail = self.text.split_off(own_end.unwrap_or(start));
        behind.ends.extend(rest);
        self.text.truncate(start);
        for value in normalized {
            self.text.extend_from_slice(value.as_ref());
            self.text.push(END);
        }
        if self.text.len() > start {
            self.ends.push((id, octets(self.text.len())));
        }
        let moved_from = own_end.unwrap_or(start);
        let moved_to = self.text.len();
        self.ends.extend(
            behind
                .ends
                .into_iter()
                .map(|(other, end)| (other, octets(end as usize - moved_from + moved_to))),
        );
        self.text.extend(tail);
    }

    fn ids_with(&self, finder: &Finder<'_>, ids: &mut Vec<u32>) {
        let mut from = 0;
        while let Some(found) = self.text.get(from..).and_then(|text| finder.find(text)) {
            let at = from + found;
            let place = self.ends.partition_point(|(_, end)| *end as usize <= at);
            let Some((id, end)) = self.ends.get(place) else {
                return;
            };
            ids.push(*id);
            from = *end as usize;
        }
    }
}

/// A place in a chunk. Its values come from at most as many messages or file lines as it has ids, each far below 2^25.
fn octets(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
