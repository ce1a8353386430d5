//! The circuit breaker: a platform that does not answer is left alone for a while, instead of every page waiting for it.

use std::{
    sync::{Mutex, PoisonError},
    time::{Duration, SystemTime},
};

/// Counts failures in a row. After `limit` of them nothing is let through for `pause`; then one request at a time may try.
#[derive(Debug)]
pub(crate) struct Breaker {
    limit: u32,
    pause: Duration,
    state: Mutex<State>,
}

#[derive(Clone, Copy, Debug)]
enum State {
    /// Requests go through; so many have failed in a row.
    Closed(u32),
    /// Nothing goes through until then.
    Open(SystemTime),
}

impl Breaker {
    pub(crate) const fn new(limit: u32, pause: Duration) -> Self {
        Self { limit, pause, state: Mutex::new(State::Closed(0)) }
    }

    /// Whether a request may go out now. After the pause this lets one through and holds the others for another pause, so a
    /// trial that is dropped midway cannot block the platform for ever.
    pub(crate) fn admits(&self, now: SystemTime) -> bool {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        match *state {
            State::Closed(_) => true,
            State::Open(until) if now < until && until <= now + self.pause => false,
            // The pause is over, or the clock was set back.
            State::Open(_) => {
                *state = State::Open(now + self.pause);
                true
            }
        }
    }

    /// The platform answered, whatever it said.
    pub(crate) fn succeeded(&self) {
        *self.state.lock().unwrap_or_else(PoisonError::into_inner) = State::Closed(0);
    }

    /// The platform did not answer.
    pub(crate) fn failed(&self, now: SystemTime) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        *state = match *state {
            State::Closed(failures) if failures + 1 < self.limit => State::Closed(failures + 1),
            _ => State::Open(now + self.pause),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAUSE: Duration = Duration::from_secs(10);
    const START: SystemTime = SystemTime::UNIX_EPOCH;

    fn opened() -> Breaker {
        let breaker = Breaker::new(3, PAUSE);
        for _ in 0..3 {
            assert!(breaker.admits(START));
            breaker.failed(START);
        }
        breaker
    }

    #[test]
    fn opens_after_failures_in_a_row_only() {
        let breaker = Breaker::new(3, PAUSE);
        for _ in 0..5 {
            breaker.failed(START);
            breaker.failed(START);
            breaker.succeeded();
        }
        assert!(breaker.admits(START));
        assert!(!opened().admits(START));
    }

    #[test]
    fn lets_one_try_after_the_pause() {
        let breaker = opened();
        assert!(!breaker.admits(START + PAUSE / 2));
        assert!(breaker.admits(START + PAUSE));
        assert!(!breaker.admits(START + PAUSE));
        breaker.succeeded();
        assert!(breaker.admits(START + PAUSE) && breaker.admits(START + PAUSE));
    }

    #[test]
    fn a_failed_trial_opens_it_again() {
        let breaker = opened();
        assert!(breaker.admits(START + PAUSE));
        breaker.failed(START + PAUSE);
        assert!(!breaker.admits(START + PAUSE * 3 / 2));
        assert!(breaker.admits(START + PAUSE * 2));
    }

    #[test]
    fn a_clock_that_is_set_back_does_not_hold_it_open() {
        let breaker = Breaker::new(1, PAUSE);
        breaker.failed(START + PAUSE * 1000);
        assert!(breaker.admits(START));
    }
}
