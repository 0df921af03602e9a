//! A set of entry ids as bits, shared between snapshots but for the part that changed.

use std::sync::Arc;

use imbl::OrdMap;

/// The number of ids whose bits stand together, and so are copied together when one changes: 512 octets.
const CHUNK_BITS: u32 = 4096;
const WORDS: usize = (CHUNK_BITS / u64::BITS) as usize;

/// Ids by chunk; a chunk without ids is absent.
#[derive(Clone, Debug, Default)]
pub(super) struct IdSet {
    chunks: OrdMap<u32, Arc<[u64; WORDS]>>,
    count: usize,
}

impl IdSet {
    pub(super) fn insert(&mut self, id: u32) {
        let (chunk, word, bit) = place(id);
        let words = self
            .chunks
            .entry(chunk)
            .or_insert_with(|| Arc::new([0; WORDS]));
        if let Some(word) = Arc::make_mut(words).get_mut(word)
            && *word & bit == 0
        {
            *word |= bit;
            self.count += 1;
        }
    }

    pub(super) fn remove(&mut self, id: u32) {
        let (chunk, word, bit) = place(id);
        let Some(words) = self.chunks.get_mut(&chunk) else {
            return;
        };
        if let Some(word) = Arc::make_mut(words).get_mut(word)
            && *word & bit != 0
        {
            *word &= !bit;
            self.count -= 1;
        }
        if words.iter().all(|word| *word == 0) {
            self.chunks.remove(&chunk);
        }
    }

    pub(super) fn len(&self) -> usize {
        self.count
    }

    /// The ids, in order.
    pub(super) fn iter(&self) -> impl Iterator<Item = u32> {
        self.chunks.iter().flat_map(|(chunk, words)| {
            let words = words
                .iter()
                .zip((chunk * CHUNK_BITS..).step_by(u64::BITS as usize));
            words.flat_map(|(word, first)| bits(*word).map(move |bit| first + bit))
        })
    }
}

/// The places of the bits that are set, lowest first.
fn bits(word: u64) -> impl Iterator<Item = u32> {
    let lowest = |rest: u64| (rest != 0).then_some(rest);
    std::iter::successors(lowest(word), move |rest| lowest(rest & (rest - 1)))
        .map(u64::trailing_zeros)
}

fn place(id: u32) -> (u32, usize, u64) {
    let within = id % CHUNK_BITS;
    let word = (within / u64::BITS) as usize;
    (id / CHUNK_BITS, word, 1 << (within % u64::BITS))
}
