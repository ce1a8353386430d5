//! Reading the whole configuration of a line.

use super::wire::{Mappings, WireContent, WireSet};
use crate::{
    client::Client,
    error::Error,
    filter::Filter,
    list::{ById, ListOptions, MOST_ROWS},
    scope::Scoped,
    subscribers::Subscriber,
};
use std::collections::BTreeSet;
use switchhook_domain::{
    forwards::{CalledNumbers, Callers, Configuration, Destinations, Set, Times},
    identifier::SubscriberId,
    permission::Scope,
};

/// A line with more pages of sets than this is not one that people made.
const MOST_PAGES: u32 = 20;

impl Client {
    /// Reads the call forwards of a line: its mappings, all its sets, and sets of others that its mappings use. The latter are told
    /// by their owner; they are left out in the scope of a customer or a line, and where the platform does not show them.
    ///
    /// # Errors
    /// What reading can meet.
    pub async fn forwards(&self, subscriber: &Scoped<Subscriber>) -> Result<Scoped<Configuration>, Error> {
        self.check(subscriber)?;
        let line = subscriber.id;
        let (mappings, destination_sets, time_sets, source_sets, bnumber_sets) = tokio::try_join!(
            self.item::<Mappings>(line.0),
            self.sets::<Destinations>(line),
            self.sets::<Times>(line),
            self.sets::<Callers>(line),
            self.sets::<CalledNumbers>(line),
        )?;
        let mut configuration = Configuration {
            subscriber: line,
            domain: subscriber.domain.clone(),
            ring_seconds: mappings.cft_ringtimeout,
            mappings: mappings.by_kind().map_err(|error| {
                tracing::warn!(category = ?error.classify(), "unreadable mappings");
                Error::Unreadable
            })?,
            destination_sets,
            time_sets,
            source_sets,
            bnumber_sets,
        };
        self.add_foreign::<Destinations>(&mut configuration).await?;
        self.add_foreign::<Times>(&mut configuration).await?;
        self.add_foreign::<Callers>(&mut configuration).await?;
        self.add_foreign::<CalledNumbers>(&mut configuration).await?;
        Ok(self.prove(configuration))
    }

    /// All sets of a kind that belong to the line.
    async fn sets<C: WireContent>(&self, line: SubscriberId) -> Result<Vec<Set<C>>, Error> {
        let mut sets = Vec::new();
        for page in 1..=MOST_PAGES {
            let filter =
                Filter::default().value("subscriber_id", Some(line), |row: &WireSet<C>| row.subscriber_id);
            let options = ListOptions::<ById> { page, ..ListOptions::first(MOST_ROWS) };
            let rows = self.listing(filter, &options).await?.rows;
            let is_last = rows.len() < MOST_ROWS as usize;
            sets.extend(rows.into_iter().map(Set::from));
            if is_last {
                return Ok(sets);
            }
        }
        Err(Error::Unreadable)
    }

    /// Adds the sets of others that mappings of the line use (contract 3.19).
    async fn add_foreign<C: WireContent>(&self, configuration: &mut Configuration) -> Result<(), Error> {
        // What belongs to another customer does not exist for this one.
        if matches!(self.scope(), Scope::Customer(..) | Scope::Line(..)) {
            return Ok(());
        }
        let used: BTreeSet<C::Id> =
            configuration.mappings.values().flatten().filter_map(C::used_by).collect();
        for id in used {
            if configuration.set::<C>(id).is_some() {
                continue;
            }
            match self.item::<WireSet<C>>(id.into()).await {
                Ok(set) => C::sets_mut(configuration).push(set.into()),
                // It belongs to another reseller.
                Err(Error::NotFound) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}
