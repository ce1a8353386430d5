//! HTTP to one platform: a single try with all headers right, and the rule which requests are tried again.

use crate::{
    breaker::Breaker,
    certificate::{self, CertificateProblem, ClientCertificate},
    clock::Clock,
    error::{Error, Forbidden, SetupError},
    lane::{Access, Lane},
    options::PlatformOptions,
    outcomes::{Histogram, Outcomes},
    patience::Patience,
    request::{Answer, Request},
};
use reqwest::{Certificate, Method, Url, header, header::HeaderValue, redirect};
use std::{
    sync::Arc,
    time::{Duration, SystemTime},
};
use tokio::time::Instant;

/// No answer of the platform is longer; a hundred subscribers are about 400 kB.
const LONGEST_BODY: usize = 16 * 1024 * 1024;

/// The connections to one platform.
pub(crate) struct Wire {
    http: reqwest::Client,
    authorities: Vec<Certificate>,
    connect_timeout: Duration,
    base: Url,
    breaker: Breaker,
    outcomes: Outcomes,
    clock: Arc<dyn Clock>,
    read_timeout: Duration,
    write_timeout: Duration,
    queue_timeout: Duration,
    login_pause: Duration,
}

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    /// The breaker is open; nothing was tried.
    LeftAlone,
    /// No connection; nothing was sent.
    NotSent,
    /// A certificate was refused by one side; nothing was done.
    Certificate(CertificateProblem),
    /// It was sent perhaps, and the time is over.
    TimedOut,
    /// It was sent perhaps, and the connection broke.
    Lost,
}

impl Failure {
    /// What it means before anything that could change something was sent.
    pub(crate) const fn before_anything(self) -> Error {
        match self {
            Self::TimedOut => Error::TimedOut,
            Self::Certificate(problem) => Error::Certificate(problem),
            Self::LeftAlone | Self::NotSent | Self::Lost => Error::Unreachable,
        }
    }
}

impl Wire {
    /// Whether the platform answers at all, asked without a login (contract 1.1, `platforminfo`).
    pub(crate) async fn answers(&self) -> bool {
        let Ok(url) = self.base.join("api/platforminfo") else { return false };
        self.http.get(url).timeout(Duration::from_secs(2)).send().await.is_ok()
    }

    pub(crate) fn new(options: &PlatformOptions, base_url: &str) -> Result<Self, SetupError> {
        let mut base = Url::parse(base_url).map_err(|_| SetupError::Url)?;
        if !matches!(base.scheme(), "http" | "https")
            || base.host_str().is_none()
            || !base.username().is_empty()
        {
            return Err(SetupError::Url);
        }
        base.set_query(None);
        base.set_fragment(None);
        if !base.path().ends_with('/') {
            base.set_path(&format!("{}/", base.path()));
        }
        let mut authorities = Vec::new();
        if let Some(pem) = &options.ca_pem {
            authorities = Certificate::from_pem_bundle(pem).map_err(SetupError::CertificateAuthority)?;
            if authorities.is_empty() {
                return Err(SetupError::NoCertificate);
            }
        }
        let connect_timeout = options.connect_timeout;
        Ok(Self {
            http: connections(&authorities, connect_timeout).build().map_err(SetupError::Client)?,
            authorities,
            connect_timeout,
            base,
            outcomes: Outcomes::default(),
            breaker: Breaker::new(options.breaker_failures.max(1), options.breaker_pause),
            clock: Arc::clone(&options.clock),
            read_timeout: options.read_timeout,
            write_timeout: options.write_timeout,
            queue_timeout: options.queue_timeout,
            login_pause: options.login_pause,
        })
    }

    /// Connections that show a certificate.
    pub(crate) fn connections_with(&self, certificate: &ClientCertificate) -> Option<reqwest::Client> {
        let identity = certificate.identity().ok()?;
        connections(&self.authorities, self.connect_timeout).identity(identity).build().ok()
    }

    /// The calls since the start, by outcome.
    pub(crate) fn calls(&self) -> Vec<(&'static str, Histogram)> {
        self.outcomes.all()
    }

