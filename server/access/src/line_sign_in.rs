//! Signing in with the login of a phone line. The platform checks it, and the portal keeps no password of it. Nobody has to set
//! anything up before: the account that stands for the line is made when it signs in for the first time.

use crate::{
    access::Access,
    account::{Account, parse_login},
    audit::{Action, Outcome},
    credentials::Owner,
    second_step::By,
    sign_in::{Attempt, SignInError},
    storage::StorageError,
};
use secrecy::SecretString;
use serde_json::Value;
use switchhook_domain::{
    identifier::{ResellerId, SubscriberId},
    permission::Scope,
    secret::Password,
};
use switchhook_platform::{Error as PlatformError, Forbidden, Platform, WebLogin};
use time::Duration;
use tokio::time::{Instant, sleep_until};

/// How long the platform bans a login at first (contract 1.5).
const BAN: Duration = Duration::minutes(5);

/// What somebody types who signs in with the login of a line.
#[derive(Debug)]
pub struct LineAttempt<'a> {
    /// The web login `name@domain` with its password.
    pub attempt: Attempt<'a>,
    /// The code of the platform's own second factor.
    pub code: Option<SecretString>,
    /// What shall be the password from now on, should the present one have expired.
    pub replacement: Option<Password>,
}

/// A line whose login was right.
struct Line {
    id: SubscriberId,
    scope: Scope,
}

impl Access {
    /// Whether anybody can sign in so: the platform's address for it is known, and a reseller lets its customers.
    ///
    /// # Errors
    /// The database failed.
    pub async fn has_line_sign_in(&self, platform: &Platform) -> Result<bool, StorageError> {
        Ok(platform.has_subscriber_logins() && !self.open_resellers().await?.is_empty())
    }

    /// The account that stands for the line whose login this is. The session is begun by the caller.
    ///
    /// # Errors
    /// [`SignInError`]. A refusal takes its time: how long the platform needs for it tells which logins exist.
    pub async fn sign_in_by_line(
        &self,
        platform: &Platform,
        attempt: LineAttempt<'_>,
    ) -> Result<Account, SignInError> {
        let answer_at = Instant::now() + self.options().line_refusal;
        let signed_in = self.line_account(platform, attempt).await;
        if matches!(signed_in, Err(SignInError::Refused)) {
            sleep_until(answer_at).await;
        }
        signed_in
    }

    async fn line_account(
        &self,
        platform: &Platform,
        typed: LineAttempt<'_>,
    ) -> Result<Account, SignInError> {
        let LineAttempt { attempt: Attempt { login, password, address, request_id }, code, replacement } =
            typed;
        let name = parse_login(login).unwrap_or_default();
        self.throttle().admit_line(&name, address).map_err(SignInError::Throttled)?;
        // Of a line that was here before, its reseller sees every attempt.
        let known = self.accounts().find_by_line_login(&name).await?;
        let entry = self.audit().begin_by_login(Action::SignIn, known.as_ref(), address, request_id).await?;
        let login = WebLogin { login: login.trim().to_owned(), password, code };
        let found = if name.is_empty() {
            Err(SignInError::Refused)
        } else {
            self.check_line(platform, login, replacement, known.as_ref(), (address, request_id)).await
        };
        let account = match found {
            Ok(line) => self.account_of_line(&name, &line, (address, request_id)).await,
            Err(error) => Err(error),
        };
        let outcome = account.as_ref().map_or_else(SignInError::outcome, |_| Outcome::Done);
        let detail =
            account.as_ref().err().map_or_else(|| "by the login of a line".to_owned(), ToString::to_string);
        entry.complete(outcome, &detail).await?;
        let account = account?;
        self.throttle().succeeded_line(&name, address);
        self.accounts().signed_in(&account).await?;
        Ok(account)
    }

