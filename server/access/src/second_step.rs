//! The way from the password to the session, and what people do about their second factor: slowed down when they guess, and
//! in the audit trail.

use crate::{
    access::{Access, PrincipalError},
    account::Account,
    audit::{Action, Object, Outcome},
    principal::Principal,
    second_factor::{RecoveryCodes, SecondFactorError},
    session::{SessionError, SessionState},
    storage::StorageError,
};
use serde_json::Value;
use std::net::IpAddr;
use switchhook_domain::permission::Scope;
use time::Duration;

/// What is left to do for somebody whose password was right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NextStep {
    /// Nothing: the session has begun.
    None,
    /// A code of their second factor.
    Code,
    /// A second factor must be set up.
    Enrol,
}

/// Where a request comes from: address and id, for the throttle and the audit trail.
pub type By<'a> = (IpAddr, &'a str);

/// Why a second factor was not accepted or changed.
#[derive(Debug, thiserror::Error)]
pub enum SecondStepError {
    /// Nobody's password was right in this session, or that was too long ago.
    #[error("the password comes first")]
    NoFirstStep,
    /// Too many wrong codes.
    #[error("too many failures, wait {0}")]
    Throttled(Duration),
    /// The code is wrong, or the factor failed.
    #[error(transparent)]
    Factor(#[from] SecondFactorError),
    /// Somebody in this role cannot do without.
    #[error("a second factor is required")]
    Required,
    /// The session failed.
    #[error(transparent)]
    Session(#[from] PrincipalError),
}

impl From<StorageError> for SecondStepError {
    fn from(error: StorageError) -> Self {
        Self::Session(error.into())
    }
}

impl From<SessionError> for SecondStepError {
    fn from(error: SessionError) -> Self {
        Self::Session(error.into())
    }
}

impl Access {
    /// Goes on after the first factor: begins the session, or remembers who waits for the second step.
    ///
    /// # Errors
    /// Session or database failed.
    pub async fn enter(&self, session: &SessionState, account: &Account) -> Result<NextStep, PrincipalError> {
        let next = if self.second_factors().find(account).await?.is_some() {
            NextStep::Code
        } else if self.policies().requires_second_factor(account).await? {
            NextStep::Enrol
        } else {
            session.begin(account).await?;
            return Ok(NextStep::None);
        };
        session.begin_first_step(account).await?;
        Ok(next)
    }

    /// Who has taken the first step in this session, and what comes next.
    ///
    /// # Errors
    /// Session or database failed.
    pub async fn waiting(
        &self,
        session: &SessionState,
    ) -> Result<Option<(Account, NextStep)>, PrincipalError> {
        let Some(id) = session.first_step().await? else { return Ok(None) };
        let account = self.accounts().find(Scope::Operator, id).await?.filter(|account| !account.disabled);
        let Some(account) = account else { return Ok(None) };
        let enrolled = self.second_factors().find(&account).await?.is_some();
        Ok(Some((account, if enrolled { NextStep::Code } else { NextStep::Enrol })))
    }

    /// Takes the second step with a code, and begins the session. Somebody who sets a second factor up gets recovery codes.
    ///
    /// # Errors
    /// [`SecondStepError`].
    pub async fn take_second_step(
        &self,
        session: &SessionState,
        typed: &str,
        by: By<'_>,
    ) -> Result<(Account, Option<RecoveryCodes>), SecondStepError> {
        let (account, next) = self.waiting(session).await?.ok_or(SecondStepError::NoFirstStep)?;
        let codes = if next == NextStep::Code {
            let check = self.second_factors().check(&account, typed);
            self.guarded(None, &account, Action::UseSecondFactor, check, by).await?;
            None
        } else {
            let confirm = self.second_factors().confirm(&account, typed);
            Some(self.guarded(None, &account, Action::EnrolSecondFactor, confirm, by).await?)
        };
        session.begin_with_second_factor(&account).await?;
        Ok((account, codes))
    }

    /// Sets up the own second factor. The other sessions end: they began without it.
    ///
    /// # Errors
    /// [`SecondStepError`].
    pub async fn enrol_second_factor(
        &self,
        session: &SessionState,
        principal: &Principal,
        typed: &str,
        by: By<'_>,
    ) -> Result<RecoveryCodes, SecondStepError> {
        let account = principal.account();
        let confirm = self.second_factors().confirm(account, typed);
        let codes = self.guarded(Some(principal), account, Action::EnrolSecondFactor, confirm, by).await?;
        self.accounts().end_sessions(account).await?;
        session.show_second_factor().await?;
        Ok(codes)
    }

    /// Makes new recovery codes for somebody who shows a code.
    ///
    /// # Errors
    /// [`SecondStepError`].
    pub async fn renew_recovery_codes(
        &self,
        principal: &Principal,
        typed: &str,
        by: By<'_>,
    ) -> Result<RecoveryCodes, SecondStepError> {
        let account = principal.account();
        let renew = async {
            self.second_factors().check(account, typed).await?;
            Ok(self.second_factors().new_recovery_codes(account).await?)
        };
        self.guarded(Some(principal), account, Action::RenewRecoveryCodes, renew, by).await
    }

    /// Removes the own second factor of somebody who shows a code and may do without.
    ///
    /// # Errors
    /// [`SecondStepError`].
    pub async fn remove_second_factor(
        &self,
        principal: &Principal,
        typed: &str,
        by: By<'_>,
    ) -> Result<(), SecondStepError> {
        let account = principal.account();
        if self.policies().requires_second_factor(account).await? {
            return Err(SecondStepError::Required);
        }
        let remove = async {
            self.second_factors().check(account, typed).await?;
            Ok(self.second_factors().remove(account).await?)
        };
        self.guarded(Some(principal), account, Action::RemoveSecondFactor, remove, by).await
    }

    /// Slows guesses down and writes down how it ended.
    async fn guarded<T>(
        &self,
        principal: Option<&Principal>,
        account: &Account,
        action: Action,
        act: impl Future<Output = Result<T, SecondFactorError>>,
        (address, request_id): By<'_>,
    ) -> Result<T, SecondStepError> {
        // Apart from the password's, so that guesses at one do not hide behind the other.
        let throttled = format!("second factor of {}", account.id);
        self.throttle().admit(&throttled, address).map_err(SecondStepError::Throttled)?;
        let entry = match principal {
            Some(principal) => {
                let object = Object::account(account);
                self.audit().begin(principal, request_id, action, object, Value::Null).await?
            }
            None => self.audit().begin_before_sign_in(action, account, address, request_id).await?,
        };
        let result = act.await;
        let outcome = match &result {
            Ok(_) => Outcome::Done,
            Err(SecondFactorError::WrongCode | SecondFactorError::Present) => Outcome::Refused,
            Err(_) => Outcome::Failed,
        };
        entry.complete(outcome, "").await?;
        let value = result?;
        self.throttle().succeeded(&throttled, address);
        Ok(value)
    }
}
