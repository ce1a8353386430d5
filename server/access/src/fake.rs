//! Doors for tests: a clock that moves only when told, and chance that repeats itself.

use crate::doors::{Chance, Clock, Doors};
use sha2::{Digest, Sha256};
use std::sync::{Arc, Mutex, PoisonError};
use time::{Duration, OffsetDateTime};

/// A clock that stands still until it is moved.
#[derive(Debug)]
pub struct FixedClock(Mutex<OffsetDateTime>);

impl FixedClock {
    /// A clock that shows `start`.
    #[must_use]
    pub fn at(start: OffsetDateTime) -> Self {
        Self(Mutex::new(start))
    }

    /// Moves the clock forward.
    pub fn advance(&self, by: Duration) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) += by;
    }
}

impl Clock for FixedClock {
    fn now(&self) -> OffsetDateTime {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Chance that gives the same bytes for the same seed: SHA-256 over the seed and a counter.
#[derive(Debug)]
pub struct SeededChance {
    seed: u64,
    block: Mutex<u64>,
}

impl SeededChance {
    /// Chance from a seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self { seed, block: Mutex::new(0) }
    }
}

impl Chance for SeededChance {
    fn fill(&self, bytes: &mut [u8]) {
        let mut block = self.block.lock().unwrap_or_else(PoisonError::into_inner);
        for chunk in bytes.chunks_mut(32) {
            let digest =
                Sha256::new().chain_update(self.seed.to_be_bytes()).chain_update(block.to_be_bytes());
            chunk.copy_from_slice(&digest.finalize()[..chunk.len()]);
            *block += 1;
        }
    }
}

/// Doors with a clock that the test keeps a handle on.
#[must_use]
pub fn doors(start: OffsetDateTime, seed: u64) -> (Doors, Arc<FixedClock>) {
    let clock = Arc::new(FixedClock::at(start));
    (Doors { clock: clock.clone(), chance: Arc::new(SeededChance::new(seed)) }, clock)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chance_repeats_itself_from_one_seed_and_differs_from_another() {
        let draw = |seed| {
            let chance = SeededChance::new(seed);
            let mut bytes = [0; 80];
            chance.fill(&mut bytes);
            bytes
        };
        assert_eq!(draw(1), draw(1));
        assert_ne!(draw(1), draw(2));
        assert_ne!(draw(1)[..32], draw(1)[32..64]);
    }

    #[test]
    fn the_clock_moves_only_when_told() {
        let clock = FixedClock::at(OffsetDateTime::UNIX_EPOCH);
        assert_eq!(clock.now(), OffsetDateTime::UNIX_EPOCH);
        clock.advance(Duration::hours(1));
        assert_eq!(clock.now(), OffsetDateTime::UNIX_EPOCH + Duration::hours(1));
    }
}
