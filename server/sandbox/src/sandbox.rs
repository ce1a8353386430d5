//! The sandbox itself: its state, its router, and what tests may ask it.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{ConnectInfo, Request, State as Shared};
use axum::http::{HeaderMap, Response, StatusCode};
use axum::routing::any;
use axum::serve::ListenerExt;
use tokio::net::TcpListener;

use crate::authentication::{Credentials, Door, Realm, SecondFactor};
use crate::clock::Clock;
use crate::control;
use crate::faults::{self, Fault, FaultRule, Faults};
use crate::options::SandboxOptions;
use crate::recording::{RecordedRequest, Recording};
use crate::seed;
use crate::server::{self, Asked};
use crate::state::State;
use crate::tls::{Authority, AuthorityError, ClientIdentity, Flaw, Peer, Plain, Secured};

/// More than any body of the contract.
const BODY_LIMIT: usize = 4 << 20;

/// An embedded sip:provider; clones are the same platform.
#[derive(Clone)]
pub struct Sandbox {
    inner: Arc<Mutex<Inner>>,
    latency: Duration,
    basic_latency: Duration,
    control: bool,
    clock: Clock,
    authority: Option<Authority>,
}

/// One of the two doors of a platform.
#[derive(Clone)]
struct Entrance {
    sandbox: Sandbox,
    realm: Realm,
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
}

impl Sandbox {
    /// A platform with what its options say is in it.
    #[must_use]
    pub fn new(options: SandboxOptions) -> Self {
        let mut key = [0; 32];
        options.chance.fill(&mut key);
        let door = Door::new(key, &options);
        let state = seed::state(&options);
        let faults = Faults::new(options.faults.clone(), options.fault_seed);
        let (latency, basic_latency, control) = (options.latency, options.basic_latency, options.control);
        let (clock, authority) = (options.clock.clone(), options.authority.clone());
        let inner = Inner { options, state, door, faults, recording: Recording::default() };
        Self { inner: Arc::new(Mutex::new(inner)), latency, basic_latency, control, clock, authority }
    }

    /// The routes for administrators: `/api/…` and `/login_jwt`, and `/sandbox/…` where the options allow it.
    pub fn router(&self) -> Router {
        let platform = self.platform(Realm::Administrators);
        if self.control { platform.merge(control::router(self.clone())) } else { platform }
    }

    /// The routes for subscribers, who have a port of their own (contract 1.2).
    pub fn subscriber_router(&self) -> Router {
        self.platform(Realm::Subscribers)
    }

    fn platform(&self, realm: Realm) -> Router {
        Router::new()
            .route("/login_jwt", any(platform))
            .route("/api/", any(platform))
            .route("/api/{*path}", any(platform))
            .with_state(Entrance { sandbox: self.clone(), realm })
    }

    /// Serves the platform to administrators until the task is dropped; with TLS where the options name an authority.
    ///
    /// # Errors
    ///
    /// When the listener fails.
    pub async fn serve(self, listener: TcpListener) -> std::io::Result<()> {
        serve(self.router(), listener, self.authority).await
    }

    /// Serves the platform to subscribers until the task is dropped; with TLS where the options name an authority.
    ///
    /// # Errors
    ///
    /// When the listener fails.
    pub async fn serve_subscribers(self, listener: TcpListener) -> std::io::Result<()> {
        serve(self.subscriber_router(), listener, self.authority).await
    }

    /// Who certifies the sandbox; `None` where there is no TLS.
    #[must_use]
    pub fn authority(&self) -> Option<&Authority> {
        self.authority.as_ref()
    }

    /// A certificate with which a client is an administrator's login; `None` where there is no TLS.
    ///
    /// # Errors
    ///
    /// When there cannot be a certificate.
    pub fn client_identity(&self, login: &str) -> Result<Option<ClientIdentity>, AuthorityError> {
        let Some(authority) = &self.authority else { return Ok(None) };
        let identity = authority.client_identity(Flaw::None)?;
        self.admit(&identity, login);
        Ok(Some(identity))
    }

    /// Lets the platform know an administrator's login by a certificate.
    pub fn admit(&self, identity: &ClientIdentity, login: &str) {
        self.lock().door.admit_certificate(identity.serial, login);
    }

