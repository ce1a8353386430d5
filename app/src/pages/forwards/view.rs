//! What the page of a line shows, read before anything is drawn.

use super::zone::{NamedZone, moment};
use crate::{failure::Failure, guard::Guard};
use switchhook_access::needs::Needs;
use switchhook_domain::{
    forwards::{
        Configuration, Endpoint, ForwardsForm, Instant, Line, LocalTime, Routing, Surroundings, Zone,
    },
    number::NumberParts,
    preference::Values,
};
use switchhook_platform::{Client, ListOptions, MOST_ROWS, Scoped, Subscriber, entries::SoundHandle};

/// A line and its forwards.
pub(super) struct LineView {
    pub(super) subscriber: Scoped<Subscriber>,
    pub(super) configuration: Configuration,
    pub(super) routing: Routing,
    /// All numbers of the line, in digits.
    pub(super) own: Vec<String>,
    pub(super) zone: NamedZone,
    /// The present moment.
    pub(super) now: Instant,
    pub(super) surroundings: Surroundings,
    /// Whether the line rejects every call.
    pub(super) do_not_disturb: bool,
    /// Staff sees the technical names beside the words.
    pub(super) is_staff: bool,
    /// What staff may choose to be played.
    pub(super) announcements: Vec<SoundHandle>,
}

impl LineView {
    /// Reads all that the page needs. That preferences cannot be read does not keep anybody from their forwards.
    pub(super) async fn read<P: Needs>(
        guard: &Guard<P>,
        subscriber: Scoped<Subscriber>,
        is_staff: bool,
    ) -> Result<Self, Failure> {
        let client: &Client = &guard.client;
        let (configuration, preferences, zone) = tokio::join!(
            client.forwards(&subscriber),
            client.preferences(&subscriber),
            NamedZone::of(client, &subscriber)
        );
        let configuration = Configuration::clone(&*configuration?);
        let now = moment(guard.now());
        let own = own_numbers(&subscriber);
        let routing = Routing::of(&configuration);
        let policy = guard.portal.access().destination_policies().find(guard.principal.scope()).await?;
        let surroundings = Surroundings {
            line: Some(subscriber.id),
            number: subscriber.primary_number.clone(),
            policy,
            numbers: own.iter().map(|number| (number.clone(), subscriber.id)).collect(),
            today: zone.local(now).map(|local| local.date),
            ..Surroundings::default()
        };
        Ok(Self {
            configuration,
            routing,
            own,
            zone,
            now,
            surroundings,
            do_not_disturb: preferences.is_ok_and(|values: Values| {
                values.get("dnd").is_some_and(|value| *value == true || *value == 1 || *value == "1")
            }),
            is_staff,
            announcements: Vec::new(),
            subscriber,
        })
    }

    /// What can be played, if the form asks staff for it. Without it the choice is that of the present one and none.
    pub(super) async fn playable(&self, client: &Client, form: &ForwardsForm) -> Vec<SoundHandle> {
        let plays = |keyword: &str| Endpoint::from_keyword(keyword) == Some(Endpoint::CustomHours);
        let mut rows = form.rules.iter().flat_map(|rule| &rule.destinations);
        if !self.is_staff || !rows.any(|row| plays(&row.target)) {
            return Vec::new();
        }
        let options = ListOptions { rows: MOST_ROWS, ..ListOptions::default() };
        let page = client.entries::<SoundHandle>(Some("custom_announcements"), &options).await;
        page.map(|page| page.rows.iter().map(|one| SoundHandle::clone(one)).collect()).unwrap_or_default()
    }

    /// How typed numbers are read.
    pub(super) fn line(&self) -> Option<Line<'_>> {
        let number: &NumberParts = self.subscriber.primary_number.as_ref()?;
        Some(Line { number, own: &self.own })
    }

    /// What the clock of the line shows now.
    pub(super) fn local_now(&self) -> Option<LocalTime> {
        self.zone.local(self.now)
    }
}

/// All numbers of a line, in digits.
pub(crate) fn own_numbers(subscriber: &Subscriber) -> Vec<String> {
    let aliases = subscriber.alias_numbers.iter().map(|alias| &alias.number);
    subscriber.primary_number.iter().chain(aliases).map(NumberParts::digits).collect()
}