    pub(crate) fn now(&self) -> SystemTime {
        self.clock.now()
    }

    pub(crate) async fn sleep(&self, pause: Duration) {
        self.clock.sleep(pause).await;
    }

    pub(crate) const fn read_timeout(&self) -> Duration {
        self.read_timeout
    }

    pub(crate) const fn write_timeout(&self) -> Duration {
        self.write_timeout
    }

    pub(crate) const fn login_pause(&self) -> Duration {
        self.login_pause
    }

    /// Sends a request for a credential: waits for its turn, logs in where needed, tries again where that is safe.
    pub(crate) async fn send(&self, lane: &Lane, request: &Request) -> Result<Answer, Error> {
        let _turn = lane.turn(self.queue_timeout).await?;
        let patience = if request.is_write { self.write_timeout } else { self.read_timeout };
        let deadline = Instant::now() + patience;
        let started = Instant::now();
        let result = self.send_until(lane, request, deadline).await;
        self.outcomes.note(&result, started.elapsed());
        tracing::debug!(
            method = %request.method,
            resource = request.resource(),
            status = result.as_ref().ok().map(|answer| answer.status.as_u16()),
            error = result.as_ref().err().map(tracing::field::display),
            milliseconds = started.elapsed().as_millis(),
            "platform"
        );
        result
    }

    async fn send_until(&self, lane: &Lane, request: &Request, deadline: Instant) -> Result<Answer, Error> {
        let mut lost = false;
        let mut renewed = false;
        let mut patience = Patience::default();
        loop {
            let access = match lane.access(self, deadline).await {
                Ok(access) => access,
                Err(_) if lost => return Err(Error::UnknownOutcome),
                Err(error) => return Err(error),
            };
            let until = patience.until(request, deadline, Instant::now());
            let error = match self.exchange_once(lane, request, &access, until).await {
                Ok(answer) if is_void_token(&answer, &access) && !renewed => {
                    renewed = true;
                    if lane.is_renewable(&access, self.now(), deadline).await {
                        continue;
                    }
                    return Err(if lost { Error::UnknownOutcome } else { Error::Forbidden(Forbidden::Role) });
                }
                Ok(answer) if matches!(answer.status.as_u16(), 502 | 504) => {
                    lost |= request.is_write;
                    Error::PlatformError { status: answer.status.as_u16() }
                }
                // No database, or a proxy without a server behind it: nothing was done (contract 1.7). The platform's own failure
                // undoes what it has begun, and a dead-lock passes (contract 5.1, 5.2).
                Ok(answer) if answer.status == 503 || answer.status == 500 && request.is_repeatable => {
                    Error::PlatformError { status: answer.status.as_u16() }
                }
                Ok(answer) if !request.is_write && answer.is_cut_off() => Error::Unreadable,
                Ok(mut answer) => {
                    if !access.is_token && matches!(answer.status.as_u16(), 401 | 403) {
                        let refusal = Error::from_answer(answer.status.as_u16(), &answer.body);
                        lane.refuse(&refusal, self.now() + self.login_pause).await;
                    }
                    answer.after_lost = lost;
                    return Ok(answer);
                }
                Err(failure @ (Failure::LeftAlone | Failure::Certificate(_))) => {
                    return Err(if lost { Error::UnknownOutcome } else { failure.before_anything() });
                }
                Err(Failure::NotSent) => Error::Unreachable,
                Err(failure @ (Failure::TimedOut | Failure::Lost)) => {
                    lost |= request.is_write;
                    failure.before_anything()
                }
            };
            let may_repeat = request.is_repeatable || error == Error::Unreachable && !lost;
            let remaining = deadline.saturating_duration_since(Instant::now());
            match patience.pause(remaining).filter(|_| may_repeat) {
                Some(pause) => self.sleep(pause).await,
                None => return Err(if lost { Error::UnknownOutcome } else { error }),
            }
        }
    }

    async fn exchange_once(
        &self,
        lane: &Lane,
        request: &Request,
        access: &Access,
        until: Instant,
    ) -> Result<Answer, Failure> {
        let header = access.header.clone().map(|header| ("authorization", header));
        let connections = lane.connections.as_ref().unwrap_or(&self.http);
        self.admitted(connections, request, header.as_slice(), until).await
    }

