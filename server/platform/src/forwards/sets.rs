//! Creating, rewriting and deleting destination and time sets of a line (contract 3.20, 3.21).

use super::wire::{Content, Destinations, Set, Times};
use crate::{
    client::Client,
    error::Error,
    filter::Filter,
    list::{ById, ListOptions},
    scope::Scoped,
};
use serde_json::{Value, json};
use switchhook_domain::{
    forwards::{Configuration, Destination, DestinationSet, NewDestinationSet, NewTimeSet, Period, TimeSet},
    identifier::{DestinationSetId, SubscriberId, TimeSetId},
};

impl Client {
    /// Creates a destination set for the line. Its addresses are as they were sent; the platform may store longer ones.
    ///
    /// # Errors
    /// [`Error::Validation`] if the name is taken; [`Error::UnknownOutcome`] if the answer was lost and no set with that name and
    /// number of destinations is found; what writing can meet.
    pub async fn create_destination_set(
        &self,
        forwards: &Scoped<Configuration>,
        set: &NewDestinationSet,
    ) -> Result<Scoped<DestinationSet>, Error> {
        self.check(forwards)?;
        let (owner, name) = (forwards.subscriber, set.name.clone());
        let is_same = |row: &Set<Destinations>| row.content.destinations.len() == set.destinations.len();
        let body = destinations(owner, &name, &set.destinations);
        let id = DestinationSetId(self.create_set(owner, &name, &body, is_same).await?);
        Ok(self.prove(DestinationSet { id, name, owner, destinations: set.destinations.clone() }))
    }

    /// Creates a time set for the line.
    ///
    /// # Errors
    /// As [`Client::create_destination_set`].
    pub async fn create_time_set(
        &self,
        forwards: &Scoped<Configuration>,
        set: &NewTimeSet,
    ) -> Result<Scoped<TimeSet>, Error> {
        self.check(forwards)?;
        let (owner, name) = (forwards.subscriber, set.name.clone());
        let is_same = |row: &Set<Times>| row.content.times == set.periods;
        let body = periods(owner, &name, &set.periods);
        let id = TimeSetId(self.create_set(owner, &name, &body, is_same).await?);
        Ok(self.prove(TimeSet { id, name, owner, periods: set.periods.clone() }))
    }

    /// Rewrites the destinations of one of the line's own sets.
    ///
    /// # Errors
    /// [`Error::NotFound`], without a request, for a set that is not the line's own; what writing can meet.
    pub async fn replace_destination_set(
        &self,
        forwards: &Scoped<Configuration>,
        id: DestinationSetId,
        content: &[Destination],
    ) -> Result<(), Error> {
        let name = self.own_destination_set(forwards, id)?;
        self.replace(Destinations::COLLECTION, id.0, &destinations(forwards.subscriber, name, content)).await
    }

    /// Rewrites the rows of one of the line's own time sets.
    ///
    /// # Errors
    /// As [`Client::replace_destination_set`].
    pub async fn replace_time_set(
        &self,
        forwards: &Scoped<Configuration>,
        id: TimeSetId,
        content: &[Period],
    ) -> Result<(), Error> {
        let name = self.own_time_set(forwards, id)?;
        self.replace(Times::COLLECTION, id.0, &periods(forwards.subscriber, name, content)).await
    }

    /// Deletes one of the line's own destination sets.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a set that is not the line's own; [`Error::InUse`] if any mapping uses it now, because the platform
    /// would delete that mapping too (contract 10.5); what writing can meet.
    pub async fn delete_destination_set(
        &self,
        forwards: &Scoped<Configuration>,
        id: DestinationSetId,
    ) -> Result<(), Error> {
        self.own_destination_set(forwards, id)?;
        self.delete_set::<Destinations>(forwards.subscriber, id.0).await
    }

    /// Deletes one of the line's own time sets.
    ///
    /// # Errors
    /// As [`Client::delete_destination_set`].
    pub async fn delete_time_set(
        &self,
        forwards: &Scoped<Configuration>,
        id: TimeSetId,
    ) -> Result<(), Error> {
        self.own_time_set(forwards, id)?;
        self.delete_set::<Times>(forwards.subscriber, id.0).await
    }

