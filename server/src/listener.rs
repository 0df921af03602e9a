//! Accepting connections: TLS handshakes, the number of connections, and their end.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;
use tracing::{Instrument as _, debug, info_span, warn};

use crate::connection::Connection;
use crate::limits::Limits;
use crate::session::DirectorySource;

/// A listening socket and what its connections share.
pub(crate) struct LdapsListener {
    pub(crate) socket: TcpListener,
    pub(crate) tls: TlsAcceptor,
    pub(crate) source: Arc<dyn DirectorySource>,
    pub(crate) limits: Arc<Limits>,
    pub(crate) stopping: CancellationToken,
}

/// How long to wait when no connection can be accepted, which is mostly for want of file descriptors.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

impl LdapsListener {
    /// Accepts connections until the server stops, then gives those that are open a moment to end.
    pub(crate) async fn serve(self) {
        let slots = Arc::new(Semaphore::new(self.limits.connections));
        let mut connections = JoinSet::new();
        let mut number: u64 = 0;
        loop {
            let slot = tokio::select! {
                () = self.stopping.cancelled() => break,
                Ok(slot) = Arc::clone(&slots).acquire_owned() => slot,
            };
            let accepted = tokio::select! {
                () = self.stopping.cancelled() => break,
                accepted = self.socket.accept() => accepted,
            };
            // Finished connections are let go of as new ones come.
            while connections.try_join_next().is_some() {}
            match accepted {
                Ok((stream, peer)) => {
                    number += 1;
                    let span = info_span!("connection", number, %peer);
                    let connection = self.connect(stream, peer);
                    connections.spawn(
                        async move {
                            connection.await;
                            drop(slot);
                        }
                        .instrument(span),
                    );
                }
                Err(error) => {
                    warn!(%error, "cannot accept a connection");
                    sleep(ACCEPT_PAUSE).await;
                }
            }
        }
        drop(self.socket);
        let ended = timeout(self.limits.shutdown, async {
            while connections.join_next().await.is_some() {}
        });
        if ended.await.is_err() {
            connections.shutdown().await;
        }
    }

    /// A future that owns all it needs: the handshake, then the connection.
    fn connect(&self, stream: TcpStream, peer: SocketAddr) -> impl Future<Output = ()> + use<> {
        let tls = self.tls.clone();
        let source = Arc::clone(&self.source);
        let limits = Arc::clone(&self.limits);
        let stopping = self.stopping.clone();
        async move {
            let handshake = async {
                // An answer is one write: nothing is gained by waiting for more.
                stream.set_nodelay(true)?;
                tls.accept(stream).await
            };
            let handshake = tokio::select! {
                () = stopping.cancelled() => return,
                handshake = timeout(limits.handshake, handshake) => handshake,
            };
            match handshake {
                Ok(Ok(stream)) => {
                    Connection::new(stream, source, limits, stopping)
                        .serve()
                        .await;
                }
                Ok(Err(error)) => log_failed_handshake(peer, &error),
                Err(_) => debug!(%peer, "TLS handshake took too long"),
            }
        }
    }
}

fn log_failed_handshake(peer: SocketAddr, error: &io::Error) {
    warn!(%peer, %error, "TLS handshake failed");
}