    /// Sends a request once, with these headers as proof.
    pub(crate) async fn once(
        &self,
        request: &Request,
        proof: &[(&'static str, HeaderValue)],
        until: Instant,
    ) -> Result<Answer, Failure> {
        self.admitted(&self.http, request, proof, until).await
    }

    async fn admitted(
        &self,
        connections: &reqwest::Client,
        request: &Request,
        proof: &[(&'static str, HeaderValue)],
        until: Instant,
    ) -> Result<Answer, Failure> {
        if !self.breaker.admits(self.now()) {
            return Err(Failure::LeftAlone);
        }
        let result = self.exchange(connections, request, proof, until).await;
        match &result {
            Ok(answer) if !matches!(answer.status.as_u16(), 502..=504) => self.breaker.succeeded(),
            // That of the platform concerns everybody, that of a login nobody else.
            Err(Failure::Certificate(CertificateProblem::Login(_))) => self.breaker.succeeded(),
            _ => self.breaker.failed(self.now()),
        }
        result
    }

    async fn exchange(
        &self,
        connections: &reqwest::Client,
        request: &Request,
        proof: &[(&'static str, HeaderValue)],
        until: Instant,
    ) -> Result<Answer, Failure> {
        let url = request.url(&self.base).map_err(|_| Failure::NotSent)?;
        let remaining = until.saturating_duration_since(Instant::now());
        let mut builder = connections
            .request(request.method.clone(), url)
            .timeout(remaining)
            .header(header::ACCEPT, "application/json");
        for (name, value) in proof {
            builder = builder.header(*name, value);
        }
        if matches!(request.method, Method::PUT | Method::PATCH) {
            builder = builder.header("Prefer", "return=minimal");
        }
        if let Some(body) = &request.body {
            builder = builder.header(header::CONTENT_TYPE, request.content_type()).body(body.clone());
        }
        let mut response = builder.send().await.map_err(|error| failure(request, error))?;
        let (status, headers) = (response.status(), response.headers().clone());
        let mut body = Vec::new();
        loop {
            match response.chunk().await {
                Ok(Some(chunk)) if body.len() + chunk.len() <= LONGEST_BODY => body.extend_from_slice(&chunk),
                Ok(None) => break,
                // The status says it all; error bodies may be cut off (contract 1.7).
                _ if !status.is_success() => break,
                Ok(Some(_)) => return Err(Failure::Lost),
                Err(error) => return Err(failure(request, error)),
            }
        }
        Ok(Answer::new(status, &headers, body))
    }
}

/// How connections to a platform are made.
fn connections(authorities: &[Certificate], connect_timeout: Duration) -> reqwest::ClientBuilder {
    let builder = reqwest::Client::builder()
        .use_rustls_tls()
        .user_agent(concat!("switchhook/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(connect_timeout)
        // A redirected POST would become a GET (contract 1.1); an address that needs one is a mistake of ours.
        .redirect(redirect::Policy::none())
        // The platform is reached as configured and not by what the environment says about proxies.
        .no_proxy()
        .tls_built_in_root_certs(authorities.is_empty());
    authorities.iter().cloned().fold(builder, reqwest::ClientBuilder::add_root_certificate)
}

/// A token that is void answers like a role that may not (contract 1.2).
fn is_void_token(answer: &Answer, access: &Access) -> bool {
    access.is_token
        && answer.status.as_u16() == 403
        && Error::from_answer(403, &answer.body) == Error::Forbidden(Forbidden::Role)
}

fn failure(request: &Request, error: reqwest::Error) -> Failure {
    let failure = if let Some(problem) = certificate::problem(&error) {
        Failure::Certificate(problem)
    } else if error.is_connect() {
        Failure::NotSent
    } else if error.is_timeout() {
        Failure::TimedOut
    } else {
        Failure::Lost
    };
    // The address can hold what somebody searched for.
    let error = error.without_url();
    tracing::warn!(?failure, %error, resource = request.resource(), method = %request.method, "no answer from the platform");
    failure
}