    /// Demands a second factor of a login of either realm, or no longer; whether there is such a login.
    #[must_use]
    pub fn set_second_factor(&self, login: &str, factor: Option<SecondFactor>) -> bool {
        self.lock().state.set_second_factor(login, factor)
    }

    /// Lets an administrator's login come in or not; whether there is such a login.
    #[must_use]
    pub fn set_active(&self, login: &str, is_active: bool) -> bool {
        self.lock().state.accounts.edit(login, |account| account.is_active = is_active)
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
    async fn handle(&self, realm: Realm, request: Request) -> Response<Body> {
        let peer = request.extensions().get::<ConnectInfo<Peer>>().map(|ConnectInfo(peer)| peer.clone());
        let (head, body) = request.into_parts();
        let path = head.uri.path_and_query().map_or("", |path| path.as_str()).to_owned();
        let fault = self.lock().faults.strike(&head.method, &path);
        tokio::time::sleep(self.delay(&head.headers, fault.as_ref())).await;
        let record = |login: Option<String>, status: Option<u16>| {
            let request =
                RecordedRequest { method: head.method.to_string(), path: path.clone(), login, status };
            self.lock().recording.add(request);
        };
        let instead = match &fault {
            Some(Fault::Status(status, html)) => Some(faults::page(*status, html)),
            Some(Fault::Refusal(status, message)) => Some(faults::refusal(*status, message)),
            Some(fault) => match fault.dead_locks() {
                Some((duration, gives_up)) => {
                    self.clock.sleep(duration).await;
                    gives_up.then(|| faults::refusal(500, "Internal Server Error"))
                }
                None => None,
            },
            None => None,
        };
        if let Some(response) = instead {
            record(None, Some(response.status().as_u16()));
            return response;
        }
        if fault == Some(Fault::ResetBefore) {
            record(None, None);
            return faults::broken();
        }
        let Ok(body) = to_bytes(body, BODY_LIMIT).await else {
            return faults::page(StatusCode::PAYLOAD_TOO_LARGE.as_u16(), "");
        };
        let asked = Asked {
            realm,
            address: peer.as_ref().map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.address.ip()),
            certificate: peer.as_ref().and_then(|peer| peer.certificate.as_ref()),
            head: &head,
            body: &body,
        };
        let server::Answer { response, login } = server::answer(&mut self.lock(), &asked);
        let status = response.status().as_u16();
        record(login.clone(), (fault != Some(Fault::ResetAfter)).then_some(status));
        tracing::debug!(method = %head.method, path, ?login, status, "answered");
        match fault {
            Some(Fault::ResetAfter) => faults::broken(),
            Some(Fault::Truncated) => {
                let (response, body) = taken(response).await;
                faults::truncated(response, &body)
            }
            Some(Fault::Stall(delay)) => {
                let (response, body) = taken(response).await;
                faults::stalled(response, body, delay)
            }
            _ => response,
        }
    }

    fn delay(&self, headers: &HeaderMap, fault: Option<&Fault>) -> Duration {
        let basic = matches!(Credentials::of(headers, None), Credentials::Basic { .. });
        let credentials = if basic { self.basic_latency } else { Duration::ZERO };
        let fault = if let Some(Fault::Latency(delay)) = fault { *delay } else { Duration::ZERO };
        self.latency + credentials + fault
    }
}

/// An answer and its body apart.
async fn taken(response: Response<Body>) -> (Response<Body>, Bytes) {
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap_or_default();
    (Response::from_parts(parts, Body::empty()), body)
}

async fn serve(router: Router, listener: TcpListener, authority: Option<Authority>) -> std::io::Result<()> {
    let service = router.into_make_service_with_connect_info::<Peer>();
    // Only listeners with a tap tell their peers; nothing is left to be done in it.
    match authority {
        Some(authority) => axum::serve(Secured::new(listener, authority).tap_io(|_| ()), service).await,
        None => axum::serve(Plain(listener).tap_io(|_| ()), service).await,
    }
}

async fn platform(Shared(Entrance { sandbox, realm }): Shared<Entrance>, request: Request) -> Response<Body> {
    sandbox.handle(realm, request).await
}
