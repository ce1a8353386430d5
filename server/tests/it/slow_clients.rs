//! Whoever is slow or sends too much is cut off, before the portal knows who it is.

use crate::portal::LONGEST;
use axum::{Router, routing::get};
use std::{
    future::pending,
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::Duration,
};
use switchhook_server::web::{Limits, serve};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::oneshot,
    time::timeout,
};

async fn listen() -> (TcpListener, SocketAddr) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    (listener, address)
}

async fn started(limits: Limits) -> SocketAddr {
    let (listener, address) = listen().await;
    let router = Router::new().route("/", get(async || "here"));
    tokio::spawn(serve(listener, router, limits, pending()));
    address
}

/// All that comes back until the portal closes the connection.
async fn answer(address: SocketAddr, sent: &[u8]) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(sent).await.unwrap();
    let mut answer = Vec::new();
    // A connection that is closed while something is still on its way is reset; what came before counts.
    let _ = timeout(LONGEST, stream.read_to_end(&mut answer)).await.expect("the portal closes it");
    String::from_utf8_lossy(&answer).into_owned()
}

fn patient() -> Limits {
    Limits { head: Duration::from_mins(10), ..Limits::default() }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_head_that_never_ends_is_not_waited_for() {
    let limits = Limits { head: Duration::from_millis(50), ..Limits::default() };
    let answer = answer(started(limits).await, b"GET / HTTP/1.1\r\nhost: portal.example\r\nx-slow: ").await;
    assert!(!answer.contains("here"), "{answer}");
}

#[tokio::test(flavor = "multi_thread")]
async fn too_many_and_too_large_headers_are_refused() {
    let address = started(patient()).await;
    let many = (0..65).map(|number| format!("x-{number}: y\r\n")).collect::<Vec<_>>().concat();
    let large = format!("x-large: {}\r\n", "y".repeat(128 * 1024));
    let sent = |headers: &str| format!("GET / HTTP/1.1\r\nconnection: close\r\n{headers}\r\n");
    let refused = answer(address, sent(&many).as_bytes()).await;
    assert!(refused.starts_with("HTTP/1.1 431"), "{refused}");
    // What is still on its way when the portal closes the connection may take the answer with it.
    let refused = answer(address, sent(&large).as_bytes()).await;
    assert!(refused.is_empty() || refused.starts_with("HTTP/1.1 431"), "{refused}");
    let fine = answer(address, b"GET / HTTP/1.1\r\nhost: portal.example\r\nconnection: close\r\n\r\n").await;
    assert!(fine.starts_with("HTTP/1.1 200") && fine.ends_with("here"), "{fine}");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_lengths_or_an_unknown_coding_are_no_request() {
    let address = started(patient()).await;
    for framing in [
        "content-length: 5\r\ncontent-length: 6\r\n",
        "content-length: +5\r\n",
        "transfer-encoding: chunked, identity\r\n",
        "transfer-encoding: xchunked\r\n",
    ] {
        let answer =
            answer(address, format!("POST / HTTP/1.1\r\nhost: a\r\n{framing}\r\nhello").as_bytes()).await;
        assert!(answer.starts_with("HTTP/1.1 400"), "{framing}: {answer}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_runs_when_the_portal_is_told_to_stop_ends_in_peace() {
    let (listener, address) = listen().await;
    let (arrived, has_arrived) = oneshot::channel();
    let (go_on, may_go_on) = oneshot::channel::<()>();
    let (stop, stopped) = oneshot::channel::<()>();
    let once = Arc::new(Mutex::new(Some((arrived, may_go_on))));
    let router = Router::new().route(
        "/",
        get(move || {
            let (arrived, may_go_on) = once.lock().unwrap().take().unwrap();
            async move {
                arrived.send(()).unwrap();
                may_go_on.await.unwrap();
                "done"
            }
        }),
    );
    let served = tokio::spawn(serve(listener, router, patient(), async { stopped.await.unwrap() }));
    let asked = tokio::spawn(answer(address, b"GET / HTTP/1.1\r\nhost: portal.example\r\n\r\n"));
    has_arrived.await.unwrap();
    stop.send(()).unwrap();
    go_on.send(()).unwrap();
    assert!(asked.await.unwrap().ends_with("done"));
    served.await.unwrap();
}
