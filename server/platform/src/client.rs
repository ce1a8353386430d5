//! The client: requests of one credential inside one scope, and the only source of [`Scoped`] objects.

use crate::{
    error::Error,
    filter::Filter,
    hal::{self, Listing},
    lane::Lane,
    list::{ListOptions, Page, SortKey},
    patch::Operation,
    platform::Platform,
    refusal::Refusal,
    request::{Answer, Request},
    scope::{Scoped, Warrant},
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use std::{
    fmt::Display,
    sync::Arc,
    time::{Duration, SystemTime},
};
use switchhook_domain::{FieldError, permission::Scope};
use tracing::Instrument;

/// A client of a platform for one credential and one scope. Cheap to clone; calls can run in parallel.
#[derive(Clone)]
pub struct Client {
    platform: Platform,
    pub(crate) lane: Arc<Lane>,
    scope: Scope,
}

/// A row of a collection.
pub(crate) trait Row: DeserializeOwned {
    const COLLECTION: &'static str;
}

/// A row that is read by its number too.
pub(crate) trait Resource: Row {
    fn id(&self) -> u64;
}

impl Client {
    pub(crate) const fn new(platform: Platform, lane: Arc<Lane>, scope: Scope) -> Self {
        Self { platform, lane, scope }
    }

    /// The scope that this client keeps.
    #[must_use]
    pub const fn scope(&self) -> Scope {
        self.scope
    }

    /// Whether the scope is at least a whole reseller; what belongs to no customer is for those only.
    pub(crate) fn holds_reseller(&self) -> Result<(), Error> {
        match self.scope {
            Scope::Operator | Scope::Reseller(_) => Ok(()),
            Scope::Customer(..) | Scope::Line(..) => Err(Error::NotFound),
        }
    }

    /// An object that was checked against the scope.
    pub(crate) fn prove<T>(&self, object: T) -> Scoped<T> {
        Scoped::proven(object, Warrant { login: self.lane.credential.login.clone(), scope: self.scope })
    }

    /// Whether an object was proven for this very login and scope.
    pub(crate) fn check<T>(&self, object: &Scoped<T>) -> Result<(), Error> {
        let warrant = object.warrant();
        if warrant.scope == self.scope && warrant.login == self.lane.credential.login {
            Ok(())
        } else {
            Err(Error::NotFound)
        }
    }

    pub(crate) fn now(&self) -> SystemTime {
        self.platform.inner.wire.now()
    }

    /// How long reference data is kept.
    pub(crate) fn reference_lifetime(&self) -> Duration {
        self.platform.inner.reference_lifetime
    }

    /// The answer to whatever deletes nothing, if it is one of success.
    pub(crate) async fn send(&self, request: Request) -> Result<Answer, Error> {
        let answer = self.answer(request).await?;
        // The first try may have done what the second one is refused for.
        if answer.after_lost && !answer.status.is_success() {
            return Err(Error::UnknownOutcome);
        }
        answer.successful().map_err(|error| match error {
            // Only what is deleted can be in use (contract 1.7).
            Error::InUse => Error::PlatformError { status: 423 },
            other => other,
        })
    }

    /// The answer to a request, of whatever status. A read ends when nobody waits for it any more; a write goes on to its end, lest
    /// nobody know what became of it.
    async fn answer(&self, request: Request) -> Result<Answer, Error> {
        if !request.is_write {
            return self.platform.inner.wire.send(&self.lane, &request).await;
        }
        let (platform, lane) = (self.platform.clone(), Arc::clone(&self.lane));
        let write = async move { platform.inner.wire.send(&lane, &request).await };
        // It can only fail to end by a mistake of ours, of which nobody knows how far it came.
        tokio::spawn(write.in_current_span()).await.unwrap_or(Err(Error::UnknownOutcome))
    }

    /// Reads an item. The scope is not checked yet.
    pub(crate) async fn item<T: Resource>(&self, id: u64) -> Result<T, Error> {
        let object: T = hal::object(self.send(Request::item(T::COLLECTION, id)).await?.json()?)?;
        if object.id() == id { Ok(object) } else { Err(Error::Unreadable) }
    }

    /// Reads a page of a list and drops the rows that do not match the filter. The scope is not checked yet.
    pub(crate) async fn listing<T: Row, S: SortKey>(
        &self,
        filter: Filter<'_, T>,
        options: &ListOptions<S>,
    ) -> Result<Listing<T>, Error> {
        let query = options.query().into_iter().chain(filter.parameters()).collect();
        let answer = self.send(Request::collection(T::COLLECTION, query)).await?;
        let mut listing: Listing<T> = hal::listing(answer.json()?, T::COLLECTION)?;
        let before = listing.rows.len();
        listing.rows.retain(|row| filter.holds(row));
        let dropped = before - listing.rows.len();
        if dropped > 0 {
            tracing::warn!(collection = T::COLLECTION, dropped, "rows that do not match what was asked");
            listing.total = None;
        }
        Ok(listing)
    }

    /// The rows of a listing as a page; those outside of the scope do not exist.
    pub(crate) fn page<T, S: SortKey>(
        &self,
        listing: Listing<T>,
        options: &ListOptions<S>,
        holds: impl Fn(&T) -> bool,
    ) -> Page<T> {
        let rows = listing.rows.into_iter().filter(holds).map(|row| self.prove(row)).collect();
        Page { rows, total: listing.total, page: options.page(), rows_per_page: options.rows() }
    }

    /// Creates a member of a collection. A lost answer is [`Error::UnknownOutcome`]; the caller then looks for the object.
    pub(crate) async fn create(&self, collection: &str, body: &impl Serialize) -> Result<u64, Error> {
        self.send(Request::create(collection, body)?).await?.created_id()
    }

    pub(crate) async fn replace(
        &self,
        collection: &str,
        id: u64,
        body: &impl Serialize,
    ) -> Result<(), Error> {
        self.send(Request::replace(collection, id, body)?).await.map(drop)
    }

    /// Changes an item; nothing to change sends nothing. If the answer is lost, what the item is like then is the answer.
    pub(crate) async fn patch(
        &self,
        collection: &str,
        id: u64,
        operations: &[Operation],
    ) -> Result<(), Error> {
        if operations.is_empty() {
            return Ok(());
        }
        match self.send(Request::patch(collection, id, operations)?).await {
            Err(Error::UnknownOutcome) if self.is_patched(collection, id, operations).await => Ok(()),
            other => other.map(drop),
        }
    }

    /// Whether an item is as a patch would have it.
    async fn is_patched(&self, collection: &str, id: u64, operations: &[Operation]) -> bool {
        let Ok(answer) = self.send(Request::item(collection, id)).await else { return false };
        let item = answer.json::<Value>();
        item.is_ok_and(|item| operations.iter().all(|operation| operation.holds_in(&item)))
    }

    pub(crate) async fn delete(&self, collection: &str, id: impl Display) -> Result<(), Error> {
        let answer = self.answer(Request::delete(collection, id)).await?;
        match answer.status.as_u16() {
            // The first try has deleted it.
            404 if answer.after_lost => Ok(()),
            // Whoever is not let in any more does not learn what the first try has done.
            401 | 403 if answer.after_lost => Err(Error::UnknownOutcome),
            _ => answer.successful().map(drop),
        }
    }
}

/// A refusal that is found before anything is sent.
pub(crate) fn refuse(field: &str, problem: FieldError) -> Error {
    Error::Validation(vec![Refusal { field: Some(field.to_owned()), problem, message: String::new() }])
}
