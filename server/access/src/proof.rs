//! Proving again who one is, before what matters: slowed down and written down as signing in is.

use crate::{
    access::{Access, PrincipalError},
    account::Account,
    audit::{Action, Object},
    line_sign_in::LineAttempt,
    principal::Principal,
    second_step::By,
    session::SessionState,
    sign_in::{Attempt, SignInError},
};
use secrecy::SecretString;
use serde_json::Value;
use switchhook_domain::permission::Scope;
use switchhook_platform::Platform;

/// What somebody types who proves again who they are. Whose it is says the session.
#[derive(Debug)]
pub struct Proof {
    /// The password of the account, or the web password of the line that it stands for.
    pub password: SecretString,
    /// For a line, the code of the platform's own second factor.
    pub code: Option<SecretString>,
}

/// Why somebody has not proven again who they are.
#[derive(Debug, thiserror::Error)]
pub enum ProofError {
    /// As at sign-in.
    #[error(transparent)]
    SignIn(#[from] SignInError),
    /// The session failed.
    #[error(transparent)]
    Session(#[from] PrincipalError),
}

impl Access {
    /// Goes on with the session of somebody who proves again who they are: new id, and everything that is in it.
    ///
    /// # Errors
    /// [`ProofError`]; the session is as it was.
    pub async fn prove_again(
        &self,
        platform: &Platform,
        session: &SessionState,
        principal: &Principal,
        proof: Proof,
        (address, request_id): By<'_>,
    ) -> Result<(), ProofError> {
        let account = principal.account();
        let Proof { password, code } = proof;
        let login = account.typed_login();
        let attempt = Attempt { login, password, address, request_id };
        let proven = if account.line.is_some() {
            self.sign_in_by_line(platform, LineAttempt { attempt, code, replacement: None }).await?
        } else {
            self.check_again(principal, attempt).await?
        };
        // A line whose login was given to another one meanwhile.
        if proven.id != account.id {
            return Err(SignInError::Refused.into());
        }
        Ok(session.proven_again().await.map_err(PrincipalError::from)?)
    }

    async fn check_again(&self, principal: &Principal, attempt: Attempt<'_>) -> Result<Account, SignInError> {
        let account = principal.account();
        self.throttle().admit(attempt.login, attempt.address).map_err(SignInError::Throttled)?;
        let object = Object::account(account);
        let request_id = attempt.request_id;
        let entry =
            self.audit().begin(principal, request_id, Action::ProveAgain, object, Value::Null).await?;
        let present = self.accounts().find(Scope::Operator, account.id).await?;
        self.check_password(present, attempt, entry).await
    }
}
