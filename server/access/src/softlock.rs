//! Slows down whoever keeps failing: a lock that opens by itself.

use std::{collections::HashMap, hash::Hash};
use time::{Duration, OffsetDateTime};

/// When a [`SoftLock`] closes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LockPolicy {
    /// The failure that closes the lock for the first time.
    pub failures: u32,
    /// How long it stays closed then; each further failure doubles it.
    pub shortest: Duration,
    /// The longest that it stays closed.
    pub longest: Duration,
    /// After so long without an attempt, an open lock forgets.
    pub forget: Duration,
}

/// Counts attempts per key.
///
/// ```text
///             attempt             attempt no. `failures`
///  ┌──────┐ ─────────▶ ┌─────────┐ ─────────▶ ┌───────────────────┐ ◀────────────┐
///  │ none │            │ counted │            │ locked, `shortest`│ ─┐           │
///  └──────┘ ◀───────── └─────────┘            │ first, then twice │  │ refused,  │ attempt:
///     ▲ ▲    success,      │ ▲ attempt        │ …, up to `longest`│ ◀┘ uncounted │ twice as long
///     │ │    or quiet      └─┘                └───────────────────┘              │
///     │ │    for `forget`                          │ time passes                 │
///     │ │                                          ▼                             │
///     │ └──────────────── success ──────────── ┌───────┐ ────────────────────────┘
///     └────────────── quiet for `forget` ───── │ trial │
///                                              └───────┘
/// ```
///
/// An attempt counts as a failure when it begins and is forgiven when it succeeds: many attempts at once, or attempts
/// that hang up before the answer, cannot slip under the count. Attempts while locked are not counted, so that somebody
/// who hammers cannot keep the owner out for longer than `longest`.
#[derive(Debug)]
pub(crate) struct SoftLock<K> {
    policy: LockPolicy,
    counts: HashMap<K, Count>,
    /// More keys than this are never remembered.
    capacity: usize,
}

#[derive(Clone, Copy, Debug)]
struct Count {
    failures: u32,
    opens_at: OffsetDateTime,
}

impl<K: Hash + Eq + Clone> SoftLock<K> {
    pub fn new(policy: LockPolicy, capacity: usize) -> Self {
        Self { policy, counts: HashMap::new(), capacity }
    }

    /// How long the key must still wait; none if it need not.
    pub fn wait(&self, key: &K, now: OffsetDateTime) -> Option<Duration> {
        self.counts.get(key).map(|count| count.opens_at - now).filter(|wait| wait.is_positive())
    }

    /// Counts an attempt that begins.
    pub fn count(&mut self, key: K, now: OffsetDateTime) {
        if self.counts.len() >= self.capacity && !self.counts.contains_key(&key) {
            self.make_room(now);
        }
        let policy = self.policy;
        let count = self.counts.entry(key).or_insert(Count { failures: 0, opens_at: now });
        if count.opens_at + policy.forget <= now {
            count.failures = 0;
        }
        count.failures = count.failures.saturating_add(1);
        count.opens_at = now + policy.pause(count.failures);
    }

    /// Forgets a key that succeeded.
    pub fn forgive(&mut self, key: &K) {
        self.counts.remove(key);
    }

    /// Takes back one counted attempt and leaves the earlier ones.
    pub fn take_back(&mut self, key: &K, now: OffsetDateTime) {
        if let Some(count) = self.counts.get_mut(key) {
            count.failures = count.failures.saturating_sub(1);
            count.opens_at = now;
        }
    }

    /// Drops what may be forgotten; under attack from everywhere, also the half that opens first.
    fn make_room(&mut self, now: OffsetDateTime) {
        let forget = self.policy.forget;
        self.counts.retain(|_, count| count.opens_at + forget > now);
        if self.counts.len() >= self.capacity {
            let mut times: Vec<_> = self.counts.values().map(|count| count.opens_at).collect();
            let middle = times.len() / 2;
            let (_, median, _) = times.select_nth_unstable(middle);
            let median = *median;
            self.counts.retain(|_, count| count.opens_at > median);
        }
    }
}

impl LockPolicy {
    fn pause(self, failures: u32) -> Duration {
        let Some(doublings) = failures.checked_sub(self.failures) else { return Duration::ZERO };
        let factor = 1_i32.checked_shl(doublings.min(30)).unwrap_or(i32::MAX);
        self.shortest.checked_mul(factor).unwrap_or(self.longest).min(self.longest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const POLICY: LockPolicy = LockPolicy {
        failures: 5,
        shortest: Duration::SECOND,
        longest: Duration::minutes(15),
        forget: Duration::minutes(15),
    };
    const START: OffsetDateTime = OffsetDateTime::UNIX_EPOCH;

    #[test]
    fn four_failures_cost_nothing_and_the_fifth_a_second() {
        let mut lock = SoftLock::new(POLICY, 10);
        for _ in 0..4 {
            lock.count("anna", START);
            assert_eq!(lock.wait(&"anna", START), None);
        }
        lock.count("anna", START);
        assert_eq!(lock.wait(&"anna", START), Some(Duration::seconds(1)));
        assert_eq!(lock.wait(&"bert", START), None);
        assert_eq!(lock.wait(&"anna", START + Duration::seconds(1)), None);
    }

    #[test]
    fn each_further_failure_doubles_the_wait_up_to_the_longest() {
        let mut lock = SoftLock::new(POLICY, 10);
        let mut now = START;
        let mut waits = Vec::new();
        for _ in 0..17 {
            lock.count((), now);
            let wait = lock.wait(&(), now).unwrap_or_default();
            waits.push(wait.whole_seconds());
            now += wait;
        }
        assert_eq!(waits, [0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900]);
    }

    #[test]
    fn success_and_time_both_forget() {
        let mut lock = SoftLock::new(POLICY, 10);
        for _ in 0..4 {
            lock.count((), START);
        }
        lock.forgive(&());
        lock.count((), START);
        assert_eq!(lock.wait(&(), START), None);
        for _ in 0..3 {
            lock.count((), START);
        }
        let later = START + Duration::minutes(15);
        lock.count((), later);
        assert_eq!(lock.wait(&(), later), None);
    }

    #[test]
    fn one_success_does_not_wash_away_the_failures_of_others() {
        let mut lock = SoftLock::new(POLICY, 10);
        for _ in 0..5 {
            lock.count((), START);
        }
        lock.take_back(&(), START);
        assert_eq!(lock.wait(&(), START), None);
        lock.count((), START);
        assert_eq!(lock.wait(&(), START), Some(Duration::seconds(1)));
    }

    #[test]
    fn memory_is_bounded_and_the_longest_waits_stay() {
        let mut lock = SoftLock::new(POLICY, 100);
        for _ in 0..10 {
            lock.count(0, START);
        }
        for key in 1..10_000 {
            lock.count(key, START);
            assert!(lock.counts.len() <= 100);
        }
        assert_eq!(lock.wait(&0, START), Some(Duration::seconds(32)));
    }

    proptest! {
        #[test]
        fn nobody_waits_longer_than_the_longest(gaps in prop::collection::vec(0_i64..2_000, 0..60)) {
            let mut lock = SoftLock::new(POLICY, 10);
            let mut now = START;
            for gap in gaps {
                now += Duration::seconds(gap);
                if lock.wait(&(), now).is_none() {
                    lock.count((), now);
                }
                prop_assert!(lock.wait(&(), now).unwrap_or_default() <= POLICY.longest);
            }
        }
    }
}
