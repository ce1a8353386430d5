//! What the portal keeps in a session, and nothing else: who it is, since when, where it began, a token against forged requests,
//! notices for the next page. Role and permissions are not in it; they are read at each request.

use crate::{
    account::Account,
    doors::Doors,
    id::AccountId,
    session_store::{self, Lifetimes},
    storage::{StorageError, millis, moment},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use std::{fmt, net::IpAddr};
use subtle::ConstantTimeEq;
use switchhook_domain::identifier::ResellerId;
use time::OffsetDateTime;
use tower_sessions::{Session, session};

pub(crate) const ACCOUNT: &str = "account";
pub(crate) const AUTHENTICATED_AT: &str = "authenticated_at";
pub(crate) const ADDRESS: &str = "address";
pub(crate) const DEVICE: &str = "device";
/// Apart from the sign-in: proving again who one is makes no session live longer.
const PROVEN_AT: &str = "proven_at";
const CSRF_SEED: &str = "csrf_seed";
const NOTICES: &str = "notices";
const VIEW: &str = "view";

/// More of what a browser calls itself says nothing.
const LONGEST_DEVICE: usize = 200;
/// More notices than this are not shown anyway.
const MOST_NOTICES: usize = 8;
const SEED: usize = 32;

/// Why a session did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum SessionError {
    /// Its store failed.
    #[error("the session cannot be used")]
    Store(#[from] session::Error),
    /// It holds something that nobody put there.
    #[error(transparent)]
    Content(#[from] StorageError),
    /// The token of a form is missing, of another session, or of one that has ended.
    #[error("the form's token does not belong to this session")]
    ForeignToken,
}

/// Where a request comes from, as far as the portal can trust it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClientOrigin {
    /// The address.
    pub address: Option<IpAddr>,
    /// What the browser calls itself.
    pub device: String,
}

/// The session of one request. Cheap to clone.
#[derive(Clone)]
pub struct SessionState {
    session: Session,
    doors: Doors,
    lifetimes: Lifetimes,
    origin: ClientOrigin,
}

impl fmt::Debug for SessionState {
    /// Without the session's id, which is as good as a password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SessionState").finish_non_exhaustive()
    }
}

impl SessionState {
    pub(crate) fn new(session: Session, doors: Doors, lifetimes: Lifetimes) -> Self {
        Self { session, doors, lifetimes, origin: ClientOrigin::default() }
    }

    /// The session of a request that comes from there.
    #[must_use]
    pub fn of(self, origin: ClientOrigin) -> Self {
        Self { origin, ..self }
    }

    pub(crate) fn origin(&self) -> &ClientOrigin {
        &self.origin
    }

    /// The hash of its id under which it is stored.
    pub(crate) fn key(&self) -> Option<String> {
        self.session.id().map(|id| session_store::key(&id))
    }

    pub(crate) fn session(&self) -> &Session {
        &self.session
    }

    pub(crate) fn now(&self) -> OffsetDateTime {
        self.doors.now()
    }

    /// Begins the session of somebody who has just proven who they are: new id, nothing of what was before.
    ///
    /// # Errors
    /// The store failed.
    pub async fn begin(&self, account: &Account) -> Result<(), SessionError> {
        self.session.cycle_id().await?;
        self.session.clear().await;
        self.session.insert(ACCOUNT, account.id).await?;
        self.session.insert(AUTHENTICATED_AT, millis(self.doors.now())).await?;
        if let Some(address) = self.origin.address {
            self.session.insert(ADDRESS, address).await?;
        }
        let device = self.origin.device.chars().filter(|c| !c.is_control());
        self.session.insert(DEVICE, device.take(LONGEST_DEVICE).collect::<String>()).await?;
        Ok(())
    }

    /// Goes on with the session of somebody who has just proven again who they are: new id, and all that is in it.
    pub(crate) async fn proven_again(&self) -> Result<(), SessionError> {
        self.session.cycle_id().await?;
        Ok(self.session.insert(PROVEN_AT, millis(self.doors.now())).await?)
    }

    /// When they last proved who they are.
    pub(crate) async fn proven_at(&self) -> Result<Option<OffsetDateTime>, SessionError> {
        match self.session.get::<i64>(PROVEN_AT).await? {
            Some(millis) => Ok(Some(moment(millis)?)),
            None => self.authenticated_at().await,
        }
    }

    /// Ends the session, at once and for every request that still uses it.
    ///
    /// # Errors
    /// The store failed.
    pub async fn end(&self) -> Result<(), SessionError> {
        Ok(self.session.flush().await?)
    }

