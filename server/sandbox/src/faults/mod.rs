//! Faults on demand: what a real platform does on a bad day.

mod answers;
mod rules;

use std::time::Duration;

use serde::{Deserialize, Serialize};

pub(crate) use self::answers::{broken, page, refusal, stalled, truncated};
pub use self::rules::FaultRule;
pub(crate) use self::rules::Faults;

/// How often the platform tries again after a dead-lock, a second before each time (contract 5.2).
const DEAD_LOCK_RETRIES: u32 = 5;

/// What goes wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// The answer is right and late by so many milliseconds.
    Latency(#[serde(with = "milliseconds")] Duration),
    /// Nothing is done; the answer is this status with a page of HTML, as a proxy gives it.
    Status(u16, String),
    /// Nothing is done; the answer is this status with a message in the platform's own form.
    Refusal(u16, String),
    /// Nothing is done and the connection breaks.
    ResetBefore,
    /// Everything is done and the connection breaks before the answer.
    ResetAfter,
    /// Everything is done; the answer stops in the middle of its JSON.
    Truncated,
    /// Everything is done; the head of the answer comes at once, its body after so many milliseconds.
    Stall(#[serde(with = "milliseconds")] Duration),
    /// So many dead-locks, after each of which the platform tries again a second later by the sandbox's clock. It does
    /// so five times; after one more nothing is done and the answer is 500 (contract 5.2).
    DeadLocks(u32),
}

impl Fault {
    /// A failure of the platform itself, with a page instead of JSON.
    #[must_use]
    pub fn internal_error() -> Self {
        Self::titled(500, "Internal Server Error")
    }

    /// A proxy whose platform does not answer.
    #[must_use]
    pub fn bad_gateway() -> Self {
        Self::titled(502, "Bad Gateway")
    }

    /// Too many wrong passwords (contract 1.5).
    #[must_use]
    pub fn banned() -> Self {
        Self::Refusal(403, "Banned".to_owned())
    }

    /// The login's password is too old (contract 1.4).
    #[must_use]
    pub fn password_expired() -> Self {
        Self::Refusal(403, "Password expired".to_owned())
    }

    /// Something is held by something else (contract 1.7, 423).
    #[must_use]
    pub fn in_use() -> Self {
        Self::Refusal(423, "Contact is still in use.".to_owned())
    }

    fn titled(status: u16, title: &str) -> Self {
        let page = format!("<html><head><title>{status} {title}</title></head><body>{title}</body></html>");
        Self::Status(status, page)
    }

    /// What the dead-locks of a request cost, and whether the platform gives up on it.
    pub(crate) fn dead_locks(&self) -> Option<(Duration, bool)> {
        let Self::DeadLocks(count) = self else { return None };
        let retries = (*count).min(DEAD_LOCK_RETRIES);
        Some((Duration::from_secs(retries.into()), *count > DEAD_LOCK_RETRIES))
    }
}

mod milliseconds {
    use std::time::Duration;

    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(duration: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u64(u64::try_from(duration.as_millis()).unwrap_or(u64::MAX))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
        u64::deserialize(deserializer).map(Duration::from_millis)
    }
}
