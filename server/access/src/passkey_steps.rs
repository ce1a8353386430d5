//! What people do with passkeys: add one, show one as the second factor, sign in with one alone. What a browser is asked is kept
//! in the session, for one answer and a while.

use crate::{
    access::Access,
    account::Account,
    audit::{Action, Outcome},
    id::PasskeyId,
    passkeys::{Passkey, PasskeyRefusal, name_of},
    principal::Principal,
    relying_party::RelyingParty,
    second_factor::SecondFactorError,
    second_step::{By, NextStep, SecondStepError},
    session::SessionState,
    session_steps::Ceremony,
    storage::StorageError,
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};
use switchhook_domain::permission::Scope;
use webauthn_rs::prelude::{
    CredentialID, DiscoverableAuthentication, PasskeyRegistration, PublicKeyCredential,
    RegisterPublicKeyCredential, Uuid, WebauthnError,
};

/// A new passkey, as a form brings it.
#[derive(Clone, Copy, Debug)]
pub struct NewPasskey<'a> {
    /// What its owner calls it.
    pub name: &'a str,
    /// What the browser answered.
    pub answer: &'a str,
}

/// What a browser is asked, in JSON.
fn options(challenge: &impl Serialize) -> Result<Value, SecondFactorError> {
    let mut whole = serde_json::to_value(challenge).map_err(|_| StorageError::Unreadable("passkey"))?;
    Ok(whole["publicKey"].take())
}

/// What a browser answered.
fn read<T: DeserializeOwned>(answer: &str) -> Result<T, SecondFactorError> {
    serde_json::from_str(answer).map_err(|_| PasskeyRefusal::Unreadable.into())
}

/// What an authenticator knows the account by: random, and nothing about the person.
fn handle(account: &Account) -> Uuid {
    Uuid::from_u128(account.id.bits())
}

impl Access {
    /// Asks the browser for a new passkey of an account.
    ///
    /// # Errors
    /// [`SecondStepError`].
    pub async fn ask_for_new_passkey(
        &self,
        party: &RelyingParty,
        session: &SessionState,
        account: &Account,
    ) -> Result<String, SecondStepError> {
        let present = self.passkeys().of(account).await?;
        let present: Vec<CredentialID> =
            present.iter().map(|passkey| passkey.credential.cred_id().clone()).collect();
        let name = &account.login;
        let begun = party.0.start_passkey_registration(handle(account), name, name, Some(present));
        let (challenge, state) = begun.map_err(SecondFactorError::from)?;
        let mut options = options(&challenge)?;
        // One that its authenticator lists by itself signs in alone; where there is no room for such, it is a second factor.
        options["authenticatorSelection"]["residentKey"] = json!("preferred");
        session.begin_ceremony(Ceremony::Registration, &state).await?;
        Ok(options.to_string())
    }

    /// Asks the browser for a passkey of somebody who has taken the first step.
    ///
    /// # Errors
    /// [`SecondStepError`].
    pub async fn ask_for_passkey(
        &self,
        party: &RelyingParty,
        session: &SessionState,
        account: &Account,
    ) -> Result<String, SecondStepError> {
        let passkeys = self.passkeys().of(account).await?;
        let allowed = passkeys
            .iter()
            .map(|passkey| json!({"type": "public-key", "id": name_of(passkey.credential.cred_id())}))
            .collect();
        Ok(ask(party, session, Ceremony::SecondStep, allowed).await?.to_string())
    }

    /// Asks the browser for any passkey of this portal.
    ///
    /// # Errors
    /// [`SecondStepError`].
    pub async fn ask_for_any_passkey(
        &self,
        party: &RelyingParty,
        session: &SessionState,
    ) -> Result<String, SecondStepError> {
        Ok(ask(party, session, Ceremony::SignIn, Vec::new()).await?.to_string())
    }

    /// Adds a passkey to the own account. If it is the first second factor, the other sessions end: they began without it.
    ///
    /// # Errors
    /// [`SecondStepError`].
    pub async fn add_passkey(
        &self,
        party: &RelyingParty,
        session: &SessionState,
        principal: &Principal,
        new: NewPasskey<'_>,
        by: By<'_>,
    ) -> Result<(), SecondStepError> {
        let account = principal.account();
        let is_first = !self.next_step(account).await?.is_proof();
        self.register(party, session, (Some(principal), account), new, by).await?;
        if is_first {
            self.accounts().end_sessions(account).await?;
            session.show_second_factor().await?;
        }
        Ok(())
    }