    /// The name of a destination set that belongs to the line.
    fn own_destination_set<'a>(
        &self,
        forwards: &'a Scoped<Configuration>,
        id: DestinationSetId,
    ) -> Result<&'a str, Error> {
        self.check(forwards)?;
        let set = forwards.destination_set(id).filter(|set| set.owner == forwards.subscriber);
        set.map(|set| set.name.as_str()).ok_or(Error::NotFound)
    }

    /// The name of a time set that belongs to the line.
    fn own_time_set<'a>(&self, forwards: &'a Scoped<Configuration>, id: TimeSetId) -> Result<&'a str, Error> {
        self.check(forwards)?;
        let set = forwards.time_set(id).filter(|set| set.owner == forwards.subscriber);
        set.map(|set| set.name.as_str()).ok_or(Error::NotFound)
    }

    async fn create_set<C: Content>(
        &self,
        owner: SubscriberId,
        name: &str,
        body: &Value,
        is_same: impl Fn(&Set<C>) -> bool + Send + Sync,
    ) -> Result<u64, Error> {
        match self.create(C::COLLECTION, body).await {
            Err(Error::UnknownOutcome) => {
                // A name is unique for its owner, so what is found is what was created.
                let filter = Filter::default()
                    .value("subscriber_id", Some(owner), |row: &Set<C>| row.subscriber_id)
                    .text("name", name, |row| &row.name)
                    .and(is_same);
                let found = self.listing(filter, &ListOptions::<ById>::first(1)).await.ok();
                found.and_then(|mut found| found.rows.pop()).map(|set| set.id).ok_or(Error::UnknownOutcome)
            }
            other => other,
        }
    }

    async fn delete_set<C: Content>(&self, owner: SubscriberId, id: u64) -> Result<(), Error> {
        let set: Set<C> = self.item(id).await?;
        if set.subscriber_id != owner {
            return Err(Error::NotFound);
        }
        if set.usage_count != Some(0) {
            return Err(Error::InUse);
        }
        self.delete(C::COLLECTION, id).await
    }
}

/// A destination set to send. Every destination gets a priority: a stored null makes the set impossible to change (contract 3.20).
fn destinations(owner: SubscriberId, name: &str, content: &[Destination]) -> Value {
    let last = content.iter().filter_map(|destination| destination.priority).max().unwrap_or(0);
    let mut next = last;
    let rows: Vec<Value> = content
        .iter()
        .map(|destination| {
            let priority = destination.priority.unwrap_or_else(|| {
                next += 1;
                next
            });
            let mut row = json!({
                "destination": destination.uri,
                "timeout": destination.timeout,
                "priority": priority,
            });
            // Only one kind of destination may have one, and even null is checked there (contract 3.17).
            if let Some(announcement) = destination.announcement_id {
                row["announcement_id"] = announcement.into();
            }
            row
        })
        .collect();
    json!({ "subscriber_id": owner, "name": name, "destinations": rows })
}

fn periods(owner: SubscriberId, name: &str, content: &[Period]) -> Value {
    json!({ "subscriber_id": owner, "name": name, "times": content })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_destination_is_sent_with_a_priority() {
        let destination = |priority, announcement_id| Destination {
            uri: "voicebox".into(),
            timeout: 20,
            priority,
            announcement_id,
        };
        let content = [destination(None, None), destination(Some(4), Some(7)), destination(None, None)];
        let body = destinations(SubscriberId(7), "a", &content);
        let priorities: Vec<_> = (0..3).map(|row| body["destinations"][row]["priority"].as_i64()).collect();
        assert_eq!(priorities, [Some(5), Some(4), Some(6)]);
        assert_eq!(body["destinations"][1]["announcement_id"], 7);
        assert!(body["destinations"][0].get("announcement_id").is_none());
    }
}
