//! Octets out: what the session wrote, and what a fault put between.

use std::ops::Range;

use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt as _};
use tokio::time::timeout;

use super::serving::{Connection, Ending};
use crate::fault::Interruption;
use crate::session::Reason;
use crate::wire::write_notice_of_disconnection;

/// What has been written is sent once it is this long, in octets.
pub(super) const SEND_OCTETS: usize = 16 * 1024;

impl<S: AsyncRead + AsyncWrite + Unpin> Connection<S> {
    /// Sends everything that is written, in its order with what a fault has happen in between.
    pub(super) async fn send(&mut self) -> Result<(), Ending> {
        if let Some((end, interruption)) = self.tampering.next_interruption() {
            self.write(0..end).await?;
            match interruption {
                Interruption::Cut => {}
                Interruption::Close => self.stream.shutdown().await?,
            }
            return Err(Ending::Fault);
        }
        self.write(0..self.output.len()).await?;
        self.output.clear();
        self.output.shrink_to(2 * SEND_OCTETS);
        Ok(())
    }

    async fn write(&mut self, written: Range<usize>) -> Result<(), Ending> {
        let octets = self.output.get(written).unwrap_or_default();
        if octets.is_empty() {
            return Ok(());
        }
        let sent = timeout(self.service.limits.write, async {
            self.stream.write_all(octets).await?;
            self.stream.flush().await
        });
        Ok(sent.await.map_err(|_| Ending::Unread)??)
    }

    /// RFC 4511 section 4.4.1: the server is about to close, with unavailable (52).
    pub(super) async fn say_goodbye(&mut self) -> Ending {
        write_notice_of_disconnection(Reason::Stopping.result(), &mut self.output);
        match self.send().await {
            Ok(()) => Ending::Stopping,
            Err(ending) => ending,
        }
    }
}
