//! The clock, so that a test can turn it.

use std::{
    future::Future,
    pin::Pin,
    time::{Duration, SystemTime},
};

/// Tells the time and waits. Tokens, the circuit breaker, caches and the pauses between tries use it; time-outs of requests do not.
pub trait Clock: Send + Sync {
    /// The present time.
    fn now(&self) -> SystemTime;

    /// Waits.
    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        Box::pin(tokio::time::sleep(duration))
    }
}

/// The clock of the machine.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> SystemTime {
        SystemTime::now()
    }
}
