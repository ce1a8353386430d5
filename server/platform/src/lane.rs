//! One credential's way to the platform: its turn among the requests that run at once, and how it is logged in.

use crate::{
    certificate::{CertificateProblem, Flaw},
    credential::{Credential, Proof},
    error::{Error, Forbidden},
    patience::Patience,
    reference::Kept,
    request::{Answer, Request},
    token,
    transport::{Failure, Wire},
};
use reqwest::header::HeaderValue;
use secrecy::SecretString;
use std::time::{Duration, SystemTime};
use switchhook_domain::preference::Definition;
use tokio::{
    sync::{Mutex, Semaphore, SemaphorePermit},
    time::{Instant, timeout, timeout_at},
};

/// A platform without tokens is asked for one again after this time; it may have been upgraded.
const BASIC_LIFETIME: Duration = Duration::from_mins(10);
/// A refusal that could mean a void token is answered with a new login at most this often: it can also mean that the role may
/// not call this, and every login costs the platform half a second (contract 1.3, 1.2).
const RENEWAL_PAUSE: Duration = Duration::from_secs(30);

pub(crate) struct Lane {
    pub(crate) credential: Credential,
    /// Connections that show the login's certificate; none for a password.
    pub(crate) connections: Option<reqwest::Client>,
    permits: Semaphore,
    /// Held while logging in, so that requests that start together log in once.
    login: Mutex<Login>,
    /// Definitions of preferences by language: what a login may see depends on its role.
    pub(crate) definitions: Kept<Vec<Definition>>,
}

#[derive(Default)]
struct Login {
    access: Option<Access>,
    serial: u64,
    /// When a void token last made a new login necessary.
    renewed: Option<SystemTime>,
    /// The platform's refusal of the credential, and until when it is not asked again.
    refused: Option<(Error, SystemTime)>,
}

/// How a request proves who sends it.
#[derive(Clone)]
pub(crate) struct Access {
    /// None where the connection itself is the proof.
    pub(crate) header: Option<HeaderValue>,
    pub(crate) is_token: bool,
    renew_at: Option<SystemTime>,
    serial: u64,
}

impl Lane {
    pub(crate) fn new(
        credential: Credential,
        connections: Option<reqwest::Client>,
        concurrency: usize,
    ) -> Self {
        Self {
            credential,
            connections,
            permits: Semaphore::new(concurrency.max(1)),
            login: Mutex::default(),
            definitions: Kept::default(),
        }
    }

    /// Waits for a free place among the requests of this credential.
    pub(crate) async fn turn(&self, patience: Duration) -> Result<SemaphorePermit<'_>, Error> {
        match timeout(patience, self.permits.acquire()).await {
            Ok(Ok(permit)) => Ok(permit),
            Ok(Err(_)) | Err(_) => Err(Error::Busy),
        }
    }

    /// The present proof, or a new one.
    pub(crate) async fn access(&self, wire: &Wire, deadline: Instant) -> Result<Access, Error> {
        let mut login = timeout_at(deadline, self.login.lock()).await.map_err(|_| Error::TimedOut)?;
        let now = wire.now();
        if let Some((error, until)) = &login.refused {
            if now < *until {
                return Err(error.clone());
            }
            login.refused = None;
        }
        if let Some(access) = &login.access
            && access.renew_at.is_none_or(|at| now < at)
        {
            return Ok(access.clone());
        }
        login.serial += 1;
        match self.log_in(wire, deadline, login.serial).await {
            Ok(access) => {
                login.access = Some(access.clone());
                Ok(access)
            }
            Err(error) => {
                login.access = None;
                if is_refusal(&error) {
                    login.refused = Some((error.clone(), now + wire.login_pause()));
                }
                Err(error)
            }
        }
    }

    async fn log_in(&self, wire: &Wire, deadline: Instant, serial: u64) -> Result<Access, Error> {
        let Credential { login, proof } = &self.credential;
        let Proof::Password(password) = proof else {
            // Without connections the certificate and its key do not belong together.
            self.connections.as_ref().ok_or(Error::Certificate(CertificateProblem::Login(Flaw::Other)))?;
            return Ok(Access { header: None, is_token: false, renew_at: None, serial });
        };
        let request = token::request(login, password)?;
        let answer = token_answer(wire, &request, deadline).await?;
        let now = wire.now();
        match answer.status.as_u16() {
            200..=299 => match token::read(&answer.body, now) {
                Some(token) => Ok(Access {
                    header: Some(token.header),
                    is_token: true,
                    renew_at: token.renew_at,
                    serial,
                }),
                None => basic(login, password, now, serial),
            },
            // No such path, or no key on the platform (contract 1.2).
            404 | 405 | 500 | 501 => basic(login, password, now, serial),
            status @ (401 | 403 | 422) => Err(match Error::from_answer(status, &answer.body) {
                known @ (Error::Banned
                | Error::PasswordExpired
                | Error::Forbidden(Forbidden::SecondFactor)) => known,
                _ => Error::Unauthorised,
            }),
            status => Err(Error::PlatformError { status }),
        }
    }

    /// A request with this token was refused in the way of a void token. Whether trying again with a new one makes sense.
    pub(crate) async fn is_renewable(&self, access: &Access, now: SystemTime, deadline: Instant) -> bool {
        // Whoever has no time left learns it where the new token is asked for.
        let Ok(mut login) = timeout_at(deadline, self.login.lock()).await else { return true };
        if login.serial != access.serial {
            return true;
        }
        if login.renewed.is_some_and(|at| now < at + RENEWAL_PAUSE && at <= now) {
            return false;
        }
        login.renewed = Some(now);
        login.access = None;
        true
    }

    /// A request with the credential itself was refused: the next one would count towards a ban.
    pub(crate) async fn refuse(&self, error: &Error, until: SystemTime) {
        if is_refusal(error) {
            self.login.lock().await.refused = Some((error.clone(), until));
        }
    }

    /// Somebody asks on purpose whether the credential works now: an earlier refusal does not count.
    pub(crate) async fn forgive(&self) {
        self.login.lock().await.refused = None;
    }
}

/// Asks for a token. That changes nothing, so a proxy without an answer, or none at all, is asked again as for a read.
async fn token_answer(wire: &Wire, request: &Request, deadline: Instant) -> Result<Answer, Error> {
    let mut patience = Patience::default();
    loop {
        let until = patience.until(request, deadline, Instant::now());
        let error = match wire.once(request, &[], until).await {
            Ok(answer) if matches!(answer.status.as_u16(), 502..=504) => {
                Error::PlatformError { status: answer.status.as_u16() }
            }
            Ok(answer) => return Ok(answer),
            Err(failure @ (Failure::LeftAlone | Failure::Certificate(_))) => {
                return Err(failure.before_anything());
            }
            Err(failure) => failure.before_anything(),
        };
        let pause = patience.pause(deadline.saturating_duration_since(Instant::now())).ok_or(error)?;
        wire.sleep(pause).await;
    }
}

fn basic(login: &str, password: &SecretString, now: SystemTime, serial: u64) -> Result<Access, Error> {
    let header = token::basic(login, password).ok_or(Error::Unauthorised)?;
    Ok(Access { header: Some(header), is_token: false, renew_at: Some(now + BASIC_LIFETIME), serial })
}

/// Whether the platform refuses the credential as such.
const fn is_refusal(error: &Error) -> bool {
    matches!(
        error,
        Error::Unauthorised
            | Error::Banned
            | Error::PasswordExpired
            | Error::Forbidden(Forbidden::SecondFactor)
    )
}
