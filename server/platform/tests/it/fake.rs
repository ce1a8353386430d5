//! A server that answers as a test says.

use axum::{
    Router,
    body::{Bytes, to_bytes},
    extract::Request,
    http::{HeaderMap, Response, StatusCode},
};
use std::{
    future::Future,
    pin::Pin,
    sync::{
        Arc, Mutex,
        atomic::{AtomicI64, Ordering},
    },
    time::{Duration, SystemTime},
};
use switchhook_domain::{identifier::ResellerId, permission::Scope};
use switchhook_platform::{Client, Clock, Credential, Platform, PlatformOptions};
use tokio::net::TcpListener;

/// A request that the fake has seen.
#[derive(Clone, Debug)]
pub struct Seen {
    pub method: String,
    pub path: String,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Seen {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    pub fn is(&self, method: &str, path: &str) -> bool {
        self.method == method && self.path.starts_with(path)
    }
}

/// The fake; counts and keeps what it was asked.
#[derive(Clone)]
pub struct Fake {
    pub url: String,
    seen: Arc<Mutex<Vec<Seen>>>,
}

impl Fake {
    /// Answers `/login_jwt` with `token-1`, `token-2`, … and everything else by the rule.
    pub async fn start<F, R>(rule: F) -> Self
    where
        F: Fn(Seen) -> R + Clone + Send + Sync + 'static,
        R: Future<Output = Response<axum::body::Body>> + Send + 'static,
    {
        let logins = Arc::new(AtomicI64::new(0));
        Self::bare(move |request| {
            let (rule, logins) = (rule.clone(), Arc::clone(&logins));
            async move {
                if request.path == "/login_jwt" {
                    let number = logins.fetch_add(1, Ordering::SeqCst) + 1;
                    return json(200, &format!(r#"{{"jwt":"token-{number}","id":7}}"#));
                }
                rule(request).await
            }
        })
        .await
    }

    /// Answers everything by the rule.
    pub async fn bare<F, R>(rule: F) -> Self
    where
        F: Fn(Seen) -> R + Clone + Send + Sync + 'static,
        R: Future<Output = Response<axum::body::Body>> + Send + 'static,
    {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let seen: Arc<Mutex<Vec<Seen>>> = Arc::default();
        let kept = Arc::clone(&seen);
        let router = Router::new().fallback(move |request: Request| {
            let (kept, rule) = (Arc::clone(&kept), rule.clone());
            async move {
                let (head, body) = request.into_parts();
                let request = Seen {
                    method: head.method.to_string(),
                    path: head.uri.path_and_query().unwrap().to_string(),
                    headers: head.headers,
                    body: to_bytes(body, usize::MAX).await.unwrap(),
                };
                kept.lock().unwrap().push(request.clone());
                rule(request).await
            }
        });
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url, seen }
    }

    pub fn seen(&self, method: &str, path: &str) -> Vec<Seen> {
        self.seen.lock().unwrap().iter().filter(|seen| seen.is(method, path)).cloned().collect()
    }

    pub fn client(&self) -> Client {
        client_with(&options(&self.url))
    }
}

pub fn client_with(options: &PlatformOptions) -> Client {
    Platform::new(options).unwrap().client(credential(), reseller())
}

pub fn credential() -> Credential {
    Credential::new("alpine", "alpine-password")
}

pub fn reseller() -> Scope {
    Scope::Reseller(ResellerId(2))
}

/// Options that do not make a test wait.
pub fn options(url: &str) -> PlatformOptions {
    PlatformOptions {
        read_timeout: Duration::from_secs(2),
        write_timeout: Duration::from_secs(2),
        connect_timeout: Duration::from_millis(500),
        queue_timeout: Duration::from_millis(200),
        ..PlatformOptions::new(url)
    }
}

pub fn json(status: u16, body: &str) -> Response<axum::body::Body> {
    Response::builder()
        .status(StatusCode::from_u16(status).unwrap())
        .header("content-type", "application/json")
        .body(body.to_owned().into())
        .unwrap()
}

pub fn created(location: &str) -> Response<axum::body::Body> {
    Response::builder().status(201).header("location", location).body(String::new().into()).unwrap()
}

/// A clock that stands still until it is moved. Nobody waits by it; the pauses are kept.
#[derive(Clone, Default)]
pub struct HandClock {
    seconds: Arc<AtomicI64>,
    pauses: Arc<Mutex<Vec<Duration>>>,
}

impl HandClock {
    pub fn advance(&self, by: Duration) {
        self.seconds.fetch_add(i64::try_from(by.as_secs()).unwrap(), Ordering::SeqCst);
    }

    pub fn pauses(&self) -> Vec<Duration> {
        self.pauses.lock().unwrap().clone()
    }
}

impl Clock for HandClock {
    fn now(&self) -> SystemTime {
        let seconds = u64::try_from(self.seconds.load(Ordering::SeqCst)).unwrap();
        SystemTime::UNIX_EPOCH + Duration::from_secs(1_800_000_000 + seconds)
    }

    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        self.pauses.lock().unwrap().push(duration);
        Box::pin(std::future::ready(()))
    }
}

pub const CUSTOMER: &str = r#"{"id":6,"contact_id":16,"billing_profile_id":3,"status":"active","type":"sipaccount",
    "external_id":null,"max_subscribers":null}"#;
