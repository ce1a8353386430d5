//! Web logins of subscribers: the platform's second realm, at an address of its own (contract 1.2).

use crate::{
    error::{Error, Forbidden},
    hal::{self, Listing},
    lenient,
    list::{ById, ListOptions},
    platform::Platform,
    request::{Answer, Request},
    token,
    transport::{Failure, Wire},
};
use reqwest::header::HeaderValue;
use secrecy::SecretString;
use serde::Deserialize;
use std::fmt;
use switchhook_domain::{identifier::SubscriberId, secret::Password};
use tokio::time::Instant;

/// What somebody types to sign in as a subscriber. `Debug` shows neither password nor code.
#[derive(Clone)]
pub struct WebLogin {
    /// `webusername@domain`.
    pub login: String,
    /// The web password, not that of the line's devices.
    pub password: SecretString,
    /// The one-time code of the second factor.
    pub code: Option<SecretString>,
}

impl fmt::Debug for WebLogin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WebLogin").field("login", &self.login).finish_non_exhaustive()
    }
}

/// Who signed in. The platform tells a subscriber neither its customer nor its reseller: a client of the reseller reads them
/// with [`Client::subscriber`](crate::Client::subscriber), which also proves that the line is that reseller's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebIdentity {
    /// The line.
    pub subscriber: SubscriberId,
    /// Its SIP user name.
    pub username: String,
    /// The name of its domain.
    pub domain: String,
    /// Whether it administers its customer.
    pub administrative: bool,
}

#[derive(Deserialize)]
struct Row {
    #[serde(deserialize_with = "lenient::number")]
    id: SubscriberId,
    #[serde(default, deserialize_with = "lenient::text")]
    username: String,
    #[serde(default, deserialize_with = "lenient::text")]
    webusername: String,
    #[serde(default, deserialize_with = "lenient::text")]
    domain: String,
    #[serde(default, deserialize_with = "lenient::flag")]
    administrative: bool,
}

/// The answer to a login of this realm names the line.
#[derive(Deserialize)]
struct Named {
    #[serde(deserialize_with = "lenient::number")]
    subscriber_id: SubscriberId,
}

impl Platform {
    /// Whether the platform knows where its subscribers sign in.
    #[must_use]
    pub fn has_subscriber_logins(&self) -> bool {
        self.inner.subscribers.is_some()
    }

    /// Checks a web login, once and without keeping anything: a wrong password counts towards a ban of the login at the portal's
    /// address (contract 1.5), so whoever calls this counts first.
    ///
    /// # Errors
    /// [`Error::Unauthorised`] for a wrong login or password and for a locked line, customer or platform without this realm;
    /// [`Error::Forbidden`] with [`Forbidden::SecondFactor`] if the code is missing or wrong (where the platform has no tokens
    /// that too is [`Error::Unauthorised`]); [`Error::Banned`]; [`Error::PasswordExpired`]; what reading can meet.
    pub async fn check_web_login(&self, login: &WebLogin) -> Result<WebIdentity, Error> {
        let wire = self.inner.subscribers.as_ref().ok_or(Error::Unauthorised)?;
        // Without a domain the platform takes its own host name for one.
        let Some((name, domain)) = login.login.rsplit_once('@') else { return Err(Error::Unauthorised) };
        let deadline = Instant::now() + wire.read_timeout();
        let answer = once(wire, &token::web_request(login)?, &[], deadline).await?;
        let row = match answer.status.as_u16() {
            200..=299 => {
                let Named { subscriber_id } = answer.json()?;
                let token = token::read(&answer.body, wire.now()).ok_or(Error::Unreadable)?;
                let request = Request::item("subscribers", subscriber_id);
                let row: Row = hal::object(
                    once(wire, &request, &[("authorization", token.header)], deadline)
                        .await?
                        .successful()?
                        .json()?,
                )?;
                Some(row).filter(|row| row.id == subscriber_id)
            }
            // No such path, or no key on the platform.
            404 | 405 | 500 | 501 => by_basic(wire, login, name, domain, deadline).await?,
            status => return Err(refused(status, &answer)),
        };
        let row = row.ok_or(Error::Unreadable)?;
        Ok(WebIdentity {
            subscriber: row.id,
            username: row.username,
            domain: row.domain,
            administrative: row.administrative,
        })
    }

