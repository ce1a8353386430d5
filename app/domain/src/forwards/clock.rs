//! From moments to what the clock on the wall shows. The rules of zones are elsewhere: their data is too heavy for browsers.

use super::calendar::LocalTime;
use serde::{Deserialize, Serialize};

/// A moment: minutes since 1 January 1970, 00:00 UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Instant(pub i64);

impl Instant {
    /// So many minutes later.
    #[must_use]
    pub const fn plus(self, minutes: i64) -> Self {
        Self(self.0 + minutes)
    }
}

/// How far clocks are ahead of UTC, and until when they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// Minutes ahead of UTC.
    pub ahead: i64,
    /// The moment at which clocks are changed next; none if there is no further change.
    pub until: Option<Instant>,
}

/// A time zone.
pub trait Zone {
    /// The stretch of time without a change of clocks that holds a moment.
    fn stretch(&self, at: Instant) -> Stretch;

    /// What clocks show at a moment. None far outside of the calendar.
    fn local(&self, at: Instant) -> Option<LocalTime> {
        LocalTime::from_minutes_since_epoch(at.0 + self.stretch(at).ahead)
    }

    /// The first moment at which clocks show this time or, if they skip it, the first one after.
    fn moment(&self, local: LocalTime) -> Instant {
        let wanted = local.minutes_since_epoch();
        let mut at = Instant(wanted - 24 * 60);
        loop {
            let stretch = self.stretch(at);
            let candidate = Instant(wanted - stretch.ahead).max(at);
            match stretch.until {
                Some(until) if candidate >= until => at = until,
                _ => return candidate,
            }
        }
    }
}