    /// Who signed in, unless that was too long ago.
    ///
    /// # Errors
    /// The store failed.
    pub async fn account_id(&self) -> Result<Option<AccountId>, SessionError> {
        let Some(since) = self.authenticated_at().await? else { return Ok(None) };
        if since + self.lifetimes.absolute <= self.doors.now() {
            return Ok(None);
        }
        Ok(self.session.get(ACCOUNT).await?)
    }

    /// When they signed in.
    ///
    /// # Errors
    /// The store failed.
    pub async fn authenticated_at(&self) -> Result<Option<OffsetDateTime>, SessionError> {
        let millis: Option<i64> = self.session.get(AUTHENTICATED_AT).await?;
        Ok(millis.map(moment).transpose()?)
    }

    /// A token for the forms of this session, and of no other. Each one is masked anew, so that what a page compresses
    /// to tells nothing about it. Making the first one makes a session, also for somebody who has not signed in.
    ///
    /// # Errors
    /// The store failed.
    pub async fn csrf_token(&self) -> Result<String, SessionError> {
        let seed = if let Some(seed) = self.csrf_seed().await? {
            seed
        } else {
            let seed = self.doors.bytes();
            self.session.insert(CSRF_SEED, URL_SAFE_NO_PAD.encode(seed)).await?;
            seed
        };
        let mask: [u8; SEED] = self.doors.bytes();
        Ok(URL_SAFE_NO_PAD.encode([mask, xor(mask, seed)].concat()))
    }

    /// Accepts a token that [`Self::csrf_token`] gave in this session.
    ///
    /// # Errors
    /// [`SessionError::ForeignToken`], or the store failed.
    pub async fn verify_csrf(&self, token: &str) -> Result<(), SessionError> {
        let seed = self.csrf_seed().await?.ok_or(SessionError::ForeignToken)?;
        let bytes = URL_SAFE_NO_PAD.decode(token).map_err(|_| SessionError::ForeignToken)?;
        let (mask, masked) = bytes.split_first_chunk::<SEED>().ok_or(SessionError::ForeignToken)?;
        let masked: [u8; SEED] = masked.try_into().map_err(|_| SessionError::ForeignToken)?;
        if bool::from(xor(*mask, masked).ct_eq(&seed)) { Ok(()) } else { Err(SessionError::ForeignToken) }
    }

    async fn csrf_seed(&self) -> Result<Option<[u8; SEED]>, SessionError> {
        let Some(text) = self.session.get::<String>(CSRF_SEED).await? else { return Ok(None) };
        Ok(URL_SAFE_NO_PAD.decode(text).ok().and_then(|bytes| bytes.try_into().ok()))
    }

    /// Keeps a notice for the next page.
    ///
    /// # Errors
    /// The store failed.
    pub async fn notify<N: Serialize + Sync>(&self, notice: &N) -> Result<(), SessionError> {
        let mut notices: Vec<Value> = self.session.get(NOTICES).await?.unwrap_or_default();
        notices.push(serde_json::to_value(notice).map_err(session::Error::from)?);
        if notices.len() > MOST_NOTICES {
            notices.remove(0);
        }
        Ok(self.session.insert(NOTICES, notices).await?)
    }

    /// The kept notices, once. What another version of the portal left behind is dropped.
    ///
    /// # Errors
    /// The store failed.
    pub async fn take_notices<N: DeserializeOwned>(&self) -> Result<Vec<N>, SessionError> {
        // Asked first, as removing marks the session as changed even if there was nothing.
        if self.session.get_value(NOTICES).await?.is_none() {
            return Ok(Vec::new());
        }
        let notices: Vec<Value> = self.session.remove(NOTICES).await?.unwrap_or_default();
        Ok(notices.into_iter().filter_map(|notice| serde_json::from_value(notice).ok()).collect())
    }

    /// Sets or ends the reseller's view of an administrator; a change of privilege, so the id changes too. The forms of pages
    /// that other tabs still show become void: what was begun for one reseller is not to be done to another.
    pub(crate) async fn set_view(&self, view: Option<ResellerId>) -> Result<(), SessionError> {
        self.session.cycle_id().await?;
        self.session.remove_value(CSRF_SEED).await?;
        match view {
            Some(reseller) => self.session.insert(VIEW, reseller).await?,
            None => drop(self.session.remove_value(VIEW).await?),
        }
        Ok(())
    }

    pub(crate) async fn view(&self) -> Result<Option<ResellerId>, SessionError> {
        Ok(self.session.get(VIEW).await?)
    }
}

fn xor(a: [u8; SEED], b: [u8; SEED]) -> [u8; SEED] {
    std::array::from_fn(|i| a[i] ^ b[i])
}
