//! The last operations of a server.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;

use super::Record;

/// Keeps the last records, and forgets the oldest for each new one once it is full.
pub(crate) struct Journal {
    capacity: usize,
    connections: AtomicU64,
    kept: Mutex<Kept>,
    /// The number of the last record, for those who wait for the next.
    last: watch::Sender<u64>,
}

#[derive(Default)]
struct Kept {
    /// How many records there were, forgotten ones included.
    recorded: u64,
    /// How many records were given up for newer ones since the last clearing.
    forgotten: u64,
    records: VecDeque<Arc<Record>>,
}

impl Journal {
    /// A journal that keeps this many records.
    pub(crate) fn new(capacity: usize) -> Self {
        Self {
            capacity,
            connections: AtomicU64::new(0),
            kept: Mutex::default(),
            last: watch::Sender::new(0),
        }
    }

    /// The number of one more connection.
    pub(crate) fn next_connection(&self) -> u64 {
        self.connections.fetch_add(1, Ordering::Relaxed) + 1
    }

    /// Keeps a record, and gives it its number.
    pub(crate) fn push(&self, record: Record) -> Arc<Record> {
        let mut kept = self.kept();
        kept.recorded += 1;
        let record = Arc::new(Record {
            number: kept.recorded,
            ..record
        });
        if kept.records.len() == self.capacity {
            kept.records.pop_front();
            kept.forgotten += 1;
        }
        if self.capacity > 0 {
            kept.records.push_back(Arc::clone(&record));
        }
        drop(kept);
        self.last.send_replace(record.number);
        record
    }

    /// Tells of each new record.
    pub(crate) fn watch(&self) -> watch::Receiver<u64> {
        self.last.subscribe()
    }

    /// The records that are kept, oldest first, and how many earlier ones were given up for them.
    pub(crate) fn records(&self) -> (Vec<Arc<Record>>, u64) {
        let kept = self.kept();
        (kept.records.iter().cloned().collect(), kept.forgotten)
    }

    /// Forgets all records; numbers go on.
    pub(crate) fn clear(&self) {
        let mut kept = self.kept();
        kept.records.clear();
        kept.forgotten = 0;
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        // Nothing that is done under the lock leaves it half done.
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