    /// Takes the second step with a passkey, a new one if a second factor must be set up, and begins the session.
    ///
    /// # Errors
    /// [`SecondStepError`].
    pub async fn take_second_step_with_passkey(
        &self,
        party: &RelyingParty,
        session: &SessionState,
        new: NewPasskey<'_>,
        by: By<'_>,
    ) -> Result<Account, SecondStepError> {
        let (account, next) = self.waiting(session).await?.ok_or(SecondStepError::NoFirstStep)?;
        if next == NextStep::Enrol {
            self.register(party, session, (None, &account), new, by).await?;
        } else {
            let asked = session.take_ceremony(Ceremony::SecondStep).await?;
            let prove = async {
                let answer = read(new.answer)?;
                let passkey = self.passkey_of(&answer).await?;
                let own = passkey.filter(|passkey| passkey.account == account.id);
                self.prove(party, asked, &answer, &own.ok_or(PasskeyRefusal::Unknown)?, &account).await
            };
            self.guarded((None, &account), Action::UsePasskey, Value::Null, prove, by).await?;
        }
        session.begin_with_second_factor(&account).await?;
        Ok(account)
    }

    /// Signs in with a passkey alone, which is two factors: the authenticator, and what it knows its owner by.
    ///
    /// # Errors
    /// [`SecondStepError`].
    pub async fn sign_in_with_passkey(
        &self,
        party: &RelyingParty,
        session: &SessionState,
        answer: &str,
        (address, request_id): By<'_>,
    ) -> Result<Account, SecondStepError> {
        let asked = session.take_ceremony(Ceremony::SignIn).await?;
        let answer: Result<PublicKeyCredential, _> = read(answer);
        let passkey = match &answer {
            Ok(answer) => self.passkey_of(answer).await?,
            Err(_) => None,
        };
        let account = match &passkey {
            Some(passkey) => self.accounts().find(Scope::Operator, passkey.account).await?,
            None => None,
        };
        let throttled = account.as_ref().map_or_else(|| "unknown passkey".to_owned(), second_factor_of);
        self.throttle().admit(&throttled, address).map_err(SecondStepError::Throttled)?;
        let entry =
            self.audit().begin_by_login(Action::SignIn, account.as_ref(), address, request_id).await?;
        let prove = async {
            let answer = answer?;
            let (passkey, account) = passkey.zip(account).ok_or(PasskeyRefusal::Unknown)?;
            // Its user handle is what names the account where nobody has typed a login.
            if answer.get_user_unique_id().is_none() {
                return Err(PasskeyRefusal::Wrong.into());
            }
            if account.disabled {
                return Err(PasskeyRefusal::Disabled.into());
            }
            if account.line.is_some() {
                return Err(PasskeyRefusal::OfALine.into());
            }
            self.prove(party, asked, &answer, &passkey, &account).await?;
            Ok::<_, SecondFactorError>(account)
        };
        let proven = prove.await;
        let (outcome, detail) = match &proven {
            Ok(_) => (Outcome::Done, "with a passkey".to_owned()),
            Err(error) => (error.outcome(), error.to_string()),
        };
        entry.complete(outcome, &detail).await?;
        let account = proven?;
        self.throttle().succeeded(&throttled, address);
        self.accounts().signed_in(&account).await?;
        session.begin_with_second_factor(&account).await?;
        Ok(account)
    }

    /// Gives a passkey another name.
    ///
    /// # Errors
    /// [`SecondStepError`].
    pub async fn rename_passkey(
        &self,
        principal: &Principal,
        id: PasskeyId,
        name: &str,
        by: By<'_>,
    ) -> Result<(), SecondStepError> {
        let account = principal.account();
        let passkey = self.passkeys().find(account, id).await?.ok_or(SecondStepError::NotThere)?;
        let change = json!({"before": {"name": passkey.name}, "after": {"name": name}});
        let rename = async { Ok(self.passkeys().rename(&passkey, name).await?) };
        self.guarded((Some(principal), account), Action::RenamePasskey, change, rename, by).await
    }

