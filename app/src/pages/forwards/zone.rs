//! The time zone of a line, by its name. On the server only: the data of all zones is too heavy for a browser.

use jiff::{Timestamp, civil::DateTime, tz::TimeZone};
use switchhook_domain::forwards::{Date, Instant, Stretch, Zone};
use switchhook_platform::{Client, Scoped, Subscriber};
use time::OffsetDateTime;

/// How the platform writes times without a zone (contract 2.7).
const WRITTEN: &str = "%Y-%m-%d %H:%M:%S";

/// A time zone by name.
pub(crate) struct NamedZone {
    zone: TimeZone,
    /// What the page calls it; none if the platform does not say which it is, and UTC stands in.
    name: Option<String>,
}

impl NamedZone {
    /// The zone of a line. That it cannot be read keeps nobody from the page.
    pub(crate) async fn of(client: &Client, line: &Scoped<Subscriber>) -> Self {
        Self::named(client.time_zone(line).await.ok().flatten())
    }

    fn named(name: Option<String>) -> Self {
        let known = name.and_then(|name| Some((TimeZone::get(&name).ok()?, name)));
        match known {
            Some((zone, name)) => Self { zone, name: Some(name) },
            None => Self { zone: TimeZone::UTC, name: None },
        }
    }

    /// Its name, for the platform.
    pub(crate) fn name(&self) -> &str {
        self.name.as_deref().unwrap_or("UTC")
    }

    /// In which zone times are, for people.
    pub(crate) fn words(&self) -> String {
        match &self.name {
            Some(zone) => say!(forwards.zone, zone = zone),
            None => say!(forwards.platform_zone),
        }
    }

    /// A time on another clock, as clocks show it here. What is no time stays as it is.
    pub(crate) fn shown(&self, elsewhere: &TimeZone, written: &str) -> String {
        let moment = DateTime::strptime(WRITTEN, written).and_then(|time| elsewhere.to_zoned(time));
        moment.map_or_else(
            |_| written.to_owned(),
            |moment| moment.with_time_zone(self.zone.clone()).strftime(WRITTEN).to_string(),
        )
    }
}

/// The day on the calendar of a line.
pub(crate) async fn local_date(client: &Client, line: &Scoped<Subscriber>, now: OffsetDateTime) -> Date {
    let today = NamedZone::of(client, line).await.local(moment(now)).map(|local| local.date);
    // Before and after all dates that the platform knows there is no other day to name.
    today.unwrap_or(Date::EPOCH)
}

/// A moment in minutes.
pub(super) fn moment(time: OffsetDateTime) -> Instant {
    Instant(time.unix_timestamp().div_euclid(60))
}

impl Zone for NamedZone {
    fn stretch(&self, at: Instant) -> Stretch {
        // Far outside of the calendar no zone changes.
        let Ok(moment) = Timestamp::from_second(at.0.saturating_mul(60)) else {
            return Stretch { ahead: 0, until: None };
        };
        let change = self.zone.following(moment).next();
        let until = change.map(|change| Instant(change.timestamp().as_second().div_euclid(60)));
        Stretch { ahead: i64::from(self.zone.to_offset(moment).seconds()) / 60, until }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_on_the_platforms_clock_are_told_in_the_zone_of_the_line() {
        let vienna = NamedZone::named(Some("Europe/Vienna".to_owned()));
        let newfoundland = TimeZone::get("America/St_Johns").unwrap();
        for (clock, written, shown) in [
            (&TimeZone::UTC, "2026-11-26 23:30:05", "2026-11-27 00:30:05"),
            (&TimeZone::UTC, "2026-07-01 12:00:00", "2026-07-01 14:00:00"),
            (&newfoundland, "2026-12-31 21:00:00", "2027-01-01 01:30:00"),
            (&TimeZone::UTC, "soon", "soon"),
            (&TimeZone::UTC, "2026-02-30 12:00:00", "2026-02-30 12:00:00"),
        ] {
            assert_eq!(vienna.shown(clock, written), shown, "{written}");
        }
    }

    #[test]
    fn a_zone_that_nobody_knows_is_not_taken_for_one() {
        for name in [None, Some("Mars/X".to_owned())] {
            let zone = NamedZone::named(name);
            assert_eq!((zone.name(), zone.name.as_deref()), ("UTC", None));
        }
    }
}
