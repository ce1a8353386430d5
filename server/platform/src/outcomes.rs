//! How calls of the platform ended and how long they took, counted for operations.

use crate::{error::Error, request::Answer};
use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
    time::Duration,
};

/// The upper bounds of the buckets, in seconds.
const BOUNDS: [f64; 11] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];

/// How long something took, how often.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Histogram {
    buckets: [u64; BOUNDS.len()],
    count: u64,
    sum: Duration,
}

impl Histogram {
    /// Adds one that took so long.
    pub fn add(&mut self, took: Duration) {
        self.count += 1;
        self.sum = self.sum.saturating_add(took);
        if let Some(place) = BOUNDS.iter().position(|bound| took.as_secs_f64() <= *bound) {
            self.buckets[place] += 1;
        }
    }

    /// How many there were.
    #[must_use]
    pub const fn count(&self) -> u64 {
        self.count
    }

    /// How long all of them took together.
    #[must_use]
    pub const fn sum(&self) -> Duration {
        self.sum
    }

    /// Bounds in seconds, and how many took no longer.
    pub fn buckets(&self) -> impl Iterator<Item = (f64, u64)> {
        BOUNDS.into_iter().zip(self.buckets).scan(0, |sum, (bound, count)| {
            *sum += count;
            Some((bound, *sum))
        })
    }
}

/// The calls since the start, by outcome.
#[derive(Debug, Default)]
pub(crate) struct Outcomes(Mutex<BTreeMap<&'static str, Histogram>>);

impl Outcomes {
    pub(crate) fn note(&self, result: &Result<Answer, Error>, took: Duration) {
        let mut calls = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        calls.entry(outcome(result)).or_default().add(took);
    }

    pub(crate) fn all(&self) -> Vec<(&'static str, Histogram)> {
        let calls = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        calls.iter().map(|(outcome, took)| (*outcome, took.clone())).collect()
    }
}

fn outcome(result: &Result<Answer, Error>) -> &'static str {
    match result {
        Ok(answer) if answer.status.is_success() => "done",
        Ok(answer) if answer.status.as_u16() == 404 => "not_found",
        Ok(answer) if answer.status.is_client_error() => "refused",
        Ok(_) | Err(Error::PlatformError { .. } | Error::NotCreated) => "failed",
        Err(Error::Unreachable) => "unreachable",
        Err(Error::TimedOut) => "timed_out",
        Err(Error::UnknownOutcome) => "unknown",
        Err(Error::Busy) => "busy",
        Err(_) => "refused_login",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buckets_hold_what_took_no_longer() {
        let mut histogram = Histogram::default();
        for milliseconds in [5, 6, 11_000] {
            histogram.add(Duration::from_millis(milliseconds));
        }
        let buckets: Vec<_> = histogram.buckets().collect();
        assert_eq!(buckets[..2], [(0.005, 1), (0.01, 2)]);
        assert_eq!(buckets.last(), Some(&(10.0, 2)));
        assert_eq!((histogram.count(), histogram.sum()), (3, Duration::from_millis(11_011)));
    }

    #[test]
    fn outcomes_are_told_apart() {
        let outcomes = Outcomes::default();
        outcomes.note(&Err(Error::TimedOut), Duration::ZERO);
        outcomes.note(&Err(Error::TimedOut), Duration::ZERO);
        outcomes.note(&Err(Error::Busy), Duration::ZERO);
        let counts: Vec<_> =
            outcomes.all().into_iter().map(|(outcome, took)| (outcome, took.count())).collect();
        assert_eq!(counts, [("busy", 1), ("timed_out", 2)]);
    }
}
