//! Answering HTTP: a socket, its connections, and their end.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;
use tracing::{debug, warn};

use super::access::AccessRules;
use super::error::ControlError;
use super::plane::Plane;
use super::router::router;

/// How many connections are served at once. One more waits until another ends.
const CONNECTIONS: usize = 256;
/// How long the head of a request may take.
const HEAD: Duration = Duration::from_secs(10);
/// How long to wait when no connection can be accepted, which is mostly for want of file descriptors.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);
/// How long connections may take to end when the server does.
const SHUTDOWN: Duration = Duration::from_millis(500);

/// A socket that is listened on, before anyone answers.
#[derive(Debug)]
pub(crate) struct ControlListener {
    socket: TcpListener,
    address: SocketAddr,
    rules: AccessRules,
}

/// A control plane that answers. Dropping it stops it without waiting; [`ControlPlane::shutdown`] waits.
#[derive(Debug)]
pub(crate) struct ControlPlane {
    stopping: CancellationToken,
    serving: JoinHandle<()>,
}

impl ControlListener {
    /// Listens at this address; port 0 picks a free one.
    pub(crate) async fn bind(
        address: SocketAddr,
        rules: AccessRules,
    ) -> Result<Self, ControlError> {
        if !rules.suits(address.ip()) {
            return Err(ControlError::TokenNeeded { address });
        }
        let bound = async {
            let socket = TcpListener::bind(address).await?;
            let address = socket.local_addr()?;
            io::Result::Ok((socket, address))
        };
        let (socket, address) = bound.await.map_err(|source| match source.kind() {
            io::ErrorKind::AddrInUse => ControlError::AddressInUse { address },
            _ => ControlError::Bind { address, source },
        })?;
        Ok(Self {
            socket,
            address,
            rules,
        })
    }

    /// Where it listens, with the port that was picked.
    pub(crate) const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Answers from now on.
    pub(crate) fn serve(self, plane: Plane) -> ControlPlane {
        let stopping = plane.stopping.clone();
        let routes = router(plane, self.rules);
        let serving = tokio::spawn(accept(self.socket, routes, stopping.clone()));
        ControlPlane { stopping, serving }
    }
}

impl ControlPlane {
    /// Ends every connection and the listener, within a second.
    pub(crate) async fn shutdown(mut self) {
        self.stopping.cancel();
        // One that panicked has ended too.
        let _ended = (&mut self.serving).await;
    }
}

impl Drop for ControlPlane {
    fn drop(&mut self) {
        self.stopping.cancel();
    }
}

/// Accepts connections until the server stops, then gives those that are open a moment to end.
async fn accept(socket: TcpListener, routes: Router, stopping: CancellationToken) {
    let slots = Arc::new(Semaphore::new(CONNECTIONS));
    let mut connections = JoinSet::new();
    loop {
        let slot = tokio::select! {
            () = stopping.cancelled() => break,
            Ok(slot) = Arc::clone(&slots).acquire_owned() => slot,
        };
        let accepted = tokio::select! {
            () = stopping.cancelled() => break,
            accepted = socket.accept() => accepted,
        };
        // Finished connections are let go of as new ones come.
        while connections.try_join_next().is_some() {}
        match accepted {
            Ok((stream, _)) => {
                let serving = serve(stream, routes.clone(), stopping.clone());
                connections.spawn(async move {
                    serving.await;
                    drop(slot);
                });
            }
            Err(error) => {
                warn!(%error, "cannot accept a connection to the control plane");
                sleep(ACCEPT_PAUSE).await;
            }
        }
    }
    drop(socket);
    let ended = timeout(SHUTDOWN, async {
        while connections.join_next().await.is_some() {}
    });
    if ended.await.is_err() {
        connections.abort_all();
    }
}

/// Serves one connection to its end; when the server stops, to the end of the request under way.
async fn serve(stream: TcpStream, routes: Router, stopping: CancellationToken) {
    // An answer is one write: nothing is gained by waiting for more.
    let _ = stream.set_nodelay(true);
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(routes));
    let mut connection = std::pin::pin!(connection);
    let outcome = tokio::select! {
        outcome = connection.as_mut() => outcome,
        () = stopping.cancelled() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = outcome {
        debug!(%error, "connection to the control plane lost");
    }
}
