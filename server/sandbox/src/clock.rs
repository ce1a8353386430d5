//! The one door through which time enters.

use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tokio::sync::watch;

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
            Self::Manual(clock) => *clock.seconds.borrow(),
        }
    }

    /// Waits until so much time has passed on this clock.
    pub(crate) async fn sleep(&self, duration: Duration) {
        match self {
            Self::System => tokio::time::sleep(duration).await,
            Self::Manual(clock) => clock.sleep(duration).await,
        }
    }
}

/// A clock for tests; clones share the time.
#[derive(Clone, Debug)]
pub struct ManualClock {
    seconds: Arc<watch::Sender<i64>>,
    sleepers: Arc<watch::Sender<usize>>,
}

impl ManualClock {
    /// A clock that stands at `seconds` since 1970.
    #[must_use]
    pub fn at(seconds: i64) -> Self {
        Self { seconds: Arc::new(watch::Sender::new(seconds)), sleepers: Arc::new(watch::Sender::new(0)) }
    }

    /// Moves the clock forward by whole seconds.
    pub fn advance(&self, by: Duration) {
        self.seconds.send_modify(|now| *now = now.saturating_add(whole_seconds(by)));
    }

    /// Returns once so many requests wait for this clock to move.
    pub async fn until_waited_for(&self, requests: usize) {
        // The sender lives as long as the clock, so that waiting cannot fail.
        let _ = self.sleepers.subscribe().wait_for(|sleepers| *sleepers >= requests).await;
    }

    async fn sleep(&self, duration: Duration) {
        let mut time = self.seconds.subscribe();
        let end = time.borrow().saturating_add(whole_seconds(duration));
        self.sleepers.send_modify(|sleepers| *sleepers += 1);
        let _leaving = Leaving(&self.sleepers);
        let _ = time.wait_for(|now| *now >= end).await;
    }
}

/// Counts a sleeper out, also when its request is given up.
struct Leaving<'a>(&'a watch::Sender<usize>);

impl Drop for Leaving<'_> {
    fn drop(&mut self) {
        self.0.send_modify(|sleepers| *sleepers -= 1);
    }
}

fn whole_seconds(duration: Duration) -> i64 {
    i64::try_from(duration.as_secs()).unwrap_or(i64::MAX)
}
