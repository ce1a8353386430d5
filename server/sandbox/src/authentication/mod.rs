//! Who is calling: certificates, Basic with a second factor, Bearer, `/login_jwt`, and the bans (contract 1.2 to 1.5).

mod bans;
mod certificate;
mod credentials;
mod second_factor;
mod token;

use std::collections::HashMap;
use std::net::IpAddr;

use serde_json::{Map, Value, json};

use self::bans::Bans;
use crate::caller::Caller;
use crate::chance::uuid_text;
use crate::error::ApiError;
use crate::json;
use crate::options::SandboxOptions;
use crate::state::{CustomerStatus, Password, State, SubscriberStatus};

pub(crate) use self::certificate::{CertificateSubject, ClientCertificate};
pub(crate) use self::credentials::Credentials;
pub use self::second_factor::SecondFactor;
use self::token::TokenKey;

/// How long a subscriber's token is valid where nobody says otherwise, in seconds; recorded.
const SUBSCRIBER_TOKEN_LIFETIME: i64 = 36_000;

/// Whose logins are asked for: the platform decides by the port (contract 1.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Realm {
    Administrators,
    Subscribers,
}

impl Realm {
    /// What a refused client is told.
    pub(crate) fn challenge(self) -> &'static str {
        match self {
            Self::Administrators => "Basic realm=\"api_admin_http\"",
            Self::Subscribers => "Basic realm=\"api_subscriber_http\"",
        }
    }
}

/// Where and when somebody wants to come in.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Attempt<'a> {
    pub(crate) realm: Realm,
    pub(crate) address: IpAddr,
    /// The host that was asked, which stands in for a domain that is not named.
    pub(crate) host: &'a str,
    pub(crate) now: i64,
}

/// Somebody who came in.
pub(crate) struct Entered {
    pub(crate) caller: Caller,
    /// Whether nothing but a change of the password is open to them (contract 1.4).
    pub(crate) has_expired: bool,
}

/// Why somebody does not come in.
enum Refusal {
    Banned,
    Wrong,
    Code,
}

/// A login of either realm that may come in.
struct Known<'a> {
    caller: Caller,
    password: Option<&'a Password>,
    second_factor: Option<&'a SecondFactor>,
}

/// The door: it checks what a caller shows and remembers the failures.
#[derive(Clone)]
pub(crate) struct Door {
    key: TokenKey,
    bans: Bans,
    /// How long a token is valid, and how old a password may be, in seconds.
    token_lifetime: Option<i64>,
    password_age: Option<i64>,
    /// The administrators' logins by the serial number of their certificate.
    certificates: HashMap<u64, String>,
    /// The subscribers whose uuid is in a token.
    subscribers: HashMap<String, u32>,
}

impl Door {
    pub(crate) fn new(key: [u8; 32], options: &SandboxOptions) -> Self {
        let seconds = |duration: std::time::Duration| i64::try_from(duration.as_secs()).unwrap_or(i64::MAX);
        Self {
            key: TokenKey::new(key),
            bans: Bans::new(options.bans),
            token_lifetime: options.token_lifetime.map(seconds),
            password_age: options.password_max_age.map(seconds),
            certificates: HashMap::new(),
            subscribers: HashMap::new(),
        }
    }

    /// Makes the holder of a certificate known.
    pub(crate) fn admit_certificate(&mut self, serial: u64, login: &str) {
        self.certificates.insert(serial, login.to_owned());
    }

    pub(crate) fn enter(
        &mut self,
        credentials: &Credentials,
        state: &State,
        attempt: &Attempt<'_>,
    ) -> Result<Entered, ApiError> {
        match credentials {
            Credentials::Nothing => Err(ApiError::Unauthorized(attempt.realm)),
            Credentials::Certificate(certificate) => self.certified(certificate, state),
            Credentials::Bearer(token) => {
                let known = self.token_holder(token, state, attempt).ok_or(ApiError::InvalidUser)??;
                Ok(self.entered(known, attempt.now))
            }
            Credentials::Basic { login, password, code } => {
                // A name that no administrator has is not counted here.
                let strangers = attempt.realm == Realm::Subscribers;
                match self.verified((login, password, code.as_deref()), strangers, state, attempt) {
                    Ok(known) => Ok(self.entered(known, attempt.now)),
                    Err(Refusal::Banned) => Err(ApiError::Forbidden("Banned")),
                    Err(Refusal::Code) if attempt.realm == Realm::Administrators => {
                        Err(ApiError::Forbidden("Invalid OTP"))
                    }
                    Err(Refusal::Code | Refusal::Wrong) => Err(ApiError::Unauthorized(attempt.realm)),
                }
            }
        }
    }

    /// `POST /login_jwt`.
    pub(crate) fn log_in(
        &mut self,
        body: &Map<String, Value>,
        state: &State,
        attempt: &Attempt<'_>,
    ) -> Result<Value, ApiError> {
        let known = if let Some(token) = json::text_of(body.get("jwt")) {
            let forbidden = ApiError::Forbidden("Forbidden!");
            self.token_holder(&token, state, attempt).and_then(Result::ok).ok_or(forbidden)?
        } else {
            let text = |name: &str| json::text_of(body.get(name)).filter(|text| !text.is_empty());
            let (Some(login), Some(password)) = (text("username"), text("password")) else {
                return Err(ApiError::unprocessable("No username or password given"));
            };
            let code = text("otp");
            self.verified((&login, &password, code.as_deref()), true, state, attempt).map_err(|refusal| {
                ApiError::Forbidden(match refusal {
                    Refusal::Banned => "Banned",
                    Refusal::Wrong => "User not found",
                    Refusal::Code => "Invalid OTP",
                })
            })?
        };
        let Entered { caller, has_expired } = self.entered(known, attempt.now);
        if has_expired {
            return Err(ApiError::Forbidden("Password expired"));
        }
        Ok(self.issue(&caller, state, attempt.now))
    }

