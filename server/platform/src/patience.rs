//! How often a request is tried, how long each try may take, and how long the pauses are.

use crate::request::Request;
use std::time::Duration;
use tokio::time::Instant;

/// How often a request goes out at most.
const TRIES: u32 = 3;
/// The pause before the second try; the third waits three times as long.
const FIRST_PAUSE: Duration = Duration::from_millis(150);

/// The tries of one request.
#[derive(Debug, Default)]
pub(crate) struct Patience {
    failed: u32,
}

impl Patience {
    /// Until when the next try may take. A read that stalls leaves time for another; a write is given all, since the platform may
    /// still be at work on it (contract 5.2).
    pub(crate) fn until(&self, request: &Request, deadline: Instant, now: Instant) -> Instant {
        if request.is_write || self.failed + 1 >= TRIES {
            return deadline;
        }
        now + deadline.saturating_duration_since(now) / 2
    }

    /// A try has failed: the pause before the next one, if there is time for one.
    pub(crate) fn pause(&mut self, remaining: Duration) -> Option<Duration> {
        self.failed += 1;
        let pause = FIRST_PAUSE * 3_u32.pow(self.failed - 1);
        (self.failed < TRIES && pause < remaining).then_some(pause)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONG: Duration = Duration::from_secs(20);

    #[test]
    fn pauses_grow_and_end_with_the_tries_or_the_time() {
        let mut patience = Patience::default();
        let pauses = [patience.pause(LONG), patience.pause(LONG), patience.pause(LONG)];
        assert_eq!(pauses, [Some(FIRST_PAUSE), Some(FIRST_PAUSE * 3), None]);
        assert_eq!(Patience::default().pause(FIRST_PAUSE), None);
    }

    #[test]
    fn a_read_leaves_time_for_another_and_a_write_does_not() {
        let (read, write) = (Request::item("customers", 7), Request::delete("customers", 7));
        let start = Instant::now();
        let mut patience = Patience::default();
        assert_eq!(patience.until(&read, start + LONG, start), start + LONG / 2);
        assert_eq!(patience.until(&write, start + LONG, start), start + LONG);
        patience.pause(LONG);
        patience.pause(LONG);
        assert_eq!(patience.until(&read, start + LONG, start), start + LONG);
    }
}