    /// Gives a web login another password; the one way in while the old one has expired (contract 1.4).
    ///
    /// # Errors
    /// As [`Platform::check_web_login`]; [`Error::Validation`] if the platform's rules refuse the new password;
    /// [`Error::UnknownOutcome`] if the answer was lost and the new password does not work.
    pub async fn change_web_password(&self, login: &WebLogin, new: &Password) -> Result<(), Error> {
        let wire = self.inner.subscribers.as_ref().ok_or(Error::Unauthorised)?;
        let deadline = Instant::now() + wire.write_timeout();
        let request =
            Request::create("passwordchange", &serde_json::json!({ "new_password": new.reveal() }))?;
        match wire.once(&request, &basic(login)?, deadline).await {
            Ok(answer) if answer.status.is_success() => Ok(()),
            Ok(answer) if matches!(answer.status.as_u16(), 401 | 403) => {
                Err(refused(answer.status.as_u16(), &answer))
            }
            // A proxy does not know what the platform has done.
            Ok(answer) if matches!(answer.status.as_u16(), 502 | 504) => {
                self.is_web_password(login, new).await
            }
            Ok(answer) => Err(Error::from_answer(answer.status.as_u16(), &answer.body)),
            Err(Failure::TimedOut | Failure::Lost) => self.is_web_password(login, new).await,
            Err(failure) => Err(failure.before_anything()),
        }
    }

    /// Whether a password whose change was not answered counts now: it is tried, once. Where the platform takes a code only once,
    /// nobody knows.
    async fn is_web_password(&self, login: &WebLogin, new: &Password) -> Result<(), Error> {
        let changed = WebLogin { password: new.reveal().to_owned().into(), ..login.clone() };
        self.check_web_login(&changed).await.map(drop).map_err(|_| Error::UnknownOutcome)
    }
}

/// Who a login is on a platform without tokens: itself is what a subscriber sees, its whole customer what an administrative one
/// sees.
async fn by_basic(
    wire: &Wire,
    login: &WebLogin,
    name: &str,
    domain: &str,
    deadline: Instant,
) -> Result<Option<Row>, Error> {
    let query = ListOptions::<ById>::first(100).query();
    let request = Request::collection("subscribers", query).with("webusername", name).with("domain", domain);
    let answer = once(wire, &request, &basic(login)?, deadline).await?;
    if !answer.status.is_success() {
        return Err(refused(answer.status.as_u16(), &answer));
    }
    let rows: Listing<Row> = hal::listing(answer.json()?, "subscribers")?;
    let is_it =
        |row: &Row| row.webusername.eq_ignore_ascii_case(name) && row.domain.eq_ignore_ascii_case(domain);
    Ok(rows.rows.into_iter().find(is_it))
}

/// The login itself as headers (contract 1.2).
fn basic(login: &WebLogin) -> Result<Vec<(&'static str, HeaderValue)>, Error> {
    let header = token::basic(&login.login, &login.password).ok_or(Error::Unauthorised)?;
    let mut headers = vec![("authorization", header)];
    if let Some(code) = &login.code {
        headers.push(("x-otp", token::secret(code).ok_or(Error::Forbidden(Forbidden::SecondFactor))?));
    }
    Ok(headers)
}

async fn once(
    wire: &Wire,
    request: &Request,
    headers: &[(&'static str, HeaderValue)],
    deadline: Instant,
) -> Result<Answer, Error> {
    wire.once(request, headers, deadline).await.map_err(Failure::before_anything)
}

/// Why a login is refused: what is not told means a wrong login or password.
fn refused(status: u16, answer: &Answer) -> Error {
    match Error::from_answer(status, &answer.body) {
        known @ (Error::Banned
        | Error::PasswordExpired
        | Error::PlatformError { .. }
        | Error::NotCreated
        | Error::Forbidden(Forbidden::SecondFactor)) => known,
        _ => Error::Unauthorised,
    }
}
