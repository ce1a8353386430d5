//! What a session remembers between the steps of a way into the portal: a link that was opened, a password that was right.

use crate::{
    account::Account,
    id::AccountId,
    links::LinkKey,
    session::{SessionError, SessionState},
    storage::{millis, moment},
};
use serde::{Serialize, de::DeserializeOwned};
use time::Duration;

const LINK: &str = "link";
const FIRST_STEP: &str = "first_step";
const SECOND_FACTOR: &str = "second_factor";

/// How long the second step may take, and the answer of a passkey.
const PATIENCE: Duration = Duration::minutes(15);

/// What the answer of a passkey is for.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Ceremony {
    Registration,
    SecondStep,
    SignIn,
}

impl Ceremony {
    const fn name(self) -> &'static str {
        match self {
            Self::Registration => "passkey_registration",
            Self::SecondStep => "passkey_second_step",
            Self::SignIn => "passkey_sign_in",
        }
    }
}

impl SessionState {
    /// Remembers the link that somebody opened, so that its token is in no form and in no address of a page.
    ///
    /// # Errors
    /// The store failed.
    pub async fn open_link(&self, key: &LinkKey) -> Result<(), SessionError> {
        Ok(self.session().insert(LINK, key).await?)
    }

    /// The link that somebody opened.
    ///
    /// # Errors
    /// The store failed.
    pub async fn opened_link(&self) -> Result<Option<LinkKey>, SessionError> {
        Ok(self.session().get(LINK).await?)
    }

    /// Remembers whose password was right: nobody is signed in yet.
    pub(crate) async fn begin_first_step(&self, account: &Account) -> Result<(), SessionError> {
        self.session().cycle_id().await?;
        self.session().clear().await;
        Ok(self.session().insert(FIRST_STEP, (account.id, millis(self.now()))).await?)
    }

    /// Whose password was right a moment ago.
    pub(crate) async fn first_step(&self) -> Result<Option<AccountId>, SessionError> {
        let Some((id, at)) = self.session().get::<(AccountId, i64)>(FIRST_STEP).await? else {
            return Ok(None);
        };
        Ok((moment(at)? + PATIENCE > self.now()).then_some(id))
    }

    /// Remembers what a passkey was asked; what was asked before for the same is not waited for any longer.
    pub(crate) async fn begin_ceremony<T: Serialize + Sync>(
        &self,
        ceremony: Ceremony,
        asked: &T,
    ) -> Result<(), SessionError> {
        Ok(self.session().insert(ceremony.name(), (asked, millis(self.now()))).await?)
    }

    /// What a passkey was asked a while ago, for one answer: it is forgotten with this.
    pub(crate) async fn take_ceremony<T: DeserializeOwned>(
        &self,
        ceremony: Ceremony,
    ) -> Result<Option<T>, SessionError> {
        let Some((asked, at)) = self.session().remove::<(T, i64)>(ceremony.name()).await? else {
            return Ok(None);
        };
        Ok((moment(at)? + PATIENCE > self.now()).then_some(asked))
    }

    /// Begins the session of somebody who has shown both factors.
    pub(crate) async fn begin_with_second_factor(&self, account: &Account) -> Result<(), SessionError> {
        self.begin(account).await?;
        Ok(self.session().insert(SECOND_FACTOR, true).await?)
    }

    /// Goes on with the session of somebody who has set up a second factor: new id, and all that is in it. Its code proves the
    /// new factor, not who it is that sets it up.
    pub(crate) async fn show_second_factor(&self) -> Result<(), SessionError> {
        self.session().cycle_id().await?;
        Ok(self.session().insert(SECOND_FACTOR, true).await?)
    }

    /// Begins the session anew, after a change of what opens it: new id, and the factors that were shown stay shown.
    pub(crate) async fn begin_anew(&self, account: &Account) -> Result<(), SessionError> {
        if self.has_second_factor().await? {
            self.begin_with_second_factor(account).await
        } else {
            self.begin(account).await
        }
    }

    /// Whether both factors were shown in this session.
    pub(crate) async fn has_second_factor(&self) -> Result<bool, SessionError> {
        Ok(self.session().get(SECOND_FACTOR).await?.unwrap_or_default())
    }
}
