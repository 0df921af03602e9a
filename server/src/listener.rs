//! Accepting connections: how they come under TLS, how many there may be, and their end.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use rustls::ProtocolVersion;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;
use tracing::{Instrument as _, debug, info_span, warn};

use crate::connection::{Connection, Service};
use crate::journal::{Recorder, TlsDetails};
use crate::session::{Entrance, Session};

/// A listening socket and what its connections share.
pub(crate) struct Listener {
    pub(crate) socket: TcpListener,
    pub(crate) entrance: Entrance,
    pub(crate) tls: TlsAcceptor,
    pub(crate) service: Service,
}

/// How long to wait when no connection can be accepted, which is mostly for want of file descriptors.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

impl Listener {
    /// Accepts connections until the server stops, then gives those that are open a moment to end.
    pub(crate) async fn serve(self) {
        let slots = Arc::new(Semaphore::new(self.service.limits.connections));
        let mut connections = JoinSet::new();
        loop {
            let slot = tokio::select! {
                () = self.service.stopping.cancelled() => break,
                Ok(slot) = Arc::clone(&slots).acquire_owned() => slot,
            };
            let accepted = tokio::select! {
                () = self.service.stopping.cancelled() => break,
                accepted = self.socket.accept() => accepted,
            };
            // Finished connections are let go of as new ones come.
            while connections.try_join_next().is_some() {}
            match accepted {
                Ok((stream, peer)) => {
                    let recorder = Recorder::new(Arc::clone(&self.service.journal));
                    let number = recorder.connection();
                    let span = info_span!("connection", number, %peer);
                    let connection = self.connect(stream, peer, recorder);
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
        let ended = timeout(self.service.limits.shutdown, async {
            while connections.join_next().await.is_some() {}
        });
        if ended.await.is_err() {
            // Not waited for: one that is in the middle of a step hears of it at its end.
            connections.abort_all();
        }
    }

    /// A future that owns all it needs: the handshake where it is due, and the connection.
    fn connect(
        &self,
        stream: TcpStream,
        peer: SocketAddr,
        recorder: Recorder,
    ) -> impl Future<Output = ()> + use<> {
        let entrance = self.entrance;
        let tls = self.tls.clone();
        let service = self.service.clone();
        async move {
            // An answer is one write: nothing is gained by waiting for more.
            if let Err(error) = stream.set_nodelay(true) {
                debug!(%peer, %error, "connection lost");
                return;
            }
            let session = Session::new(Arc::clone(&service.source), entrance);
            let (stream, session, mut recorder) = match entrance {
                Entrance::Ldaps | Entrance::LdapsMfa => (stream, session, recorder),
                Entrance::Ldap => {
                    let clear = Connection::new(stream, session, recorder, service.clone());
                    let Some(left) = clear.serve().await else {
                        return;
                    };
                    (left.stream, left.session, left.recorder)
                }
            };
            if let Some(stream) = shake_hands(&tls, stream, peer, &service).await {
                recorder.begin_tls(details(&stream, entrance));
                Connection::new(stream, session, recorder, service)
                    .serve()
                    .await;
            }
        }
    }
}

/// Puts a stream under TLS, within the time that this may take.
async fn shake_hands(
    tls: &TlsAcceptor,
    stream: TcpStream,
    peer: SocketAddr,
    service: &Service,
) -> Option<TlsStream<TcpStream>> {
    let handshake = tokio::select! {
        () = service.stopping.cancelled() => return None,
        handshake = timeout(service.limits.handshake, tls.accept(stream)) => handshake,
    };
    match handshake {
        Ok(Ok(stream)) => return Some(stream),
        Ok(Err(error)) => log_failed_handshake(peer, &error),
        Err(_) => debug!(%peer, "TLS handshake took too long"),
    }
    None
}

/// What was agreed upon, for the journal.
fn details(stream: &TlsStream<TcpStream>, entrance: Entrance) -> TlsDetails {
    let (_, tls) = stream.get_ref();
    TlsDetails {
        version: match tls.protocol_version() {
            Some(ProtocolVersion::TLSv1_2) => "TLSv1.2",
            Some(ProtocolVersion::TLSv1_3) => "TLSv1.3",
            // rustls knows no others.
            _ => "unknown",
        },
        cipher_suite: tls
            .negotiated_cipher_suite()
            .and_then(|suite| suite.suite().as_str())
            .unwrap_or("unknown"),
        by_start_tls: entrance == Entrance::Ldap,
    }
}

fn log_failed_handshake(peer: SocketAddr, error: &io::Error) {
    warn!(%peer, %error, "TLS handshake failed");
}
