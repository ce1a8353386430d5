//! The listeners of the sandbox, which tell who is at the other end.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;

use axum::serve::Listener;
use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use super::Authority;
use crate::authentication::ClientCertificate;

/// Who is at the other end of a connection.
#[derive(Clone, Debug)]
pub(crate) struct Peer {
    pub(crate) address: SocketAddr,
    pub(crate) certificate: Option<ClientCertificate>,
}

impl Peer {
    fn unknown(address: SocketAddr) -> Self {
        Self { address, certificate: None }
    }
}

/// Without TLS.
pub(crate) struct Plain(pub(crate) TcpListener);

impl Listener for Plain {
    type Io = TcpStream;
    type Addr = Peer;

    async fn accept(&mut self) -> (TcpStream, Peer) {
        let (stream, address) = accept(&mut self.0).await;
        (stream, Peer::unknown(address))
    }

    fn local_addr(&self) -> io::Result<Peer> {
        self.0.local_addr().map(Peer::unknown)
    }
}

type Handshake = Pin<Box<dyn Future<Output = io::Result<(TlsStream<TcpStream>, SocketAddr)>> + Send>>;

/// With TLS. Handshakes run beside each other, so that a slow one keeps nobody waiting.
pub(crate) struct Secured {
    listener: TcpListener,
    authority: Authority,
    handshakes: FuturesUnordered<Handshake>,
}

impl Secured {
    pub(crate) fn new(listener: TcpListener, authority: Authority) -> Self {
        Self { listener, authority, handshakes: FuturesUnordered::new() }
    }

    fn peer(&self, stream: &TlsStream<TcpStream>, address: SocketAddr) -> Peer {
        let chain = stream.get_ref().1.peer_certificates();
        let certificate = chain.and_then(|chain| chain.first()).and_then(|leaf| self.authority.known(leaf));
        Peer { address, certificate }
    }
}

impl Listener for Secured {
    type Io = TlsStream<TcpStream>;
    type Addr = Peer;

    async fn accept(&mut self) -> (TlsStream<TcpStream>, Peer) {
        loop {
            tokio::select! {
                (stream, address) = accept(&mut self.listener) => {
                    let acceptor = TlsAcceptor::from(self.authority.server());
                    self.handshakes.push(Box::pin(async move { Ok((acceptor.accept(stream).await?, address)) }));
                }
                Some(done) = self.handshakes.next() => match done {
                    Ok((stream, address)) => {
                        let peer = self.peer(&stream, address);
                        return (stream, peer);
                    }
                    Err(error) => tracing::debug!(%error, "a handshake failed"),
                },
            }
        }
    }

    fn local_addr(&self) -> io::Result<Peer> {
        self.listener.local_addr().map(Peer::unknown)
    }
}

/// A connection that sends at once what it is given.
async fn accept(listener: &mut TcpListener) -> (TcpStream, SocketAddr) {
    let (stream, address) = Listener::accept(listener).await;
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "the connection keeps its delay");
    }
    (stream, address)
}
