//! The journal as it happens: server-sent events.

use std::convert::Infallible;
use std::time::Duration;

use axum::response::sse::{Event, KeepAlive, KeepAliveStream, Sse};
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;

use super::plane::Shared;
use super::record::RecordView;
use super::selection::Selection;

/// How many events may wait for a slow reader; the journal keeps the rest.
const WAITING: usize = 16;
/// How often a comment shows that nothing happens.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// Records as events.
type JournalStream = Sse<KeepAliveStream<ReceiverStream<Result<Event, Infallible>>>>;

/// The records after this number that there are, then each that comes, until the reader or the server goes.
pub(super) fn stream(plane: Shared, selection: Selection, after: u64) -> JournalStream {
    let (events, receiver) = mpsc::channel(WAITING);
    tokio::spawn(feed(plane, selection, after, events));
    let keep_alive = KeepAlive::new().interval(HEARTBEAT);
    Sse::new(ReceiverStream::new(receiver)).keep_alive(keep_alive)
}

async fn feed(
    plane: Shared,
    selection: Selection,
    mut after: u64,
    events: mpsc::Sender<Result<Event, Infallible>>,
) {
    let mut recorded = plane.live.watch_received();
    loop {
        // Marked as seen before it is read: what comes in between is seen again rather than never.
        recorded.mark_unchanged();
        let received = plane.live.received().filter(|record| record.number > after);
        after = received.iter().last().map_or(after, |record| record.number);
        for record in selection.of(received).iter() {
            let event = Event::default().id(record.number.to_string());
            // A record holds nothing that can fail to be JSON.
            let Ok(event) = event.json_data(RecordView::from(record)) else {
                continue;
            };
            let sent = tokio::select! {
                sent = events.send(Ok(event)) => sent,
                () = plane.stopping.cancelled() => return,
            };
            if sent.is_err() {
                return;
            }
        }
        tokio::select! {
            changed = recorded.changed() => if changed.is_err() { return },
            () = events.closed() => return,
            () = plane.stopping.cancelled() => return,
        }
    }
}
