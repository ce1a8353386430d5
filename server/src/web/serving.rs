//! From a socket to the router, with limits for whoever is slow or sends too much before the portal knows who it is.

use axum::{Router, body::Body, extract::ConnectInfo};
use http::Request;
use hyper::{body::Incoming, server::conn::http1};
use hyper_util::rt::{TokioIo, TokioTimer};
use std::{convert::Infallible, future::Future, io, net::SocketAddr, pin::pin, sync::Arc, time::Duration};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore, watch},
};
use tower::ServiceExt;

/// What a connection may take.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Until the head of a request is whole; also how long a connection may wait for its next request.
    pub head: Duration,
    /// Header fields of a request.
    pub headers: usize,
    /// Bytes of the head of a request; one of up to twice as many may pass if it comes at once.
    pub head_bytes: usize,
    /// Connections at the same time; further ones wait.
    pub connections: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self { head: Duration::from_secs(20), headers: 64, head_bytes: 32 * 1024, connections: 4_096 }
    }
}

/// How long to wait when no more connections can be taken, such as for want of file descriptors.
const BREATH: Duration = Duration::from_millis(100);

/// How long requests have to end once the portal is told to stop: longer than any takes, unless its client reads no answer.
const GRACE: Duration = Duration::from_mins(2);

/// Serves until `stop` ends, then lets the running requests end.
pub async fn serve(listener: TcpListener, router: Router, limits: Limits, stop: impl Future<Output = ()>) {
    let free = Arc::new(Semaphore::new(limits.connections as usize));
    let (stopping, stopped) = watch::channel(());
    let mut stop = pin!(stop);
    loop {
        let accepted = async {
            let permit = Arc::clone(&free).acquire_owned().await;
            (permit, listener.accept().await)
        };
        tokio::select! {
            () = &mut stop => break,
            (permit, accepted) = accepted => match (permit, accepted) {
                (Ok(permit), Ok((stream, peer))) => {
                    tokio::spawn(connection(stream, peer, router.clone(), limits, permit, stopped.clone()));
                }
                (_, Err(error)) => {
                    tracing::warn!(%error, "a connection was not taken");
                    tokio::time::sleep(BREATH).await;
                }
                (Err(_), _) => break,
            },
        }
    }
    drop(listener);
    drop(stopping);
    // Every connection gives its permit back at its end.
    if tokio::time::timeout(GRACE, free.acquire_many(limits.connections)).await.is_err() {
        tracing::warn!("a connection that does not end is left");
    }
}

async fn connection(
    stream: TcpStream,
    peer: SocketAddr,
    router: Router,
    limits: Limits,
    permit: OwnedSemaphorePermit,
    mut stopped: watch::Receiver<()>,
) {
    // Small writes of a streamed page would wait for each other.
    log(stream.set_nodelay(true));
    let service = hyper::service::service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        let router = router.clone();
        async move {
            Ok::<_, Infallible>(
                router.oneshot(request.map(Body::new)).await.unwrap_or_else(|never| match never {}),
            )
        }
    });
    let mut connection = pin!(
        http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(limits.head)
            .max_headers(limits.headers)
            .max_buf_size(limits.head_bytes)
            .serve_connection(TokioIo::new(stream), service)
    );
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        // The sender is gone: an error is the word.
        _ = stopped.changed() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    drop(permit);
    log(ended.map_err(io::Error::other));
}

fn log(result: io::Result<()>) {
    if let Err(error) = result {
        tracing::debug!(%error, "a connection ended early");
    }
}
