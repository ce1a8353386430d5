//! The way from the password to the session, and what people do about their second factor: slowed down when they guess, and
//! in the audit trail.

use crate::{
    access::{Access, PrincipalError},
    account::Account,
    accounts::AccountError,
    audit::{Action, Object, Outcome},
    passkey_steps::second_factor_of,
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
    /// A code of their authenticator app, or a recovery code.
    Code,
    /// A passkey.
    Passkey,
    /// Either of them.
    CodeOrPasskey,
    /// A second factor must be set up.
    Enrol,
}

impl NextStep {
    /// Whether a code does it.
    #[must_use]
    pub const fn takes_code(self) -> bool {
        matches!(self, Self::Code | Self::CodeOrPasskey)
    }

    /// Whether a passkey does it.
    #[must_use]
    pub const fn takes_passkey(self) -> bool {
        matches!(self, Self::Passkey | Self::CodeOrPasskey)
    }

    /// Whether there is a second factor, which must be shown.
    #[must_use]
    pub const fn is_proof(self) -> bool {
        self.takes_code() || self.takes_passkey()
    }
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
    /// There is no such passkey.
    #[error("no such passkey")]
    NotThere,
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

impl From<AccountError> for SecondStepError {
    fn from(error: AccountError) -> Self {
        match error {
            AccountError::Storage(error) => error.into(),
            // The account was deleted this very moment.
            _ => Self::NoFirstStep,
        }
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
        let next = self.next_step(account).await?;
        if next == NextStep::None {
            session.begin(account).await?;
        } else {
            session.begin_first_step(account).await?;
        }
        Ok(next)
    }

    /// What comes after the password of an account.
    pub(crate) async fn next_step(&self, account: &Account) -> Result<NextStep, StorageError> {
        let has_app = self.second_factors().find(account).await?.is_some();
        let has_passkey = !self.passkeys().of(account).await?.is_empty();
        Ok(match (has_app, has_passkey) {
            (true, true) => NextStep::CodeOrPasskey,
            (true, false) => NextStep::Code,
            (false, true) => NextStep::Passkey,
            (false, false) if self.policies().requires_second_factor(account).await? => NextStep::Enrol,
            (false, false) => NextStep::None,
        })
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
        let next = self.next_step(&account).await?;
        Ok(Some((account, if next.is_proof() { next } else { NextStep::Enrol })))
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
        let who = (None, &account);
        let codes = if next.is_proof() {
            let check = self.second_factors().check(&account, typed);
            self.guarded(who, Action::UseSecondFactor, Value::Null, check, by).await?;
            None
        } else {
            let confirm = self.second_factors().confirm(&account, typed);
            Some(self.guarded(who, Action::EnrolSecondFactor, Value::Null, confirm, by).await?)
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
        let who = (Some(principal), account);
        let codes = self.guarded(who, Action::EnrolSecondFactor, Value::Null, confirm, by).await?;
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
        self.guarded((Some(principal), account), Action::RenewRecoveryCodes, Value::Null, renew, by).await
    }

    /// Removes the own app of somebody who shows a code and has a passkey or may do without.
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
        if self.needs_app(account).await? {
            return Err(SecondStepError::Required);
        }
        let remove = async {
            self.second_factors().check(account, typed).await?;
            Ok(self.second_factors().remove(account).await?)
        };
        self.guarded((Some(principal), account), Action::RemoveSecondFactor, Value::Null, remove, by).await
    }

    /// Whether the app is the last second factor of somebody who cannot do without one.
    ///
    /// # Errors
    /// The database failed.
    pub async fn needs_app(&self, account: &Account) -> Result<bool, StorageError> {
        Ok(self.passkeys().of(account).await?.is_empty()
            && self.policies().requires_second_factor(account).await?)
    }

    /// Removes every second factor of somebody who has lost them.
    ///
    /// # Errors
    /// The database failed.
    pub async fn reset_second_factors(&self, account: &Account) -> Result<(), StorageError> {
        self.passkeys().remove_all(account).await?;
        self.second_factors().remove(account).await
    }

    /// Slows guesses down and writes down how it ended.
    pub(crate) async fn guarded<T>(
        &self,
        (principal, account): (Option<&Principal>, &Account),
        action: Action,
        change: Value,
        act: impl Future<Output = Result<T, SecondFactorError>>,
        (address, request_id): By<'_>,
    ) -> Result<T, SecondStepError> {
        // Apart from the password's, so that guesses at one do not hide behind the other.
        let throttled = second_factor_of(account);
        self.throttle().admit(&throttled, address).map_err(SecondStepError::Throttled)?;
        let entry = match principal {
            Some(principal) => {
                let object = Object::account(account);
                self.audit().begin(principal, request_id, action, object, change).await?
            }
            None => self.audit().begin_before_sign_in(action, account, change, (address, request_id)).await?,
        };
        let result = act.await;
        let outcome = result.as_ref().map_or_else(SecondFactorError::outcome, |_| Outcome::Done);
        let detail = match &result {
            Err(SecondFactorError::Passkey(refusal)) => refusal.to_string(),
            _ => String::new(),
        };
        entry.complete(outcome, &detail).await?;
        let value = result?;
        self.throttle().succeeded(&throttled, address);
        Ok(value)
    }
}
