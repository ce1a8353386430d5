//! The sandbox itself: its state, its router, and what tests may ask it.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{ConnectInfo, Request, State as Shared};
use axum::http::{Response, StatusCode};
use axum::routing::any;
use axum::serve::ListenerExt;
use tokio::net::TcpListener;

use crate::authentication::{Credentials, Door};
use crate::control;
use crate::faults::{self, Fault, FaultRule, Faults};
use crate::options::SandboxOptions;
use crate::recording::{RecordedRequest, Recording};
use crate::seed;
use crate::server;
use crate::state::State;
use crate::token::TokenKey;

/// More than any body of the contract.
const BODY_LIMIT: usize = 4 << 20;

/// An embedded sip:provider; clones are the same platform.
#[derive(Clone)]
pub struct Sandbox {
    inner: Arc<Mutex<Inner>>,
    latency: Duration,
    basic_latency: Duration,
    control: bool,
}

/// What is behind the lock.
pub(crate) struct Inner {
    pub(crate) options: SandboxOptions,
    pub(crate) state: State,
    pub(crate) door: Door,
    pub(crate) faults: Faults,
    pub(crate) recording: Recording,
}

impl Inner {
    pub(crate) fn now(&self) -> i64 {
        self.options.clock.now()
    }

    pub(crate) fn token_lifetime(&self) -> Option<i64> {
        self.options.token_lifetime.and_then(|lifetime| i64::try_from(lifetime.as_secs()).ok())
    }
}

impl Sandbox {
    /// A platform with what its options say is in it.
    #[must_use]
    pub fn new(options: SandboxOptions) -> Self {
        let mut key = [0; 32];
        options.chance.fill(&mut key);
        let door = Door::new(TokenKey::new(key), options.bans);
        let state = seed::state(&options);
        let (latency, basic_latency, control) = (options.latency, options.basic_latency, options.control);
        let inner =
            Inner { options, state, door, faults: Faults::default(), recording: Recording::default() };
        Self { inner: Arc::new(Mutex::new(inner)), latency, basic_latency, control }
    }

    /// The routes of the platform: `/api/…` and `/login_jwt`, and `/sandbox/…` where the options allow it.
    pub fn router(&self) -> Router {
        let platform = Router::new()
            .route("/login_jwt", any(platform))
            .route("/api/", any(platform))
            .route("/api/{*path}", any(platform))
            .with_state(self.clone());
        if self.control { platform.merge(control::router(self.clone())) } else { platform }
    }

    /// Serves the platform until the task is dropped.
    ///
    /// # Errors
    ///
    /// When the listener fails.
    pub async fn serve(self, listener: TcpListener) -> std::io::Result<()> {
        let listener = listener.tap_io(|stream| {
            if let Err(error) = stream.set_nodelay(true) {
                tracing::debug!(%error, "the connection keeps its delay");
            }
        });
        axum::serve(listener, self.router().into_make_service_with_connect_info::<SocketAddr>()).await
    }

    /// The requests since the start or since they were cleared; very old ones are forgotten.
    #[must_use]
    pub fn requests(&self) -> Vec<RecordedRequest> {
        self.lock().recording.all()
    }

    /// Forgets the requests.
    pub fn clear_requests(&self) {
        self.lock().recording.clear();
    }

    /// Adds a rule; with no count of its own it holds for one request.
    pub fn fail_next(&self, rule: FaultRule) {
        let count = rule.count.or(Some(1));
        self.add_fault(FaultRule { count, ..rule });
    }

    /// Adds a rule; with no count of its own it holds until the rules are replaced.
    pub fn add_fault(&self, rule: FaultRule) {
        self.lock().faults.add(rule);
    }

    /// Replaces all rules.
    pub fn set_faults(&self, rules: Vec<FaultRule>) {
        self.lock().faults.set(rules);
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// One request, with the faults that are in force.
    async fn handle(&self, request: Request) -> Response<Body> {
        let address = request
            .extensions()
            .get::<ConnectInfo<SocketAddr>>()
            .map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |ConnectInfo(peer)| peer.ip());
        let (head, body) = request.into_parts();
        let path = head.uri.path_and_query().map_or("", |path| path.as_str()).to_owned();
        let fault = self.lock().faults.strike(&head.method, &path);
        tokio::time::sleep(self.delay(&head.headers, fault.as_ref())).await;
        let record = |login: Option<String>, status: Option<u16>| RecordedRequest {
            method: head.method.to_string(),
            path: path.clone(),
            login,
            status,
        };
        match &fault {
            Some(Fault::Status(status, html)) => {
                self.lock().recording.add(record(None, Some(*status)));
                return faults::page(*status, html);
            }
            Some(Fault::ResetBefore) => {
                self.lock().recording.add(record(None, None));
                return faults::broken();
            }
            _ => {}
        }
        let Ok(body) = to_bytes(body, BODY_LIMIT).await else {
            return faults::page(StatusCode::PAYLOAD_TOO_LARGE.as_u16(), "");
        };
        let server::Answer { response, login } = {
            let mut inner = self.lock();
            let answer = server::answer(&mut inner, &head, &body, address);
            let lost = matches!(fault, Some(Fault::ResetAfter));
            let status = (!lost).then(|| answer.response.status().as_u16());
            inner.recording.add(record(answer.login.clone(), status));
            answer
        };
        tracing::debug!(method = %head.method, path, ?login, status = response.status().as_u16(), "answered");
        match fault {
            Some(Fault::ResetAfter) => faults::broken(),
            Some(Fault::Stall(delay)) => {
                let (parts, body) = response.into_parts();
                let body: Bytes = to_bytes(body, usize::MAX).await.unwrap_or_default();
                faults::stalled(Response::from_parts(parts, Body::empty()), body, delay)
            }
            _ => response,
        }
    }

    fn delay(&self, headers: &axum::http::HeaderMap, fault: Option<&Fault>) -> Duration {
        let basic = matches!(Credentials::of(headers), Credentials::Basic { .. });
        let credentials = if basic { self.basic_latency } else { Duration::ZERO };
        let fault = if let Some(Fault::Latency(delay)) = fault { *delay } else { Duration::ZERO };
        self.latency + credentials + fault
    }
}

async fn platform(Shared(sandbox): Shared<Sandbox>, request: Request) -> Response<Body> {
    sandbox.handle(request).await
}
