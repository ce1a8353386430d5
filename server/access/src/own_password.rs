//! How people choose their own password: by a link, or with the present one. Nobody chooses anybody else's.

use crate::{
    access::{Access, PrincipalError},
    account::Account,
    accounts::AccountError,
    audit::{Action, Object, Outcome},
    links::{LinkKey, RedeemError},
    principal::Principal,
    session::SessionState,
    storage::StorageError,
};
use secrecy::SecretString;
use serde_json::Value;
use std::net::IpAddr;
use time::Duration;

/// Why somebody did not change their password.
#[derive(Debug, thiserror::Error)]
pub enum OwnPasswordError {
    /// The present password is another one.
    #[error("the present password is wrong")]
    Wrong,
    /// Too many wrong ones.
    #[error("too many failures, wait {0}")]
    Throttled(Duration),
    /// The new password was refused or could not be set.
    #[error(transparent)]
    Account(#[from] AccountError),
    /// The session failed.
    #[error(transparent)]
    Session(#[from] PrincipalError),
}

impl From<StorageError> for OwnPasswordError {
    fn from(error: StorageError) -> Self {
        Self::Account(error.into())
    }
}

impl Access {
    /// Changes the password of somebody who knows the present one. Their other sessions end, and this one begins anew.
    ///
    /// # Errors
    /// [`OwnPasswordError`].
    pub async fn change_own_password(
        &self,
        session: &SessionState,
        principal: &Principal,
        present: SecretString,
        new: SecretString,
        (address, request_id): (IpAddr, &str),
    ) -> Result<(), OwnPasswordError> {
        let account = principal.account();
        self.throttle().admit(&account.login, address).map_err(OwnPasswordError::Throttled)?;
        let object = Object::account(account);
        let entry =
            self.audit().begin(principal, request_id, Action::ChangeOwnPassword, object, Value::Null).await?;
        let result = self.replace_own_password(account, present, new, address).await;
        let outcome = match &result {
            Ok(()) => Outcome::Done,
            Err(OwnPasswordError::Account(AccountError::Storage(_) | AccountError::Hash(_))) => {
                Outcome::Failed
            }
            Err(_) => Outcome::Refused,
        };
        entry.complete(outcome, "").await?;
        result?;
        Ok(session.begin_anew(account).await.map_err(PrincipalError::from)?)
    }

    async fn replace_own_password(
        &self,
        account: &Account,
        present: SecretString,
        new: SecretString,
        address: IpAddr,
    ) -> Result<(), OwnPasswordError> {
        if !self.accounts().verify_password(account, present).await? {
            return Err(OwnPasswordError::Wrong);
        }
        self.throttle().succeeded(&account.login, address);
        self.accounts().set_password(account, new).await?;
        // Nobody needs a link to a password that its owner knows.
        Ok(self.links().revoke(account).await?)
    }

    /// Sets the password that somebody chose who has opened a link, and signs them in.
    ///
    /// # Errors
    /// [`RedeemError`].
    pub async fn accept_link(
        &self,
        key: &LinkKey,
        password: SecretString,
        (address, request_id): (IpAddr, &str),
    ) -> Result<Account, RedeemError> {
        let link = self.links().find(key).await?.ok_or(RedeemError::Spent)?;
        let entry = self
            .audit()
            .begin_before_sign_in(Action::ChooseByLink, &link.account, Value::Null, (address, request_id))
            .await?;
        let result = self.links().redeem(key, password).await;
        let outcome = match &result {
            Ok(_) => Outcome::Done,
            Err(RedeemError::Account(AccountError::Storage(_) | AccountError::Hash(_))) => Outcome::Failed,
            Err(_) => Outcome::Refused,
        };
        entry.complete(outcome, "").await?;
        let account = result?;
        // The password is set, also if nobody remembers when.
        if let Err(error) = self.accounts().signed_in(&account).await {
            tracing::error!(%error, "the moment of a sign-in was lost");
        }
        Ok(account)
    }
}