    fn issue(&mut self, caller: &Caller, state: &State, now: i64) -> Value {
        let (name, claims, lifetime) = if caller.is_subscriber() {
            let uuid = state.subscribers.get(caller.id).map(|row| uuid_text(row.uuid)).unwrap_or_default();
            let name = caller.login.rsplit_once('@').map_or(caller.login.as_str(), |(name, _)| name);
            let claims = json!({ "subscriber_uuid": uuid, "username": name });
            self.subscribers.insert(uuid, caller.id);
            ("subscriber_id", claims, self.token_lifetime.or(Some(SUBSCRIBER_TOKEN_LIFETIME)))
        } else {
            ("id", json!({ "id": caller.id, "username": caller.login }), self.token_lifetime)
        };
        let expires = lifetime.map(|lifetime| now + lifetime);
        let mut answer = json!({ "jwt": self.key.issue(claims, expires), name: caller.id });
        if let Some(expires) = expires {
            answer["expires"] = expires.into();
        }
        answer
    }

    fn entered(&self, known: Known<'_>, now: i64) -> Entered {
        let has_expired = self
            .password_age
            .zip(known.password)
            .is_some_and(|(limit, password)| now - password.changed > limit);
        Entered { caller: known.caller, has_expired }
    }

    fn certified(&self, certificate: &ClientCertificate, state: &State) -> Result<Entered, ApiError> {
        if !certificate.subject.is_right() {
            return Err(ApiError::CertificateSubject(certificate.subject.clone()));
        }
        self.certificates
            .get(&certificate.serial)
            .and_then(|login| administrator(state, login))
            .map(|known| Entered { caller: known.caller, has_expired: false })
            .ok_or(ApiError::InvalidUser)
    }

    /// Whose token it is: nothing for a bad token, an error for a login that is no longer active.
    fn token_holder<'a>(
        &self,
        token: &str,
        state: &'a State,
        attempt: &Attempt<'_>,
    ) -> Option<Result<Known<'a>, ApiError>> {
        let claims = self.key.claims(token, attempt.now)?;
        match attempt.realm {
            Realm::Administrators => {
                let id = claims.get("id").and_then(Value::as_u64).and_then(|id| u32::try_from(id).ok())?;
                let login = &state.accounts.by_id(id)?.login;
                Some(administrator(state, login).ok_or(ApiError::Forbidden("Forbidden")))
            }
            Realm::Subscribers => {
                let id = self.subscribers.get(claims.get("subscriber_uuid")?.as_str()?)?;
                subscriber(state, *id).map(Ok)
            }
        }
    }

    /// Checks a login, a password and a code, and counts what is wrong; for names that nobody has only if `strangers`.
    fn verified<'a>(
        &mut self,
        (login, password, code): (&str, &str, Option<&str>),
        strangers: bool,
        state: &'a State,
        attempt: &Attempt<'_>,
    ) -> Result<Known<'a>, Refusal> {
        let key = (attempt.realm, login.to_owned(), attempt.address);
        if self.bans.holds(&key, attempt.now) {
            return Err(Refusal::Banned);
        }
        let known = match attempt.realm {
            Realm::Administrators => administrator(state, login),
            Realm::Subscribers => by_webusername(state, login, attempt.host),
        };
        let is_known = known.is_some();
        let is_right = |known: &Known<'_>| {
            password.is_ascii() && known.password.is_some_and(|known| *known.text == *password)
        };
        let Some(known) = known.filter(is_right) else {
            if is_known || strangers {
                self.bans.count(key, is_known, attempt.now);
            }
            return Err(Refusal::Wrong);
        };
        if known.second_factor.is_some_and(|factor| !factor.accepts(code, attempt.now)) {
            self.bans.count(key, true, attempt.now);
            return Err(Refusal::Code);
        }
        self.bans.forget(&key);
        Ok(known)
    }
}

fn administrator<'a>(state: &'a State, login: &str) -> Option<Known<'a>> {
    let account = state.accounts.by_login(login).filter(|account| account.is_active)?;
    Some(Known {
        caller: Caller::administrator(account),
        password: Some(&account.password),
        second_factor: account.second_factor.as_ref(),
    })
}

fn by_webusername<'a>(state: &'a State, login: &str, host: &str) -> Option<Known<'a>> {
    let (name, domain) = login.rsplit_once('@').unwrap_or((login, host));
    subscriber(state, state.by_webusername(name, domain)?)
}

/// A subscriber that is active, as its customer is.
fn subscriber(state: &State, id: u32) -> Option<Known<'_>> {
    let row = state.subscribers.get(id).filter(|row| row.status == SubscriberStatus::Active)?;
    state.customers.get(row.customer).filter(|customer| customer.status == CustomerStatus::Active)?;
    Some(Known {
        caller: Caller::subscriber(state, id)?,
        password: row.webpassword.as_ref(),
        second_factor: row.second_factor.as_deref(),
    })
}
