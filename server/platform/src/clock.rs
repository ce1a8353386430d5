//! The clock, so that a test can turn it.

use std::time::SystemTime;

/// Tells the time. Tokens, the circuit breaker and caches ask it; time-outs of requests do not.
pub trait Clock: Send + Sync {
    /// The present time.
    fn now(&self) -> SystemTime;
}

/// The clock of the machine.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> SystemTime {
        SystemTime::now()
    }
}
