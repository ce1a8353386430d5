//! Reading the whole configuration of a line.

use super::wire::{CalledNumbers, Callers, Content, Destinations, Mappings, Set, Times, WireMapping};
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
    forwards::{Configuration, Kind, Mapping},
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
        let (mappings, mut destination_sets, mut time_sets, mut source_sets, mut bnumber_sets) = tokio::try_join!(
            self.item::<Mappings>(line.0),
            self.sets::<Destinations>(line),
            self.sets::<Times>(line),
            self.sets::<Callers>(line),
            self.sets::<CalledNumbers>(line),
        )?;
        let ring_seconds = mappings.cft_ringtimeout;
        let all: Vec<(Kind, Vec<Mapping>)> = by_kind(mappings);
        let used = |id: fn(&Mapping) -> Option<u64>| -> BTreeSet<u64> {
            all.iter().flat_map(|(_, rules)| rules).filter_map(id).collect()
        };
        self.add_foreign(&mut destination_sets, &used(|rule| Some(rule.destination_set.0))).await?;
        self.add_foreign(&mut time_sets, &used(|rule| rule.time_set.map(|id| id.0))).await?;
        self.add_foreign(&mut source_sets, &used(|rule| rule.source_set.map(|id| id.0))).await?;
        self.add_foreign(&mut bnumber_sets, &used(|rule| rule.bnumber_set.map(|id| id.0))).await?;
        let configuration = Configuration {
            subscriber: line,
            domain: subscriber.domain.clone(),
            mappings: all.into_iter().filter(|(_, rules)| !rules.is_empty()).collect(),
            ring_seconds,
            destination_sets: into_domain(destination_sets),
            time_sets: into_domain(time_sets),
            source_sets: into_domain(source_sets),
            bnumber_sets: into_domain(bnumber_sets),
        };
        Ok(self.prove(configuration))
    }

    /// All sets of a kind that belong to the line.
    async fn sets<C: Content>(&self, line: SubscriberId) -> Result<Vec<Set<C>>, Error> {
        let mut sets = Vec::new();
        for page in 1..=MOST_PAGES {
            let filter =
                Filter::default().value("subscriber_id", Some(line), |row: &Set<C>| row.subscriber_id);
            let options = ListOptions::<ById> { page, ..ListOptions::first(MOST_ROWS) };
            let rows = self.listing(filter, &options).await?.rows;
            let is_last = rows.len() < MOST_ROWS as usize;
            sets.extend(rows);
            if is_last {
                return Ok(sets);
            }
        }
        Err(Error::Unreadable)
    }

    /// Adds the sets of others that mappings of the line use (contract 3.19).
    async fn add_foreign<C: Content>(
        &self,
        sets: &mut Vec<Set<C>>,
        used: &BTreeSet<u64>,
    ) -> Result<(), Error> {
        // What belongs to another customer does not exist for this one.
        if matches!(self.scope(), Scope::Customer(..) | Scope::Line(..)) {
            return Ok(());
        }
        let known: BTreeSet<u64> = sets.iter().map(|set| set.id).collect();
        for id in used.difference(&known) {
            match self.item::<Set<C>>(*id).await {
                Ok(set) => sets.push(set),
                // It belongs to another reseller.
                Err(Error::NotFound) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}

fn into_domain<C: Content>(sets: Vec<Set<C>>) -> Vec<C::Domain> {
    sets.into_iter().map(C::into_domain).collect()
}

fn by_kind(mappings: Mappings) -> Vec<(Kind, Vec<Mapping>)> {
    let rules = |rules: Vec<WireMapping>| rules.into_iter().map(Mapping::from).collect();
    vec![
        (Kind::Always, rules(mappings.cfu)),
        (Kind::Busy, rules(mappings.cfb)),
        (Kind::NoAnswer, rules(mappings.cft)),
        (Kind::NotRegistered, rules(mappings.cfna)),
        (Kind::Sms, rules(mappings.cfs)),
        (Kind::OnResponse, rules(mappings.cfr)),
        (Kind::Overflow, rules(mappings.cfo)),
    ]
}
