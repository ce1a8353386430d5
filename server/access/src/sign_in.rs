//! Signing in: one answer for everything that is wrong, and no faster answer for somebody who does not exist.

use crate::{
    access::Access,
    account::{Account, parse_login},
    accounts::AccountError,
    audit::{Action, AuditEntry, Outcome},
    credentials::CredentialError,
    password::HashError,
    storage::StorageError,
};
use secrecy::SecretString;
use std::net::IpAddr;
use switchhook_domain::permission::Scope;
use switchhook_platform::Error as PlatformError;
use time::Duration;

/// What somebody typed to sign in, and where it came from.
#[derive(Debug)]
pub struct Attempt<'a> {
    /// The login, as typed.
    pub login: &'a str,
    /// The password, as typed.
    pub password: SecretString,
    /// The address of the client, as far as the portal can trust it.
    pub address: IpAddr,
    /// The id of the request, for the audit trail.
    pub request_id: &'a str,
}

/// Why nobody was signed in.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    /// Unknown login, wrong password, or disabled account: which one is nobody's business.
    #[error("the login or the password is wrong")]
    Refused,
    /// Too many failures from here, or for this login.
    #[error("too many failures, wait {0}")]
    Throttled(Duration),
    /// The platform asks for a code of its own second factor, or the code is wrong.
    #[error("the platform asks for a code")]
    CodeNeeded,
    /// The password is right, has expired, and must be replaced.
    #[error("the password has expired")]
    PasswordExpired,
    /// The platform failed.
    #[error(transparent)]
    Platform(PlatformError),
    /// A platform credential cannot be read.
    #[error(transparent)]
    Credential(#[from] CredentialError),
    /// The password could not be checked.
    #[error(transparent)]
    Hash(#[from] HashError),
    /// The database failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl SignInError {
    /// What the audit trail says of it: refused if it is the person's fault, not the portal's or the platform's.
    pub(crate) fn outcome(&self) -> Outcome {
        match self {
            Self::Refused
            | Self::Throttled(_)
            | Self::CodeNeeded
            | Self::PasswordExpired
            | Self::Platform(PlatformError::Validation(_)) => Outcome::Refused,
            Self::Platform(PlatformError::UnknownOutcome) => Outcome::Unknown,
            _ => Outcome::Failed,
        }
    }
}

impl From<AccountError> for SignInError {
    fn from(error: AccountError) -> Self {
        match error {
            AccountError::Hash(error) => Self::Hash(error),
            AccountError::Storage(error) => Self::Storage(error),
            // What remains are mistakes of whoever edits accounts, and accounts deleted this very moment.
            _ => Self::Refused,
        }
    }
}

impl Access {
    /// The account that login and password belong to. The session is begun by the caller.
    ///
    /// # Errors
    /// [`SignInError`].
    pub async fn sign_in(&self, attempt: Attempt<'_>) -> Result<Account, SignInError> {
        // A login that cannot exist is throttled and hashed like any other; its parts do not matter.
        let login = parse_login(attempt.login).unwrap_or_default();
        self.throttle().admit(&login, attempt.address).map_err(SignInError::Throttled)?;
        let account = self.accounts().find_by_login(Scope::Operator, &login).await?;
        let entry = self
            .audit()
            .begin_by_login(Action::SignIn, account.as_ref(), attempt.address, attempt.request_id)
            .await?;
        self.check_password(account, attempt, entry).await
    }

    /// The account if the password is right, for an attempt that was admitted; completes its entry.
    pub(crate) async fn check_password(
        &self,
        account: Option<Account>,
        attempt: Attempt<'_>,
        entry: AuditEntry,
    ) -> Result<Account, SignInError> {
        let right = self.accounts().check(account.as_ref(), attempt.password).await?;
        match account {
            Some(account) if right && !account.disabled => {
                self.throttle().succeeded(&account.login, attempt.address);
                self.accounts().signed_in(&account).await?;
                entry.complete(Outcome::Done, "").await?;
                Ok(account)
            }
            account => {
                let reason = match account {
                    None => "unknown login",
                    Some(_) if right => "disabled",
                    Some(_) => "wrong password",
                };
                entry.complete(Outcome::Refused, reason).await?;
                Err(SignInError::Refused)
            }
        }
    }
}
