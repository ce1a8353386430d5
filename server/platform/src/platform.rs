//! One installation of the platform.

use crate::{
    client::Client,
    credential::{Credential, Proof},
    error::{Error, SetupError},
    identity::{self, Identity},
    info::{self, PlatformInfo},
    lane::Lane,
    options::PlatformOptions,
    outcomes::Histogram,
    transport::Wire,
};
use jiff::tz::TimeZone;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use switchhook_domain::permission::Scope;

/// A platform: its connection pool, the tokens of its logins, its circuit breaker. Cheap to clone; one per installation.
#[derive(Clone)]
pub struct Platform {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub(crate) wire: Wire,
    /// The realm of subscribers, where the platform has one for the portal.
    pub(crate) subscribers: Option<Wire>,
    lanes: Mutex<HashMap<String, Arc<Lane>>>,
    concurrency: usize,
    pub(crate) reference_lifetime: Duration,
    time_zone: TimeZone,
}

impl Platform {
    /// Sets up the connections; sends nothing.
    ///
    /// # Errors
    /// If the address or the certificate authority cannot be read, or nobody knows the time zone.
    pub fn new(options: &PlatformOptions) -> Result<Self, SetupError> {
        let wire = Wire::new(options, &options.base_url)?;
        let subscribers = options.subscriber_url.as_deref().map(|url| Wire::new(options, url)).transpose();
        let inner = Inner {
            wire,
            subscribers: subscribers.map_err(|error| match error {
                SetupError::Url => SetupError::SubscriberUrl,
                other => other,
            })?,
            lanes: Mutex::default(),
            concurrency: options.concurrency,
            reference_lifetime: options.reference_lifetime,
            time_zone: TimeZone::get(&options.time_zone).map_err(|_| SetupError::TimeZone)?,
        };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// A client for one credential and one scope. Cheap, and sends nothing: tokens are kept per login.
    ///
    /// The credential must be that of the scope's reseller (the operator's for [`Scope::Operator`]): the platform shows of most
    /// objects not which reseller they belong to, so it is the credential that keeps resellers apart.
    #[must_use]
    pub fn client(&self, credential: Credential, scope: Scope) -> Client {
        Client::new(self.clone(), self.lane(credential), scope)
    }

    /// The time zone of the platform's clock.
    #[must_use]
    pub fn time_zone(&self) -> &TimeZone {
        &self.inner.time_zone
    }

    /// How often calls ended how, and how long they took; for operations.
    #[must_use]
    pub fn calls(&self) -> Vec<(&'static str, Histogram)> {
        self.inner.wire.calls()
    }

    /// Whether the platform answers at all; for operations.
    pub async fn is_reachable(&self) -> bool {
        self.inner.wire.answers().await
    }

    /// What the platform tells about itself.
    ///
    /// # Errors
    /// What reading can meet.
    pub async fn info(&self) -> Result<PlatformInfo, Error> {
        info::read(&self.inner.wire).await
    }

    /// Whom a credential belongs to. Asks the platform even if it has refused the credential a moment ago.
    ///
    /// # Errors
    /// [`Error::Unauthorised`], [`Error::Banned`] and the like if the credential is of no use.
    pub async fn who_am_i(&self, credential: Credential) -> Result<Identity, Error> {
        let lane = self.lane(credential);
        lane.forgive().await;
        identity::read(&self.inner.wire, &lane).await
    }

    /// The lane of a login. Another password makes a new one, so that a token never outlives the password it was given for.
    fn lane(&self, credential: Credential) -> Arc<Lane> {
        let mut lanes = self.inner.lanes.lock().unwrap_or_else(PoisonError::into_inner);
        match lanes.get(&credential.login) {
            Some(lane) if lane.credential.same_as(&credential) => Arc::clone(lane),
            _ => {
                let login = credential.login.clone();
                let connections = match &credential.proof {
                    Proof::Password(_) => None,
                    Proof::Certificate(certificate) => self.inner.wire.connections_with(certificate),
                };
                let lane = Arc::new(Lane::new(credential, connections, self.inner.concurrency));
                lanes.insert(login, Arc::clone(&lane));
                lane
            }
        }
    }
}