    /// The line whose login is right, at the reseller that it belongs to; that of the `known` account is asked first. A reseller
    /// whose credential or platform fails keeps nobody else's lines out.
    async fn check_line(
        &self,
        platform: &Platform,
        login: WebLogin,
        replacement: Option<Password>,
        known: Option<&Account>,
        by: By<'_>,
    ) -> Result<Line, SignInError> {
        let likely = known.and_then(|account| account.scope.reseller());
        let mut resellers = self.open_resellers().await?;
        // Nobody is asked, and no password changed, for a line whose reseller lets it in by no such way.
        let is_closed = |reseller| !resellers.contains(&reseller);
        if resellers.is_empty() || likely.is_some_and(is_closed) {
            return Err(SignInError::Refused);
        }
        let identity = match (platform.check_web_login(&login).await, replacement) {
            (Err(PlatformError::PasswordExpired), Some(new)) => {
                self.replace_expired(platform, &login, &new, known, by).await?;
                let login = WebLogin { password: new.reveal().to_owned().into(), ..login };
                platform.check_web_login(&login).await.map_err(refused)?
            }
            (checked, _) => checked.map_err(refused)?,
        };
        resellers.sort_by_key(|reseller| Some(*reseller) != likely);
        let mut failed = None;
        for reseller in resellers {
            let credential = match self.credentials().load(Owner::Reseller(reseller)).await {
                Ok(Some(credential)) => credential,
                Ok(None) => continue,
                Err(error) => {
                    failed = Some(SignInError::Credential(error));
                    continue;
                }
            };
            let client = platform.client(credential, Scope::Reseller(reseller));
            match client.subscriber(identity.subscriber).await {
                Ok(line) => {
                    let scope = if identity.administrative {
                        Scope::Customer(reseller, line.customer_id)
                    } else {
                        Scope::Line(reseller, line.customer_id, line.id)
                    };
                    return Ok(Line { id: line.id, scope });
                }
                Err(PlatformError::NotFound) => {}
                Err(error) => failed = Some(SignInError::Platform(error)),
            }
        }
        Err(failed.unwrap_or(SignInError::Refused))
    }

    /// Changes the password of a line, with an entry of its own: the platform keeps it, and devices may use it too.
    async fn replace_expired(
        &self,
        platform: &Platform,
        login: &WebLogin,
        new: &Password,
        known: Option<&Account>,
        (address, request_id): By<'_>,
    ) -> Result<(), SignInError> {
        let entry =
            self.audit().begin_by_login(Action::ChangeOwnPassword, known, address, request_id).await?;
        let changed = platform.change_web_password(login, new).await.map_err(refused);
        let outcome = changed.as_ref().map_or_else(SignInError::outcome, |()| Outcome::Done);
        entry.complete(outcome, "the expired password of a line").await?;
        changed
    }

    /// The account that stands for a line, made now if there is none.
    async fn account_of_line(&self, login: &str, line: &Line, by: By<'_>) -> Result<Account, SignInError> {
        let known = self.accounts().find_by_line(line.id).await?;
        if known.as_ref().is_some_and(|account| account.disabled) {
            return Err(SignInError::Refused);
        }
        let account = self.accounts().of_line(login, line.id, line.scope).await?;
        if known.is_none() {
            let entry =
                self.audit().begin_before_sign_in(Action::CreateAccount, &account, Value::Null, by).await?;
            entry.complete(Outcome::Done, "").await?;
        }
        Ok(account)
    }

    /// The connected resellers whose lines may sign in.
    async fn open_resellers(&self) -> Result<Vec<ResellerId>, StorageError> {
        let closed = self.policies().without_line_sign_in().await?;
        let resellers = self.resellers().list(Scope::Operator).await?;
        let open = resellers.iter().filter(|reseller| reseller.has_credential).map(|reseller| reseller.id);
        Ok(open.filter(|id| !closed.contains(id)).collect())
    }
}

/// What the platform's answer to a login means for whoever typed it.
fn refused(error: PlatformError) -> SignInError {
    match error {
        PlatformError::Unauthorised | PlatformError::NotFound => SignInError::Refused,
        PlatformError::Banned => SignInError::Throttled(BAN),
        PlatformError::Forbidden(Forbidden::SecondFactor) => SignInError::CodeNeeded,
        PlatformError::PasswordExpired => SignInError::PasswordExpired,
        other => SignInError::Platform(other),
    }
}
