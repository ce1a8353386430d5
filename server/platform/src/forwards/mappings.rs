//! The one write that changes who rings: all mappings of a line (contract 3.19).

use super::wire::Mappings;
use crate::{
    client::{Client, Row},
    error::Error,
    scope::Scoped,
};
use serde_json::{Map, Value, json};
use switchhook_domain::{
    forwards::Kind,
    forwards::{
        Configuration, DestinationSet, DestinationSetRef, Mapping, PlannedMapping, Switch, TimeSet,
        TimeSetRef,
    },
    identifier::{DestinationSetId, TimeSetId},
};

impl Client {
    /// Replaces all mappings of all kinds and the ring time. `new_destination_sets` and `new_time_sets` are what the plan created, in
    /// its order. The platform gives every mapping a new id.
    ///
    /// # Errors
    /// [`Error::NotFound`], without a request, if a mapping would point to a set that is neither the line's own nor used by one
    /// of its mappings already; what writing can meet.
    pub async fn put_mappings(
        &self,
        forwards: &Scoped<Configuration>,
        switch: &Switch,
        new_destination_sets: &[Scoped<DestinationSet>],
        new_time_sets: &[Scoped<TimeSet>],
    ) -> Result<(), Error> {
        self.check(forwards)?;
        let targets = Targets { client: self, forwards, new_destination_sets, new_time_sets };
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
    new_destination_sets: &'a [Scoped<DestinationSet>],
    new_time_sets: &'a [Scoped<TimeSet>],
}

impl Targets<'_> {
    fn mapping(&self, rule: &PlannedMapping) -> Result<Value, Error> {
        let destination_set = self.destination_set(rule.destination_set)?;
        let time_set = rule.time_set.map(|set| self.time_set(set)).transpose()?;
        let own_source =
            |id| self.forwards.source_sets.iter().any(|set| set.id == id && self.is_own(set.owner));
        let own_bnumber =
            |id| self.forwards.bnumber_sets.iter().any(|set| set.id == id && self.is_own(set.owner));
        let source_fits =
            rule.source_set.is_none_or(|id| own_source(id) || self.is_used(|old| old.source_set == Some(id)));
        let bnumber_fits = rule
            .bnumber_set
            .is_none_or(|id| own_bnumber(id) || self.is_used(|old| old.bnumber_set == Some(id)));
        if !source_fits || !bnumber_fits {
            return Err(Error::NotFound);
        }
        // Ids win over names, so no names are sent.
        Ok(json!({
            "destinationset_id": destination_set,
            "timeset_id": time_set,
            "sourceset_id": rule.source_set,
            "bnumberset_id": rule.bnumber_set,
            "enabled": rule.enabled,
            "use_redirection": rule.use_redirection,
        }))
    }

    fn destination_set(&self, set: DestinationSetRef) -> Result<DestinationSetId, Error> {
        match set {
            DestinationSetRef::New(index) => {
                let new = self.new_destination_sets.get(index).ok_or(Error::NotFound)?;
                self.client.check(new)?;
                self.is_own(new.owner).then_some(new.id).ok_or(Error::NotFound)
            }
            DestinationSetRef::Existing(id) => {
                let own = self.forwards.destination_set(id).is_some_and(|set| self.is_own(set.owner));
                (own || self.is_used(|old| old.destination_set == id)).then_some(id).ok_or(Error::NotFound)
            }
        }
    }

    fn time_set(&self, set: TimeSetRef) -> Result<TimeSetId, Error> {
        match set {
            TimeSetRef::New(index) => {
                let new = self.new_time_sets.get(index).ok_or(Error::NotFound)?;
                self.client.check(new)?;
                self.is_own(new.owner).then_some(new.id).ok_or(Error::NotFound)
            }
            TimeSetRef::Existing(id) => {
                let own = self.forwards.time_set(id).is_some_and(|set| self.is_own(set.owner));
                (own || self.is_used(|old| old.time_set == Some(id))).then_some(id).ok_or(Error::NotFound)
            }
        }
    }

    fn is_own(&self, owner: switchhook_domain::identifier::SubscriberId) -> bool {
        owner == self.forwards.subscriber
    }

    /// Whether a mapping of the line pointed there before: what is kept may stay, even if it is somebody else's.
    fn is_used(&self, is_it: impl Fn(&Mapping) -> bool) -> bool {
        self.forwards.mappings.values().flatten().any(is_it)
    }
}
