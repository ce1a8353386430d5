//! The one write that changes who rings: all mappings of a line (contract 3.19).

use super::{sets::NewSet, wire::Mappings};
use crate::{
    client::{Client, Row},
    error::Error,
    scope::Scoped,
};
use serde_json::{Map, Value, json};
use switchhook_domain::forwards::{
    CalledNumbers, Callers, Configuration, Content, Destinations, Kind, PlannedMapping, SetRef, Switch, Times,
};

impl Client {
    /// Replaces all mappings of all kinds and the ring time. `new_sets` are what the plan created, in its order. The platform gives
    /// every mapping a new id.
    ///
    /// # Errors
    /// [`Error::NotFound`], without a request, if a mapping would point to a set that is neither the line's own nor used by one
    /// of its mappings already; what writing can meet.
    pub async fn put_mappings(
        &self,
        forwards: &Scoped<Configuration>,
        switch: &Switch,
        new_sets: &[Scoped<NewSet>],
    ) -> Result<(), Error> {
        self.check(forwards)?;
        let targets = Targets { client: self, forwards, new_sets };
        let mut body = Map::new();
        // A missing array is refused (contract 3.19).
        for kind in Kind::ALL {
            let rules = switch.mappings.get(&kind).map_or(&[][..], Vec::as_slice);
            let rules = rules.iter().map(|rule| targets.mapping(rule)).collect::<Result<Vec<_>, _>>()?;
            body.insert(kind.name().to_owned(), rules.into());
        }
        body.insert("cft_ringtimeout".to_owned(), switch.ring_seconds.into());
        self.replace(Mappings::COLLECTION, forwards.subscriber.0, &body).await
    }
}

/// The sets that a mapping of the line may point to.
struct Targets<'a> {
    client: &'a Client,
    forwards: &'a Scoped<Configuration>,
    new_sets: &'a [Scoped<NewSet>],
}

impl Targets<'_> {
    fn mapping(&self, rule: &PlannedMapping) -> Result<Value, Error> {
        // Ids win over names, so no names are sent.
        Ok(json!({
            "destinationset_id": self.set::<Destinations>(rule.destination_set)?,
            "timeset_id": rule.time_set.map(|set| self.set::<Times>(set)).transpose()?,
            "sourceset_id": rule.source_set.map(|set| self.set::<Callers>(set)).transpose()?,
            "bnumberset_id": rule.bnumber_set.map(|set| self.set::<CalledNumbers>(set)).transpose()?,
            "enabled": rule.enabled,
            "use_redirection": rule.use_redirection,
        }))
    }

    fn set<C: Content>(&self, set: SetRef) -> Result<u64, Error> {
        match set {
            SetRef::New(index) => {
                let new = self.new_sets.get(index).ok_or(Error::NotFound)?;
                self.client.check(new)?;
                let fits = new.owner == self.forwards.subscriber && new.kind == C::KIND;
                fits.then_some(new.id).ok_or(Error::NotFound)
            }
            SetRef::Existing(id) => {
                // What a mapping of the line pointed to before may stay, even if it is somebody else's.
                let fits =
                    self.forwards.own_set::<C>(id.into()).is_some() || self.forwards.uses::<C>(id.into()) > 0;
                fits.then_some(id).ok_or(Error::NotFound)
            }
        }
    }
}
