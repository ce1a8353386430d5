//! The platform's simple view of call forwards (contract 3.18): read only, because its writes rewrite and delete shared sets.

use super::wire::{WireDestinations, WireTimes};
use crate::{client::Client, error::Error, request::Request, scope::Scoped, subscribers::Subscriber};
use serde_json::Value;
use std::collections::BTreeMap;
use switchhook_domain::forwards::{Destination, Destinations, Kind, Period, Times};

/// What the simple view shows of one kind. It does not tell whether the forward is enabled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SimpleForward {
    /// Who rings. Destinations of the platform itself are keywords here.
    pub destinations: Vec<Destination>,
    /// When; none means always.
    pub periods: Vec<Period>,
}

impl Client {
    /// The call forwards of a line in the simple view; of several rules of a kind it shows one.
    ///
    /// # Errors
    /// What reading can meet.
    pub async fn simple_forwards(
        &self,
        subscriber: &Scoped<Subscriber>,
    ) -> Result<BTreeMap<Kind, SimpleForward>, Error> {
        self.check(subscriber)?;
        let body: Value = self.send(Request::item("callforwards", subscriber.id)).await?.json()?;
        let mut forwards = BTreeMap::new();
        for kind in Kind::ALL {
            let Some(view) = body.get(kind.name()).filter(|view| view.get("destinations").is_some()) else {
                continue;
            };
            let read = |error: serde_json::Error| {
                tracing::warn!(category = ?error.classify(), "unreadable call forward");
                Error::Unreadable
            };
            let destinations: WireDestinations = serde_json::from_value(view.clone()).map_err(read)?;
            let times: WireTimes = serde_json::from_value(view.clone()).map_err(read)?;
            let forward = SimpleForward {
                destinations: Destinations::from(destinations).0,
                periods: Times::from(times).0,
            };
            forwards.insert(kind, forward);
        }
        Ok(forwards)
    }
}
