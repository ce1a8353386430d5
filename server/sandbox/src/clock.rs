//! The one door through which time enters.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Where the sandbox reads the time from.
#[derive(Clone, Debug, Default)]
pub enum Clock {
    /// The machine's clock.
    #[default]
    System,
    /// A clock that moves only when it is told to.
    Manual(ManualClock),
}

impl Clock {
    /// Seconds since 1970.
    pub(crate) fn now(&self) -> i64 {
        match self {
            Self::System => SystemTime::now()
                .duration_since(UNIX_EPOCH)
                .ok()
                .and_then(|elapsed| i64::try_from(elapsed.as_secs()).ok())
                .unwrap_or_default(),
            Self::Manual(clock) => clock.seconds.load(Ordering::SeqCst),
        }
    }
}

/// A clock for tests; clones share the time.
#[derive(Clone, Debug)]
pub struct ManualClock {
    seconds: Arc<AtomicI64>,
}

impl ManualClock {
    /// A clock that stands at `seconds` since 1970.
    #[must_use]
    pub fn at(seconds: i64) -> Self {
        Self { seconds: Arc::new(AtomicI64::new(seconds)) }
    }

    /// Moves the clock forward by whole seconds.
    pub fn advance(&self, by: Duration) {
        let seconds = i64::try_from(by.as_secs()).unwrap_or(i64::MAX);
        self.seconds.fetch_add(seconds, Ordering::SeqCst);
    }
}