    /// Removes a passkey of somebody who has another second factor or may do without.
    ///
    /// # Errors
    /// [`SecondStepError`].
    pub async fn remove_passkey(
        &self,
        principal: &Principal,
        id: PasskeyId,
        by: By<'_>,
    ) -> Result<(), SecondStepError> {
        let account = principal.account();
        let passkey = self.passkeys().find(account, id).await?.ok_or(SecondStepError::NotThere)?;
        if self.needs_passkey(account).await? {
            return Err(SecondStepError::Required);
        }
        let change = json!({"before": {"name": passkey.name}});
        let remove = async { Ok(self.passkeys().remove(&passkey).await?) };
        self.guarded((Some(principal), account), Action::RemovePasskey, change, remove, by).await
    }

    /// Whether a passkey is the last second factor of somebody who cannot do without one.
    ///
    /// # Errors
    /// The database failed.
    pub async fn needs_passkey(&self, account: &Account) -> Result<bool, StorageError> {
        Ok(self.passkeys().of(account).await?.len() < 2
            && self.second_factors().find(account).await?.is_none()
            && self.policies().requires_second_factor(account).await?)
    }

    async fn register(
        &self,
        party: &RelyingParty,
        session: &SessionState,
        who: (Option<&Principal>, &Account),
        new: NewPasskey<'_>,
        by: By<'_>,
    ) -> Result<(), SecondStepError> {
        let asked: Option<PasskeyRegistration> = session.take_ceremony(Ceremony::Registration).await?;
        let register = async {
            let answer: RegisterPublicKeyCredential = read(new.answer)?;
            let asked = asked.ok_or(PasskeyRefusal::NotAsked)?;
            let credential = party.0.finish_passkey_registration(&answer, &asked)?;
            self.passkeys().insert(who.1, new.name, &credential).await
        };
        let change = json!({"after": {"name": new.name}});
        self.guarded(who, Action::AddPasskey, change, register, by).await
    }

    async fn passkey_of(&self, answer: &PublicKeyCredential) -> Result<Option<Passkey>, StorageError> {
        self.passkeys().of_authenticator(answer.get_credential_id()).await
    }

    /// Checks an answer against the passkey that it names, and writes down that it was used.
    async fn prove(
        &self,
        party: &RelyingParty,
        asked: Option<DiscoverableAuthentication>,
        answer: &PublicKeyCredential,
        passkey: &Passkey,
        account: &Account,
    ) -> Result<(), SecondFactorError> {
        let asked = asked.ok_or(PasskeyRefusal::NotAsked)?;
        if answer.get_user_unique_id().is_some_and(|named| named != handle(account).as_bytes()) {
            return Err(PasskeyRefusal::Wrong.into());
        }
        let proven = party.0.finish_discoverable_authentication_v2(answer, asked, &passkey.credential)?;
        let mut credential = passkey.credential.clone();
        credential.update_credential(&proven);
        self.passkeys().used(passkey, &credential).await
    }
}

/// Asks the browser for one of the `allowed` passkeys, or for any if there are none.
async fn ask(
    party: &RelyingParty,
    session: &SessionState,
    ceremony: Ceremony,
    allowed: Vec<Value>,
) -> Result<Value, SecondStepError> {
    let begun = party.0.start_discoverable_authentication();
    let (challenge, state) = begun.map_err(SecondFactorError::from)?;
    let mut options = options(&challenge)?;
    options["allowCredentials"] = Value::Array(allowed);
    session.begin_ceremony(ceremony, &state).await?;
    Ok(options)
}

/// What guesses at the second factor of an account are counted under.
pub(crate) fn second_factor_of(account: &Account) -> String {
    format!("second factor of {}", account.id)
}

impl From<WebauthnError> for SecondFactorError {
    fn from(error: WebauthnError) -> Self {
        tracing::debug!(%error, "a passkey is refused");
        Self::Passkey(match error {
            WebauthnError::CredentialPossibleCompromise => PasskeyRefusal::CounterWentBack,
            WebauthnError::UserNotVerified => PasskeyRefusal::NotVerified,
            _ => PasskeyRefusal::Wrong,
        })
    }
}
