//! Listening, answering, and stopping in good order.

use std::{io, net::SocketAddr, sync::Arc, time::Duration};

use axum::{Router, http::Request};
use hyper::{body::Incoming, server::conn::http1};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
    service::TowerToHyperService,
};
use thiserror::Error;
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore},
    task::JoinSet,
    time::{sleep, timeout},
};
use tower::ServiceExt as _;
use tracing::{debug, info, warn};

use crate::{
    Config, Parts,
    extract::Peer,
    router::build,
    state::{ProvidersError, Server},
};

/// Why a server did not start.
#[derive(Debug, Error)]
pub enum ServeError {
    /// The address cannot be listened on.
    #[error("cannot listen on {address}: {source}")]
    Bind {
        /// The address.
        address: SocketAddr,
        /// Why.
        source: io::Error,
    },
    /// What speaks to providers of identities cannot be made.
    #[error("cannot make a client for providers of identities: {0}")]
    Providers(#[from] ProvidersError),
}

/// A server that has its address and does not answer yet.
#[derive(Debug)]
pub struct Bound {
    listener: TcpListener,
    address: SocketAddr,
    router: Router,
    server: Server,
}

/// Takes the address.
///
/// # Errors
/// The address is taken, or is none of this machine's.
pub async fn bind(config: Config, parts: Parts) -> Result<Bound, ServeError> {
    let address = config.listen;
    let failed = |source| ServeError::Bind { address, source };
    let listener = TcpListener::bind(address).await.map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    let server = Server::new(config, parts)?;
    Ok(Bound { listener, address, router: build(server.clone()), server })
}

/// Binds, answers until the process is told to stop, and lets open requests end.
///
/// # Errors
/// As [`bind`].
pub async fn serve(config: Config, parts: Parts) -> Result<(), ServeError> {
    let bound = bind(config, parts).await?;
    info!("Listening on http://{}", bound.address());
    bound.run(told_to_stop()).await;
    Ok(())
}

impl Bound {
    /// Where it listens; with the port that was found where none was asked for.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Answers until `stop` is over; then takes no new connections and lets open requests end, for as long as the limits say.
    pub async fn run(self, stop: impl Future<Output = ()>) {
        let limits = self.server.limits().clone();
        let room = Arc::new(Semaphore::new(limits.connections));
        let graceful = GracefulShutdown::new();
        let mut open = JoinSet::new();
        let mut stop = std::pin::pin!(stop);
        loop {
            let accepted = tokio::select! {
                () = &mut stop => break,
                Some(_) = open.join_next() => continue,
                accepted = accept(&self.listener, &room) => accepted,
            };
            let Some((stream, peer, permit)) = accepted else { continue };
            let service = self.router.clone().map_request(move |mut request: Request<Incoming>| {
                request.extensions_mut().insert(Peer(peer));
                request
            });
            let service = TowerToHyperService::new(service);
            let connection = http1::Builder::new()
                .timer(TokioTimer::new())
                .header_read_timeout(limits.head_time)
                .serve_connection(TokioIo::new(stream), service);
            let connection = graceful.watch(connection);
            open.spawn(async move {
                // Callers that go away in the middle are the network's business.
                if let Err(error) = connection.await {
                    debug!("A connection ended early: {error}");
                }
                drop(permit);
            });
        }
        self.server.stop();
        drop(self.listener);
        info!("Stopping: {} connections are open", open.len());
        if timeout(limits.drain_time, graceful.shutdown()).await.is_err() {
            warn!("{} connections did not end in time and were cut off", open.len());
        }
        open.shutdown().await;
    }
}

/// The next connection, as soon as there is room for one.
async fn accept(
    listener: &TcpListener,
    room: &Arc<Semaphore>,
) -> Option<(TcpStream, SocketAddr, OwnedSemaphorePermit)> {
    let permit = room.clone().acquire_owned().await.ok()?;
    match listener.accept().await {
        Ok((stream, peer)) => {
            // Answers are small and should not wait for each other.
            let _ = stream.set_nodelay(true);
            Some((stream, peer, permit))
        }
        Err(error) if is_of_connection(&error) => None,
        Err(error) => {
            // Mostly too many open files, which passes when connections end.
            warn!("No connection can be accepted: {error}");
            sleep(Duration::from_millis(500)).await;
            None
        }
    }
}

fn is_of_connection(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

/// Ends when the process gets Ctrl-C, or SIGTERM where there are signals.
pub async fn told_to_stop() {
    let interrupt = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        () = interrupt => {}
        () = terminate => {}
    }
}
