//! The time zone of a line, by its name. On the server only: the data of all zones is too heavy for a browser.

use jiff::{Timestamp, tz::TimeZone};
use switchhook_domain::forwards::{Date, Instant, Stretch, Zone};
use switchhook_platform::Subscriber;
use time::OffsetDateTime;

/// A time zone by name.
pub(super) struct NamedZone {
    zone: TimeZone,
    /// What the page calls it; none if the platform does not say which it is, and UTC stands in.
    pub(super) name: Option<String>,
}

impl NamedZone {
    /// The zone of a line.
    pub(super) fn of(subscriber: &Subscriber) -> Self {
        let named =
            subscriber.timezone.as_ref().and_then(|name| Some((TimeZone::get(name).ok()?, name.clone())));
        match named {
            Some((zone, name)) => Self { zone, name: Some(name) },
            None => Self { zone: TimeZone::UTC, name: None },
        }
    }
}

/// The day on the calendar of a line.
pub(crate) fn local_date(subscriber: &Subscriber, now: OffsetDateTime) -> Date {
    let today = NamedZone::of(subscriber).local(moment(now)).map(|local| local.date);
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
