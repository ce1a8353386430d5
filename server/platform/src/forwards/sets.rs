//! Creating, rewriting and deleting sets of a line, of all four kinds (contract 3.20 to 3.23).

use super::wire::{WireContent, WireSet, body, collection};
use crate::{
    client::Client,
    error::Error,
    filter::Filter,
    list::{ById, ListOptions},
    scope::Scoped,
};
use switchhook_domain::{
    forwards::{
        AnyContent, CalledNumbers, Callers, Configuration, Content, Destinations, Set, SetKind, Times,
    },
    identifier::SubscriberId,
};

/// A set that was just made for a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NewSet {
    /// Which kind it is.
    pub kind: SetKind,
    /// Its id.
    pub id: u64,
    /// Whose it is.
    pub owner: SubscriberId,
}

impl Client {
    /// Creates a set for the line.
    ///
    /// # Errors
    /// [`Error::Validation`] if the name is taken; [`Error::UnknownOutcome`] if the answer was lost and no set with that name and
    /// as many entries is found; what writing can meet.
    pub async fn create_set(
        &self,
        forwards: &Scoped<Configuration>,
        name: &str,
        content: &AnyContent,
    ) -> Result<Scoped<NewSet>, Error> {
        self.check(forwards)?;
        let owner = forwards.subscriber;
        let kind = content.kind();
        let id = match self.create(collection(kind), &body(owner, name, content)).await {
            Err(Error::UnknownOutcome) => {
                let found = match content {
                    AnyContent::Destinations(content) => {
                        let is_same = |held: &Destinations| held.0.len() == content.0.len();
                        self.find_set(owner, name, is_same).await
                    }
                    AnyContent::Times(content) => {
                        self.find_set(owner, name, |held: &Times| held == content).await
                    }
                    AnyContent::Callers(content) => {
                        self.find_set(owner, name, |held: &Callers| held == content).await
                    }
                    AnyContent::CalledNumbers(content) => {
                        self.find_set(owner, name, |held: &CalledNumbers| held == content).await
                    }
                };
                found.ok_or(Error::UnknownOutcome)?
            }
            other => other?,
        };
        Ok(self.prove(NewSet { kind, id, owner }))
    }

    /// Rewrites the content of one of the line's own sets.
    ///
    /// # Errors
    /// [`Error::NotFound`], without a request, for a set that is not the line's own; what writing can meet.
    pub async fn rewrite_set(
        &self,
        forwards: &Scoped<Configuration>,
        id: u64,
        content: &AnyContent,
    ) -> Result<(), Error> {
        let name = self.own_set(forwards, content.kind(), id)?;
        self.replace(collection(content.kind()), id, &body(forwards.subscriber, name, content)).await
    }

    /// Deletes one of the line's own sets.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a set that is not the line's own; [`Error::InUse`] if any mapping uses it now, because the platform
    /// would delete that mapping too (contract 10.5); what writing can meet.
    pub async fn delete_set(
        &self,
        forwards: &Scoped<Configuration>,
        kind: SetKind,
        id: u64,
    ) -> Result<(), Error> {
        self.own_set(forwards, kind, id)?;
        self.delete_unused(kind, id, forwards.subscriber).await
    }

    /// Deletes a set that was just made.
    ///
    /// # Errors
    /// As [`Client::delete_set`].
    pub async fn delete_new_set(&self, new: &Scoped<NewSet>) -> Result<(), Error> {
        self.check(new)?;
        self.delete_unused(new.kind, new.id, new.owner).await
    }

    async fn delete_unused(&self, kind: SetKind, id: u64, owner: SubscriberId) -> Result<(), Error> {
        match kind {
            SetKind::Destinations => self.is_unused::<Destinations>(id, owner).await,
            SetKind::Times => self.is_unused::<Times>(id, owner).await,
            SetKind::Callers => self.is_unused::<Callers>(id, owner).await,
            SetKind::CalledNumbers => self.is_unused::<CalledNumbers>(id, owner).await,
        }?;
        self.delete(collection(kind), id).await
    }

    /// Whether a set belongs to the line and no mapping uses it at this moment.
    async fn is_unused<C: WireContent>(&self, id: u64, owner: SubscriberId) -> Result<(), Error> {
        let set: WireSet<C> = self.item(id).await?;
        match set.usage_count {
            _ if set.subscriber_id != owner => Err(Error::NotFound),
            Some(0) => Ok(()),
            _ => Err(Error::InUse),
        }
    }

    /// The name of a set that belongs to the line.
    fn own_set<'a>(
        &self,
        forwards: &'a Scoped<Configuration>,
        kind: SetKind,
        id: u64,
    ) -> Result<&'a str, Error> {
        fn name<C: Content>(forwards: &Configuration, id: u64) -> Option<&str> {
            forwards.own_set::<C>(id.into()).map(|set| set.name.as_str())
        }
        self.check(forwards)?;
        match kind {
            SetKind::Destinations => name::<Destinations>(forwards, id),
            SetKind::Times => name::<Times>(forwards, id),
            SetKind::Callers => name::<Callers>(forwards, id),
            SetKind::CalledNumbers => name::<CalledNumbers>(forwards, id),
        }
        .ok_or(Error::NotFound)
    }

    /// A set with this name whose content is what was sent.
    async fn find_set<C: WireContent>(
        &self,
        owner: SubscriberId,
        name: &str,
        is_same: impl Fn(&C) -> bool,
    ) -> Option<u64> {
        let filter = Filter::default()
            .value("subscriber_id", Some(owner), |row: &WireSet<C>| row.subscriber_id)
            .text("name", name, |row| &row.name);
        let found = self.listing(filter, &ListOptions::<ById>::first(1)).await.ok()?.rows.pop()?;
        let id = found.id;
        is_same(&Set::from(found).content).then_some(id)
    }
}
